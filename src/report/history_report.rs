//! History of one record, or of all → what is said of it, newest change first.

use super::check_report::Inputs;
use crate::config::PROJECT_FILE;
use crate::history::{Change, ChangeKind, Completeness, History, Life, UnreadFile};
use crate::model::{Presence, Target, prefix_of};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The history of one record, section, template or mapping, or of a whole document or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryReport {
    /// What was asked for.
    pub id: String,
    /// Whether it is there in what was read; none where that cannot be told.
    pub present: Option<bool>,
    /// The revision behind which nothing is told, where one was named.
    pub since: Option<String>,
    /// Why the history may not be whole; null if it is.
    pub incomplete: Option<String>,
    /// What must be known to read it rightly.
    pub remarks: Vec<String>,
    /// Newest first.
    pub changes: Vec<ChangeEntry>,
    /// Other records that had the id before, newest first.
    pub earlier: Vec<EarlierRecord>,
    /// Files of old commits that could not be read, so that their records are unknown there.
    pub unread: Vec<UnreadThen>,
    pub inputs: Inputs,
}

/// A file that could not be read in the commit that wrote it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadThen {
    /// The file, relative to the project folder.
    pub file: String,
    /// The first ten digits.
    pub commit: String,
    /// Why it could not be read.
    pub reason: String,
}

/// A record whose id was taken again after it had been removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierRecord {
    /// The commit in which it first appeared.
    pub first: Option<String>,
    /// Newest first.
    pub changes: Vec<ChangeEntry>,
}

/// One change in one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeEntry {
    /// What changed; the id that was asked for, or one of those that it stands for.
    pub target: String,
    /// 40 hexadecimal digits.
    pub commit: String,
    /// As `2026-10-03T14:10:00+02:00`.
    pub date: String,
    /// Name of the author of the commit.
    pub author: String,
    /// Address of the author.
    pub email: String,
    /// First line of the message of the commit.
    pub subject: String,
    /// `added`, `changed`, `moved` or `removed`.
    pub kind: &'static str,
    /// For a merge, the parent that it was compared with.
    pub against: Option<String>,
    /// For a merge that decided against what that parent had changed: the parent whose side it took.
    pub side_taken: Option<String>,
    /// Baselines that name this commit.
    pub baselines: Vec<String>,
    /// The file that holds the record after the change; before it, for a removal.
    pub file: String,
    /// The file that held it before, where it was another one.
    pub moved_from: Option<String>,
    /// Another file that holds the id, too, where it stands in several.
    pub beside: Option<String>,
    /// What differs.
    pub fields: Vec<FieldEntry>,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldEntry {
    /// Path of the value, as in `estimates.residual.probability`.
    pub field: String,
    /// The value before the change.
    pub before: Option<String>,
    /// The value after the change.
    pub after: Option<String>,
}

/// What is asked of a history.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    pub id: &'a str,
    /// Whether it is there in what was read.
    pub presence: Presence,
    /// Further targets that the id stands for, such as the sections below a section.
    pub within: Vec<String>,
    /// A revision, and the ids of its commit and of all behind it; none where that is not known.
    pub since: Option<(&'a str, Option<BTreeSet<String>>)>,
}

