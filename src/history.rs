//! What git knows about the project, as plain data: commits, baselines, and every change of every record.
//!
//! Changes are found by comparing located trees field by field, never typed records, so that files
//! of older formats have a history too.

use std::collections::{BTreeMap, BTreeSet};

/// A person as git names them, after the mailmap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Author {
    pub name: String,
    pub email: String,
}

/// One commit, as far as the project shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// 40 hexadecimal digits.
    pub id: String,
    /// Parents that were read, as indexes into [`History::commits`].
    pub parents: Vec<usize>,
    pub author: Author,
    /// Author date with its offset, as `2026-10-03T14:10:00+02:00`.
    pub date: String,
    /// First line of the message.
    pub subject: String,
}

impl Commit {
    /// Returns the first ten digits of the id, as it is shown to people.
    pub fn short(&self) -> &str {
        &self.id[..10.min(self.id.len())]
    }
}

/// A tag that the project's pattern names as a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    pub tag: String,
    /// Index into [`History::commits`].
    pub commit: usize,
}

/// What happened to a record in a commit, compared with one parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The record was not there before. No fields are listed: they are what the file holds.
    Added,
    /// Fields differ; the file may be another one too.
    Changed,
    /// Same content in another file; no fields are listed.
    Moved,
    /// The record is in no file any more; every value that it had is listed as `before`.
    Removed,
}

/// One value that differs: `path` is like `estimates.residual.probability` or `controls[RISK-004]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldChange {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// One change of one record in one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Index into [`History::commits`].
    pub commit: usize,
    /// For a merge, the parent that it was compared with, as an index into [`History::commits`]; a
    /// merge that changes nothing against one of its parents took the record from there and is not
    /// listed.
    pub parent: Option<usize>,
    pub kind: ChangeKind,
    /// The file that holds the record after the change (before it, for a removal).
    pub file: String,
    /// The file that held the record before, where it was another one.
    pub moved_from: Option<String>,
    /// What differs, in path order.
    pub fields: Vec<FieldChange>,
}

/// Whether the history can be believed to be whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    /// The project is in no git repository, or the repository has no commit.
    NoRepository,
    /// The clone was cut off; the oldest commits are missing.
    Shallow,
    /// Objects are missing, as in a blob-filtered clone; the text says which.
    Incomplete(String),
}

/// Every change of every record, newest commit first.
///
/// What a shallow clone's oldest commits hold is not listed as added there: it may be older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// In topological order, newest first.
    pub commits: Vec<Commit>,
    /// Per record id, or `techfile.yaml#section`, newest change first.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// Newest first.
    pub baselines: Vec<Baseline>,
    pub completeness: Completeness,
    /// Files that could not be parsed in the commit that wrote them so, as `path at <short commit>`,
    /// newest commit first; their records are unknown there and are neither changed nor removed.
    pub unparsed: Vec<String>,
}

impl History {
    /// Returns a commit and every commit behind it, as indexes into [`History::commits`].
    pub fn reached_from(&self, commit: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![commit];
        while let Some(commit) = waiting.pop() {
            if reached.insert(commit) {
                waiting.extend(&self.commits[commit].parents);
            }
        }
        reached
    }
}

/// Whether records that the previous release had, or that were written since, are gone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Disappearance {
    /// The command did not look at the history; that is no all-clear.
    #[default]
    NotCompared,
    /// It cannot be told; the reason, and what would help.
    Unknown { reason: String, help: String },
    /// What is gone since a tag, or since the first commit where no release came before.
    Compared { since: Option<String>, gone: Vec<GoneRecord> },
}

/// The commits behind the judged one, itself included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ancestry {
    /// The command did not look at the history.
    #[default]
    NotLooked,
    /// The history is not whole.
    Unknown,
    /// Their ids, 40 hexadecimal digits each.
    Known(BTreeSet<String>),
}

impl Ancestry {
    /// Returns whether a commit is among them; it may be cut to seven digits or more. None if it
    /// cannot be told.
    pub fn holds(&self, commit: &str) -> Option<bool> {
        let Ancestry::Known(ids) = self else { return None };
        let commit = commit.to_ascii_lowercase();
        let named = ids.range(commit.clone()..).take_while(|id| id.starts_with(&commit));
        Some(commit.len() >= 7 && named.count() == 1)
    }
}

/// Who could decide before the changes that are judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EarlierPeople {
    /// The tag of the previous release; none for the commit that first named people.
    pub since: Option<String>,
    /// Person → roles.
    pub roles: BTreeMap<String, BTreeSet<String>>,
}

/// A record that a commit held and the inputs do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneRecord {
    pub id: String,
    /// The file that held it last.
    pub file: String,
    /// A commit that still held it, in short.
    pub held_by: String,
}

/// A result, test run or review that says something else than a commit recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewrittenRecord {
    pub id: String,
    /// As in [`FieldChange::path`].
    pub path: String,
    /// What was recorded; none where the value came later.
    pub before: Option<String>,
    pub after: Option<String>,
    /// The commit that changed it, or that recorded it apart, in short.
    pub commit: String,
}

/// Where the inputs of a run were taken from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Revision {
    /// The commit that was read, or that the work tree stands on; none without a repository.
    pub commit: Option<String>,
    /// Author date of that commit, as `2026-10-03T14:10:00+02:00`.
    pub date: Option<String>,
    /// Tags that point at that commit, sorted.
    pub tags: Vec<String>,
    /// Branch, or none when the head is detached or a revision was named.
    pub branch: Option<String>,
    /// Whether the inputs come from the work tree rather than from the commit.
    pub work_tree: bool,
    /// Inputs that were read and differ from the commit, sorted; empty means clean.
    pub dirty: Vec<String>,
    pub shallow: bool,
    /// The project folder in the repository, with `/`; empty for its root.
    pub folder: String,
}

/// A commit to be written, as data: the example project's history is a list of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCommit {
    pub author: Author,
    /// Author and committer date, as `2026-10-03T14:10:00+02:00`.
    pub date: String,
    pub message: String,
    /// Path relative to the repository → new content, or none to delete the file.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// Annotated tags that name this commit.
    pub tags: Vec<String>,
}
