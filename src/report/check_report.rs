//! Diagnostics → what a check says, with everything that a renderer needs to say it.

use crate::check::Rule;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Severity};
use crate::history::Revision;
use crate::model::{Counts, Project};
use crate::source::{Sources, Span};
use serde::Serialize;
use std::ops::Range;

/// A place in a file, with the lines that it covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    pub path: String,
    /// Starts at 1.
    pub line: usize,
    /// Starts at 1 and counts Unicode characters.
    pub column: usize,
    /// What is said about the place; empty for the place of the diagnostic itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The line, or the first lines, of the file.
    #[serde(skip)]
    pub excerpt: String,
    /// Bytes of the excerpt that are meant.
    #[serde(skip)]
    pub marked: Range<usize>,
}

/// A diagnostic whose places are lines and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reported {
    pub code: &'static str,
    pub severity: &'static str,
    pub message: String,
    /// The record, or `techfile.yaml#section`, that it is about.
    pub record: Option<String>,
    pub place: Place,
    pub related: Vec<Place>,
    pub help: Option<String>,
    /// The waiver that excepts it; it fails nothing then.
    pub waived: Option<Waived>,
}

/// Which waiver excepts a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Waived {
    pub by: String,
    /// Its last day.
    pub until: String,
}

impl From<&diagnostic::Waived> for Waived {
    fn from(waived: &diagnostic::Waived) -> Self {
        Self { by: waived.by.clone(), until: waived.until.clone() }
    }
}

/// How much was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub files: usize,
    pub records: usize,
    pub unread_records: usize,
    pub links: usize,
    pub results: usize,
    pub rules: usize,
}

impl Seen {
    /// Takes over the counts of a project.
    pub fn new(counts: Counts, rules: usize) -> Self {
        let Counts { files, records, links, results, holes } = counts;
        Self { files, records, unread_records: holes, links, results, rules }
    }
}

/// What was judged: the state of the inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inputs {
    /// Commit that was read, or that the work tree stands on.
    pub commit: Option<String>,
    pub tags: Vec<String>,
    pub branch: Option<String>,
    /// Whether the inputs come from the work tree.
    pub work_tree: bool,
    /// Inputs that differ from the commit.
    pub dirty: Vec<String>,
    pub shallow: bool,
    pub as_of: String,
    /// Test runs whose results were given for this command and are pinned by no record.
    pub not_pinned: Vec<String>,
}

impl Inputs {
    /// Takes over what git says of the inputs.
    pub fn new(revision: &Revision, as_of: &str, project: &Project) -> Self {
        let Revision { commit, tags, branch, work_tree, dirty, shallow, .. } = revision.clone();
        let not_pinned = project.supplied.clone();
        Self {
            commit,
            tags,
            branch,
            work_tree,
            dirty,
            shallow,
            as_of: as_of.to_string(),
            not_pinned,
        }
    }
}

/// The report of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    pub diagnostics: Vec<Reported>,
    pub seen: Seen,
    pub inputs: Inputs,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Diagnostics that a waiver excepts; they are in none of the counts above.
    pub waived: usize,
}

/// Makes the report of a check.
pub fn check_report(
    project: &Project,
    diagnostics: &Diagnostics,
    rules: &[&Rule],
    inputs: Inputs,
) -> CheckReport {
    CheckReport {
        diagnostics: diagnostics.iter().map(|found| reported(&project.sources, found)).collect(),
        seen: Seen::new(project.counts(), rules.len()),
        inputs,
        errors: diagnostics.count(Severity::Error),
        warnings: diagnostics.count(Severity::Warning),
        notes: diagnostics.count(Severity::Note),
        waived: diagnostics.n_waived(),
    }
}

/// Turns the spans of a diagnostic into places.
pub fn reported(sources: &Sources, diagnostic: &Diagnostic) -> Reported {
    let Diagnostic { code, severity, message, span, related, help, record, waived, .. } =
        diagnostic.clone();
    let related = related.into_iter().map(|label| place(sources, label.span, label.text));
    Reported {
        code,
        severity: severity.word(),
        message,
        record,
        place: place(sources, span, String::new()),
        related: related.collect(),
        help,
        waived: waived.as_ref().map(Waived::from),
    }
}

fn place(sources: &Sources, span: Span, text: String) -> Place {
    let position = sources.position(span);
    let (excerpt, marked) = excerpt(sources.text(span.source), span);
    let path = sources.path(span.source).to_string();
    Place { path, line: position.line, column: position.column, text, excerpt, marked }
}

/// Returns the line of a span and the marked bytes in it; a span of several lines is cut to the first.
fn excerpt(text: &str, span: Span) -> (String, Range<usize>) {
    let at = (span.start as usize).min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let line = text[start..end].trim_end_matches('\r');
    let marked_end = (span.end as usize).clamp(at, start + line.len().max(at - start));
    // A line of a machine-made file can be megabytes long; what is shown is not.
    let (from, to) = window(line, at - start, marked_end - start);
    (line[from..to].to_string(), at - start - from..(marked_end - start).min(to) - from)
}

const LONGEST_LINE: usize = 240;

fn window(line: &str, start: usize, end: usize) -> (usize, usize) {
    if line.len() <= LONGEST_LINE {
        return (0, line.len());
    }
    let floor = |mut at: usize| {
        at = at.min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    // The column in the message counts from the true start of the line, so cut on the right only
    // where the place is near it.
    let from = if start <= LONGEST_LINE / 2 { 0 } else { floor(start - LONGEST_LINE / 4) };
    (from, floor((from + LONGEST_LINE).max(end.min(start + LONGEST_LINE))))
}
