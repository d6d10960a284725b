//! What git knows about the project, as plain data: commits, baselines, and every change of everything
//! that carries meaning.
//!
//! Changes are found by comparing located trees field by field, never typed records, so that files
//! of older formats have a history too.

use std::collections::{BTreeMap, BTreeSet};

/// Which files of a project have a history; folders are relative to the project folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Followed {
    /// The file whose sections are followed.
    pub project_file: String,
    /// Folders of records.
    pub records: Vec<String>,
    /// Folders of narrative.
    pub docs: Vec<String>,
    /// Folders of templates.
    pub templates: Vec<String>,
    /// Folders of standards and mappings.
    pub standards: Vec<String>,
    /// Language of narrative that names none.
    pub language: String,
}

/// What a file holds that has a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Sections, as `techfile.yaml#risk`.
    ProjectFile,
    /// Records, by their ids.
    Records,
    /// Sections, as `doc:instructions-for-use#warnings`.
    Narrative,
    /// The file itself, by its path: a template, a standard or a mapping.
    File,
}

impl Followed {
    /// Returns what a path holds; none where it has no history. What is no regular file cannot be
    /// read, and is followed under any name so that it can be said.
    pub fn part_of(&self, path: &[u8], is_file: bool) -> Option<Part> {
        let is_inside = |folders: &[String]| folders.iter().any(|folder| is_in(path, folder));
        let ends = |ends: &[&[u8]]| !is_file || ends.iter().any(|end| path.ends_with(end));
        let is_yaml = ends(&[b".yaml", b".yml"]);
        if path == self.project_file.as_bytes() {
            Some(Part::ProjectFile)
        } else if is_yaml && is_inside(&self.records) {
            Some(Part::Records)
        } else if ends(&[b".md"]) && is_inside(&self.docs) {
            Some(Part::Narrative)
        } else if is_inside(&self.templates) || is_yaml && is_inside(&self.standards) {
            Some(Part::File)
        } else {
            None
        }
    }

    /// Returns whether anything that is followed can be in a folder.
    pub fn may_be_under(&self, folder: &[u8]) -> bool {
        let holds = |followed: &String| {
            is_in(folder, followed) || is_in(followed.as_bytes(), &String::from_utf8_lossy(folder))
        };
        self.folders().any(holds)
    }

    /// Returns every folder that is followed.
    pub fn folders(&self) -> impl Iterator<Item = &String> {
        [&self.records, &self.docs, &self.templates, &self.standards].into_iter().flatten()
    }
}

/// Returns whether a path is a folder or in it; the folder of all has no name.
fn is_in(path: &[u8], folder: &str) -> bool {
    let rest = path.strip_prefix(folder.as_bytes());
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

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
    /// Committer date in the same form; a rebase makes it anew.
    pub committed: String,
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

/// What happened to a record in a commit, compared with one parent. A section of the project file or of
/// narrative, and a template or mapping, is as good as a record here.
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
    /// For a merge, the parent that it was compared with, as an index into [`History::commits`].
    pub parent: Option<usize>,
    /// For a merge that has the record as another parent has it, that parent. It is listed where it
    /// decided against what `parent` had changed itself; what it only brought together is not.
    pub taken: Option<usize>,
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
    /// Per record id, `techfile.yaml#section`, `doc:ID#anchor` or path, newest change first.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// Newest first.
    pub baselines: Vec<Baseline>,
    pub completeness: Completeness,
    /// Files that could not be read in the commit that wrote them so, newest commit first; their
    /// records are unknown there and are neither changed nor removed.
    pub unread: Vec<UnreadFile>,
    /// What this repository shows in the place of commits, which is not followed: replacements and
    /// grafts, each in words.
    pub substitutes: Vec<String>,
    /// What it is the history of.
    pub followed: Followed,
}

/// A file that could not be read whole, so that it may hold what is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadFile {
    pub file: String,
    /// The commit that wrote it so, in short; none for a file of a state.
    pub commit: Option<String>,
    pub reason: String,
}

