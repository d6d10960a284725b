//! An estimate that credits a control outside the software which is not there.

use crate::assess::RiskClass;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;

pub(super) const RULE: Rule = Rule {
    code: "CLS008",
    name: "uncredited-estimate",
    summary: "An estimate after external controls is better than the initial one without such a control.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Where `after_external_controls` is better than the initial estimate, an
active control of the risk is outside the software. A severity that it lowers below that of
the harm needs such a control that is more than information for safety.

Why it matters: Only controls outside the software may lower a safety class, and this
estimate does not count.

How to resolve: Add the control with `external: true`, or estimate the risk without it.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for risk in cx.project.of_kind("risk") {
        let Some(class) = cx.assessment.risk_class(risk) else { continue };
        if !class.is_uncredited && !lowers_severity_in_vain(cx, risk, class) {
            continue;
        }
        let message = format!(
            "no active control outside the software makes this estimate of `{}` better",
            risk.id
        );
        let place = risk.place_at(&["estimates", "after_external_controls"]);
        let help = "name the control with `external: true`, or write the initial estimate";
        findings.add(Finding::of(risk, place, message).help(help));
    }
}

/// Whether the estimate states a lower severity, with its rationale, than the one that counts.
fn lowers_severity_in_vain(cx: &Context<'_>, risk: &Record, class: &RiskClass<'_>) -> bool {
    let policy = &cx.project.config.risk;
    let rank = |step: Option<&str>| step.and_then(|step| policy.severity_rank(step));
    let stated = |field| ["estimates", "after_external_controls", field];
    let own = rank(risk.word(&stated("severity")));
    // Without a rationale it is a finding of its own.
    risk.has(&stated("severity_rationale")) && own.is_some() && own < rank(class.estimate.severity)
}
