//! A requirement with a verification that does not pass on the judged release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::assess::Outcome;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "TRC002",
    name: "requirement-not-passed",
    summary: "A verification of a requirement does not pass on the judged release.",
    severity: Severity::Warning,
    since: "0.1",
    explain: "\
What it checks: Every active verification of a requirement's fulfilment has a passing newest
result for the judged release. Skipped, blocked and missing are no pass; in several
environments the worst counts.

Why it matters: A requirement is verified only when every verification of it passes.

How to resolve: Carry out the verification on the release and record the result, or mend
what fails.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let requirements = cx.project.of_kind("requirement");
    for record in requirements.filter(|record| record.status != Status::Retired) {
        for (verification, outcome) in cx.assessment.verified_by(cx.graph, record, "fulfilment") {
            if outcome == Outcome::Pass {
                continue;
            }
            let what = match outcome {
                Outcome::Missing => "has no result for".to_string(),
                Outcome::NotEvaluable => "cannot be evaluated for".to_string(),
                _ => format!("is `{}` for", outcome.word()),
            };
            let message = format!("`{}` of `{}` {what} `{}`", verification.id, record.id, release.id);
            let finding = Finding::of(record, record.span, message)
                .help(format!("record a result `of: [{}]` with `for_release: [{}]`", verification.id, release.id))
                .also(verification.span, "the verification");
            let deciding = cx.assessment.verification(verification).map(|state| &state.deciding);
            findings.add(deciding.into_iter().flatten().fold(finding, |finding, result| {
                finding.also(result.place_at(&["verdict"]), format!("decided by `{}`", result.id))
            }));
        }
    }
}
