//! A known anomaly that does not say where it is.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "REL017",
    name: "unplaced-anomaly",
    summary: "A known anomaly does not say what it affects.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every anomaly that is not retired names under `affects` what is not as it should be,
or under `from` the problem report that tells it.

Why it matters: That an anomaly is acceptable can be judged only by what it is an anomaly of; and
whoever changes that part must meet it.

How to resolve: Add `affects: [ID]` with the requirement, software item or component.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let anomalies = cx.project.of_kind("anomaly");
    for anomaly in anomalies.filter(|record| record.status != Status::Retired) {
        let is_placed =
            ["affects", "from"].iter().any(|field| anomaly.links_of(field).next().is_some());
        if !is_placed {
            let message = format!("anomaly `{}` does not say what it affects", anomaly.id);
            findings.add(Finding::of(anomaly, anomaly.span, message).help("add `affects: [ID]`"));
        }
    }
}
