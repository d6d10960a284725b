//! The project folder as a commit holds it.

use super::Store;
use super::tree::{self, Sort};
use crate::error::Error;
use crate::load::failure::ReadFailure;
use crate::load::place::{Entry, Named, Place};
use crate::load::snapshot::MAX_INPUT_BYTES;
use git2::{ErrorCode, ObjectType, Oid, Repository};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The files of the project at one commit.
pub(in crate::load) struct CommitTree {
    store: Arc<Store>,
    commit: Oid,
    /// The project folder's tree; none where the commit has no such folder.
    root: Option<Oid>,
    /// Folders that were looked into, since a lookup in git reads the whole folder.
    folders: Mutex<BTreeMap<String, Arc<Folder>>>,
}

/// A folder's entries by name.
type Folder = BTreeMap<Vec<u8>, (Sort, Oid)>;

impl CommitTree {
    /// Looks at the commit that a revision names.
    pub(in crate::load) fn at_revision(store: &Arc<Store>, revision: &str) -> Result<Self, Error> {
        let commit = store.with(|repository| find_commit(repository, revision))?;
        let tree = Self::at(store, commit)?;
        if tree.root.is_none() {
            let folder = &store.folder;
            return Err(Error::Usage(format!("`{revision}` has no folder `{folder}`")));
        }
        Ok(tree)
    }

    /// Looks at a commit.
    pub(super) fn at(store: &Arc<Store>, commit: Oid) -> Result<Self, Error> {
        let root = store.with(|repository| project_tree(repository, commit, &store.folder))?;
        let folders = Mutex::new(BTreeMap::new());
        Ok(Self { store: Arc::clone(store), commit, root, folders })
    }

    /// Returns the commit.
    pub(super) fn commit(&self) -> Oid {
        self.commit
    }

    /// Returns the blob of a file or link.
    pub(super) fn blob(&self, path: &str) -> Option<Oid> {
        self.find(path).ok().flatten().map(|(_, id)| id)
    }

    fn find(&self, path: &str) -> Result<Option<(Sort, Oid)>, ReadFailure> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        Ok(self.folder(folder)?.and_then(|folder| folder.get(name.as_bytes()).copied()))
    }

    fn folder(&self, path: &str) -> Result<Option<Arc<Folder>>, ReadFailure> {
        let known = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = known().get(path) {
            return Ok(Some(Arc::clone(folder)));
        }
        let id = if path.is_empty() {
            self.root
        } else {
            self.find(path)?.filter(|(sort, _)| *sort == Sort::Folder).map(|(_, id)| id)
        };
        let Some(id) = id else { return Ok(None) };
        let bytes = self.object(id)?;
        let folder = tree::entries(&bytes)
            .map(|entry| (entry.name.to_vec(), (entry.sort, entry.id)))
            .collect();
        let folder = Arc::new(folder);
        known().insert(path.to_string(), Arc::clone(&folder));
        Ok(Some(folder))
    }

    fn object(&self, id: Oid) -> Result<Vec<u8>, ReadFailure> {
        self.store.with(|repository| {
            let objects = repository.odb()?;
            let (bytes, sort) = objects.read_header(id)?;
            let bytes = bytes as u64;
            if sort == ObjectType::Blob && bytes > MAX_INPUT_BYTES {
                return Err(ReadFailure::TooLarge { bytes });
            }
            Ok(objects.read(id)?.data().to_vec())
        })
    }
}

impl Place for CommitTree {
    fn entries(&self, folder: &str) -> Result<Vec<Named>, ReadFailure> {
        let folder = self.folder(folder)?.ok_or(ReadFailure::Missing)?;
        let named = folder.iter().map(|(name, (sort, _))| Named {
            name: String::from_utf8_lossy(name).into_owned(),
            is_utf8: std::str::from_utf8(name).is_ok(),
            entry: entry_of(*sort),
        });
        Ok(named.collect())
    }

    fn entry(&self, path: &str) -> Entry {
        match self.find(path) {
            Ok(Some((sort, _))) => entry_of(sort),
            Ok(None) => Entry::Refused(ReadFailure::Missing),
            Err(failure) => Entry::Refused(failure),
        }
    }

    fn link(&self, path: &str) -> Result<String, ReadFailure> {
        String::from_utf8(self.bytes(path)?).map_err(|_| ReadFailure::NotUtf8Name)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, ReadFailure> {
        let (_, id) = self.find(path)?.ok_or(ReadFailure::Missing)?;
        self.object(id)
    }
}

impl From<git2::Error> for ReadFailure {
    fn from(error: git2::Error) -> Self {
        match error.code() {
            ErrorCode::NotFound => ReadFailure::Io(
                "git does not have the object; a partial clone must be completed first".to_string(),
            ),
            _ => ReadFailure::Io(error.message().to_string()),
        }
    }
}

fn entry_of(sort: Sort) -> Entry {
    match sort {
        Sort::File => Entry::File,
        Sort::Folder => Entry::Folder,
        Sort::Link => Entry::Link,
        Sort::Submodule => Entry::Refused(ReadFailure::Submodule),
    }
}

fn find_commit(repository: &Repository, revision: &str) -> Result<Oid, Error> {
    let object = repository.revparse_single(revision).map_err(|error| match error.code() {
        ErrorCode::Ambiguous => Error::Usage(format!("`{revision}` names several objects")),
        _ => Error::UnknownRevision(revision.to_string()),
    })?;
    match object.peel(ObjectType::Commit) {
        Ok(commit) => Ok(commit.id()),
        Err(_) => {
            let bare =
                object.peel(ObjectType::Any).map(|bare| bare.kind()).unwrap_or(object.kind());
            let what = bare.map_or("object", |kind| kind.str());
            Err(Error::Usage(format!("`{revision}` names a {what}, not a commit")))
        }
    }
}

/// Returns the tree of the project folder in a commit, where the commit has it.
fn project_tree(
    repository: &Repository,
    commit: Oid,
    folder: &str,
) -> Result<Option<Oid>, git2::Error> {
    let tree = repository.find_commit(commit)?.tree()?;
    if folder.is_empty() {
        return Ok(Some(tree.id()));
    }
    match tree.get_path(std::path::Path::new(folder)) {
        Ok(entry) if entry.kind() == Some(ObjectType::Tree) => Ok(Some(entry.id())),
        Ok(_) => Ok(None),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
