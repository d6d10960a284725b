//! The work tree against a commit: which inputs differ.
//!
//! A file is compared by what git noted when it last looked (size, times), and by its bytes where
//! that does not settle it. Filters are never run: of what they could explain, only line ends are.

use super::Store;
use super::commit_tree::CommitTree;
use crate::error::Error;
use crate::load::listing;
use crate::load::place::{Found, resolve};
use crate::load::work_tree::{WorkTree, read_limited};
use git2::{AttrCheckFlags, AttrValue, Index, IndexEntry, ObjectType, Oid, Repository};
use std::collections::BTreeSet;
use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The work tree held against a commit.
pub(super) struct Comparison<'a> {
    pub(super) store: &'a Store,
    pub(super) commit: &'a CommitTree,
    pub(super) work_tree: &'a WorkTree,
}

impl Comparison<'_> {
    /// Returns the files of `read` that differ from the commit, and those under `folders` that only
    /// the commit has.
    pub(super) fn dirty(
        &self,
        repository: &Repository,
        read: &[&str],
        folders: &[String],
    ) -> Result<Vec<String>, Error> {
        let index = repository.index()?;
        let noted = index.path().and_then(|path| path.metadata().ok()?.modified().ok());
        let cx = Noted { repository, index, at: noted };
        let read: BTreeSet<&str> = read.iter().copied().collect();
        let mut dirty: BTreeSet<String> = read
            .iter()
            .filter(|path| self.differs(&cx, path))
            .map(|path| path.to_string())
            .collect();
        for folder in folders {
            let committed = listing::list(self.commit, folder).files;
            dirty.extend(committed.into_iter().filter(|path| {
                !read.contains(path.as_str()) && resolve(self.work_tree, path).is_err()
            }));
        }
        Ok(dirty.into_iter().collect())
    }

    /// Returns whether a file that was read is not what reading it from the commit gives.
    fn differs(&self, cx: &Noted<'_>, path: &str) -> bool {
        match (resolve(self.work_tree, path), resolve(self.commit, path)) {
            (Ok(here), Ok(there)) => {
                here.is_folder || there.is_folder || self.bytes_differ(cx, &here, &there)
            }
            (Err(_), Err(_)) => false,
            _ => true,
        }
    }

    fn bytes_differ(&self, cx: &Noted<'_>, here: &Found, there: &Found) -> bool {
        let Some(committed) = self.commit.blob(&there.path) else { return true };
        let file = self.work_tree.locate(&here.path);
        let tracked = self.store.in_repository(&here.path);
        let tracked = Path::new(&tracked);
        if here.path == there.path && cx.vouches_for(tracked, &file, committed) {
            return false;
        }
        match Oid::hash_file(ObjectType::Blob, &file) {
            Ok(id) if id == committed => false,
            Ok(_) => !cx.explains_line_ends(tracked, &file, committed),
            Err(_) => true,
        }
    }
}

/// What git noted about the work tree when it last looked.
struct Noted<'a> {
    repository: &'a Repository,
    index: Index,
    at: Option<SystemTime>,
}

impl Noted<'_> {
    /// Returns whether a file is untouched since git last saw that it holds what the commit holds.
    fn vouches_for(&self, tracked: &Path, file: &Path, committed: Oid) -> bool {
        let Some(entry) = self.index.get_path(tracked, 0) else { return false };
        let Ok(metadata) = file.symlink_metadata() else { return false };
        entry.id == committed && is_same_file(&entry, &metadata) && !self.is_racy(&entry, &metadata)
    }

    /// Returns whether a file could have changed unseen in the moment in which git looked.
    fn is_racy(&self, entry: &IndexEntry, metadata: &Metadata) -> bool {
        // Without fractions of a second, the moment lasts until the second is over.
        let moment = Duration::from_secs(u64::from(entry.mtime.nanoseconds() == 0));
        match (metadata.modified(), self.at) {
            (Ok(modified), Some(noted)) => modified + moment >= noted,
            _ => true,
        }
    }

    /// Returns whether git itself would turn the file's line ends into those of the commit.
    fn explains_line_ends(&self, tracked: &Path, file: &Path, committed: Oid) -> bool {
        let Ok(bytes) = read_limited(file) else { return false };
        if !bytes.windows(2).any(|pair| pair == b"\r\n") || !self.turns_line_ends(tracked) {
            return false;
        }
        let unix = without_carriage_returns(&bytes);
        Oid::hash_object(ObjectType::Blob, &unix).is_ok_and(|id| id == committed)
    }

    fn turns_line_ends(&self, tracked: &Path) -> bool {
        let attribute = |name| {
            let value = self.repository.get_attr_bytes(tracked, name, AttrCheckFlags::default());
            AttrValue::from_bytes(value.ok().flatten())
        };
        match attribute("text") {
            AttrValue::False => false,
            AttrValue::Unspecified => {
                matches!(attribute("eol"), AttrValue::String(_)) || self.has_autocrlf()
            }
            _ => true,
        }
    }

    fn has_autocrlf(&self) -> bool {
        let Ok(config) = self.repository.config() else { return false };
        config.get_bool("core.autocrlf").unwrap_or(false)
            || config.get_string("core.autocrlf").is_ok_and(|value| value == "input")
    }
}

fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let mut unix = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            unix.push(byte);
        }
    }
    unix
}

fn is_same_file(entry: &IndexEntry, metadata: &Metadata) -> bool {
    let modified = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let is_same_time = modified.is_some_and(|at| {
        let noted = (entry.mtime.seconds(), entry.mtime.nanoseconds());
        // Git keeps 32 bits of the seconds, and no fraction where it was built without.
        noted.0 == at.as_secs() as u32 as i32 && (noted.1 == 0 || noted.1 == at.subsec_nanos())
    });
    is_same_time
        && metadata.is_file()
        && entry.file_size == metadata.len() as u32
        && is_same_node(entry, metadata)
}

#[cfg(unix)]
fn is_same_node(entry: &IndexEntry, metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let is_same_number = entry.ino == 0 || entry.ino == metadata.ino() as u32;
    let is_same_change =
        entry.ctime.seconds() == 0 || entry.ctime.seconds() == metadata.ctime() as i32;
    is_same_number && is_same_change
}

#[cfg(not(unix))]
fn is_same_node(_: &IndexEntry, _: &Metadata) -> bool {
    true
}
