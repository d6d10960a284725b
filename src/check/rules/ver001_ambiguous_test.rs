//! A test of a verification that could be any of several test cases.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "VER001",
    name: "ambiguous-test",
    summary: "A test of a verification could be any of several test cases.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every test of an active verification is one case of a test run. Suite and
class may be left out only where the name alone is one case.

Why it matters: A pass of one case says nothing about the other one of the same name.

How to resolve: Add `class:` or `suite:`, as they stand in the results file.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("verification").filter(|record| record.is_active()) {
        let state = cx.assessment.verification(record);
        for ambiguous in state.map(|state| &*state.ambiguous).unwrap_or_default() {
            let (run, n_cases) = (&ambiguous.run.id, ambiguous.n_cases);
            let message =
                format!("this test of `{}` could be {n_cases} cases of `{run}`", record.id);
            let finding = Finding::of(record, ambiguous.test, message);
            findings
                .add(finding.help("add `class:` or `suite:`, as they stand in the results file"));
        }
    }
}
