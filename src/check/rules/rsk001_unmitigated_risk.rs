//! A risk whose control is not complete.

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
risk counts; a draft control or analysis does not.

Why it matters: An unmitigated risk reaches patients.

How to resolve: Do what the list under the finding names.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("risk").filter(|record| record.status != Status::Retired) {
        let Some(state) = cx.assessment.risk(record) else { continue };
        if state.is_complete() {
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
}
