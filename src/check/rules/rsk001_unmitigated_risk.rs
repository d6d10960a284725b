//! A risk whose control is not complete.

use crate::assess::{Lack, Missing};
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "RSK001",
    name: "unmitigated-risk",
    summary: "Risk control of a risk is not complete.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Risk control is complete when the evaluation is recorded and approved, every
active control is implemented and shown by passing results to be implemented and effective,
the effect on other risks is stated, the residual level is acceptable or accepted by an
approved benefit-risk analysis, the risk is stated to be reduced as far as possible where
the profile asks for it, and every introduced or affected risk is complete. Without any
control, the option analysis, the reason and that analysis stand in their place. A draft
risk counts; a draft control or analysis does not. What only a refused results file could show is
told once, with its test run.

Why it matters: An unmitigated risk reaches patients.

How to resolve: Do what the list under the finding names.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut unseen = Vec::new();
    for record in cx.project.of_kind("risk").filter(|record| record.status != Status::Retired) {
        let Some(state) = cx.assessment.risk(record) else { continue };
        if state.is_complete() {
            continue;
        }
        if hangs_on_refused(cx, &state.missing) {
            unseen.push(record);
            continue;
        }
        let message = format!("risk control of `{}` is not complete", record.id);
        let finding = Finding::of(record, record.span, message);
        let finding = finding.help("each place that is named is one thing that is missing");
        findings.add(
            state
                .missing
                .iter()
                .fold(finding, |finding, missing| finding.also(missing.span, missing.lack.text())),
        );
    }
    findings.add_unseen(cx, "risk control", unseen);
}

/// Whether only a results file could show what is missing, and was refused. What else is missing of
/// another risk is told with that one.
fn hangs_on_refused(cx: &Context<'_>, missing: &[Missing]) -> bool {
    let is_of_another = |missing: &&Missing| matches!(missing.lack, Lack::OtherRisk { .. });
    let mut own = missing.iter().filter(|missing| !is_of_another(missing)).peekable();
    own.peek().is_some() && own.all(|missing| is_refused(cx, missing))
}

fn is_refused(cx: &Context<'_>, missing: &Missing) -> bool {
    let Lack::Pass { verification, .. } = &missing.lack else { return false };
    let verification = cx.project.record(verification);
    verification.is_some_and(|record| cx.assessment.only_refused_results_show(record))
}
