//! A test that failed and that no verification names.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "VER009",
    name: "unclaimed-failure",
    summary: "A test failed on the judged release, and no verification names it.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every test case that failed in the newest run of the judged release that holds it,
in each environment, stands under `tests` of an active verification of the release's product. Where
the release carries over a test run, that one is looked at too, and what was run after it; the
verification must then have a result on the release.

Why it matters: A verification looks at the tests that it names. A failure beside them would
leave the judgement without anybody having looked at it.

How to resolve: Name the test under `tests` of the verification that it belongs to, and correct
what fails.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for failure in &cx.assessment.unclaimed {
        let (run, case) = (failure.run, failure.case);
        let (lack, help) = match failure.is_carried {
            true => (
                "of a release before, and nothing shows that it passes now",
                "carry it out again on this release, and correct what fails",
            ),
            false => (
                "and no verification names it",
                "name it under `tests` of a verification, and correct it",
            ),
        };
        let message = format!("`{}` failed in `{}`, {lack}", case.name, run.id);
        findings.add(Finding::of(run, case.span, message).help(help));
    }
}
