//! Versions of files → their bytes.

use super::Store;
use super::compare::Version;
use crate::error::Error;
use crate::load::snapshot::MAX_INPUT_BYTES;
use git2::{FileMode, ObjectType, Odb, Oid, Repository};
use std::path::Path;

/// The file versions of a repository.
pub(in crate::load) struct Blobs<'a> {
    store: &'a Store,
    repository: &'a Repository,
    objects: Odb<'a>,
}

/// What git has of a version.
#[derive(Debug)]
pub(in crate::load) enum Content {
    Bytes(Vec<u8>),
    /// A link or submodule, or a file that is too large to be an input.
    Unreadable,
    /// Git does not have it, or it is damaged.
    Missing,
}

/// Returns the id that git gives to bytes.
pub(in crate::load) fn blob_id(bytes: &[u8]) -> String {
    Oid::hash_object(ObjectType::Blob, bytes).map_or_else(|_| String::new(), |id| id.to_string())
}

impl Store {
    /// Lends the file versions to an action.
    pub(in crate::load) fn with_blobs<T>(
        &self,
        action: impl FnOnce(&Blobs<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.with(|repository| {
            action(&Blobs { store: self, repository, objects: repository.odb()? })
        })
    }
}

impl Blobs<'_> {
    /// Reads a version.
    pub(in crate::load) fn read(&self, version: Version) -> Content {
        if !version.is_file {
            return Content::Unreadable;
        }
        match self.objects.read(version.id) {
            Ok(object) if object.len() as u64 > MAX_INPUT_BYTES => Content::Unreadable,
            Ok(object) => Content::Bytes(object.data().to_vec()),
            Err(_) => Content::Missing,
        }
    }

    /// Returns the version of a file of the project in a commit, given by its id.
    pub(in crate::load) fn version_at(&self, commit: &str, path: &str) -> Option<Version> {
        let tree = self.repository.find_commit(Oid::from_str(commit).ok()?).ok()?.tree().ok()?;
        let entry = tree.get_path(Path::new(&self.store.in_repository(path))).ok()?;
        let is_file = entry.filemode() != i32::from(FileMode::Link);
        let is_blob = entry.kind() == Some(ObjectType::Blob);
        is_blob.then_some(Version { id: entry.id(), is_file })
    }
}
