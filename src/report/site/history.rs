//! The history of a record: who changed it, when, in which commit, and which fields.

use super::Context;
use super::value::PERSONS;
use crate::history::{Change, Completeness, FieldChange};
use crate::report::history_report::word;
use crate::report::word_diff::{Piece, pieces};

/// Every change of a record, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPart {
    pub rows: Vec<ChangeRow>,
    /// Why the list may not be whole.
    pub incomplete: Option<String>,
    /// Whether what is shown differs from the last commit.
    pub is_uncommitted: bool,
}

/// One change in one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// As in `Changed`.
    pub what: String,
    /// Day and time with offset, as git has it.
    pub date: String,
    pub author: String,
    pub commit: String,
    pub subject: String,
    /// For a merge, the commit that it was compared with.
    pub against: Option<String>,
    /// For a merge that decided against what that one had changed: the parent whose side it took.
    pub side_taken: Option<String>,
    pub baselines: Vec<String>,
    pub file: String,
    pub moved_from: Option<String>,
    pub edits: Vec<Edit>,
    /// Whether it is of another record, which had the id before.
    pub is_other: bool,
    /// Whether what is told lies in several files, so that each change is of one of them.
    pub is_of_a_file: bool,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub path: String,
    /// The language of the texts, where it is another than the page's.
    pub language: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    /// The two texts word by word, where they have words in common.
    pub words: Option<Vec<Piece>>,
}

impl Context<'_, '_> {
    /// Returns the history of a record or section that lies in files.
    pub(super) fn history(&self, id: &str, files: &[&str]) -> HistoryPart {
        let history = self.site.inputs.view.history;
        let lives = history.lives(id);
        let rows = lives.iter().enumerate().flat_map(|(nth, life)| {
            let rows = life.changes.iter().map(move |change| self.change(change));
            rows.map(move |row| ChangeRow {
                is_other: nth > 0,
                is_of_a_file: files.len() > 1,
                ..row
            })
        });
        HistoryPart {
            rows: rows.collect(),
            incomplete: self.incomplete(),
            is_uncommitted: files.iter().any(|file| self.site.dirty.contains(file)),
        }
    }

    /// Returns why the history may not be whole.
    pub(super) fn incomplete(&self) -> Option<String> {
        match &self.site.inputs.view.history.completeness {
            Completeness::Complete => None,
            Completeness::NoRepository => Some(self.say("notice.no-repository")),
            Completeness::Shallow => Some(self.say("notice.shallow")),
            Completeness::Incomplete(what) => {
                Some(self.sentence("notice.incomplete", &[("what", what)]))
            }
        }
    }

    fn change(&self, change: &Change) -> ChangeRow {
        let history = self.site.inputs.view.history;
        let commit = &history.commits[change.commit];
        let here = history.baselines.iter().filter(|it| it.commit == change.commit);
        ChangeRow {
            what: self.say(&format!("change.{}", word(change.kind))),
            date: commit.date.clone(),
            author: commit.author.name.clone(),
            commit: commit.short().to_string(),
            subject: commit.subject.clone(),
            against: change.parent.map(|parent| history.commits[parent].short().to_string()),
            side_taken: change.taken.map(|parent| history.commits[parent].short().to_string()),
            baselines: here.map(|baseline| baseline.tag.clone()).collect(),
            file: change.file.clone(),
            moved_from: change.moved_from.clone(),
            edits: change.fields.iter().map(|field| self.edit(field)).collect(),
            is_other: false,
            is_of_a_file: false,
        }
    }

    pub(super) fn edit(&self, field: &FieldChange) -> Edit {
        let FieldChange { path, before, after } = field;
        let name = path.rsplit('.').next().and_then(|last| last.split('[').next());
        let worded = |value: &Option<String>| {
            value.as_deref().map(|value| self.worded(name.unwrap_or_default(), value))
        };
        let (before, after) = (worded(before), worded(after));
        let language = path.rsplit('.').next().filter(|last| *last != self.language());
        let is_known = |of: &&str| self.edition.words.find(&format!("language.{of}")).is_some();
        let language = language.filter(is_known).map(str::to_string);
        let words = match (&before, &after) {
            (Some(before), Some(after)) => pieces(before, after),
            _ => None,
        };
        Edit { path: self.path(path), language, before, after, words }
    }

    /// Returns a value in the words of the page, as far as there are any.
    fn worded(&self, field: &str, value: &str) -> String {
        if PERSONS.contains(&field) {
            return self.person(value);
        }
        let known = self.edition.words.find(&format!("value.{field}.{value}"));
        known.map_or_else(|| self.own(field, value), str::to_string)
    }
}
