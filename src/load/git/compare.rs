//! Two root trees → the record files that differ between them.

use super::tree::{self, Sort, TreeEntry};
use crate::history::Followed;
use crate::load::recent::Recent;
use git2::{ErrorCode, Odb, OdbObject, Oid};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Bytes of folders that are kept for the next comparison, twice.
const KEPT_BYTES: usize = 32 << 20;

/// Folders inside folders, beyond which a tree is an attack on the stack.
const MAX_DEPTH: usize = 200;

/// The bytes of one file at one time, which may stand at several paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::load) struct Version {
    pub(super) id: Oid,
    /// Whether it is a regular file, a link or a submodule.
    pub(super) sort: Sort,
}

/// A file that differs, and its versions.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct FileChange {
    /// Index into the paths of the log.
    pub(in crate::load) path: u32,
    pub(in crate::load) before: Option<Version>,
    pub(in crate::load) after: Option<Version>,
}

/// Which files of a repository have a history.
pub(super) struct Wanted<'a> {
    /// The project folder with its `/`, which is cut off paths.
    prefix: String,
    followed: &'a Followed,
}

impl<'a> Wanted<'a> {
    /// Wants the files that are followed in a project, which itself lies in a folder.
    pub(super) fn new(project: &str, followed: &'a Followed) -> Self {
        let prefix = if project.is_empty() { String::new() } else { format!("{project}/") };
        Self { prefix, followed }
    }

    /// Returns whether anything wanted can be in a folder.
    fn wants_folder(&self, path: &[u8]) -> bool {
        match path.strip_prefix(self.prefix.as_bytes()) {
            Some(inside) => self.followed.may_be_under(inside),
            None => is_under(self.prefix.as_bytes(), path),
        }
    }

    fn wants_file(&self, path: &[u8], sort: Sort) -> bool {
        let inside = path.strip_prefix(self.prefix.as_bytes());
        inside.is_some_and(|inside| self.followed.part_of(inside, sort == Sort::File).is_some())
    }
}

/// Returns whether a path is a folder or in it.
fn is_under(path: &[u8], folder: &[u8]) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// Compares trees, and remembers the folders that it has read.
pub(super) struct Comparer<'a> {
    objects: &'a Odb<'a>,
    wanted: &'a Wanted<'a>,
    folders: Recent<Oid, Folder<'a>>,
    missing: BTreeSet<Oid>,
    paths: Vec<Vec<u8>>,
    known_paths: HashMap<Vec<u8>, u32>,
}

impl<'a> Comparer<'a> {
    /// Compares from now on; `paths` keep their numbers.
    pub(super) fn new(objects: &'a Odb<'a>, wanted: &'a Wanted<'a>, paths: Vec<Vec<u8>>) -> Self {
        let known_paths = paths.iter().cloned().zip(0..).collect();
        Self {
            objects,
            wanted,
            folders: Recent::new(KEPT_BYTES),
            missing: BTreeSet::new(),
            paths,
            known_paths,
        }
    }

    /// Returns the wanted files that differ between two root trees.
    pub(super) fn changes(
        &mut self,
        before: Option<Oid>,
        after: Oid,
    ) -> Result<Vec<FileChange>, git2::Error> {
        let mut changes = Vec::new();
        if before != Some(after) {
            self.folder(&mut Vec::new(), before, Some(after), &mut changes)?;
        }
        Ok(changes)
    }

    /// Returns how many folders git does not have.
    pub(super) fn n_missing(&self) -> usize {
        self.missing.len()
    }

    /// Returns all paths that changed.
    pub(super) fn into_paths(self) -> Vec<Vec<u8>> {
        self.paths
    }

    fn folder(
        &mut self,
        path: &mut Vec<u8>,
        before: Option<Oid>,
        after: Option<Oid>,
        changes: &mut Vec<FileChange>,
    ) -> Result<(), git2::Error> {
        let (Some(before), Some(after)) = (self.read(before)?, self.read(after)?) else {
            return Ok(());
        };
        let (mut left, mut right) = (before.bytes(), after.bytes());
        loop {
            (left, right) = tree::skip_equal(left, right);
            let (old, new) = (tree::split_entry(left), tree::split_entry(right));
            let order = match (&old, &new) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((old, _)), Some((new, _))) => old.order(new),
            };
            let old = old.filter(|_| order.is_le());
            let new = new.filter(|_| order.is_ge());
            self.entry(path, old.map(|(entry, _)| entry), new.map(|(entry, _)| entry), changes)?;
            left = old.map_or(left, |(_, rest)| rest);
            right = new.map_or(right, |(_, rest)| rest);
        }
    }

    /// Compares what two folders hold under one name; both are folders or neither is.
    fn entry(
        &mut self,
        path: &mut Vec<u8>,
        before: Option<TreeEntry<'_>>,
        after: Option<TreeEntry<'_>>,
        changes: &mut Vec<FileChange>,
    ) -> Result<(), git2::Error> {
        let Some(either) = after.or(before) else { return Ok(()) };
        let length = path.len();
        if length > 0 {
            path.push(b'/');
        }
        path.extend_from_slice(either.name);
        let ids = (before.map(|entry| entry.id), after.map(|entry| entry.id));
        if either.sort == Sort::Folder {
            let depth = path.iter().filter(|&&byte| byte == b'/').count();
            if ids.0 != ids.1 && depth < MAX_DEPTH && self.wanted.wants_folder(path) {
                self.folder(path, ids.0, ids.1, changes)?;
            }
        } else if self.wanted.wants_file(path, either.sort) {
            let (before, after) = (before.map(version), after.map(version));
            if before != after {
                changes.push(FileChange { path: self.path(path), before, after });
            }
        }
        path.truncate(length);
        Ok(())
    }

    fn path(&mut self, path: &[u8]) -> u32 {
        let inside = &path[self.wanted.prefix.len()..];
        if let Some(known) = self.known_paths.get(inside) {
            return *known;
        }
        let number = u32::try_from(self.paths.len()).expect("fewer than four billion paths");
        self.paths.push(inside.to_vec());
        self.known_paths.insert(inside.to_vec(), number);
        number
    }

    /// Returns a folder, which is empty where there is none; none where git does not have it.
    fn read(&mut self, id: Option<Oid>) -> Result<Option<Folder<'a>>, git2::Error> {
        let Some(id) = id else { return Ok(Some(Folder(None))) };
        if let Some(folder) = self.folders.get(&id, |folder| folder.bytes().len()) {
            return Ok(Some(folder));
        }
        match self.objects.read(id) {
            Ok(object) => {
                let folder = Folder(Some(Rc::new(object)));
                self.folders.insert(id, folder.clone(), folder.bytes().len());
                Ok(Some(folder))
            }
            Err(error) if error.code() == ErrorCode::NotFound => {
                self.missing.insert(id);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The bytes of a folder's tree.
#[derive(Clone)]
struct Folder<'a>(Option<Rc<OdbObject<'a>>>);

impl Folder<'_> {
    fn bytes(&self) -> &[u8] {
        self.0.as_deref().map_or(b"", OdbObject::data)
    }
}

fn version(entry: TreeEntry<'_>) -> Version {
    Version { id: entry.id, sort: entry.sort }
}
