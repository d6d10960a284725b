//! A component whose known anomalies are not acceptable.

use crate::assess::SoupState;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "SOU006",
    name: "unacceptable-component",
    summary: "The known anomalies of a component are judged not to be acceptable.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The evaluation of every component says `acceptable: true`.

Why it matters: A fault that is known and not acceptable must not reach users.

How to resolve: Update or replace the component, or control the risk and evaluate it anew.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for soup in cx.project.of_kind("soup") {
        if cx.assessment.component(soup) != Some(&SoupState::NotAcceptable) {
            continue;
        }
        let message = format!("the known anomalies of component `{}` are not acceptable", soup.id);
        let place = soup.place_at(&["evaluation", "acceptable"]);
        let help = "update or replace the component, or control the risk and evaluate it anew";
        findings.add(Finding::of(soup, place, message).help(help));
    }
}
