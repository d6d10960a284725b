//! A benefit-risk analysis that lacks what its scope needs.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "RSK009",
    name: "incomplete-benefit-risk",
    summary: "A benefit-risk analysis lacks what its scope needs.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: An active benefit-risk analysis names at least one benefit. One of scope
`one-risk` justifies exactly one risk and says why no further control is practicable; one of
scope `overall` justifies none.

Why it matters: A residual risk may be weighed against benefits only when it cannot be
reduced further, and every risk is weighed by itself.

How to resolve: Add what is missing, or write one analysis for each risk.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for analysis in cx.project.of_kind("benefit-risk").filter(|record| record.is_active()) {
        let mut say = |place, message: String, help: &str| {
            findings.add(Finding::of(analysis, place, message).help(help));
        };
        let id = &analysis.id;
        let n_risks = analysis.links_of("justifies").count();
        let risks = analysis.place_of("justifies");
        if analysis.has(&["benefits"]) && !names_benefit(analysis) {
            let message = format!("`{id}` names no benefit");
            say(analysis.place_of("benefits"), message, "add what is gained, with its evidence");
        }
        match analysis.word(&["scope"]) {
            Some("overall") if n_risks > 0 => {
                let message = format!("`{id}` weighs the overall residual risk, and names risks");
                say(risks, message, "remove the risks, or write one analysis for each");
            }
            Some("one-risk") => {
                if n_risks != 1 {
                    let message = format!("`{id}` weighs one risk, and names {n_risks}");
                    say(risks, message, "name one risk under `justifies`");
                }
                if !analysis.has(&["not_practicable"]) {
                    let message = format!("`{id}` does not say why no further control helps");
                    say(analysis.span, message, "add `not_practicable:`");
                }
            }
            _ => {}
        }
    }
}

fn names_benefit(analysis: &Record) -> bool {
    analysis.node.get("benefits").is_some_and(|benefits| !Node::items(benefits).is_empty())
}