/// What one record went through from its first commit on. An id that was taken again after its
/// record had been removed names another record, with a life of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life<'h> {
    /// The commit in which the record first appeared; none where its beginning is not known.
    pub first: Option<usize>,
    /// Newest first.
    pub changes: Vec<&'h Change>,
}

impl History {
    /// Returns what went by an id, newest record first.
    pub fn lives(&self, id: &str) -> Vec<Life<'_>> {
        let changes = self.changes.get(id).map(Vec::as_slice).unwrap_or_default();
        let births = self.births(id, changes);
        let mut lives: Vec<Life<'_>> =
            births.iter().map(|birth| Life { first: Some(*birth), changes: Vec::new() }).collect();
        for change in changes {
            let at = match births.len() {
                0 | 1 => 0,
                _ => {
                    let before = self.reached_from(change.commit);
                    births.iter().rposition(|birth| before.contains(birth)).unwrap_or(0)
                }
            };
            match lives.get_mut(at) {
                Some(life) => life.changes.push(change),
                None => lives.push(Life { first: None, changes: vec![change] }),
            }
        }
        lives.retain(|life| !life.changes.is_empty());
        lives.reverse();
        lives
    }

    /// Returns the commits in which a record of the id first appeared, oldest first. What was added on
    /// two branches at once is one record; what was added behind a removal is another. A section of
    /// narrative is added and removed language by language, and stays one throughout.
    fn births(&self, id: &str, changes: &[Change]) -> Vec<usize> {
        let commits = |is_it: &dyn Fn(&Change) -> bool| -> BTreeSet<usize> {
            changes.iter().filter(|change| is_it(change)).map(|change| change.commit).collect()
        };
        let removals = commits(&|change| change.kind == ChangeKind::Removed);
        // A merge that kept what one parent had removed began nothing: the other parent had it.
        let additions =
            commits(&|change| change.kind == ChangeKind::Added && change.taken.is_none());
        let mut births = Vec::new();
        for commit in additions.into_iter().rev() {
            let is_again = || !self.reached_from(commit).is_disjoint(&removals);
            if births.is_empty() || !removals.is_empty() && !id.starts_with("doc:") && is_again() {
                births.push(commit);
            }
        }
        births
    }

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

/// One thing that differs between two states of the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// A record's id, `techfile.yaml#section`, `doc:ID#anchor` or a path.
    pub target: String,
    pub kind: ChangeKind,
    /// The file that holds it after the change (before it, for a removal).
    pub file: String,
    /// The file that held it before, where it was another one.
    pub moved_from: Option<String>,
    /// What differs, in path order; for what was added or removed, every value.
    pub fields: Vec<FieldChange>,
    /// Every file that held it before, and that holds it after, where there was more than one.
    pub copies: (Vec<String>, Vec<String>),
}

/// Two states of the inputs held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// By target, then by file.
    pub found: Vec<Difference>,
    /// What only one state has for certain, since a file of the other could not be read.
    pub unknown: Vec<Unknown>,
    /// Files that could not be read in the earlier state, and in the later one.
    pub unread: (Vec<UnreadFile>, Vec<UnreadFile>),
}

/// Something of which it cannot be told whether it was added, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// As in [`Difference::target`].
    pub target: String,
    /// A file that may hold it in the state that is not known.
    pub file: String,
    /// Whether that is the earlier state.
    pub is_before: bool,
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
    Known(Lineage),
}

/// Commits and what lies behind each of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// Id of 40 hexadecimal digits → place in the list of parents.
    places: BTreeMap<String, usize>,
    /// Places of the parents of each.
    parents: Vec<Vec<usize>>,
}

impl Lineage {
    /// Keeps commits with their parents, as places in the same order.
    pub fn new(commits: impl IntoIterator<Item = (String, Vec<usize>)>) -> Self {
        let (ids, parents): (Vec<String>, Vec<Vec<usize>>) = commits.into_iter().unzip();
        Self { places: ids.into_iter().zip(0..).collect(), parents }
    }

