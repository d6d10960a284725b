//! A risk does not say how its hazardous situation comes about, or which it is.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "RSK015",
    name: "undescribed-risk",
    summary: "A risk does not say how its hazardous situation comes about, or which it is.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every risk that is not retired has a sequence of events and a hazardous
situation.

Why it matters: An estimate can be followed, and a control be judged, only by somebody who
knows what happens.

How to resolve: Add `sequence_of_events:` and `situation:`.",
    finds: Finds::Look(check),
};

const FIELDS: &[&str] = &["sequence_of_events", "situation"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for risk in cx.project.of_kind("risk").filter(|record| record.status != Status::Retired) {
        let missing = risk.unstated(FIELDS);
        if !missing.is_empty() {
            let message = format!("risk `{}` does not state {}", risk.id, missing.join(", "));
            findings.add(Finding::of(risk, risk.span, message).help("add each of them"));
        }
    }
}
