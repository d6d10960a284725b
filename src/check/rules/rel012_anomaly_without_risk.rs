//! A known anomaly can injure somebody and contributes to no risk.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "REL012",
    name: "anomaly-without-risk",
    summary: "A known anomaly can injure somebody and contributes to no risk.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every anomaly that is not retired, and whose severity step means an injury, names
under `contributes_to` a risk that is not retired; a draft risk of another product, which nobody
judges, does not count. One without severity may lead to the worst.

Why it matters: That an anomaly is acceptable rests on the risk to which it contributes.

How to resolve: Name the risk, or state the severity of an anomaly that injures nobody.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let anomalies = cx.project.of_kind("anomaly");
    for anomaly in anomalies.filter(|record| record.status != Status::Retired) {
        let risks = cx.graph.targets(&anomaly.id, "contributes_to");
        let is_weighed = risks.iter().any(|risk| risk.is_active() || cx.counts_for(risk, anomaly));
        if is_weighed || is_harmless(cx, anomaly) {
            continue;
        }
        let severity = anomaly.word(&["severity"]);
        let what = severity.map_or("has no severity".to_string(), |step| format!("is `{step}`"));
        let message = format!("anomaly `{}` {what}, and contributes to no risk", anomaly.id);
        let finding = Finding::of(anomaly, anomaly.place_of("contributes_to"), message);
        findings.add(finding.help("add `contributes_to: [RISK]`, or a severity without injury"));
    }
}

fn is_harmless(cx: &Context<'_>, anomaly: &Record) -> bool {
    let steps = &cx.project.config.risk.severity;
    let own = anomaly.word(&["severity"]);
    steps.iter().any(|step| Some(&*step.name) == own && step.injury == "none")
}
