//! A use scenario is less severe than the harm of a risk that arises from it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "USE006",
    name: "understated-scenario",
    summary: "A use scenario is less severe than the harm of a risk that arises from it.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The severity of a use scenario is not below that of the harm of any risk that
arises from it.

Why it matters: Scenarios are selected for the summative evaluation by the worst that may follow;
one that is understated falls out of it.

How to resolve: Raise `severity:` of the scenario, or correct the harm of the risk.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let policy = &cx.project.config.risk;
    let rank = |record: &Record| policy.severity_rank(record.word(&["severity"])?);
    let scenarios = cx.project.of_kind("use-scenario");
    for scenario in scenarios.filter(|record| record.status != Status::Retired) {
        let Some(own) = rank(scenario) else { continue };
        let risks = cx.graph.sources(&scenario.id, "arises_from").into_iter();
        for (risk, _) in risks.filter(|(risk, _)| risk.status != Status::Retired) {
            let harms = cx.graph.targets(&risk.id, "harm").into_iter();
            for harm in harms.filter(|harm| rank(harm) > Some(own)) {
                let word = harm.word(&["severity"]).unwrap_or_default();
                let message =
                    format!("`{}` may lead to `{}`, which is `{word}`", scenario.id, harm.id);
                let finding = Finding::of(scenario, scenario.place_at(&["severity"]), message);
                let finding = finding.help(format!("write `severity: {word}`"));
                let finding = finding.also(risk.span, "the risk that arises from it");
                findings.add(finding.also(harm.place_at(&["severity"]), "severity of the harm"));
            }
        }
    }
}
