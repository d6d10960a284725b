//! History of one record → what is said of it, newest change first.

use super::check_report::Inputs;
use crate::history::{Change, ChangeKind, Completeness, History};
use serde::Serialize;

/// The history of one record or project-file section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryReport {
    pub id: String,
    /// Whether the record is there in what was read.
    pub present: bool,
    /// Why the history may not be whole; absent if it is.
    pub incomplete: Option<String>,
    pub changes: Vec<ChangeEntry>,
    /// Files of old commits that could not be parsed, so that their records are unknown there.
    pub unparsed: Vec<String>,
    pub inputs: Inputs,
}

/// One change in one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeEntry {
    pub commit: String,
    /// As `2026-10-03T14:10:00+02:00`.
    pub date: String,
    pub author: String,
    pub email: String,
    pub subject: String,
    pub kind: &'static str,
    /// For a merge, the parent that it was compared with.
    pub against: Option<String>,
    /// Baselines that name this commit.
    pub baselines: Vec<String>,
    pub file: String,
    pub moved_from: Option<String>,
    pub fields: Vec<FieldEntry>,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldEntry {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Makes the report of one record.
pub fn history_report(history: &History, id: &str, present: bool, inputs: Inputs) -> HistoryReport {
    let changes = history.changes.get(id).map(Vec::as_slice).unwrap_or_default();
    HistoryReport {
        id: id.to_string(),
        present,
        incomplete: incomplete(&history.completeness),
        changes: changes.iter().map(|change| entry(history, change)).collect(),
        unparsed: history.unparsed.clone(),
        inputs,
    }
}

/// Returns why a history may not be whole, and what to do about it.
pub fn incomplete(completeness: &Completeness) -> Option<String> {
    match completeness {
        Completeness::Complete => None,
        Completeness::NoRepository => {
            Some("there is no git history: put the project under git and commit it".to_string())
        }
        Completeness::Shallow => Some(
            "the clone is shallow, older changes are missing: run `git fetch --unshallow --tags`"
                .to_string(),
        ),
        Completeness::Incomplete(what) => Some(what.clone()),
    }
}

fn entry(history: &History, change: &Change) -> ChangeEntry {
    let commit = &history.commits[change.commit];
    let baselines = history.baselines.iter().filter(|baseline| baseline.commit == change.commit);
    let fields = change.fields.iter().map(|field| FieldEntry {
        field: field.path.clone(),
        before: field.before.clone(),
        after: field.after.clone(),
    });
    ChangeEntry {
        commit: commit.id.clone(),
        date: commit.date.clone(),
        author: commit.author.name.clone(),
        email: commit.author.email.clone(),
        subject: commit.subject.clone(),
        kind: word(change.kind),
        against: change.parent.map(|parent| history.commits[parent].id.clone()),
        baselines: baselines.map(|baseline| baseline.tag.clone()).collect(),
        file: change.file.clone(),
        moved_from: change.moved_from.clone(),
        fields: fields.collect(),
    }
}

/// Returns the word for a sort of change.
pub fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Changed => "changed",
        ChangeKind::Moved => "moved",
        ChangeKind::Removed => "removed",
    }
}
