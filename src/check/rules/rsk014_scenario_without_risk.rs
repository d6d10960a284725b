//! No risk arises from a hazard-related use scenario.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "RSK014",
    name: "scenario-without-risk",
    summary: "No risk arises from a hazard-related use scenario.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every use scenario that is not retired is named under `arises_from` of a risk
that is not retired and belongs to the product whose release is judged.

Why it matters: A use scenario is recorded because a mistake in it can harm somebody. Without
a risk nobody has said whom, how badly and what prevents it.

How to resolve: Write the risk that arises from the scenario, or retire the scenario with a
reason.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for scenario in
        cx.project.of_kind("use-scenario").filter(|record| record.status != Status::Retired)
    {
        let mut risks = cx.graph.sources(&scenario.id, "arises_from").into_iter();
        if risks.any(|(risk, _)| cx.counts_for(risk, scenario)) {
            continue;
        }
        let message = format!("no risk arises from use scenario `{}`", scenario.id);
        let help = format!("add `arises_from: [{}]` to a risk, or retire the record", scenario.id);
        findings.add(Finding::of(scenario, scenario.span, message).help(help));
    }
}
