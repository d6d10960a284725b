//! A requirement with a verification that does not pass on the judged release.

use crate::assess::Outcome;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "TRC002",
    name: "requirement-not-passed",
    summary: "A verification of a requirement does not pass on the judged release.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every active verification of a requirement's fulfilment has a passing newest
result for the judged release. Skipped, blocked and missing are no pass; in several
environments the worst counts. What only a refused results file could show is told once, with its
test run. A failure is excused that a problem report names, and that an
anomaly accepted by the release describes, unless a risk control rests on it.

Why it matters: A requirement is verified only when every verification of it passes.

How to resolve: Carry out the verification on the release and record the result, or mend
what fails.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let mut unseen = Vec::new();
    let requirements = cx.project.of_kind("requirement");
    for record in requirements.filter(|record| record.status != Status::Retired) {
        for (verification, outcome) in cx.assessment.verified_by(cx.graph, record, "fulfilment") {
            if cx.assessment.only_refused_results_show(verification) {
                unseen.push(record);
                continue;
            }
            if outcome == Outcome::Pass || cx.assessment.is_excused(cx.graph, record, verification)
            {
                continue;
            }
            let (id, on) = (&verification.id, &release.id);
            let (what, help) = match outcome {
                Outcome::Missing => ("has no result for".to_string(), "carry it out, and record"),
                Outcome::NotEvaluable => ("cannot be evaluated for".to_string(), "record"),
                Outcome::Fail => ("is `fail` for".to_string(), "mend what fails, and record"),
                _ => (format!("is `{}` for", outcome.word()), "carry it out, and record"),
            };
            let message = format!("`{id}` of `{}` {what} `{on}`", record.id);
            let help = if verification.has(&["tests"]) {
                format!("run its tests on `{on}`, and name their results in a test run")
            } else {
                format!("{help} a result `of: [{id}]` with `for_release: [{on}]`")
            };
            let finding = Finding::of(record, record.span, message)
                .help(help)
                .also(verification.span, "the verification");
            let deciding = cx.assessment.verification(verification).map(|state| &state.deciding);
            let worst =
                deciding.into_iter().flatten().filter(|evidence| evidence.outcome == outcome);
            let finding = worst.fold(finding, |finding, evidence| {
                finding.also(evidence.span, evidence.decision())
            });
            let is_never_waived =
                outcome == Outcome::NotEvaluable || cx.assessment.serves_control(record);
            findings.add(if is_never_waived { finding.never_waived() } else { finding });
        }
    }
    findings.add_unseen(cx, "verification", unseen);
}