/// Makes the report of one record, or of what its id stands for.
pub fn history_report(history: &History, question: Question<'_>, inputs: Inputs) -> HistoryReport {
    let targets = targets(history, question.id, &question.within);
    let is_told = |change: &&Change| match &question.since {
        Some((_, Some(older))) => !older.contains(&history.commits[change.commit].id),
        _ => true,
    };
    let told = |target: &str, life: &Life<'_>| -> Vec<(usize, ChangeEntry)> {
        let changes = life.changes.iter().copied().filter(is_told);
        let beside = |change| beside(history, target, change);
        let entry =
            |change| ChangeEntry { beside: beside(change), ..entry(history, target, change) };
        changes.map(|change| (change.commit, entry(change))).collect()
    };
    let mut changes: Vec<(usize, ChangeEntry)> = Vec::new();
    let mut earlier = Vec::new();
    for target in &targets {
        let mut lives = history.lives(target).into_iter();
        changes.extend(lives.next().map(|life| told(target, &life)).unwrap_or_default());
        earlier.extend(lives.map(|life| EarlierRecord {
            first: life.first.map(|commit| history.commits[commit].id.clone()),
            changes: told(target, &life).into_iter().map(|(_, entry)| entry).collect(),
        }));
    }
    changes.sort_by_key(|(commit, _)| *commit);
    let changes: Vec<ChangeEntry> = changes.into_iter().map(|(_, entry)| entry).collect();
    let unread = unread(history, &question);
    HistoryReport {
        id: question.id.to_string(),
        present: unread.is_none().then_some(question.presence == Presence::There),
        since: question.since.as_ref().map(|(revision, _)| revision.to_string()),
        incomplete: incomplete(&history.completeness)
            .or_else(|| unknown_since(&question))
            .or(unread),
        remarks: remarks(history, &question, &changes, &inputs),
        changes,
        earlier,
        unread: history.unread.iter().map(unread_then).collect(),
        inputs,
    }
}

/// Returns what an id stands for: itself, the sections of a document or of the project file, or what
/// has stood in a file or folder.
fn targets(history: &History, id: &str, within: &[String]) -> Vec<String> {
    let is_whole = id == PROJECT_FILE || id.starts_with("doc:") && !id.contains('#');
    let section = format!("{id}#");
    let path = id.trim_start_matches("./").trim_end_matches('/');
    let is_path = !is_whole && Target::parse(id).is_none();
    let is_inside = |file: &String| {
        file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let stood_in_it = |changes: &[Change]| {
        let mut files =
            changes.iter().flat_map(|change| [&change.file].into_iter().chain(&change.moved_from));
        files.any(is_inside)
    };
    let is_part = |target: &str, changes: &[Change]| match is_whole {
        true => target.starts_with(&section),
        false => is_path && stood_in_it(changes),
    };
    let parts = history.changes.iter().filter(|(target, changes)| is_part(target, changes));
    let all: BTreeSet<&String> = parts.map(|(target, _)| target).chain(within).collect();
    let own = history.changes.contains_key(id).then(|| id.to_string());
    own.into_iter().chain(all.into_iter().filter(|target| *target != id).cloned()).collect()
}

/// Returns whether anything is known of what an id stands for.
pub fn is_known(history: &History, id: &str) -> bool {
    !targets(history, id, &[]).is_empty()
}

/// Returns whether the newest change of what was asked for took it away.
fn is_removed(history: &History, id: &str) -> bool {
    let lives = history.lives(id);
    let newest = lives.first().and_then(|life| life.changes.first());
    newest.is_some_and(|change| change.kind == ChangeKind::Removed)
}

/// Returns why it cannot be told whether a record is there; none where it can, as where a commit
/// removed it.
fn unread(history: &History, question: &Question<'_>) -> Option<String> {
    match &question.presence {
        Presence::Unknown(path) if !is_removed(history, question.id) => {
            let id = question.id;
            Some(format!("`{path}` cannot be read, so that it is unknown whether `{id}` is there"))
        }
        _ => None,
    }
}

/// Returns why no change tells of something that is there.
fn untold(history: &History, question: &Question<'_>) -> Option<String> {
    let id = question.id;
    let is_whole = history.completeness == Completeness::Complete;
    let is_there = question.presence == Presence::There;
    if !is_whole || !is_there || is_known(history, id) {
        return None;
    }
    let is_followed = Target::parse(id).is_some()
        || history.followed.part_of(id.as_bytes(), true).is_some()
        || history.followed.may_be_under(id.as_bytes());
    let reason = match is_followed {
        true => "is in no commit",
        false => "has no history: it holds no record, narrative, template, standard or mapping",
    };
    Some(format!("`{id}` {reason}"))
}

fn unread_then(unread: &UnreadFile) -> UnreadThen {
    let UnreadFile { file, commit, reason } = unread.clone();
    UnreadThen { file, commit: commit.unwrap_or_default(), reason }
}

fn unknown_since(question: &Question<'_>) -> Option<String> {
    match &question.since {
        Some((revision, None)) => Some(format!(
            "commits behind `{revision}` are missing, so that what is older than it cannot be told apart"
        )),
        _ => None,
    }
}

fn remarks(
    history: &History,
    question: &Question<'_>,
    changes: &[ChangeEntry],
    inputs: &Inputs,
) -> Vec<String> {
    let mut remarks = substitutes(history);
    remarks.extend(untold(history, question));
    if let Some((revision, Some(older))) = &question.since
        && older.iter().any(|id| history.commits.iter().all(|commit| commit.id != *id))
    {
        remarks.push(format!(
            "`{revision}` has commits that are not behind what was read; what they changed is not told"
        ));
    }
    let files: BTreeSet<&String> = changes.iter().map(|change| &change.file).collect();
    let dirty: Vec<&str> =
        inputs.dirty.iter().filter(|file| files.contains(file)).map(String::as_str).collect();
    if !dirty.is_empty() {
        let dirty = dirty.join("`, `");
        remarks
            .push(format!("`{dirty}` differs from the commit; what is not committed is not told"));
    }
    remarks
}

/// Returns what a repository shows in the place of commits, and that it was not followed.
pub fn substitutes(history: &History) -> Vec<String> {
    let told = |what: &String| {
        format!("{what}: git shows another past than the commits hold; this is what they hold")
    };
    history.substitutes.iter().map(told).collect()
}

/// Returns every change of everything that has a history, by target, newest first; all that had an
/// id count.
pub fn histories(history: &History) -> BTreeMap<&str, Vec<ChangeEntry>> {
    let all = history.changes.iter().map(|(target, changes)| {
        let entries = changes.iter().map(|change| entry(history, target, change));
        (&**target, entries.collect())
    });
    all.collect()
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
        Completeness::Incomplete(what) => {
            Some(format!("{what}: clone the repository whole, without `--filter`"))
        }
    }
}

