//! Versions of files → the records that they hold, each version parsed once.

use super::flat::Flat;
use super::parse::{File, parse};
use crate::history::{Followed, Part};
use crate::load::git::{Blobs, Content, FileChange, Version};
use crate::load::recent::Recent;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Bytes of parsed files that are kept for the next comparison, twice.
const KEPT_BYTES: usize = 64 << 20;

/// Files whose texts are in memory at once.
const N_AT_ONCE: usize = 1024;

/// A record as one version of a file holds it.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: Arc<str>,
    pub(super) fields: Flat,
}

/// What one version of a file holds.
#[derive(Debug, Default)]
pub(super) struct FileRecords {
    pub(super) records: Vec<Arc<Record>>,
    /// Where it may hold records that are not listed: why.
    pub(super) unread: Option<Unread>,
}

/// Why a file may hold records that are not listed.
#[derive(Debug)]
pub(super) enum Unread {
    /// Not all of its text could be parsed.
    Unparsed(Box<str>),
    /// Nothing of it is known; the reason.
    Unreadable(Box<str>),
}

impl Unread {
    /// Returns the reason in words.
    pub(super) fn reason(&self) -> &str {
        match self {
            Unread::Unparsed(_) => "the file could not be parsed",
            Unread::Unreadable(reason) => reason,
        }
    }
}

/// Parses versions of files, and remembers those that it has parsed.
pub(super) struct Versions<'a> {
    blobs: &'a Blobs<'a>,
    names: Names,
    parsed: Recent<Key, Arc<FileRecords>>,
    missing: BTreeSet<Version>,
}

/// What the files of the log are called and hold.
struct Names {
    files: Vec<(String, Part)>,
    /// Language of narrative that names none.
    language: String,
}

impl Names {
    fn parse(&self, key: &Key, content: Content) -> FileRecords {
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::Unreadable(failure) => return FileRecords::unreadable(failure.reason()),
            Content::Missing => return FileRecords::unreadable("git does not have it".to_string()),
        };
        let path = key.path.map(|path| &*self.files[path as usize].0).unwrap_or_default();
        parse(File { path, part: key.part, language: &self.language }, bytes)
    }
}

/// A version and what it holds; where that is named by the file, the path too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    version: Version,
    part: Part,
    path: Option<u32>,
}

impl<'a> Versions<'a> {
    /// Reads versions of files, whose names are numbered.
    pub(super) fn new(blobs: &'a Blobs<'a>, followed: &Followed, paths: &[Vec<u8>]) -> Self {
        let file = |path: &Vec<u8>| {
            let part = followed.part_of(path, false).unwrap_or(Part::File);
            (String::from_utf8_lossy(path).into_owned(), part)
        };
        Self {
            blobs,
            names: Names {
                files: paths.iter().map(file).collect(),
                language: followed.language.clone(),
            },
            parsed: Recent::new(KEPT_BYTES),
            missing: BTreeSet::new(),
        }
    }

    /// Returns the name of a path.
    pub(super) fn name(&self, path: u32) -> &str {
        &self.names.files[path as usize].0
    }

    /// Returns what a path holds.
    pub(super) fn part(&self, path: u32) -> Part {
        self.names.files[path as usize].1
    }

    /// Returns the records of a file's version.
    pub(super) fn records(&mut self, path: u32, version: Version) -> Arc<FileRecords> {
        let key = self.key(path, version);
        if let Some(known) = self.parsed.get(&key, |file| file.n_bytes()) {
            return known;
        }
        let content = self.content(version);
        let file = Arc::new(self.names.parse(&key, content));
        self.parsed.insert(key, Arc::clone(&file), file.n_bytes());
        file
    }

    /// Parses what the next comparisons need, on all processors.
    pub(super) fn prepare<'c>(&mut self, changes: impl Iterator<Item = &'c FileChange>) {
        let both = |change: &'c FileChange| {
            [change.before, change.after]
                .into_iter()
                .flatten()
                .map(|version| (change.path, version))
        };
        let needed: BTreeSet<Key> = changes
            .flat_map(both)
            .map(|(path, version)| self.key(path, version))
            .filter(|key| !self.parsed.contains(key))
            .collect();
        let needed: Vec<Key> = needed.into_iter().collect();
        for some in needed.chunks(N_AT_ONCE) {
            let read = some.iter().map(|key| (*key, self.content(key.version)));
            let read: Vec<(Key, Content)> = read.collect();
            let names = &self.names;
            let parse = |(key, content)| (key, names.parse(&key, content));
            let parsed: Vec<(Key, FileRecords)> = read.into_par_iter().map(parse).collect();
            for (key, file) in parsed {
                let bytes = file.n_bytes();
                self.parsed.insert(key, Arc::new(file), bytes);
            }
        }
    }

    /// Returns why a file that a change left, and that git has, cannot be read; none if it can.
    pub(super) fn unread(&mut self, change: &FileChange) -> Option<String> {
        let after = change.after.filter(|after| !self.missing.contains(after))?;
        let file = self.records(change.path, after);
        file.unread.as_ref().map(|unread| unread.reason().to_string())
    }

    /// Returns whether git does not have a version that was asked for.
    pub(super) fn is_missing(&self, version: Version) -> bool {
        self.missing.contains(&version)
    }

    /// Returns how many versions git does not have.
    pub(super) fn n_missing(&self) -> usize {
        self.missing.len()
    }

    /// Returns the version of a file in a commit.
    pub(super) fn at(&self, commit: &str, path: u32) -> Option<Version> {
        self.blobs.version_at(commit, self.name(path))
    }

    fn key(&self, path: u32, version: Version) -> Key {
        let part = self.part(path);
        Key { version, part, path: (part == Part::File).then_some(path) }
    }

    fn content(&mut self, version: Version) -> Content {
        let content = self.blobs.read(version);
        if matches!(content, Content::Missing) {
            self.missing.insert(version);
        }
        content
    }
}

impl FileRecords {
    /// Returns what is known of a file that cannot be read: nothing, which is not the same as empty.
    pub(super) fn unreadable(reason: String) -> Self {
        Self { records: Vec::new(), unread: Some(Unread::Unreadable(reason.into())) }
    }

    /// Returns what is known of a file of which not all can be parsed.
    pub(super) fn unparsed(records: Vec<Arc<Record>>, text: String) -> Self {
        // In UTF-16 and the like no id could be found.
        match text.contains('\0') {
            true => Self::unreadable("the file is no text in UTF-8".to_string()),
            false => Self { records, unread: Some(Unread::Unparsed(text.into())) },
        }
    }

    fn n_bytes(&self) -> usize {
        let records = self.records.iter().map(|r| r.fields.n_bytes() + r.id.len() + 32);
        let text = match &self.unread {
            Some(Unread::Unparsed(text)) => text.len(),
            _ => 0,
        };
        records.sum::<usize>() + text + 64
    }
}
