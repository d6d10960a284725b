//! What a user is told about their records: a code, a place, a message and a way out.
//!
//! The readers of YAML, project file and records find [`Problem`]s, which say what is wrong but
//! carry no code; one rule for each [`ProblemKind`] turns them into [`Diagnostic`]s.

use crate::source::{Sources, Span};

/// How much a diagnostic weighs; ordered from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never changes an exit code by default.
    Note,
    /// Evidence is missing or doubtful; the gate may close on it.
    Warning,
    /// The records contradict themselves or could not be read; the gate is closed.
    Error,
}

impl Severity {
    /// All severities, from least to most.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// Returns the word that users read and write for it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// Returns the severity that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }
}

/// A second place that belongs to a finding, with its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// The sorts of thing that reading can find wrong. Each is claimed by exactly one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// A file or folder could not be read, is too large, or leaves the project.
    UnreadableFile,
    /// A file is not UTF-8.
    WrongEncoding,
    /// A file starts with a byte-order mark.
    ByteOrderMark,
    /// A file holds the markers of an unfinished merge.
    MergeConflict,
    /// A document is no YAML, or is cut off.
    InvalidYaml,
    /// Anchors, aliases, tags, merge keys and directives.
    RefusedYaml,
    /// A key stands twice in one mapping.
    DuplicateKey,
    /// A file under the records folder that is not read.
    UnreadFile,
    /// A file outside the records folder that holds records.
    MisplacedRecord,
    /// An id of no known form or kind, or a `kind:` that contradicts it.
    UnknownKind,
    /// A field that the kind does not have.
    UnknownField,
    /// A required field is absent.
    MissingField,
    /// A value of the wrong type, form or vocabulary.
    WrongValue,
    /// An id that two records hold.
    DuplicateId,
    /// A retired record that does not say why.
    RetiredWithoutReason,
    /// The project file is of a format that this version does not know.
    UnknownFormat,
    /// The project was written for a newer version of this program.
    NewerProject,
    /// A setting that does not exist.
    UnknownSetting,
    /// A required setting is absent.
    MissingSetting,
    /// A setting has a wrong type, form or value.
    WrongSetting,
    /// The risk matrix has holes, unknown steps, or a level that falls while risk rises.
    RiskMatrix,
    /// A results file that is absent, no JUnit report, or cut off.
    UnreadableResults,
    /// A file whose bytes are not those that a record pins.
    ChangedEvidence,
    /// The project holds no record.
    NoRecords,
    /// Something in the project's own standards or mappings that cannot be read, or does not exist.
    WrongStandard,
    /// A file that would alter a shipped standard.
    AlteredStandard,
}

/// Something wrong in what was read, at its place; a rule gives it code, severity and explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub message: String,
    pub span: Span,
    pub related: Vec<Label>,
    pub help: Option<String>,
    /// The record, or `techfile.yaml#section`, that it is about.
    pub record: Option<String>,
}

impl Problem {
    /// Makes a problem with nothing but its kind, place and message.
    pub fn new(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span, related: Vec::new(), help: None, record: None }
    }

    /// Adds the smallest next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Names the record that it is about.
    #[must_use]
    pub fn about(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }
}

/// One finding of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Three letters and three digits, never reused.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub span: Span,
    pub related: Vec<Label>,
    /// The smallest next step.
    pub help: Option<String>,
    /// The record, or `techfile.yaml#section`, that it is about.
    pub record: Option<String>,
    /// Whether a waiver may except it.
    pub waivable: bool,
    /// Where the rule is newer than the version that the project was written for.
    pub new: Option<NewRule>,
    /// The waiver that excepts it; a waived diagnostic is shown and fails nothing.
    pub waived: Option<Waived>,
}

/// A rule that is newer than the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// The version that brought the rule.
    pub since: &'static str,
    /// The version that the project was written for.
    pub written_for: String,
}

/// Which waiver excepts a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Id of the waiver.
    pub by: String,
    /// Its last day.
    pub until: String,
}

impl Diagnostic {
    /// Adds the smallest next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }
}

/// The findings of a run, in the order in which people read them.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Sorts by path, line, column, code and message.
    pub fn sort(&mut self, sources: &Sources) {
        self.list.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.span.start, d.span.end, d.code);
            (sources.path(a.span.source), key(a), &a.message).cmp(&(
                sources.path(b.span.source),
                key(b),
                &b.message,
            ))
        });
    }

    /// Returns the findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Returns the findings, to be marked.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    /// Keeps the findings of which something holds.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    fn unwaived(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().filter(|diagnostic| diagnostic.waived.is_none())
    }

    /// Returns how many findings there are of a severity that nothing waives.
    pub fn count(&self, severity: Severity) -> usize {
        self.unwaived().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Returns how many findings are waived.
    pub fn n_waived(&self) -> usize {
        self.len() - self.unwaived().count()
    }

    /// Returns the highest severity of what nothing waives.
    pub fn highest(&self) -> Option<Severity> {
        self.unwaived().map(|diagnostic| diagnostic.severity).max()
    }

    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns how many findings there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, iter: T) {
        self.list.extend(iter);
    }
}
