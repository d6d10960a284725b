//! A test run without results, or with results of an unnamed build.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "VER004",
    name: "incomplete-run",
    summary: "A test run has no results, or results of an unnamed build.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every active test run has `results` and the `commit` that was tested, or is
given its results with `--results`. Until then a pass of the run counts for nothing.

Why it matters: Results count for the build that was tested, and for no other.

How to resolve: Add `results:` and `commit:`, or give the file on the command line.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for run in cx.project.of_kind("test-run").filter(|record| record.is_active()) {
        if cx.project.supplied.iter().any(|id| **id == *run.id) {
            continue;
        }
        for field in ["results", "commit"].into_iter().filter(|field| !run.has(&[field])) {
            let message = format!("test run `{}` has no `{field}`", run.id);
            let finding = Finding::of(run, run.span, message);
            findings
                .add(finding.help(format!("add `{field}:`, or use `--results {}=FILE`", run.id)));
        }
    }
}
