//! A control that claims to be outside the software and is carried out by it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "CLS009",
    name: "external-control-in-software",
    summary: "A control that is called external is carried out by software.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No software item, and no requirement of the level `software` or that an item
realizes, implements a control with `external: true`.

Why it matters: Such a control fails together with the software, and may not lower a safety
class. It is not credited.

How to resolve: Write `external: false`, or implement the control outside the software.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let controls = cx.project.of_kind("risk-control");
    for control in controls.filter(|control| control.status != Status::Retired) {
        let software = cx.assessment.software_of(cx.graph, control);
        if control.flag(&["external"]) != Some(true) || software.is_empty() {
            continue;
        }
        let message = format!("`{}` is called external, but software carries it out", control.id);
        let finding = Finding::of(control, control.place_at(&["external"]), message);
        let finding = finding.help("write `external: false`");
        findings.add(software.iter().fold(finding, |finding, source| {
            finding.also(source.span, format!("`{}` implements it", source.id))
        }));
    }
}
