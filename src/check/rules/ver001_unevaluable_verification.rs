//! A verification by automated tests, whose results this version does not read.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "VER001",
    name: "unevaluable-verification",
    summary: "A verification names automated tests, whose results this version does not read.",
    severity: Severity::Warning,
    since: "0.1",
    explain: "\
What it checks: An active verification with `tests:` is judged by the results of those
tests. This version of techfile reads results that are written by hand only.

Why it matters: Until the test results are read the verification counts as not passed; a
result by hand does not replace them.

How to resolve: Remove `tests:` and record results by hand, or wait for the version that
reads test results.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("verification").filter(|record| record.is_active()) {
        if record.has(&["tests"]) {
            let message = format!("the automated tests of `{}` are not evaluated by this version", record.id);
            let finding = Finding::of(record, record.place_of("tests"), message);
            findings.add(finding.help("record results by hand, without `tests:`"));
        }
    }
}
