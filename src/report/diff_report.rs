//! Two states of the project → what was added, removed, changed and moved, field by field, and by whom.

use super::check_report::Inputs;
use super::history_report::{incomplete, substitutes, word};
use super::word_diff::{Piece, pieces};
use crate::config::PROJECT_FILE;
use crate::history::{
    Change, ChangeKind, Commit, Difference, Differences, FieldChange, History, Revision, Unknown,
    UnreadFile,
};
use crate::model::{Project, natural_key, prefix_of};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What differs between two states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffReport {
    /// The older side.
    pub from: Side,
    /// The newer side.
    pub to: Side,
    /// `kind` or `person`.
    pub grouped_by: &'static str,
    /// How many differ, by how.
    pub counts: Counts,
    /// What differs, by sort.
    pub groups: Vec<Group>,
    /// What only one state has for certain: the other may hold it in a file that could not be read.
    pub unknown: Vec<UnknownEntry>,
    /// Files that could not be read in the earlier state.
    pub unread_before: Vec<UnreadEntry>,
    /// Files that could not be read in the later state.
    pub unread_after: Vec<UnreadEntry>,
    /// Why it cannot be told for certain who changed what; null if it can.
    pub incomplete: Option<String>,
    /// What must be known to read it rightly.
    pub remarks: Vec<String>,
    pub inputs: Inputs,
}

/// Something of which it cannot be told whether it was added, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownEntry {
    /// An id, `doc:ID#anchor`, `techfile.yaml#section` or path.
    pub target: String,
    /// A file that may hold it in the state that is not known.
    pub file: String,
    /// That state: `before` or `after`.
    pub state: &'static str,
}

impl UnknownEntry {
    pub(super) fn all(unknown: &[Unknown]) -> Vec<Self> {
        let one = |Unknown { target, file, is_before }: &Unknown| Self {
            target: target.clone(),
            file: file.clone(),
            state: if *is_before { "before" } else { "after" },
        };
        unknown.iter().map(one).collect()
    }
}

/// A file that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadEntry {
    /// The file, relative to the project folder.
    pub file: String,
    /// Why it could not be read.
    pub reason: String,
}

impl UnreadEntry {
    pub(super) fn all(unread: &[UnreadFile]) -> Vec<Self> {
        let one = |it: &UnreadFile| Self { file: it.file.clone(), reason: it.reason.clone() };
        unread.iter().map(one).collect()
    }
}

/// A state that was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// As it was named; none for the work tree.
    pub revision: Option<String>,
    /// The commit that was read, or that the work tree stands on.
    pub commit: Option<String>,
    /// Date of the commit, with time and offset.
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
    /// What is only on the newer side.
    pub added: usize,
    /// What is only on the older side.
    pub removed: usize,
    /// What says something else.
    pub changed: usize,
    /// What says the same in another file.
    pub moved: usize,
}

/// What is of one kind, or was changed by one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What the group holds, as in a kind.
    pub name: String,
    /// What differs in it.
    pub entries: Vec<DiffEntry>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffEntry {
    /// An id, `doc:ID#anchor`, `techfile.yaml#section` or path.
    pub target: String,
    /// Kind of the record, or what else it is.
    pub kind: String,
    /// Its title.
    pub title: Option<String>,
    /// `added`, `changed`, `moved` or `removed`.
    pub change: &'static str,
    /// Whether the id names another record than before: it was removed and taken again.
    pub other_record: bool,
    /// The file that holds it.
    pub file: String,
    /// The file that held it before, where it was another one.
    pub moved_from: Option<String>,
    /// Every file that held it before, and that holds it after, where there was more than one.
    pub copies_before: Vec<String>,
    /// Every file that holds it after, where there is more than one.
    pub copies_after: Vec<String>,
    /// For what was added or removed, every value.
    pub fields: Vec<DiffField>,
    /// Commits that changed it, newest first; those that only moved it where it was moved.
    pub commits: Vec<CommitEntry>,
    /// Ids of those that moved it, where it was moved.
    pub moved_by: Vec<String>,
    /// Whether some of it is not committed.
    pub uncommitted: bool,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffField {
    /// Path of the value, as in `estimates.residual.probability`.
    pub field: String,
    /// The value on the older side.
    pub before: Option<String>,
    /// The value on the newer side.
    pub after: Option<String>,
    /// The two texts word by word, where they have words in common.
    pub words: Option<Vec<Piece>>,
    /// Ids of the commits that changed it, newest first.
    pub commits: Vec<String>,
}

/// A commit, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitEntry {
    /// 40 hexadecimal digits.
    pub commit: String,
    /// With time and offset.
    pub date: String,
    /// Name of its author.
    pub author: String,
    /// Address of its author.
    pub email: String,
    /// First line of its message.
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
        unknown: UnknownEntry::all(&compared.differences.unknown),
        unread_before: UnreadEntry::all(&compared.differences.unread.0),
        unread_after: UnreadEntry::all(&compared.differences.unread.1),
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
            people.insert("unknown".to_string());
        }
        people.into_iter().map(move |person| (person, entry.clone())).collect::<Vec<_>>()
    }))
}

