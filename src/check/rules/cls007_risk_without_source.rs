//! A risk that names nothing it arises from.

use crate::assess::SafetyClass;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "CLS007",
    name: "risk-without-source",
    summary: "A risk does not say what it arises from.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every risk that is not retired and not acceptable after external controls
names under `arises_from` something that is not retired itself.

Why it matters: A risk that arises from nothing named would lower the class of the software
it arises from. Until it is named, it counts for every item that is part of nothing.

How to resolve: Name the software item, or whatever else the risk arises from. Where no software is
involved, add the estimate after external controls.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for risk in cx.project.of_kind("risk").filter(|risk| risk.status != Status::Retired) {
        let demanded = cx.assessment.risk_class(risk).map(|state| state.class);
        if demanded == Some(SafetyClass::A) {
            continue;
        }
        let sources = cx.graph.targets(&risk.id, "arises_from");
        if sources.iter().any(|source| source.status != Status::Retired) {
            continue;
        }
        let message = format!("`{}` does not say what it arises from", risk.id);
        let finding = Finding::of(risk, risk.place_of("arises_from"), message);
        findings.add(finding.help("add `arises_from: [ID]` with what can fail"));
    }
}
