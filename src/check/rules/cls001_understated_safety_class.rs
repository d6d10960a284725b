//! A software item that is declared in a lower class than its risks demand.

use crate::assess::Reason;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CLS001",
    name: "understated-safety-class",
    summary: "The declared safety class is lower than the risks demand.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The declared class of every software item is at least what the risks demand
that arise from it and its parts, or that it helps to control. The software is taken to
fail, so that only `after_external_controls` counts: acceptable demands A; else C where
death or serious injury is possible, else B.

Why it matters: A class that is too low leaves out activities that the harm calls for.

How to resolve: Raise `safety_class`, or control the risk by something outside the software
and estimate it anew.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for item in cx.project.of_kind("software-item") {
        let Some(state) = cx.assessment.class(item) else { continue };
        let Some(declared) = state.declared.filter(|declared| *declared < state.demanded) else {
            continue;
        };
        let (id, demanded) = (&item.id, state.demanded.word());
        let message =
            format!("`{id}` is declared {}, but its risks demand {demanded}", declared.word());
        let finding = Finding::of(item, item.place_at(&["safety_class"]), message);
        let finding = finding.help(format!(
            "write `safety_class: {demanded}` and develop it so, or control these risks \
             outside the software"
        ));
        let demanding = state.demands.iter().filter(|demand| demand.class > declared);
        findings.add(demanding.fold(finding, |finding, demand| {
            let (risk, part) = (&demand.risk.id, &demand.item.id);
            let why = match demand.reason {
                Reason::Arises
                    if demand.risk.links_of("arises_from").any(|to| *to.to == **part) =>
                {
                    format!("arises from `{part}`")
                }
                Reason::Arises => format!("arises from a component in `{part}`"),
                Reason::Controls => format!("is controlled by `{part}`"),
                Reason::Unassigned => "arises from nothing named".to_string(),
            };
            let text = format!("`{risk}` {why} and demands {}", demand.class.word());
            finding.also(demand.risk.span, text)
        }));
    }
}
