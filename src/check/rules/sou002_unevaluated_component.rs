//! A component whose known anomalies nobody has evaluated.

use crate::assess::SoupState;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "SOU002",
    name: "unevaluated-component",
    summary: "The known anomalies of a component have not been evaluated for the version in use.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every component that is not retired has an `evaluation` of the version that
is in use, in a record that is no draft.

Why it matters: A known fault of a component is a fault of the product.

How to resolve: Look through the component's published anomalies, and record the evaluation.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for soup in cx.project.of_kind("soup") {
        let id = &soup.id;
        let message = match cx.assessment.component(soup) {
            Some(SoupState::Missing) if !soup.is_active() && soup.has(&["evaluation"]) => {
                format!("the evaluation of component `{id}` is a draft")
            }
            Some(SoupState::Missing) => {
                format!("the known anomalies of component `{id}` are not evaluated")
            }
            Some(SoupState::OfOtherVersion) => {
                format!("the evaluation of component `{id}` is of another version than is in use")
            }
            _ => continue,
        };
        let finding = Finding::of(soup, soup.place_of("evaluation"), message);
        findings.add(
            finding
                .help("evaluate the anomalies of this version, and record it in an active record"),
        );
    }
}
