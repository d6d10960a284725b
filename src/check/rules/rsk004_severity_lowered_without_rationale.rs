//! An estimate that lowers the harm's severity without saying why.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK004",
    name: "severity-lowered-without-rationale",
    summary: "An estimate lowers the severity of the harm without a rationale.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: An estimate whose severity is lower than that of the harm has a
`severity_rationale`. Until it has, the harm's severity counts.

Why it matters: Controls mostly lower probability; a lower severity is a claim of its own.

How to resolve: Add the rationale, or remove the severity from the estimate.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let policy = &cx.project.config.risk;
    for record in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let harm = cx.graph.targets(&record.id, "harm");
        let Some(of_harm) = harm.first().and_then(|harm| harm.word(&["severity"])) else {
            continue;
        };
        for estimate in ["initial", "after_external_controls", "residual"] {
            let path = ["estimates", estimate, "severity"];
            let Some(own) = record.word(&path) else { continue };
            let is_lower = policy.severity_rank(own) < policy.severity_rank(of_harm);
            if is_lower && !record.has(&["estimates", estimate, "severity_rationale"]) {
                let message =
                    format!("`{own}` is lower than the harm's `{of_harm}`, without a reason");
                let finding = Finding::of(record, record.place_at(&path), message);
                let finding = finding.help("add `severity_rationale:`, or leave the severity out");
                findings.add(finding.also(harm[0].place_at(&["severity"]), "severity of the harm"));
            }
        }
    }
}
