//! Two root trees → the record files that differ between them.

use super::tree::{self, Sort, TreeEntry};
use crate::load::recent::Recent;
use crate::load::snapshot::PROJECT_FILE;
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
    /// Whether it is a regular file, not a link or submodule.
    pub(in crate::load) is_file: bool,
}

/// A file that differs, and its versions.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct FileChange {
    /// Index into the paths of the log.
    pub(in crate::load) path: u32,
    pub(in crate::load) before: Option<Version>,
    pub(in crate::load) after: Option<Version>,
}

/// Which files of a repository have a history: YAML in some folders, and the project file.
pub(super) struct Wanted {
    /// Length of the project folder with its `/`, which is cut off paths.
    prefix: usize,
    folders: Vec<String>,
    project_file: String,
}

impl Wanted {
    /// Wants the YAML files in folders of the project, which itself lies in a folder.
    pub(super) fn new(project: &str, folders: &[&str]) -> Self {
        let prefix = if project.is_empty() { String::new() } else { format!("{project}/") };
        let full = |folder: &&str| format!("{prefix}{folder}").trim_end_matches('/').to_string();
        Self {
            prefix: prefix.len(),
            folders: folders.iter().map(full).collect(),
            project_file: format!("{prefix}{PROJECT_FILE}"),
        }
    }

    fn is_inside(&self, path: &[u8]) -> bool {
        self.folders.iter().any(|folder| is_under(path, folder.as_bytes()))
    }

    /// Returns whether anything wanted can be in a folder.
    fn wants_folder(&self, path: &[u8]) -> bool {
        let wanted = self.folders.iter().chain([&self.project_file]);
        self.is_inside(path) || wanted.into_iter().any(|wanted| is_under(wanted.as_bytes(), path))
    }

    fn wants_file(&self, path: &[u8], sort: Sort) -> bool {
        let is_yaml = path.ends_with(b".yaml") || path.ends_with(b".yml");
        path == self.project_file.as_bytes()
            || self.is_inside(path) && (is_yaml || sort != Sort::File)
    }
}

/// Returns whether a path is a folder or in it.
fn is_under(path: &[u8], folder: &[u8]) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// Compares trees, and remembers the folders that it has read.
pub(super) struct Comparer<'a> {
    objects: &'a Odb<'a>,
    wanted: &'a Wanted,
    folders: Recent<Oid, Folder<'a>>,
    missing: BTreeSet<Oid>,
    paths: Vec<String>,
    known_paths: HashMap<Vec<u8>, u32>,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(objects: &'a Odb<'a>, wanted: &'a Wanted) -> Self {
        Self {
            objects,
            wanted,
            folders: Recent::new(KEPT_BYTES),
            missing: BTreeSet::new(),
            paths: Vec::new(),
            known_paths: HashMap::new(),
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
    pub(super) fn into_paths(self) -> Vec<String> {
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
        if let Some(known) = self.known_paths.get(path) {
            return *known;
        }
        let number = u32::try_from(self.paths.len()).expect("fewer than four billion paths");
        self.paths.push(String::from_utf8_lossy(&path[self.wanted.prefix..]).into_owned());
        self.known_paths.insert(path.to_vec(), number);
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
    Version { id: entry.id, is_file: entry.sort == Sort::File }
}