/// Returns what is said of a change.
pub fn entry(history: &History, target: &str, change: &Change) -> ChangeEntry {
    let commit = &history.commits[change.commit];
    let baselines = history.baselines.iter().filter(|baseline| baseline.commit == change.commit);
    let fields = change.fields.iter().map(|field| FieldEntry {
        field: field.path.clone(),
        before: field.before.clone(),
        after: field.after.clone(),
    });
    ChangeEntry {
        target: target.to_string(),
        commit: commit.id.clone(),
        date: commit.date.clone(),
        author: commit.author.name.clone(),
        email: commit.author.email.clone(),
        subject: commit.subject.clone(),
        kind: word(change.kind),
        against: change.parent.map(|parent| history.commits[parent].id.clone()),
        side_taken: change.taken.map(|parent| history.commits[parent].id.clone()),
        baselines: baselines.map(|baseline| baseline.tag.clone()).collect(),
        file: change.file.clone(),
        moved_from: change.moved_from.clone(),
        beside: None,
        fields: fields.collect(),
    }
}

/// Returns a file that held the id when a change came, beside the one that it is about.
fn beside(history: &History, target: &str, change: &Change) -> Option<String> {
    let changes = history.changes.get(target)?;
    let files = |change: &'_ Change| -> Vec<String> {
        [&change.file].into_iter().chain(&change.moved_from).cloned().collect()
    };
    let all: BTreeSet<String> = changes.iter().flat_map(files).collect();
    // Narrative stands in a file for each language.
    if all.len() < 2 || prefix_of(target).is_none() {
        return None;
    }
    let behind = history.reached_from(change.parent.unwrap_or(change.commit));
    let is_behind =
        |older: &&Change| behind.contains(&older.commit) && older.commit != change.commit;
    let mut holding: BTreeSet<&str> = BTreeSet::new();
    for older in changes.iter().rev().filter(is_behind) {
        older.moved_from.iter().for_each(|from| {
            holding.remove(&**from);
        });
        match older.kind {
            ChangeKind::Removed => holding.remove(&*older.file),
            _ => holding.insert(&older.file),
        };
    }
    // A copy that went is told as if it had moved to the one that stays.
    if change.moved_from.is_some() {
        return holding.take(&*change.file).map(str::to_string);
    }
    holding.into_iter().find(|file| *file != change.file).map(str::to_string)
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
