//! An estimate that credits a control outside the software which is not there.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CLS008",
    name: "uncredited-estimate",
    summary: "An estimate after external controls is better than the initial one without such a control.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Where `after_external_controls` is better than the initial estimate, an
active control of the risk is outside the software.

Why it matters: Only controls outside the software may lower a safety class, and this
estimate does not count.

How to resolve: Add the control with `external: true`, or estimate the risk without it.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for risk in cx.project.of_kind("risk") {
        if !cx.assessment.risk_class(risk).is_some_and(|class| class.is_uncredited) {
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
