//! An active or retired record that nobody approved.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REV001",
    name: "missing-approval",
    summary: "A record has no approval.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every active or retired record except results and reviews has the approvals
that `gate.approvals` asks for, by default one with the meaning `approved`. Every section of
techfile.yaml needs one, too, but `format`, `techfile`, `languages` and `documents`.

Why it matters: A record counts once a person answers for it.

How to resolve: Review the record and write a review with the fingerprint that `techfile
fingerprint` prints.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        if let Approval::Missing = cx.assessment.approvals.of_record(record) {
            let message = format!("`{}` is not approved", record.id);
            let review =
                || format!("review it, and pin what `techfile fingerprint {}` prints", record.id);
            let help = cx.approve_later(record).unwrap_or_else(review);
            findings.add(Finding::of(record, record.span, message).help(help));
        }
    }
    for section in cx.project.config.approved_sections() {
        if let Approval::Missing = cx.assessment.approvals.of_section(section) {
            let target = format!("techfile.yaml#{section}");
            let message = format!("`{target}` is not approved");
            let help = format!("review it, and pin what `techfile fingerprint {target}` prints");
            findings.add(
                Finding::at(cx.project.config.place_of(section), message).about(target).help(help),
            );
        }
    }
}
