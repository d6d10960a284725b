//! A snapshot → everything in it that has a history, as it stands; two of them → what differs.
//!
//! The same parser and the same comparison as for commits, so a difference between two revisions is
//! what the commits between them add up to.

use super::edge::{Draft, Held, Sides, match_up, mentions};
use super::parse::{APART, File, parse};
use super::version::FileRecords;
use crate::history::{ChangeKind, Difference, Differences, FieldChange, Followed, Part};
use crate::load::failure::ReadFailure;
use crate::load::snapshot::{PROJECT_FILE, Snapshot, plainly};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything in a snapshot that has a history.
#[derive(Debug, Default)]
pub struct State {
    files: BTreeMap<String, FileRecords>,
}

/// Reads the state of a snapshot.
pub fn read_state(snapshot: &Snapshot, followed: &Followed) -> State {
    let followed = plainly(followed);
    let mut paths: BTreeSet<String> = BTreeSet::from([PROJECT_FILE.to_string()]);
    let mut unreadable: Vec<String> = Vec::new();
    for folder in followed.folders() {
        let listing = snapshot.list(folder);
        paths.extend(listing.files);
        unreadable.extend(listing.unreadable.into_iter().map(|(path, _)| path));
    }
    let part = |path: String| Some((followed.part_of(path.as_bytes(), true)?, path));
    let wanted: Vec<(Part, String)> = paths.into_iter().filter_map(part).collect();
    let read = |(part, path): (Part, String)| {
        let file = File { path: &path, part, language: &followed.language };
        let records = match snapshot.read(&path) {
            Ok(bytes) => parse(file, bytes),
            Err(ReadFailure::Missing) => return None,
            Err(_) => FileRecords::unreadable(),
        };
        Some((path, records))
    };
    let read: Vec<(String, FileRecords)> = wanted.into_par_iter().filter_map(read).collect();
    let mut files: BTreeMap<String, FileRecords> = read.into_iter().collect();
    let is_followed = |path: &String| followed.part_of(path.as_bytes(), false).is_some();
    for path in unreadable.into_iter().filter(is_followed) {
        files.entry(path).or_insert_with(FileRecords::unreadable);
    }
    State { files }
}

impl State {
    /// Returns the targets that it holds, with the file of each.
    pub fn targets(&self) -> BTreeMap<&str, &str> {
        let targets = self.files.iter().flat_map(|(path, file)| {
            let ids = file.records.iter().map(|record| target_of(&record.id));
            ids.map(move |id| (id, &**path))
        });
        targets.collect()
    }

    /// Returns the files that could not be read whole.
    pub fn unparsed(&self) -> Vec<String> {
        let unparsed = self.files.iter().filter(|(_, file)| file.unparsed.is_some());
        unparsed.map(|(path, _)| path.clone()).collect()
    }
}

fn target_of(id: &str) -> &str {
    id.split(APART).next().unwrap_or(id)
}

/// Returns what differs between two states.
pub fn differences(before: &State, after: &State) -> Differences {
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let paths: Vec<&String> = paths.into_iter().collect();
    let mut sides: BTreeMap<Arc<str>, Sides> = BTreeMap::new();
    for (number, path) in (0..).zip(&paths) {
        for (state, is_before) in [(before, true), (after, false)] {
            let records = state.files.get(*path).map(|file| &file.records[..]).unwrap_or_default();
            for record in records {
                let held = Held { path: number, record: Arc::clone(record) };
                let sides = sides.entry(Arc::clone(&record.id)).or_default();
                if is_before { sides.before.push(held) } else { sides.after.push(held) }
            }
        }
    }
    let mut differences =
        Differences { unparsed: (before.unparsed(), after.unparsed()), ..Differences::default() };
    let name = |file: u32| paths[file as usize].clone();
    for (id, sides) in sides {
        let other = if sides.after.is_empty() { Some((after, &sides.before)) } else { None };
        let other = other.or(sides.before.is_empty().then_some((before, &sides.after)));
        if let Some((other, held)) = other
            && held.iter().any(|held| may_hold(other, paths[held.path as usize], &id))
        {
            differences.unknown.push(target_of(&id).to_string());
            continue;
        }
        let copies = sides.after.clone();
        let drafts = match_up(sides).into_iter();
        differences.found.extend(drafts.map(|draft| Difference {
            target: target_of(&id).to_string(),
            fields: fields(&draft, &copies),
            kind: draft.kind,
            file: name(draft.file),
            moved_from: draft.moved_from.map(name),
        }));
    }
    differences.unknown.dedup();
    differences
}

/// Returns whether a state has a file that could not be parsed and may hold a record: the file that
/// holds it in the other state, or one that shows its id.
fn may_hold(state: &State, path: &str, id: &str) -> bool {
    let same = state.files.get(path).is_some_and(|file| file.unparsed.is_some());
    same || state.files.values().any(|file| mentions(file, id))
}

/// What was added shows every value.
fn fields(draft: &Draft, copies: &[Held]) -> Vec<FieldChange> {
    if draft.kind != ChangeKind::Added {
        return draft.fields.clone();
    }
    let copy = copies.iter().find(|held| held.path == draft.file);
    copy.map(|held| held.record.fields.gained()).unwrap_or_default()
}
