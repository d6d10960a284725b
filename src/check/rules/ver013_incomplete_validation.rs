//! A validation does not say where, by whom, by which criteria or with which conclusion it is.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "VER013",
    name: "incomplete-validation",
    summary: "A validation does not say where, by whom, by which criteria or with which conclusion it is.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active validation states its environment, criteria, team, and how the team is
independent of the design. One that must pass before release states its conclusion, too.

Why it matters: Whether the product serves its users is judged by people; who they are and what
they concluded is the evidence, not the word pass.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

const PLANNED: &[&str] = &["environment", "criteria", "team", "independence"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for validation in cx.project.of_kind("validation").filter(|record| record.is_active()) {
        let mut missing = validation.unstated(PLANNED);
        let is_required = validation.flag(&["required_for_release"]) != Some(false);
        if is_required {
            missing.extend(validation.unstated(&["conclusion"]));
        }
        if !missing.is_empty() {
            let message =
                format!("validation `{}` does not state {}", validation.id, missing.join(", "));
            findings
                .add(Finding::of(validation, validation.span, message).help("add each of them"));
        }
    }
}
