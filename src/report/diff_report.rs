//! Two states of the project → what was added, removed, changed and moved, field by field, and by whom.

use super::check_report::Inputs;
use super::history_report::{incomplete, substitutes, word};
use super::word_diff::{Piece, pieces};
use crate::config::PROJECT_FILE;
use crate::history::{
    ChangeKind, Commit, Completeness, Difference, Differences, FieldChange, History, Revision,
};
use crate::model::{Project, natural_key, prefix_of};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What differs between two states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffReport {
    pub from: Side,
    pub to: Side,
    /// `kind` or `person`.
    pub grouped_by: &'static str,
    pub counts: Counts,
    pub groups: Vec<Group>,
    /// What may be there in one state: a file could not be parsed.
    pub unknown: Vec<String>,
    /// Files that could not be parsed in the earlier state, and in the later one.
    pub unparsed_before: Vec<String>,
    pub unparsed_after: Vec<String>,
    /// Why it cannot be told for certain who changed what; absent if it can.
    pub incomplete: Option<String>,
    /// What must be known to read it rightly.
    pub remarks: Vec<String>,
    pub inputs: Inputs,
}

/// A state that was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// As it was named; none for the work tree.
    pub revision: Option<String>,
    /// The commit that was read, or that the work tree stands on.
    pub commit: Option<String>,
    pub date: Option<String>,
    /// Whether the files of the work tree were read.
    pub work_tree: bool,
}

impl Side {
    /// Describes a state.
    pub fn new(named: Option<&str>, revision: &Revision) -> Self {
        Self {
            revision: named.map(str::to_string),
            commit: revision.commit.clone(),
            date: revision.date.clone(),
            work_tree: revision.work_tree,
        }
    }
}

/// How much differs; each thing is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub added: usize,
    pub removed: usize,
    pub changed: usize,
    pub moved: usize,
}

/// What is of one kind, or was changed by one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    pub name: String,
    pub entries: Vec<DiffEntry>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffEntry {
    pub target: String,
    /// Kind of the record, or what else it is.
    pub kind: String,
    pub title: Option<String>,
    /// `added`, `changed`, `moved` or `removed`.
    pub change: &'static str,
    /// Whether the id names another record than before: it was removed and taken again.
    pub other_record: bool,
    pub file: String,
    pub moved_from: Option<String>,
    /// For what was added or removed, every value.
    pub fields: Vec<DiffField>,
    /// Commits that changed it, newest first.
    pub commits: Vec<CommitEntry>,
    /// Whether some of it is not committed.
    pub uncommitted: bool,
    /// Whether it differs though no commit since changed it: a merge took one of its sides.
    pub by_merge: bool,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffField {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// The two texts word by word, where they have words in common.
    pub words: Option<Vec<Piece>>,
}

/// A commit, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitEntry {
    pub commit: String,
    pub date: String,
    pub author: String,
    pub email: String,
    pub subject: String,
}

impl CommitEntry {
    /// Tells of a commit.
    pub fn new(commit: &Commit) -> Self {
        Self {
            commit: commit.id.clone(),
            date: commit.date.clone(),
            author: commit.author.name.clone(),
            email: commit.author.email.clone(),
            subject: commit.subject.clone(),
        }
    }
}

/// How entries are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    Kind,
    Person,
}

/// What a report of differences is made from.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    pub differences: &'a Differences,
    /// History behind the later state.
    pub history: &'a History,
    /// The project as the later state has it.
    pub project: &'a Project,
    pub language: &'a str,
    /// Ids of the commits behind the earlier state; none where they are not all known.
    pub older: Option<BTreeSet<String>>,
    /// What is not committed.
    pub uncommitted: BTreeSet<String>,
}

/// Makes the report.
pub fn diff_report(
    compared: &Compared<'_>,
    grouping: Grouping,
    (from, to): (Side, Side),
    inputs: Inputs,
) -> DiffReport {
    let entries = compared.entries();
    let n = |change: &str| entries.iter().filter(|entry| entry.change == change).count();
    let counts = Counts {
        added: n("added"),
        removed: n("removed"),
        changed: n("changed"),
        moved: n("moved"),
    };
    DiffReport {
        from,
        to,
        grouped_by: if grouping == Grouping::Kind { "kind" } else { "person" },
        counts,
        unknown: compared.differences.unknown.clone(),
        unparsed_before: compared.differences.unparsed.0.clone(),
        unparsed_after: compared.differences.unparsed.1.clone(),
        incomplete: incomplete(&compared.history.completeness),
        remarks: compared.remarks(),
        groups: match grouping {
            Grouping::Kind => by_kind(entries),
            Grouping::Person => by_person(entries),
        },
        inputs,
    }
}

fn grouped(named: impl Iterator<Item = (String, DiffEntry)>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<DiffEntry>> = BTreeMap::new();
    named.for_each(|(name, entry)| groups.entry(name).or_default().push(entry));
    groups.into_iter().map(|(name, entries)| Group { name, entries }).collect()
}

fn by_kind(entries: Vec<DiffEntry>) -> Vec<Group> {
    grouped(entries.into_iter().map(|entry| (entry.kind.clone(), entry)))
}

