//! A snapshot → everything in it that has a history, as it stands; two of them → what differs.
//!
//! The same parser and the same comparison as for commits, so a difference between two revisions is
//! what the commits between them add up to.

use super::edge::{Draft, Held, Sides, match_up, removed};
use super::parse::{APART, File, parse};
use super::version::{FileRecords, Unread};
use crate::history::{
    ChangeKind, Difference, Differences, FieldChange, Followed, Part, Unknown, UnreadFile,
};
use crate::load::failure::ReadFailure;
use crate::load::snapshot::{PROJECT_FILE, Snapshot, plainly};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything in a snapshot that has a history.
#[derive(Debug, Default)]
pub struct State {
    files: BTreeMap<String, (Part, FileRecords)>,
}

/// Reads the state of a snapshot.
pub fn read_state(snapshot: &Snapshot, followed: &Followed) -> State {
    let followed = plainly(followed);
    let mut paths: BTreeSet<String> = BTreeSet::from([PROJECT_FILE.to_string()]);
    let mut unreadable: Vec<(String, ReadFailure)> = Vec::new();
    for folder in followed.folders() {
        let listing = snapshot.list(folder);
        paths.extend(listing.files);
        unreadable.extend(listing.unreadable);
    }
    let part = |path: String| Some((followed.part_of(path.as_bytes(), true)?, path));
    let wanted: Vec<(Part, String)> = paths.into_iter().filter_map(part).collect();
    let read = |(part, path): (Part, String)| {
        let records = read_file(snapshot, &followed, part, &path)?;
        Some((path, (part, records)))
    };
    let read: Vec<(String, (Part, FileRecords))> =
        wanted.into_par_iter().filter_map(read).collect();
    let mut files: BTreeMap<String, (Part, FileRecords)> = read.into_iter().collect();
    for (path, failure) in unreadable {
        if let Some(part) = followed.part_of(path.as_bytes(), false) {
            let unreadable = || (part, FileRecords::unreadable(failure.reason()));
            files.entry(path).or_insert_with(unreadable);
        }
    }
    State { files }
}

/// Reads one file; none where there is none.
fn read_file(
    snapshot: &Snapshot,
    followed: &Followed,
    part: Part,
    path: &str,
) -> Option<FileRecords> {
    let file = File { path, part, language: &followed.language };
    match snapshot.read(path) {
        Ok(bytes) => Some(parse(file, bytes)),
        Err(ReadFailure::Missing) => None,
        Err(failure) => Some(FileRecords::unreadable(failure.reason())),
    }
}

/// Returns what one file of a snapshot holds, by target, as if all of it had been added.
pub fn values_in_file(
    snapshot: &Snapshot,
    followed: &Followed,
    path: &str,
) -> BTreeMap<String, Vec<FieldChange>> {
    let part = followed.part_of(path.as_bytes(), true);
    let file = part.and_then(|part| read_file(snapshot, followed, part, path)).unwrap_or_default();
    let mut values: BTreeMap<String, Vec<FieldChange>> = BTreeMap::new();
    for record in &file.records {
        let target = target_of(&record.id).to_string();
        values.entry(target).or_default().extend(record.fields.gained());
    }
    values
}

impl State {
    /// Returns the targets that it holds, with the file of each.
    pub fn targets(&self) -> BTreeMap<&str, &str> {
        let targets = self.files.iter().flat_map(|(path, (_, file))| {
            let ids = file.records.iter().map(|record| target_of(&record.id));
            ids.map(move |id| (id, &**path))
        });
        targets.collect()
    }

    /// Returns the files that could not be read whole.
    pub fn unread(&self) -> Vec<UnreadFile> {
        let unread = self.files.iter().filter_map(|(path, (_, file))| {
            let reason = file.unread.as_ref()?.reason().to_string();
            Some(UnreadFile { file: path.clone(), commit: None, reason })
        });
        unread.collect()
    }