    /// Returns the one commit that an id names; it may be cut to seven digits or more.
    pub fn find(&self, commit: &str) -> Option<usize> {
        let commit = commit.to_ascii_lowercase();
        let named = self.places.range(commit.clone()..);
        let mut named = named.take_while(|(id, _)| id.starts_with(&commit));
        let (found, next) = (named.next(), named.next());
        found.filter(|_| commit.len() >= 7 && next.is_none()).map(|(_, place)| *place)
    }

    /// Tells of each commit whether it lies behind one; that one itself does not.
    pub fn behind(&self, commit: usize) -> Vec<bool> {
        let mut is_behind = vec![false; self.parents.len()];
        let mut waiting = vec![commit];
        while let Some(at) = waiting.pop() {
            for parent in &self.parents[at] {
                if !std::mem::replace(&mut is_behind[*parent], true) {
                    waiting.push(*parent);
                }
            }
        }
        is_behind
    }

    /// Returns the ids.
    pub fn into_ids(self) -> BTreeSet<String> {
        self.places.into_keys().collect()
    }
}

impl Ancestry {
    /// Returns whether a commit is among them; it may be cut to seven digits or more. None if it
    /// cannot be told.
    pub fn holds(&self, commit: &str) -> Option<bool> {
        let Ancestry::Known(lineage) = self else { return None };
        Some(lineage.find(commit).is_some())
    }
}

/// Which tags of active releases the repository lacks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MissingTags {
    /// The command did not look, or there is no repository.
    #[default]
    NotLooked,
    /// The history is not whole, so that a tag may be missing only here.
    Unknown(BTreeSet<String>),
    Known(BTreeSet<String>),
}

/// Who could decide before the changes that are judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EarlierPeople {
    /// The tag of the previous release; none for the commit that first named people.
    pub since: Option<String>,
    /// Person → roles.
    pub roles: BTreeMap<String, BTreeSet<String>>,
    /// Person → name, since another name under a key may be another person.
    pub names: BTreeMap<String, String>,
}

/// A record that a commit held and the inputs do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneRecord {
    pub id: String,
    /// The file that held it last.
    pub file: String,
    /// A commit that still held it, in short.
    pub held_by: String,
    /// Where another record has its id by now, the commit that dropped it, in short.
    pub dropped_by: Option<String>,
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

/// A draft that belonged to a product, and does no more; nobody approves a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReassignedDraft {
    pub id: String,
    /// Products that it belonged to; none for all.
    pub before: Vec<String>,
    /// A commit that held it so, in short.
    pub held_by: String,
}

/// A commit that says it is older than the one that it was made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackdatedCommit {
    /// In short.
    pub commit: String,
    /// As in [`Commit::committed`].
    pub committed: String,
    /// The commit before it, in short.
    pub parent: String,
    pub parent_committed: String,
}

/// The first commit that holds anything of the project, where the repository is older: what the project
/// was before, in another folder perhaps, is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateBeginning {
    /// In short.
    pub commit: String,
    /// As in [`Commit::date`].
    pub date: String,
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
    /// Path relative to the repository → new content, or none to delete the file. `commit-of:TAG` at
    /// the end of a line stands for the id of the commit before this one that has the tag.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// Annotated tags that name this commit.
    pub tags: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::Lineage;

    /// A branch of two commits beside one, and the merge of both.
    fn lineage() -> Lineage {
        let commits =
            [('a', vec![]), ('b', vec![0]), ('c', vec![1]), ('d', vec![0]), ('e', vec![2, 3])];
        Lineage::new(commits.map(|(letter, parents)| (letter.to_string().repeat(40), parents)))
    }

    #[test]
    fn what_lies_behind_a_commit_is_told_along_its_parents() {
        let behind = |commit| lineage().behind(commit);
        assert_eq!(behind(0), [false; 5]);
        assert_eq!(behind(2), [true, true, false, false, false]);
        assert_eq!(behind(3), [true, false, false, false, false]);
        assert_eq!(behind(4), [true, true, true, true, false]);
    }

    #[test]
    fn a_commit_is_found_by_seven_digits_of_its_id() {
        let found = |id: &str| lineage().find(id);
        assert_eq!(found("CCCCCCC"), Some(2));
        assert_eq!((found("cccccc"), found("ccccccd"), found("")), (None, None, None));
    }
}
