//! A use scenario does not say who does what, which mistakes can happen, and how bad they are.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "USE005",
    name: "undescribed-scenario",
    summary: "A use scenario does not say who does what, which mistakes can happen, and how bad they are.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every use scenario that is not retired has a user profile, tasks, foreseeable
use errors, and the severity of the worst that may follow.

Why it matters: Scenarios are selected for the summative evaluation by what may follow from
them, and tested by their tasks.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

const FIELDS: &[&str] = &["user_profile", "tasks", "use_errors", "severity"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for scenario in
        cx.project.of_kind("use-scenario").filter(|record| record.status != Status::Retired)
    {
        let missing = scenario.unstated(FIELDS);
        if !missing.is_empty() {
            let message =
                format!("scenario `{}` does not state {}", scenario.id, missing.join(", "));
            findings.add(Finding::of(scenario, scenario.span, message).help("add each of them"));
        }
    }
}
