//! What was found in commits, kept in a file for the next time.
//!
//! A commit's id stands for its content and for all that led to it, so what was found in it holds for
//! ever, whatever is rewritten or tagged later. Tags, authors and the order of commits are asked of git
//! every time. The file is bound to what was followed and to the source that found it, carries a digest
//! of itself, and is written whole or not at all; where anything is amiss it is as if it were not there.

use super::edge::{Held, Stale};
use super::flat::Flat;
use super::version::Record;
use super::{Followed, Reader};
use crate::history::{Change, ChangeKind, FieldChange};
use crate::load::git::Known;
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// First line of the file.
const HEAD: &[u8] = b"techfile-history-cache/1\n";

/// What decides how a commit is read; a cache of another version is not used.
static SOURCES: [Dir<'_>; 2] =
    [include_dir!("$CARGO_MANIFEST_DIR/src/load"), include_dir!("$CARGO_MANIFEST_DIR/src/yaml")];
const FURTHER_SOURCES: [&str; 3] = [
    include_str!("../../narrative.rs"),
    include_str!("../../history.rs"),
    include_str!("../../../Cargo.lock"),
];

const DIGEST_BYTES: usize = 32;

/// A file for what was found in commits.
pub(super) struct Cache {
    folder: PathBuf,
    name: String,
    /// Digest of everything that the content depends on beside the commits.
    key: [u8; DIGEST_BYTES],
}

/// What was found in commits.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Paths as git has them; numbers below are places in this list.
    paths: Vec<Vec<u8>>,
    /// Targets and names of files.
    words: Vec<String>,
    commits: Vec<Remembered>,
    /// Each record and the files that have held it.
    holders: Vec<(String, Vec<u32>)>,
}

/// What was found in one commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Remembered {
    id: String,
    changes: Vec<RememberedChange>,
    unread: Vec<(u32, String)>,
    stale: Vec<RememberedRecord>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct RememberedChange {
    target: u32,
    /// The parent that a merge was compared with, and the one that it took the record from.
    parent: Option<String>,
    taken: Option<String>,
    kind: u8,
    file: u32,
    moved_from: Option<u32>,
    fields: Vec<(String, Option<String>, Option<String>)>,
}

/// A record that was last known before a file stopped parsing.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RememberedRecord {
    broken: u32,
    path: u32,
    id: String,
    values: Vec<(String, String)>,
}

const KINDS: [ChangeKind; 4] =
    [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Moved, ChangeKind::Removed];

impl Cache {
    /// Names the file in a folder; none where a link could lead elsewhere.
    pub(super) fn at(folder: &Path, project: &str, followed: &Followed) -> Option<Self> {
        let is_linked = |folder: &Path| folder.is_symlink();
        if is_linked(folder) || folder.parent().is_some_and(is_linked) {
            return None;
        }
        let mut key = Sha256::new();
        SOURCES.iter().for_each(|folder| update(&mut key, folder));
        FURTHER_SOURCES.iter().for_each(|source| key.update(source));
        key.update(format!("{project}\n{followed:?}"));
        let key: [u8; DIGEST_BYTES] = key.finalize().into();
        let short: String = key[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self { folder: folder.to_path_buf(), name: format!("history-{short}"), key })
    }

    /// Reads what was kept; nothing where the file is not there, damaged or of another key.
    pub(super) fn read(&self) -> Memory {
        let path = self.folder.join(&self.name);
        let is_file = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let bytes = if is_file { std::fs::read(path).unwrap_or_default() } else { Vec::new() };
        let memory = self.content(&bytes).and_then(|content| postcard::from_bytes(content).ok());
        memory.filter(Memory::is_sound).unwrap_or_default()
    }

    fn content<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let rest = bytes.strip_prefix(HEAD)?.strip_prefix(&self.key[..])?;
        let (digest, content) = rest.split_at_checked(DIGEST_BYTES)?;
        (digest == &Sha256::digest(content)[..]).then_some(content)
    }

    /// Writes the file, or leaves all as it was: a cache that cannot be written costs time and
    /// nothing else.
    pub(super) fn write(&self, memory: &Memory) {
        let Ok(content) = postcard::to_extend(memory, Vec::new()) else { return };
        let digest = Sha256::digest(&content);
        let bytes = [HEAD, &self.key, &digest, &content].concat();
        // Nothing of what follows is worth a word to the user.
        let _ = self.place(&bytes);
    }

    fn place(&self, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(ignore, "*\n")?;
        }
        let prepared = self.folder.join(format!(".{}-{}", self.name, std::process::id()));
        let written = std::fs::write(&prepared, bytes)
            .and_then(|()| std::fs::rename(&prepared, self.folder.join(&self.name)));
        if written.is_err() {
            let _ = std::fs::remove_file(&prepared);
        }
        written
    }
}

fn update(key: &mut Sha256, folder: &Dir<'_>) {
    folder.files().for_each(|file| key.update(file.contents()));
    folder.dirs().for_each(|inner| update(key, inner));
}

impl Memory {
    /// Tells git what need not be looked at again.
    pub(super) fn known(&self) -> Known {
        let commits = self.commits.iter().map(|commit| commit.id.clone()).collect();
        Known { commits, paths: self.paths.clone() }
    }

