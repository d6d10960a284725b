//! No risk names a hazard.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "RSK012",
    name: "hazard-without-risk",
    summary: "No risk names a hazard.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every hazard that is not retired is named by a risk that is not retired and belongs
to the product whose release is judged.

Why it matters: A hazard that was identified and never analysed is a harm that nobody
estimated.

How to resolve: Write the risk for each hazardous situation to which the hazard can lead, or
retire the hazard. A hazard of some products alone says so under `product:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for hazard in cx.project.of_kind("hazard").filter(|record| record.status != Status::Retired) {
        let mut risks = cx.graph.sources(&hazard.id, "hazard").into_iter();
        if risks.any(|(risk, _)| cx.counts_for(risk, hazard)) {
            continue;
        }
        let message = format!("no risk names hazard `{}`", hazard.id);
        let help = format!("add `hazard: {}` to a risk, or retire the record", hazard.id);
        findings.add(Finding::of(hazard, hazard.span, message).help(help));
    }
}
