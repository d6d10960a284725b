//! A link from a living record to a retired one.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Link, Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "LNK006",
    name: "link-to-retired",
    summary: "A record that is not retired names a retired one.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No draft or active record rests on a retired one. What tells what was may name it:
results and reviews, what a release that is no draft included and accepted, what was changed,
reviewed or reported.

Why it matters: A retired record is out of the judgement, so that whatever rests on it rests
on nothing. A draft plans what will be, and a release to come accepts nothing that is gone.

How to resolve: Name the record that took its place, or retire the linking record, too.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let living = cx.project.records.iter().filter(|record| record.status != Status::Retired);
    for record in living {
        for link in record.links.iter().filter(|link| !tells_the_past(record, link)) {
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

/// Whether a link stays true whatever became of its target. What a draft of a record says that needs an
/// approval is still to come.
fn tells_the_past(record: &Record, link: &Link) -> bool {
    link.field.tells_the_past && (record.is_active() || !record.kind.needs_approval)
}
