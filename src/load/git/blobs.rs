//! Versions of files → their bytes.

use super::Store;
use super::compare::Version;
use super::tree::Sort;
use crate::error::Error;
use crate::load::failure::ReadFailure;
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
    Unreadable(ReadFailure),
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
        match version.sort {
            Sort::File => {}
            Sort::Submodule => return Content::Unreadable(ReadFailure::Submodule),
            Sort::Link | Sort::Folder => {
                let message = "this is a link, which the history does not follow";
                return Content::Unreadable(ReadFailure::Io(message.to_string()));
            }
        }
        match self.objects.read(version.id) {
            Ok(object) if object.len() as u64 > MAX_INPUT_BYTES => {
                Content::Unreadable(ReadFailure::TooLarge { bytes: object.len() as u64 })
            }
            Ok(object) => Content::Bytes(object.data().to_vec()),
            Err(_) => Content::Missing,
        }
    }

    /// Returns the version of a file of the project in a commit, given by its id.
    pub(in crate::load) fn version_at(&self, commit: &str, path: &str) -> Option<Version> {
        let tree = self.repository.find_commit(Oid::from_str(commit).ok()?).ok()?.tree().ok()?;
        let entry = tree.get_path(Path::new(&self.store.in_repository(path))).ok()?;
        let is_link = entry.filemode() == i32::from(FileMode::Link);
        let sort = if is_link { Sort::Link } else { Sort::File };
        let is_blob = entry.kind() == Some(ObjectType::Blob);
        is_blob.then_some(Version { id: entry.id(), sort })
    }
}
