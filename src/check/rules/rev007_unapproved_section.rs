//! A document section that carries out a control or discloses a risk, and that nobody approved.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::graph::TraceNode;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "REV007",
    name: "unapproved-section",
    summary: "A document section that a risk or risk control rests on is not approved as it stands.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every document section that an active record names as a place where a control is
carried out or a risk disclosed has a fresh approval, in all its languages: of the section or of
its whole document.

Why it matters: Where a warning is the control, its text is what protects the patient; it must
not change unseen.

How to resolve: Review the section and pin what `techfile fingerprint \"doc:…#…\"` prints.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let kinds = ["risk-control", "risk"].into_iter().flat_map(|kind| cx.project.of_kind(kind));
    for record in kinds.filter(|record| record.is_active()) {
        for trace in cx.graph.upstream(&record.id) {
            let TraceNode::Section(section) = trace.node else { continue };
            let target = section.target();
            let (what, pin) = match cx.assessment.approvals.of_part(section) {
                Approval::NotNeeded | Approval::Fresh(_) => continue,
                Approval::Missing => ("is not approved", None),
                Approval::Outdated(pin) => ("has changed since it was approved", Some(pin)),
                Approval::Rejected(pin) => ("was rejected", Some(pin)),
            };
            if !seen.insert(target.clone()) {
                continue;
            }
            let message = format!("`{target}`, on which `{}` rests, {what}", record.id);
            let help =
                format!("review it, and pin what `techfile fingerprint \"{target}\"` prints");
            let finding = Finding::of(record, trace.link.span, message).help(help);
            let finding = finding.also(section.span, "the section");
            findings.add(pin.iter().fold(finding, |finding, pin| {
                finding.also(pin.link.span, format!("reviewed by `{}`", pin.review.id))
            }));
        }
    }
}
