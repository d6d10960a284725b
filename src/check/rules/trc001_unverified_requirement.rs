//! A requirement that no active verification shows to be fulfilled.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "TRC001",
    name: "unverified-requirement",
    summary: "No active verification shows that a requirement is fulfilled.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every draft or active requirement is named by an active verification with
the aspect `fulfilment`. A review of the requirement itself (aspect `specification`) shows
that it was reviewed, not that it is fulfilled.

Why it matters: A requirement that nobody verifies may be missing from the product.

How to resolve: Write a verification that `verifies: [{to: <requirement>, aspect:
fulfilment}]`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let requirements = cx.project.of_kind("requirement");
    for record in requirements.filter(|record| record.status != Status::Retired) {
        if cx.assessment.verified_by(cx.graph, record, "fulfilment").is_empty() {
            let message =
                format!("requirement `{}` has no active verification of its fulfilment", record.id);
            let help = format!(
                "add `verifies: [{{to: {}, aspect: fulfilment}}]` to a verification",
                record.id
            );
            let finding = Finding::of(record, record.span, message).help(help);
            let serves_control = cx.assessment.serves_control(record);
            findings.add(if serves_control { finding.never_waived() } else { finding });
        }
    }
}
