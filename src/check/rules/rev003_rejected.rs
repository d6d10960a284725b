//! A record or section whose present state was rejected.

use crate::assess::{Approval, fingerprint};
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::needs_approval;
use crate::diagnostic::Severity;
use crate::model::Target;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "REV003",
    name: "rejected",
    summary: "The newest review of what a record says now rejects it.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The newest review of the present fingerprint of a record, link or section
accepts it; of several on one day the worst counts, and a rejection stands even if its
review is retired or made a draft. What needs no approval, such as a result, can be
rejected, too.

Why it matters: Somebody looked and said no.

How to resolve: Change the record and have it reviewed anew.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        let approvals = &cx.assessment.approvals;
        let rejection = match approvals.of_record(record) {
            Approval::Rejected(pin) => Some(pin),
            // A result or a draft needs no approval, and can be rejected all the same.
            Approval::NotNeeded => approvals.rejection_of(&record.id, &record.fingerprint),
            _ => None,
        };
        if let Some(pin) = rejection {
            let message = format!("`{}` was rejected by `{}`", record.id, pin.review.id);
            let finding = Finding::of(record, record.span, message);
            let finding = finding.help("change the record and have it reviewed anew");
            findings.add(finding.also(pin.review.place_at(&["decision"]), "the decision"));
        }
    }
    for section in cx.project.config.approved_sections() {
        if let Approval::Rejected(pin) = cx.assessment.approvals.of_section(section) {
            let target = format!("techfile.yaml#{section}");
            let message = format!("`{target}` was rejected by `{}`", pin.review.id);
            let finding = Finding::at(cx.project.config.place_of(section), message).about(target);
            let finding = finding.help("change the section and have it reviewed anew");
            findings.add(finding.also(pin.review.place_at(&["decision"]), "the decision"));
        }
    }
    for target in other_targets(cx) {
        let current = fingerprint(cx.project, target);
        let rejection = current.and_then(|now| cx.assessment.approvals.rejection_of(target, &now));
        if let Some(pin) = rejection {
            let message = format!("`{target}` was rejected by `{}`", pin.review.id);
            let finding = Finding::of(pin.review, pin.link.span, message);
            let finding = finding.help("change what was reviewed and have it reviewed anew");
            findings.add(finding.also(pin.review.place_at(&["decision"]), "the decision"));
        }
    }
}

/// What reviews name beside records and the sections that need an approval.
fn other_targets<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    let links = cx.project.of_kind("review").flat_map(|review| review.links_of("of"));
    let is_other = |target: &&str| match Target::parse(target) {
        Some(Target::Link { .. } | Target::Section { .. } | Target::Baseline(_)) => true,
        Some(Target::Setting(section)) => !needs_approval(section),
        _ => false,
    };
    links.map(|link| &*link.to).filter(is_other).collect()
}
