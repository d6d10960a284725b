//! Diagnostics → what a check says, with everything that a renderer needs to say it.

use crate::check::{Rule, severity_of};
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Severity};
use crate::history::Revision;
use crate::model::{Counts, Project};
use crate::source::{Sources, Span};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// A place in a file, with the lines that it covers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Place {
    /// The file, relative to the project folder.
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Reported {
    /// Code of the rule, as in `RSK001`.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What is wrong, in English.
    pub message: String,
    /// The record, or `techfile.yaml#section`, that it is about.
    pub record: Option<String>,
    /// Where it is.
    pub place: Place,
    /// Other places that it is about.
    pub related: Vec<Place>,
    /// The way out.
    pub help: Option<String>,
    /// Where the rule is newer than the version that the project was written for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<NewRule>,
    /// The waiver that excepts it; it fails nothing then.
    pub waived: Option<Waived>,
    /// Clauses of the followed standards whose mapping names the rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

/// A rule that is newer than the project.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct NewRule {
    /// The version that brought the rule.
    pub since: &'static str,
    /// The version that the project was written for.
    pub written_for: String,
}

impl NewRule {
    /// Returns the same in words.
    pub fn text(&self) -> String {
        let Self { since, written_for } = self;
        format!("this rule is new in techfile {since}; the project was written for {written_for}")
    }
}

impl From<&diagnostic::NewRule> for NewRule {
    fn from(new: &diagnostic::NewRule) -> Self {
        Self { since: new.since, written_for: new.written_for.clone() }
    }
}

/// Which waiver excepts a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Waived {
    /// Id of the waiver.
    pub by: String,
    /// Its last day.
    pub until: String,
}

impl Waived {
    /// Returns the same in words.
    pub fn text(&self) -> String {
        format!("waived by {} until {}", self.by, self.until)
    }
}

impl From<&diagnostic::Waived> for Waived {
    fn from(waived: &diagnostic::Waived) -> Self {
        Self { by: waived.by.clone(), until: waived.until.clone() }
    }
}

/// How much was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Files that were read.
    pub files: usize,
    /// Records that were read.
    pub records: usize,
    /// Records, or parts of them, that could not be read.
    pub unread_records: usize,
    /// Links between records, and to sections.
    pub links: usize,
    /// Test cases in results, and verdicts by hand.
    pub results: usize,
    /// Rules that looked.
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
    /// Tags on the commit.
    pub tags: Vec<String>,
    /// The branch that is checked out; null for a detached head, or without a repository.
    pub branch: Option<String>,
    /// Whether the inputs come from the work tree.
    pub work_tree: bool,
    /// Inputs that differ from the commit.
    pub dirty: Vec<String>,
    /// Whether the clone was cut off, so that its oldest commits are missing.
    pub shallow: bool,
    /// The day for which is judged, as in `2026-10-05`.
    pub as_of: String,
    /// Test runs whose results were given for this command and are pinned by no record.
    pub not_pinned: Vec<String>,
    /// The project folder in the repository, with `/`; empty for its root.
    #[serde(skip)]
    pub folder: String,
    /// Address of the repository, where the command names one; git's own may hold a password.
    #[serde(skip)]
    pub repository: Option<String>,
    /// Files that the command line names, as it names them; they are no files of the project.
    #[serde(skip)]
    pub given: Vec<String>,
}

impl Inputs {
    /// Takes over what git says of the inputs, and what was given for this command.
    pub fn new(revision: &Revision, as_of: &str, project: &Project) -> Self {
        let not_pinned = project.supplied.clone();
        Self { not_pinned, ..Self::of_revision(revision, as_of) }
    }

    /// Takes over what git says of the inputs.
    pub fn of_revision(revision: &Revision, as_of: &str) -> Self {
        let Revision { commit, tags, branch, work_tree, dirty, shallow, folder, .. } =
            revision.clone();
        Self {
            commit,
            tags,
            branch,
            work_tree,
            dirty,
            shallow,
            as_of: as_of.to_string(),
            not_pinned: Vec::new(),
            folder,
            repository: None,
            given: Vec::new(),
        }
    }

