//! A known anomaly that the release does not accept on good grounds.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "REL010",
    name: "unaccepted-anomaly",
    summary: "A known anomaly is not evaluated as acceptable, or not accepted by the release.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every anomaly that is not retired has an evaluation, says `acceptable:
true`, is no draft, and stands under `accepts` of the judged release.

Why it matters: Whoever releases a version must know every fault with which it goes out.

How to resolve: Evaluate the anomaly, and name it under `accepts` of the release; retire it
once it is gone.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let accepted = cx.graph.targets(&release.id, "accepts");
    let anomalies = cx.project.of_kind("anomaly");
    for anomaly in anomalies.filter(|record| record.status != Status::Retired) {
        let id = &anomaly.id;
        let (message, help) = if !anomaly.states(&["evaluation"]) {
            (
                format!("anomaly `{id}` is not evaluated"),
                "add `evaluation:` and `acceptable:`".to_string(),
            )
        } else if anomaly.flag(&["acceptable"]) != Some(true) {
            (
                format!("anomaly `{id}` is not acceptable"),
                "correct it, or evaluate it anew".to_string(),
            )
        } else if !anomaly.is_active() {
            (format!("the evaluation of anomaly `{id}` is a draft"), "have it approved".to_string())
        } else if !accepted.contains(&anomaly) {
            let help = format!("add `accepts: [{id}]` to `{}`, or retire the anomaly", release.id);
            (format!("`{}` does not accept the known anomaly `{id}`", release.id), help)
        } else {
            continue;
        };
        findings.add(Finding::of(anomaly, anomaly.span, message).help(help));
    }
}
