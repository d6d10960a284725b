//! A residual severity that only information for safety lowers.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK016",
    name: "severity-lowered-by-information",
    summary: "A residual estimate lowers the severity of the harm by information for safety alone.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Where all active controls of a risk are information for safety, its residual
estimate has no lower severity than its harm, whatever the rationale says. The harm's severity
counts.

Why it matters: Whoever reads a warning may avoid the harm; a harm that happens all the same is as
severe as before.

How to resolve: Remove the severity from the estimate, or name the control that lowers it.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let policy = &cx.project.config.risk;
    let path = ["estimates", "residual", "severity"];
    for risk in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.risk(risk) else { continue };
        let controls = &state.controls;
        let is_information = |option: Option<&str>| option == Some("information-for-safety");
        if controls.is_empty() || !controls.iter().all(|c| is_information(c.word(&["option"]))) {
            continue;
        }
        let (Some(own), Some(counted)) = (risk.word(&path), state.residual.severity) else {
            continue;
        };
        let is_reasoned = risk.has(&["estimates", "residual", "severity_rationale"]);
        // Without a rationale it is a finding of its own.
        if is_reasoned && policy.severity_rank(own) < policy.severity_rank(counted) {
            let message = format!("only information for safety lowers the severity to `{own}`");
            let finding = Finding::of(risk, risk.place_at(&path), message);
            let finding = finding.help(format!("write `severity: {counted}`, or leave it out"));
            findings.add(controls.iter().fold(finding, |finding, control| {
                finding.also(control.place_at(&["option"]), format!("`{}`", control.id))
            }));
        }
    }
}
