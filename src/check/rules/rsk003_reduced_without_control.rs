//! A residual estimate that is better than the initial one without a risk control.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK003",
    name: "reduced-without-control",
    summary: "A residual estimate is better than the initial one without an active risk control.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Where no active risk control names a risk, its residual estimate is not
better than its initial one.

Why it matters: A risk does not shrink by being looked at.

How to resolve: Name the control that reduces it, or bring the estimates together.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let policy = &cx.project.config.risk;
    for record in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.risk(record) else { continue };
        let rank = |step: Option<&str>| step.and_then(|step| policy.probability_rank(step));
        let severity = |step: Option<&str>| step.and_then(|step| policy.severity_rank(step));
        let (initial, residual) = (&state.initial, &state.residual);
        let is_better = rank(residual.probability) < rank(initial.probability)
            || severity(residual.severity) < severity(initial.severity);
        if state.controls.is_empty() && residual.level.is_some() && is_better {
            let message = format!(
                "the residual estimate of `{}` is better without a risk control",
                record.id
            );
            let place = record.place_at(&["estimates", "residual"]);
            let finding = Finding::of(record, place, message);
            findings.add(
                finding.help(format!("add `controls: [{}]` to an active risk control", record.id)),
            );
        }
    }
}