impl<'a> Compared<'a> {
    /// Returns everything that differs, sorted as people sort it.
    pub fn entries(&self) -> Vec<DiffEntry> {
        let mut by_target: BTreeMap<(String, u64, String), Vec<&Difference>> = BTreeMap::new();
        for difference in &self.differences.found {
            by_target.entry(natural_key(&difference.target)).or_default().push(difference);
        }
        // A section has a difference for each of its languages, and is one thing; the copies of a
        // record in several files are told each by itself.
        let is_section = |differences: &[&Difference]| differences[0].target.starts_with("doc:");
        let entries =
            by_target.into_values().flat_map(|differences| match is_section(&differences) {
                true => vec![self.entry(&differences)],
                false => differences.iter().map(|one| self.entry(&[one])).collect(),
            });
        entries.collect()
    }

    fn entry(&self, differences: &[&Difference]) -> DiffEntry {
        let first = differences[0];
        let target = &*first.target;
        let kinds: BTreeSet<ChangeKind> = differences.iter().map(|one| one.kind).collect();
        let kind = if kinds.len() == 1 { first.kind } else { ChangeKind::Changed };
        let changes = self.changes(first);
        let moved_from = first.moved_from.clone();
        let is_of_it = |change: &&Change| change.kind != ChangeKind::Moved || moved_from.is_some();
        let fields = differences.iter().flat_map(|one| &one.fields);
        let fields = fields.map(|field| DiffField {
            commits: match kind {
                ChangeKind::Changed => self.ids(&by_field(&changes, &field.path)),
                _ => Vec::new(),
            },
            ..self::field(field)
        });
        let has_moved = |change: &&&Change| moved_from.is_some() && change.moved_from.is_some();
        let moves: Vec<&Change> = changes.iter().filter(has_moved).copied().collect();
        DiffEntry {
            target: target.to_string(),
            kind: subject(self.project, target),
            title: self.title(target, differences),
            change: word(kind),
            other_record: kind != ChangeKind::Added && self.is_other_record(target),
            file: first.file.clone(),
            fields: fields.collect(),
            commits: self.commits(changes.iter().copied().filter(is_of_it)),
            moved_by: self.ids(&moves),
            copies_before: first.copies.0.clone(),
            copies_after: first.copies.1.clone(),
            moved_from,
            uncommitted: self.uncommitted.contains(target),
        }
    }

    /// Returns how many commits are behind the earlier state only; none where it cannot be told.
    fn n_apart(&self) -> Option<usize> {
        let older = self.older.as_ref()?;
        let behind = self.history.commits.iter().filter(|commit| older.contains(&commit.id));
        Some(older.len() - behind.count())
    }

    fn title(&self, target: &str, differences: &[&Difference]) -> Option<String> {
        let record = self.project.record(target);
        if let Some(record) = record.filter(|_| !is_one_of_several(differences[0])) {
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

    /// Returns the changes of a target that are not behind the earlier state, newest first; of one of
    /// several copies, those of its file.
    fn changes(&self, of: &Difference) -> Vec<&'a Change> {
        let changes = self.history.changes.get(&of.target).into_iter().flatten();
        let is_new = |change: &&Change| self.is_newer(&self.history.commits[change.commit]);
        let of_file = |change: &&Change| {
            let is_it = |file: &String| *file == of.file || Some(file) == of.moved_from.as_ref();
            !is_one_of_several(of) || is_it(&change.file) || change.moved_from.iter().any(is_it)
        };
        changes.filter(is_new).filter(of_file).collect()
    }

    fn commits<'c>(&self, changes: impl Iterator<Item = &'c Change>) -> Vec<CommitEntry> {
        let mut seen = BTreeSet::new();
        let new = changes.filter(|change| seen.insert(change.commit));
        new.map(|change| CommitEntry::new(&self.history.commits[change.commit])).collect()
    }

    fn ids(&self, changes: &[&Change]) -> Vec<String> {
        let commits = self.commits(changes.iter().copied());
        commits.into_iter().map(|commit| commit.commit).collect()
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

/// Returns whether an id stood or stands in several files, so that each is told by itself.
fn is_one_of_several(difference: &Difference) -> bool {
    let (before, after) = &difference.copies;
    !before.is_empty() || !after.is_empty()
}

/// Returns the changes that made one value another; where no change names it, those that may have.
fn by_field<'c>(changes: &[&'c Change], path: &str) -> Vec<&'c Change> {
    let is_whole = |change: &Change| change.kind == ChangeKind::Added;
    let names_it = |change: &&&Change| {
        is_whole(change) || change.fields.iter().any(|field| field.path == path)
    };
    let found: Vec<&Change> = changes.iter().filter(names_it).copied().collect();
    match found.is_empty() {
        true => changes.iter().filter(|it| it.kind != ChangeKind::Moved).copied().collect(),
        false => found,
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
        commits: Vec::new(),
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