    /// Gives a reader what was found in the commits that its log did not look at again.
    pub(super) fn recall(&self, reader: &mut Reader<'_>) {
        let ids = reader.log.commits.iter().map(|commit| commit.id.clone());
        let places: HashMap<String, usize> = ids.zip(0..).collect();
        for remembered in &self.commits {
            let place = places.get(&remembered.id).copied();
            let Some(commit) = place.filter(|place| reader.log.is_known[*place]) else { continue };
            for change in remembered.changes.iter().rev() {
                let target = &self.words[change.target as usize];
                let change = self.change(change, commit, &places);
                match reader.changes.get_mut(target) {
                    Some(changes) => changes.push(change),
                    None => drop(reader.changes.insert(target.clone(), vec![change])),
                }
            }
            reader.unread[commit].clone_from(&remembered.unread);
            if !remembered.stale.is_empty() {
                reader.stale[commit] = Rc::new(stale_of(&remembered.stale));
            }
        }
        for (id, paths) in &self.holders {
            let id: Arc<str> = (&**id).into();
            paths.iter().for_each(|path| reader.holders.note(&id, *path));
        }
    }

    fn change(
        &self,
        change: &RememberedChange,
        commit: usize,
        places: &HashMap<String, usize>,
    ) -> Change {
        let word = |number: u32| self.words[number as usize].clone();
        let place =
            |parent: &Option<String>| parent.as_ref().and_then(|id| places.get(id).copied());
        let field = |(path, before, after): &(String, Option<String>, Option<String>)| {
            FieldChange { path: path.clone(), before: before.clone(), after: after.clone() }
        };
        Change {
            commit,
            parent: place(&change.parent),
            taken: place(&change.taken),
            kind: KINDS[usize::from(change.kind)],
            file: word(change.file),
            moved_from: change.moved_from.map(word),
            fields: change.fields.iter().map(field).collect(),
        }
    }

    /// Adds what a reader found in commits that were not known.
    pub(super) fn learn(&mut self, reader: &Reader<'_>) {
        self.forget(reader);
        let mut found: BTreeMap<usize, Remembered> = BTreeMap::new();
        for (commit, is_known) in reader.log.is_known.iter().enumerate() {
            if !is_known {
                let stale = remembered(&reader.stale[commit]);
                let unread = reader.unread[commit].clone();
                let id = reader.log.commits[commit].id.clone();
                found.insert(commit, Remembered { id, changes: Vec::new(), unread, stale });
            }
        }
        let mut words = Words::of(std::mem::take(&mut self.words));
        for (target, changes) in &reader.changes {
            for change in changes {
                if let Some(found) = found.get_mut(&change.commit) {
                    found.changes.push(words.remember(target, change, reader));
                }
            }
        }
        self.words = words.list;
        self.commits.extend(found.into_values());
        self.paths.clone_from(&reader.log.paths);
        self.holders = reader.holders.all();
    }

    /// Forgets commits that are not behind the head any more, where they are the most.
    fn forget(&mut self, reader: &Reader<'_>) {
        let n_known = reader.log.is_known.iter().filter(|is_known| **is_known).count();
        if self.commits.len() > 2 * n_known.max(reader.log.commits.len()) {
            let ids: std::collections::HashSet<&str> =
                reader.log.commits.iter().map(|commit| &*commit.id).collect();
            self.commits.retain(|commit| ids.contains(&*commit.id));
        }
    }

    /// Returns whether every number in it names something, as in all that was written here.
    fn is_sound(&self) -> bool {
        let is_path = |number: &u32| (*number as usize) < self.paths.len();
        let is_word = |number: &u32| (*number as usize) < self.words.len();
        let is_change = |change: &RememberedChange| {
            is_word(&change.target)
                && is_word(&change.file)
                && change.moved_from.iter().all(is_word)
                && usize::from(change.kind) < KINDS.len()
        };
        let is_commit = |commit: &Remembered| {
            commit.changes.iter().all(is_change)
                && commit.unread.iter().all(|(path, _)| is_path(path))
                && commit.stale.iter().all(|held| is_path(&held.broken) && is_path(&held.path))
        };
        self.commits.iter().all(is_commit)
            && self.holders.iter().all(|(_, paths)| paths.iter().all(is_path))
    }
}

/// Words and their numbers.
struct Words {
    list: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Words {
    fn of(list: Vec<String>) -> Self {
        Self { numbers: list.iter().cloned().zip(0..).collect(), list }
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).expect("fewer than four billion words");
        self.list.push(word.to_string());
        self.numbers.insert(word.to_string(), number);
        number
    }

    fn remember(&mut self, target: &str, change: &Change, reader: &Reader<'_>) -> RememberedChange {
        let field =
            |field: &FieldChange| (field.path.clone(), field.before.clone(), field.after.clone());
        let kind = KINDS.iter().position(|kind| *kind == change.kind);
        let id = |commit: usize| reader.log.commits[commit].id.clone();
        RememberedChange {
            target: self.number(target),
            parent: change.parent.map(id),
            taken: change.taken.map(id),
            kind: kind.and_then(|kind| u8::try_from(kind).ok()).expect("there are four kinds"),
            file: self.number(&change.file),
            moved_from: change.moved_from.as_ref().map(|file| self.number(file)),
            fields: change.fields.iter().map(field).collect(),
        }
    }
}

fn remembered(stale: &Stale) -> Vec<RememberedRecord> {
    let records = stale.iter().flat_map(|(broken, records)| {
        records.values().map(move |held| RememberedRecord {
            broken: *broken,
            path: held.path,
            id: held.record.id.to_string(),
            values: held
                .record
                .fields
                .iter()
                .map(|(p, v)| (p.to_string(), v.to_string()))
                .collect(),
        })
    });
    records.collect()
}

fn stale_of(remembered: &[RememberedRecord]) -> Stale {
    let mut stale = Stale::new();
    for RememberedRecord { broken, path, id, values } in remembered {
        let id: Arc<str> = (&**id).into();
        let fields = Flat::of_values(values.iter().cloned());
        let record = Arc::new(Record { id: Arc::clone(&id), fields });
        stale.entry(*broken).or_default().insert(id, Held { path: *path, record });
    }
    stale
}