/// What several people changed stands under each of them.
fn by_person(entries: Vec<DiffEntry>) -> Vec<Group> {
    grouped(entries.into_iter().flat_map(|entry| {
        let people =
            entry.commits.iter().map(|commit| format!("{} <{}>", commit.author, commit.email));
        let mut people: BTreeSet<String> = people.collect();
        if entry.uncommitted {
            people.insert("not committed".to_string());
        }
        if people.is_empty() {
            let name = if entry.by_merge { "a merge that took one side" } else { "unknown" };
            people.insert(name.to_string());
        }
        people.into_iter().map(move |person| (person, entry.clone())).collect::<Vec<_>>()
    }))
}

impl Compared<'_> {
    /// Returns everything that differs, sorted as people sort it.
    pub fn entries(&self) -> Vec<DiffEntry> {
        let mut by_target: BTreeMap<(String, u64, String), Vec<&Difference>> = BTreeMap::new();
        for difference in &self.differences.found {
            by_target.entry(natural_key(&difference.target)).or_default().push(difference);
        }
        by_target.into_values().map(|differences| self.entry(&differences)).collect()
    }

    /// A section has a difference for each of its languages, and a record one for each of its copies.
    fn entry(&self, differences: &[&Difference]) -> DiffEntry {
        let first = differences[0];
        let target = &*first.target;
        let kinds: BTreeSet<ChangeKind> = differences.iter().map(|one| one.kind).collect();
        let kind = if kinds.len() == 1 { first.kind } else { ChangeKind::Changed };
        let fields = differences.iter().flat_map(|one| &one.fields).map(field);
        let commits = self.commits(target);
        let uncommitted = self.uncommitted.contains(target);
        DiffEntry {
            target: target.to_string(),
            kind: subject(self.project, target),
            title: self.title(target, differences),
            change: word(kind),
            other_record: kind != ChangeKind::Added && self.is_other_record(target),
            file: first.file.clone(),
            moved_from: first.moved_from.clone(),
            fields: fields.collect(),
            by_merge: commits.is_empty() && !uncommitted && self.is_behind(),
            commits,
            uncommitted,
        }
    }

    /// Returns whether the earlier state is behind the later one, and nothing between them is missing.
    fn is_behind(&self) -> bool {
        self.history.completeness == Completeness::Complete && self.n_apart() == Some(0)
    }

    /// Returns how many commits are behind the earlier state only; none where it cannot be told.
    fn n_apart(&self) -> Option<usize> {
        let older = self.older.as_ref()?;
        let behind = self.history.commits.iter().filter(|commit| older.contains(&commit.id));
        Some(older.len() - behind.count())
    }

    fn title(&self, target: &str, differences: &[&Difference]) -> Option<String> {
        if let Some(record) = self.project.record(target) {
            return Some(record.title(&self.project.config, self.language).to_string());
        }
        let own = format!(".{}", self.language);
        let fields = || differences.iter().flat_map(|one| &one.fields);
        let is_title = |field: &&FieldChange| {
            field.path.starts_with("title") || field.path.starts_with("heading.")
        };
        let best = fields().filter(is_title).find(|field| field.path.ends_with(&own));
        let field = best.or_else(|| fields().find(is_title))?;
        field.after.clone().or_else(|| field.before.clone())
    }

    /// Returns the commits that changed a target and are not behind the earlier state.
    fn commits(&self, target: &str) -> Vec<CommitEntry> {
        let mut seen = BTreeSet::new();
        let changes = self.history.changes.get(target).into_iter().flatten();
        let commits = changes.map(|change| &self.history.commits[change.commit]);
        let is_new = |commit: &&Commit| self.is_newer(commit) && seen.insert(commit.id.clone());
        commits.filter(is_new).map(CommitEntry::new).collect()
    }

    fn is_newer(&self, commit: &Commit) -> bool {
        self.older.as_ref().is_none_or(|older| !older.contains(&commit.id))
    }

    /// Returns whether the record that has an id now appeared after the earlier state, in which
    /// another one had it.
    fn is_other_record(&self, target: &str) -> bool {
        let lives = self.history.lives(target);
        let first = lives.first().filter(|_| lives.len() > 1).and_then(|life| life.first);
        first.is_some_and(|first| self.is_newer(&self.history.commits[first]))
    }

    /// Returns what must be known to read the differences rightly.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = substitutes(self.history);
        match self.n_apart() {
            None => remarks.push(
                "commits behind the earlier state are missing; older changes are told as newer ones"
                    .to_string(),
            ),
            Some(0) => {}
            Some(apart) => remarks.push(format!(
                "the earlier state is not behind the later one: {apart} of its commits are only \
                 behind it, and what they changed is told as the opposite, without a commit"
            )),
        }
        remarks
    }
}

fn field(field: &FieldChange) -> DiffField {
    let words = match (&field.before, &field.after) {
        (Some(before), Some(after)) => pieces(before, after),
        _ => None,
    };
    DiffField {
        field: field.path.clone(),
        before: field.before.clone(),
        after: field.after.clone(),
        words,
    }
}

/// Returns the kind of a record, or what else has a history; a record that is gone is known by its
/// prefix only.
pub fn subject(project: &Project, target: &str) -> String {
    let config = &project.config;
    let kind = prefix_of(target).and_then(|prefix| config.prefixes.get(prefix));
    let is_in = |folder: &str| target.starts_with(&format!("{folder}/"));
    match kind {
        Some(kind) => kind.clone(),
        None if target.starts_with("doc:") => "narrative".to_string(),
        None if target.starts_with(PROJECT_FILE) => "project file".to_string(),
        None if is_in(&config.folders.templates) => "template".to_string(),
        None if target.contains('/') => "standard or mapping".to_string(),
        None => "unknown kind".to_string(),
    }
}
