//! A design review does not say what it concluded, about what or with whom.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL014",
    name: "unconcluded-design-review",
    summary: "A design review does not say what it concluded, about what or with whom.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active design review has a conclusion, names what it covers, and names people
of the project or specialists who took part.

Why it matters: A review without conclusion stopped nothing and let nothing pass.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for review in cx.project.of_kind("design-review").filter(|record| record.is_active()) {
        let mut missing = review.unstated(&["conclusion"]);
        if !review.states(&["specialists"]) {
            missing.extend(review.unstated(&["participants"]));
        }
        if review.links_of("covers").next().is_none() {
            missing.push("`covers`".to_string());
        }
        if !missing.is_empty() {
            let message =
                format!("design review `{}` does not state {}", review.id, missing.join(", "));
            findings.add(Finding::of(review, review.span, message).help("add each of them"));
        }
    }
}
