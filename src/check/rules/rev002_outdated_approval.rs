//! An approval of an earlier state.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REV002",
    name: "outdated-approval",
    summary: "What was approved has changed since.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The newest approval of a record or section pins its present fingerprint.
Layout, comments and the file it stands in do not count. What was approved and is made a
draft again has changed, too.

Why it matters: Nobody has answered for what the record says now.

How to resolve: Review the change and write a new review; only that clears it.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        if let Approval::Outdated(pin) = cx.assessment.approvals.of_record(record) {
            let message =
                format!("`{}` has changed since `{}` approved it", record.id, pin.review.id);
            let review = || {
                format!(
                    "`techfile history {0}` shows the change; review it, and pin what `techfile fingerprint {0}` prints",
                    record.id
                )
            };
            let help = cx.approve_later(record).unwrap_or_else(review);
            let finding = Finding::of(record, record.span, message).help(help);
            findings.add(finding.also(pin.link.span, "the approval pins an earlier state"));
        }
    }
    for section in cx.project.config.approved_sections() {
        if let Approval::Outdated(pin) = cx.assessment.approvals.of_section(section) {
            let target = format!("techfile.yaml#{section}");
            let message = format!("`{target}` has changed since `{}` approved it", pin.review.id);
            let finding = Finding::at(cx.project.config.place_of(section), message).about(&*target);
            let finding = finding
                .help(format!("review it, and pin what `techfile fingerprint {target}` prints"));
            findings.add(finding.also(pin.link.span, "the approval pins an earlier state"));
        }
    }
}
