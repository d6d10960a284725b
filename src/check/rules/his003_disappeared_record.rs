//! A record that is gone since the previous release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::history::Disappearance;
use crate::model::kinds::kind_named;
use crate::model::prefix_of;
use crate::source::{SourceId, Span};

pub(super) const RULE: Rule = Rule {
    code: "HIS003",
    name: "disappeared-record",
    summary: "A record is gone since the previous release.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every record that the tag of the followed release holds, or that a commit since has
held on any branch, is still there. Where that release is retired, the one that it follows in turn is
taken; without `follows` the newest earlier baseline, and without one the first commit. A record in a
file that cannot be read is unknown, not gone; of a file that could not be read in such a commit, every
id that shows in it must be there. A record is gone, too, where its id names another one by now: it was
taken again after a removal, two branches took it apart and a merge kept one side, or it stood twice and
one copy was deleted. It is there where its id or another record of its kind says or said since all that
it said; so it may have got a new id.

Why it matters: A failed result, or a risk together with all that names it, must not leave
the judgement by being deleted.

How to resolve: Take the record from the commit that the help names, and put it back as it
was, under a new id where another record has its own. A result, test run or review stays so. Any other one that is not needed any more is
then retired with a reason and, where its kind needs one, a fresh approval.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Disappearance::Compared { since, gone } = &cx.assessment.disappearance else { return };
    let since = match since {
        Some(tag) => format!("since `{tag}`"),
        None => "since the first commit".to_string(),
    };
    for record in gone {
        let span = place_of(cx, &record.file);
        let (id, file) = (&record.id, &record.file);
        let (message, way) = match &record.dropped_by {
            Some(commit) => (
                format!(
                    "what `{id}` was in `{file}` is gone {since}: commit {commit} dropped it, and \
                     another record has its id"
                ),
                "put the record back as it was, under an id of its own; then edit it, or set \
                 `status: retired` where it is not needed any more",
            ),
            None => (
                format!("`{id}` is gone {since}; `{file}` held it"),
                match is_fact(cx, id) {
                    true => {
                        "put the record back as it was; what it tells of is never edited or removed"
                    }
                    false => {
                        "put the record back, and set `status: retired` where it is not needed any \
                         more"
                    }
                },
            ),
        };
        let help = format!("`git show {}:./{file}` prints it: {way}", record.held_by);
        findings.add(Finding::at(span, message).about(&**id).help(help));
    }
}

/// The file that held it, where it is still read; else the project file.
fn place_of(cx: &Context<'_>, file: &str) -> Span {
    let at = cx.project.sources.paths().position(|path| path == file);
    Span::start_of(at.map_or(cx.project.config.source, SourceId::nth))
}

/// Whether an id is that of a record which tells what was, so that nobody approves or retires it.
fn is_fact(cx: &Context<'_>, id: &str) -> bool {
    let name = prefix_of(id).and_then(|prefix| cx.project.config.prefixes.get(prefix));
    let kind = name.and_then(|name| kind_named(name));
    kind.is_some_and(|kind| !kind.needs_approval && !kind.retires_with_reason)
}
