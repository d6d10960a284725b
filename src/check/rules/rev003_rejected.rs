//! A record or section whose present state was rejected.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REV003",
    name: "rejected",
    summary: "The newest review of what a record says now rejects it.",
    severity: Severity::Warning,
    since: "0.1",
    explain: "\
What it checks: The newest review of a record's present fingerprint accepts it; of several
on one day the worst counts, and a rejection stands even if its review is retired.

Why it matters: Somebody looked and said no.

How to resolve: Change the record and have it reviewed anew.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        if let Approval::Rejected(pin) = cx.assessment.approvals.of_record(record) {
            let message = format!("`{}` was rejected by `{}`", record.id, pin.review.id);
            let finding = Finding::of(record, record.span, message);
            let finding = finding.help("change the record and have it reviewed anew");
            findings.add(finding.also(pin.review.place_at(&["decision"]), "the decision"));
        }
    }
    for section in ["risk", "gate"] {
        if let Approval::Rejected(pin) = cx.assessment.approvals.of_section(section) {
            let target = format!("techfile.yaml#{section}");
            let message = format!("`{target}` was rejected by `{}`", pin.review.id);
            let finding = Finding::at(cx.project.config.place_of(section), message).about(target);
            findings.add(finding.also(pin.review.place_at(&["decision"]), "the decision"));
        }
    }
}
