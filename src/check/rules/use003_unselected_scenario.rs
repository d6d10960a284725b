//! A use scenario of which nobody decided whether it is part of the summative evaluation.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "USE003",
    name: "unselected-scenario",
    summary: "It is not decided whether a use scenario is part of the summative evaluation.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every use scenario that is not retired says under `summative` whether it is
selected and why; a draft does not decide.

Why it matters: A scenario that nobody decided on falls out of the evaluation unseen.

How to resolve: Add `summative: {selected: …, rationale: …}`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let scenarios = cx.project.of_kind("use-scenario");
    for scenario in scenarios.filter(|record| record.status != Status::Retired) {
        let is_reasoned = scenario.states(&["summative", "rationale"]);
        let is_decided = match scenario.flag(&["summative", "selected"]) {
            Some(true) => is_reasoned,
            Some(false) => is_reasoned && scenario.is_active(),
            None => false,
        };
        if !is_decided {
            let message = format!(
                "`{}` does not say whether it is part of the summative evaluation",
                scenario.id
            );
            let finding = Finding::of(scenario, scenario.place_of("summative"), message);
            findings.add(
                finding.help("add `summative: {selected: …, rationale: …}` in an active record"),
            );
        }
    }
}
