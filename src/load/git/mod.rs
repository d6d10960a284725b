//! The only place that names the git library: repositories in, plain data out.
//!
//! No program, hook or filter is ever run. The user's configuration is read where git itself would
//! judge by it: whether a folder may be trusted, and which line ends are only the work tree's.

mod bases;
mod blobs;
mod commit_tree;
mod compare;
mod dirty;
mod ignored;
mod log;
mod people;
mod revision;
mod substitute;
mod tree;
mod write;

pub(super) use blobs::{Blobs, Content, blob_id};
pub(super) use commit_tree::CommitTree;
pub(super) use compare::{FileChange, Version};
pub(super) use log::{Edge, Known, Log, OwnChanges};
pub use write::{is_unchanged, write_repository};

use crate::error::Error;
use git2::{ErrorCode, Repository};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The repository that a project lies in.
pub(super) struct Store {
    /// What is opened again for each thread that reads.
    location: PathBuf,
    /// The project folder in the repository, with `/`; empty for the root.
    folder: String,
    /// Handles that no thread uses now; a handle serves one thread at a time.
    idle: Mutex<Vec<Repository>>,
}

impl Store {
    /// Finds the repository of a project folder, given without links; none is no error.
    pub(super) fn discover(project: &Path) -> Result<Option<Store>, Error> {
        // Every object that is used is small text or is pinned by SHA-256, and comparing trees would
        // cost twice as much with each of them hashed again.
        git2::opts::strict_hash_verification(false);
        let repository = match Repository::discover(project) {
            Ok(repository) => repository,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(failure(&error)),
        };
        let Some(work_tree) = repository.workdir() else { return Ok(None) };
        let Ok(work_tree) = work_tree.canonicalize() else { return Ok(None) };
        // Inside `.git`, or with `core.worktree` elsewhere, the repository does not hold the folder.
        let Ok(folder) = project.strip_prefix(&work_tree) else { return Ok(None) };
        let Some(folder) = folder.to_str() else {
            let message = format!("the name of {} is not UTF-8", project.display());
            return Err(Error::Git(message));
        };
        let folder = folder.replace(std::path::MAIN_SEPARATOR, "/");
        Ok(Some(Store { location: work_tree, folder, idle: Mutex::new(vec![repository]) }))
    }

    /// Lends a handle of the repository to an action.
    pub(super) fn with<T, E: From<git2::Error>>(
        &self,
        action: impl FnOnce(&Repository) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = idle().pop();
        let repository = match waiting {
            Some(repository) => repository,
            None => Repository::open(&self.location)?,
        };
        let result = action(&repository);
        idle().push(repository);
        result
    }

    /// Returns the project folder in the repository, with `/`; empty for the root.
    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    /// Returns a path of the project as a path of the repository.
    fn in_repository(&self, path: &str) -> String {
        [&self.folder, path]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/")
    }
}

impl From<git2::Error> for Error {
    fn from(error: git2::Error) -> Self {
        failure(&error)
    }
}

fn failure(error: &git2::Error) -> Error {
    Error::Git(match error.code() {
        ErrorCode::NotFound => format!(
            "an object that is needed is missing, as in a clone with `--filter`; clone the repository \
             whole, or run `git fetch --refetch --no-filter` ({})",
            error.message()
        ),
        _ => error.message().to_string(),
    })
}
