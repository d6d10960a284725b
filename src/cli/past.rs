//! The past of a project: its history, wherever its files have lain, and two states of it compared.

mod added;
mod reviewed;

use super::line::Inputs;
use crate::config::{Config, Folders, PROJECT_FILE};
use crate::error::Error;
use crate::history::{Change, ChangeKind, Differences, Followed, History, Revision};
use crate::load::{Listing, Snapshot, differences, read_history, read_state};
use crate::report::diff_report::{Compared, Side};
use std::collections::BTreeSet;
use std::path::Path;

pub(super) use added::added;
pub(super) use reviewed::reviewed;

/// Settings that name a folder whose files have a history, each with what it usually is.
const FOLDERS: [(&str, &str); 4] = [
    ("records", "records"),
    ("docs", "docs-src"),
    ("templates", "templates"),
    ("standards", "standards"),
];

/// Where a project lies, at which state, and its settings: what its past is asked with.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The project folder on the disk.
    pub(super) folder: &'a Path,
    pub(super) snapshot: &'a Snapshot,
    pub(super) config: &'a Config,
}

/// Returns what has a history in a project whose files lie where they do now.
pub(super) fn followed(config: &Config) -> Followed {
    let Folders { records, docs, templates, standards, .. } = &config.folders;
    let one = |folder: &String| vec![folder.clone()];
    Followed {
        project_file: PROJECT_FILE.to_string(),
        records: one(records),
        docs: one(docs),
        templates: one(templates),
        standards: one(standards),
        language: config.main_language().to_string(),
    }
}

/// Reads the history of everything that carries meaning, with the help of the cache.
pub(super) fn history(place: Place<'_>) -> Result<History, Error> {
    complete(place, &[], true)
}

/// Reads the history from git alone, for a verdict: a file that anybody may write decides nothing.
/// Records are looked for in further folders too.
pub(super) fn history_for_verdict(inputs: &Inputs, records: &[&str]) -> Result<History, Error> {
    complete(inputs.place(), records, false)
}

/// Returns the ids of a revision's commit and of all commits behind it; none where some are missing.
pub(super) fn behind(folder: &Path, revision: &str) -> Result<Option<BTreeSet<String>>, Error> {
    Snapshot::of_revision(folder, revision)?.commits_behind()
}

/// Describes the commit that is looked at, and says which files that have a history differ from it.
pub(super) fn revision(place: Place<'_>) -> Result<Revision, Error> {
    let followed = followed(place.config);
    let mut files = vec![PROJECT_FILE.to_string()];
    for folder in followed.folders() {
        let Listing { files: listed, unreadable, .. } = place.snapshot.list(folder);
        let has_history = |path: &String| followed.part_of(path.as_bytes(), true).is_some();
        files.extend(listed.into_iter().filter(has_history));
        files.extend(unreadable.into_iter().map(|(path, _)| path));
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let folders: Vec<&str> = followed.folders().map(String::as_str).collect();
    place.snapshot.revision(&files, &folders)
}

/// An earlier state held against the inputs.
pub(super) struct Earlier {
    pub(super) snapshot: Snapshot,
    pub(super) differences: Differences,
    revision: Revision,
    older: Option<BTreeSet<String>>,
    uncommitted: BTreeSet<String>,
}

/// Compares the inputs with an earlier revision.
pub(super) fn compare(inputs: &Inputs, history: &History, from: &str) -> Result<Earlier, Error> {
    let snapshot = Snapshot::of_revision(&inputs.folder, from)?;
    let now = read_state(&inputs.snapshot, &history.followed);
    let then = read_state(&snapshot, &history.followed);
    let is_dirty = inputs.revision.work_tree && !inputs.revision.dirty.is_empty();
    let mut uncommitted = BTreeSet::new();
    if let Some(head) = inputs.revision.commit.as_deref().filter(|_| is_dirty) {
        let head = inputs.snapshot.at_commit(head)?;
        let open = differences(&read_state(&head, &history.followed), &now).found;
        uncommitted.extend(open.into_iter().map(|difference| difference.target));
    }
    Ok(Earlier {
        differences: differences(&then, &now),
        revision: snapshot.revision(&[], &[])?,
        older: snapshot.commits_behind()?,
        uncommitted,
        snapshot,
    })
}

impl Earlier {
    /// Describes the two states.
    pub(super) fn sides(&self, from: &str, to: Option<&str>, inputs: &Inputs) -> (Side, Side) {
        (Side::new(Some(from), &self.revision), Side::new(to, &inputs.revision))
    }

    /// Returns what a report is made from.
    pub(super) fn of<'a>(
        &'a self,
        inputs: &'a Inputs,
        history: &'a History,
        language: &'a str,
    ) -> Compared<'a> {
        Compared {
            differences: &self.differences,
            history,
            project: &inputs.project,
            language,
            older: self.older.clone(),
            uncommitted: self.uncommitted.clone(),
        }
    }
}

/// Returns the newest baseline that is not the judged commit itself.
pub(super) fn last_baseline<'h>(inputs: &Inputs, history: &'h History) -> Option<&'h str> {
    let head = inputs.revision.commit.as_deref();
    let is_earlier =
        |commit: usize| history.commits.get(commit).is_some_and(|it| Some(&*it.id) != head);
    let earlier = history.baselines.iter().find(|baseline| is_earlier(baseline.commit));
    earlier.map(|baseline| &*baseline.tag)
}

/// Reads the history, and a second time where files have lain in other folders.
fn complete(place: Place<'_>, records: &[&str], with_cache: bool) -> Result<History, Error> {
    let read = |followed: &Followed| {
        let cache = with_cache.then_some(place.folder);
        read_history(place.snapshot, followed, &place.config.baselines, cache)
    };
    let mut followed = followed(place.config);
    add(&mut followed.records, records.iter().copied());
    let history = read(&followed)?;
    for (setting, usual) in FOLDERS {
        let folders = match setting {
            "records" => &mut followed.records,
            "docs" => &mut followed.docs,
            "templates" => &mut followed.templates,
            _ => &mut followed.standards,
        };
        add(folders, earlier_folders(&history, setting, usual));
    }
    match followed == history.followed {
        true => Ok(history),
        false => read(&followed),
    }
}

fn add<'f>(folders: &mut Vec<String>, more: impl Iterator<Item = &'f str>) {
    for folder in more {
        if !folders.iter().any(|known| known == folder) {
            folders.push(folder.to_string());
        }
    }
}

/// Returns every folder that a setting has named, and the usual one where it was not always there.
fn earlier_folders<'h>(
    history: &'h History,
    setting: &str,
    usual: &'static str,
) -> impl Iterator<Item = &'h str> {
    let changes = history.changes.get(&format!("{PROJECT_FILE}#folders"));
    let changes = changes.map(Vec::as_slice).unwrap_or_default();
    let suffix = format!(".{setting}");
    let is_set = |path: &str| path == setting || path.ends_with(&suffix);
    let named: Vec<&str> = changes
        .iter()
        .flat_map(|change| &change.fields)
        .filter(|field| is_set(&field.path))
        .flat_map(|field| [&field.before, &field.after])
        .flatten()
        .map(String::as_str)
        .collect();
    let is_first = |change: &Change| history.commits[change.commit].parents.is_empty();
    let was_always_there =
        changes.iter().all(|change| change.kind == ChangeKind::Added && is_first(change));
    let usual = (!was_always_there).then_some(usual);
    named.into_iter().chain(usual)
}