    /// Returns a path of the project as a path of the repository, as code hosts name files.
    pub fn in_repository(&self, path: &str) -> String {
        match &*self.folder {
            "" => path.to_string(),
            _ if self.given.iter().any(|given| given == path) => path.to_string(),
            folder => format!("{folder}/{path}"),
        }
    }
}

/// What is known of a rule beside its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleText {
    pub code: &'static str,
    pub name: &'static str,
    pub summary: &'static str,
    pub explain: &'static str,
    /// The version that brought it; none for what is no rule.
    pub since: Option<&'static str>,
    /// As the project sets it.
    pub severity: Severity,
}

/// Returns what is known of rules, in their order.
pub fn rule_texts(rules: &[&Rule], config: &Config) -> Vec<RuleText> {
    let text = |rule: &&Rule| RuleText {
        code: rule.code,
        name: rule.name,
        summary: rule.summary,
        explain: rule.explain,
        since: Some(rule.since),
        severity: severity_of(rule, config),
    };
    rules.iter().map(text).collect()
}

/// The report of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// What was found, in order of place.
    pub diagnostics: Vec<Reported>,
    pub seen: Seen,
    pub inputs: Inputs,
    /// How many errors nothing excepts.
    pub errors: usize,
    /// How many warnings nothing excepts.
    pub warnings: usize,
    /// How many notes there are.
    pub notes: usize,
    /// Diagnostics that a waiver excepts; they are in none of the counts above.
    pub waived: usize,
    /// Every rule that was asked.
    #[serde(skip)]
    pub rules: Vec<RuleText>,
    /// Lowest severity on which the check fails.
    #[serde(skip)]
    pub fail_on: Severity,
}

impl CheckReport {
    /// Returns whether anything was found at or above the threshold.
    pub fn fails(&self) -> bool {
        self.diagnostics.iter().any(|found| found.weighs(self.fail_on))
    }
}

impl Reported {
    /// Returns whether it is of a severity or a higher one; what is waived is of none.
    pub fn weighs(&self, at_least: Severity) -> bool {
        self.waived.is_none() && Severity::from_word(self.severity) >= Some(at_least)
    }
}

/// Makes the report of a check, which fails on errors unless `fail_on` is set anew.
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
        rules: rule_texts(rules, &project.config),
        fail_on: Severity::Error,
    }
}

/// Turns the spans of a diagnostic into places.
pub fn reported(sources: &Sources, diagnostic: &Diagnostic) -> Reported {
    let Diagnostic { code, severity, message, span, related, help, record, new, waived, .. } =
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
        new: new.as_ref().map(NewRule::from),
        waived: waived.as_ref().map(Waived::from),
        clauses: Vec::new(),
    }
}

/// Names the clauses whose mapping names the rule of each finding.
pub fn name_clauses(found: &mut [Reported], clauses: &BTreeMap<&str, Vec<String>>) {
    for reported in found {
        reported.clauses = clauses.get(reported.code).cloned().unwrap_or_default();
    }
}

/// Turns a span into a place, of which a text is said.
pub fn place(sources: &Sources, span: Span, text: String) -> Place {
    let position = sources.position(span);
    let (excerpt, marked) = excerpt(sources, span);
    let path = sources.path(span.source).to_string();
    Place { path, line: position.line, column: position.column, text, excerpt, marked }
}

/// How much of a line is shown; a line of machine-made YAML can be megabytes long.
const LONGEST_EXCERPT: usize = 240;

/// Returns the line of a span, or the part around it, and the marked bytes in it; a span of several
/// lines is cut to the first.
fn excerpt(sources: &Sources, span: Span) -> (String, Range<usize>) {
    let text = sources.text(span.source);
    let at = text.floor_char_boundary(span.start as usize);
    let line_start = sources.line_start(span).min(at);
    let is_near = at - line_start <= LONGEST_EXCERPT / 2;
    let start =
        if is_near { line_start } else { text.ceil_char_boundary(at - LONGEST_EXCERPT / 4) };
    let limit = text.floor_char_boundary(start + LONGEST_EXCERPT).max(at);
    let rest = &text[at..limit];
    let end = rest.find('\n').map_or(limit, |newline| at + newline);
    let line = text[start..end].trim_end_matches('\r');
    let marked_end =
        text.floor_char_boundary(span.end as usize).clamp(at, start + line.len().max(at - start));
    (line.to_string(), at - start..marked_end - start)
}