    /// Returns a file that could not be read whole and may hold a record, which the other state has in
    /// `path`: that file, one that shows the id, or one of which nothing is known.
    fn hiding_place(&self, path: &str, part: Part, id: &str) -> Option<&str> {
        let is_it = |(at, (of, file)): &(&String, &(Part, FileRecords))| match &file.unread {
            None => false,
            Some(_) if *at == path => true,
            Some(_) if *of != part => false,
            Some(Unread::Unreadable(_)) => matches!(part, Part::Records | Part::Narrative),
            Some(Unread::Unparsed(text)) => shows(text, part, id),
        };
        let own = self.files.get_key_value(path).filter(is_it);
        own.or_else(|| self.files.iter().find(is_it)).map(|(at, _)| &**at)
    }
}

fn target_of(id: &str) -> &str {
    id.split(APART).next().unwrap_or(id)
}

/// Returns whether the text of a file that does not parse has the id of a record, or that of the
/// document of a section, as a word.
fn shows(text: &str, part: Part, id: &str) -> bool {
    let id = target_of(id);
    let word = match part {
        Part::Records => id,
        Part::Narrative => id.trim_start_matches("doc:").split('#').next().unwrap_or(id),
        Part::ProjectFile | Part::File => return false,
    };
    let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    text.match_indices(word).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + word.len()..]);
        !before.ends_with(is_of_word) && !after.starts_with(is_of_word)
    })
}

/// Returns what differs between two states.
pub fn differences(before: &State, after: &State) -> Differences {
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let paths: Vec<&String> = paths.into_iter().collect();
    let mut sides: BTreeMap<Arc<str>, (Part, Sides)> = BTreeMap::new();
    for (number, path) in (0..).zip(&paths) {
        for (state, is_before) in [(before, true), (after, false)] {
            let Some((part, file)) = state.files.get(*path) else { continue };
            for record in &file.records {
                let held = Held { path: number, record: Arc::clone(record) };
                let (_, sides) = sides
                    .entry(Arc::clone(&record.id))
                    .or_insert_with(|| (*part, Sides::default()));
                if is_before { sides.before.push(held) } else { sides.after.push(held) }
            }
        }
    }
    let mut differences =
        Differences { unread: (before.unread(), after.unread()), ..Differences::default() };
    let name = |file: u32| paths[file as usize].clone();
    for (id, (part, sides)) in sides {
        let target = target_of(&id).to_string();
        let other = match (&sides.before[..], &sides.after[..]) {
            ([], held) => Some((before, held)),
            (held, []) => Some((after, held)),
            _ => None,
        };
        let hidden = other.and_then(|(other, held)| {
            held.iter().find_map(|held| other.hiding_place(paths[held.path as usize], part, &id))
        });
        if let Some(file) = hidden {
            let (file, is_before) = (file.to_string(), sides.before.is_empty());
            differences.unknown.push(Unknown { target, file, is_before });
            continue;
        }
        let (before, after) = (sides.before.clone(), sides.after.clone());
        let files = |copies: &[Held]| match copies {
            [_, _, ..] => copies.iter().map(|held| name(held.path)).collect(),
            _ => Vec::new(),
        };
        let copies = (files(&before), files(&after));
        let drafts = match_up(sides).into_iter().map(|draft| without_join(draft, &before));
        differences.found.extend(drafts.map(|draft| Difference {
            target: target.clone(),
            fields: fields(&draft, &after),
            copies: copies.clone(),
            kind: draft.kind,
            file: name(draft.file),
            moved_from: draft.moved_from.map(name),
        }));
    }
    differences.unknown.dedup_by(|one, other| one.target == other.target);
    differences
}

/// A copy that vanished did not move to a file that had a copy of its own.
fn without_join(draft: Draft, before: &[Held]) -> Draft {
    let held_by = |file: u32| before.iter().find(|held| held.path == file);
    match draft.moved_from.and_then(held_by) {
        Some(held) if held_by(draft.file).is_some() => removed(held),
        _ => draft,
    }
}

/// What was added shows every value.
fn fields(draft: &Draft, copies: &[Held]) -> Vec<FieldChange> {
    if draft.kind != ChangeKind::Added {
        return draft.fields.clone();
    }
    let copy = copies.iter().find(|held| held.path == draft.file);
    copy.map(|held| held.record.fields.gained()).unwrap_or_default()
}
