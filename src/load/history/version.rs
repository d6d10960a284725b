//! One version of a file → the records that it holds.

use super::flat::Flat;
use crate::load::git::{Blobs, Content, FileChange, Version};
use crate::load::recent::Recent;
use crate::load::snapshot::PROJECT_FILE;
use crate::source::SourceId;
use crate::yaml::{self, Node, Value};
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
    /// The file's text, where not all of it could be parsed: it may hold records that are not listed.
    pub(super) unparsed: Option<Box<str>>,
}

/// Parses versions of files, and remembers those that it has parsed.
pub(super) struct Versions<'a> {
    blobs: &'a Blobs<'a>,
    /// The path whose sections are records.
    project_file: Option<u32>,
    parsed: Recent<Key, Arc<FileRecords>>,
    missing: BTreeSet<Version>,
}

/// A version, and whether it is one of the project file.
type Key = (Version, bool);

impl<'a> Versions<'a> {
    pub(super) fn new(blobs: &'a Blobs<'a>, project_file: Option<u32>) -> Self {
        Self { blobs, project_file, parsed: Recent::new(KEPT_BYTES), missing: BTreeSet::new() }
    }

    /// Returns the records of a file's version.
    pub(super) fn records(&mut self, path: u32, version: Version) -> Arc<FileRecords> {
        let key = self.key(path, version);
        if let Some(known) = self.parsed.get(&key, |file| file.n_bytes()) {
            return known;
        }
        let content = self.content(version);
        let file = Arc::new(parse(content, key.1));
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
            let read = some.iter().map(|key| (*key, self.content(key.0)));
            let read: Vec<(Key, Content)> = read.collect();
            let parsed: Vec<(Key, FileRecords)> =
                read.into_par_iter().map(|(key, content)| (key, parse(content, key.1))).collect();
            for (key, file) in parsed {
                let bytes = file.n_bytes();
                self.parsed.insert(key, Arc::new(file), bytes);
            }
        }
    }

    /// Returns whether a change left a file that git has but that cannot be parsed.
    pub(super) fn is_unparsed(&mut self, change: &FileChange) -> bool {
        let Some(after) = change.after else { return false };
        !self.missing.contains(&after) && self.records(change.path, after).unparsed.is_some()
    }

    /// Returns how many versions git does not have.
    pub(super) fn n_missing(&self) -> usize {
        self.missing.len()
    }

    /// Returns the version of a file in a commit.
    pub(super) fn at(&self, commit: &str, path: &str) -> Option<Version> {
        self.blobs.version_at(commit, path)
    }

    fn key(&self, path: u32, version: Version) -> Key {
        (version, Some(path) == self.project_file)
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
    fn n_bytes(&self) -> usize {
        let records = self.records.iter().map(|r| r.fields.n_bytes() + r.id.len() + 32);
        records.sum::<usize>() + self.unparsed.as_ref().map_or(0, |text| text.len()) + 64
    }
}

fn parse(content: Content, is_project_file: bool) -> FileRecords {
    let Content::Bytes(bytes) = content else {
        return FileRecords { records: Vec::new(), unparsed: Some("".into()) };
    };
    let source = SourceId::nth(0);
    let decoded = yaml::decode(source, bytes);
    if !decoded.is_sound {
        return FileRecords { records: Vec::new(), unparsed: Some(decoded.text.into()) };
    }
    let parsed = yaml::read(source, &decoded.text);
    let records = match is_project_file {
        true => parsed.documents.first().map(sections_of).unwrap_or_default(),
        false => parsed.documents.iter().flat_map(records_of).collect(),
    };
    let unparsed = (!parsed.broken.is_empty()).then(|| decoded.text.into());
    FileRecords { records, unparsed }
}

/// Returns the record that a document is, or those that it lists.
fn records_of(document: &Node) -> Vec<Arc<Record>> {
    let nodes = match &document.value {
        Value::List(items) => &items[..],
        _ => std::slice::from_ref(document),
    };
    let record = |node: &Node| {
        let id = node.get("id")?.text()?;
        Some(Arc::new(Record { id: id.into(), fields: Flat::of_record(node) }))
    };
    nodes.iter().filter_map(record).collect()
}

fn sections_of(document: &Node) -> Vec<Arc<Record>> {
    let section = |entry: &yaml::Entry| {
        let name = &*entry.key.text;
        let id = format!("{PROJECT_FILE}#{name}").into();
        Arc::new(Record { id, fields: Flat::of_section(name, &entry.value) })
    };
    document.entries().iter().map(section).collect()
}
