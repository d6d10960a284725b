//! A narrative text names a record or section that does not exist.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::descriptor::nearest;
use crate::diagnostic::Severity;
use crate::model::{Piece, Project, Target, pieces};

pub(super) const RULE: Rule = Rule {
    code: "DOC003",
    name: "unknown-reference",
    summary: "A narrative text names a record or section that does not exist.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Whatever a narrative text names exists: in brackets, as in `[RISK-004]` and
`[doc:instructions-for-use#warnings]`, or as an id of a known kind in a sentence.

Why it matters: A reader who follows the reference finds nothing, and takes for covered what
is not there.

How to resolve: Correct the id, write the record that is meant, or put the word in backticks
where it is no record.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let project = cx.project;
    for narrative in &project.narratives {
        for (start, end, piece) in pieces(&narrative.prose()) {
            let (Piece::Reference(target) | Piece::Id(target)) = piece else { continue };
            if exists(project, target) {
                continue;
            }
            let ids = project.records.iter().map(|record| &*record.id);
            let help = match nearest(target, ids) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write it, or correct the id".to_string(),
            };
            let message = format!("`{target}` does not exist");
            let span = narrative.place(start, end);
            let about = format!("doc:{}", narrative.document);
            findings.add(Finding::at(span, message).help(help).about(about));
        }
    }
}

/// A record that could not be read is told where it stands.
fn exists(project: &Project, target: &str) -> bool {
    match Target::parse(target) {
        Some(Target::Record(id)) => project.record(id).is_some() || project.is_hole(id),
        Some(Target::Section { document, anchor }) => project.section(document, anchor).is_some(),
        _ => false,
    }
}
