//! A risk without initial or residual estimate.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK002",
    name: "unestimated-risk",
    summary: "A risk has no initial or no residual estimate.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every active risk has an initial and a residual estimate from which the
matrix gives a level. `not-estimable` is an estimate.

Why it matters: What is not estimated counts as the worst, and cannot be shown to have been
reduced.

How to resolve: Add the estimate under `estimates:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.risk(record) else { continue };
        for (name, estimate) in [("initial", &state.initial), ("residual", &state.residual)] {
            if estimate.level.is_none() {
                let message = format!("the {name} estimate of `{}` gives no level", record.id);
                let scale = &cx.project.config.risk;
                let fields = if scale.has_two_scales() { "p1 and p2" } else { "probability" };
                let help = format!("add {fields} under `estimates.{name}`");
                let place = if record.has(&["estimates", name]) {
                    record.place_at(&["estimates", name])
                } else {
                    record.place_of("estimates")
                };
                findings.add(Finding::of(record, place, message).help(help));
            }
        }
    }
}
