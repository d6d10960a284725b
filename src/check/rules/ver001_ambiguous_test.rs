//! A test of a verification that could be any of several test cases.

use crate::assess::{Ambiguous, Overlooked};
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, TestCase};

pub(super) const RULE: Rule = Rule {
    code: "VER001",
    name: "ambiguous-test",
    summary: "A test of a verification could be any of several test cases.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every test of an active verification is one case of a test run. Suite and
class may be left out only where the name alone is one case, in all runs together: a later
pass in another suite or class is another test, and leaves what failed as it was.

Why it matters: A pass of one case says nothing about the other one of the same name.

How to resolve: Add `class:` or `suite:`, as they stand in the results file, and name each
test by itself. Where a runner gives one test a new suite in every run, write a `*` for what
changes, as in `suite: build-*`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("verification").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.verification(record) else { continue };
        for ambiguous in &state.ambiguous {
            findings.add(in_one_run(record, ambiguous));
        }
        for overlooked in &state.overlooked {
            findings.add(in_two_runs(record, overlooked));
        }
    }
}

fn in_one_run(record: &Record, ambiguous: &Ambiguous<'_>) -> Finding {
    let (run, n_cases) = (&ambiguous.run.id, ambiguous.n_cases);
    let message = format!("this test of `{}` could be {n_cases} cases of `{run}`", record.id);
    Finding::of(record, ambiguous.test, message)
        .help("add `class:` or `suite:`, as they stand in the results file")
}

fn in_two_runs(record: &Record, overlooked: &Overlooked<'_>) -> Finding {
    let ((run, case), (later, other)) = (overlooked.worse, overlooked.later);
    let message = format!(
        "this test of `{}` did not pass in `{}` ({}), and the later one in `{}` is another ({})",
        record.id,
        run.id,
        where_it_stands(case, other),
        later.id,
        where_it_stands(other, case),
    );
    let help = "name each with its `class:` or `suite:`, and mend what did not pass; if one test has a \
                new suite in every run, write a `*` for what changes, as in `suite: build-*`";
    Finding::of(record, overlooked.test, message).also(case.span, "it did not pass here").help(help)
}

/// Says what of a case is not as in the other one.
fn where_it_stands(case: &TestCase, other: &TestCase) -> String {
    let parts = [("suite", &case.suite, &other.suite), ("class", &case.class, &other.class)];
    let different = parts.into_iter().filter(|(_, here, there)| here != there);
    let told = different.map(|(what, here, _)| match here.is_empty() {
        true => format!("no {what}"),
        false => format!("{what} `{here}`"),
    });
    told.collect::<Vec<_>>().join(", ")
}
