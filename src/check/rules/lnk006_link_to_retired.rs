//! A link from a living record to a retired one.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "LNK006",
    name: "link-to-retired",
    summary: "A record that is not retired names a retired one.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No draft or active record links to a retired one; results and reviews, which
tell what once was, may.

Why it matters: A retired record is out of the judgement, so that whatever rests on it rests
on nothing.

How to resolve: Name the record that took its place, or retire the linking record, too.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let living = cx.project.records.iter().filter(|record| record.status != Status::Retired);
    for record in living.filter(|record| record.kind.needs_approval) {
        for link in &record.links {
            let Some(target) = cx.project.record(&link.to) else { continue };
            if target.status == Status::Retired {
                let message = format!("`{}` is retired", target.id);
                let finding = Finding::of(record, link.span, message)
                    .help("name the record that took its place, or remove the link");
                findings.add(finding.also(target.span, "retired here"));
            }
        }
    }
}
