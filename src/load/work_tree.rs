//! The files as they lie on the disk, without git.

use super::failure::ReadFailure;
use super::place::{Entry, Named, Place};
use super::snapshot::MAX_INPUT_BYTES;
use std::fs::{self, File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A project folder on the disk.
#[derive(Debug)]
pub(super) struct WorkTree {
    /// The folder's real path, so that only links inside the project can lead out of it.
    root: PathBuf,
}

impl WorkTree {
    /// Looks at a folder; the path has no links.
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Returns where a file of the project lies.
    pub(super) fn locate(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.root.clone() } else { self.root.join(path) }
    }
}

impl Place for WorkTree {
    fn entries(&self, folder: &str) -> Result<Vec<Named>, ReadFailure> {
        let mut entries = Vec::new();
        for item in fs::read_dir(self.locate(folder))? {
            let item = item?;
            let name = item.file_name();
            let entry = item.file_type().map_or_else(|error| Entry::Refused(error.into()), sort_of);
            entries.push(Named {
                name: name.to_string_lossy().into_owned(),
                is_utf8: name.to_str().is_some(),
                entry,
            });
        }
        Ok(entries)
    }

    fn entry(&self, path: &str) -> Entry {
        match fs::symlink_metadata(self.locate(path)) {
            Ok(metadata) => sort_of(metadata.file_type()),
            Err(error) => Entry::Refused(error.into()),
        }
    }

    fn link(&self, path: &str) -> Result<String, ReadFailure> {
        let target = fs::read_link(self.locate(path))?;
        target.to_str().map(String::from).ok_or(ReadFailure::NotUtf8Name)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, ReadFailure> {
        read_limited(&self.locate(path))
    }
}

/// Reads a regular file of at most [`MAX_INPUT_BYTES`]; opening a pipe could wait forever, so the
/// caller has looked first.
pub(super) fn read_limited(path: &Path) -> Result<Vec<u8>, ReadFailure> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(ReadFailure::NotAFile);
    }
    if metadata.len() > MAX_INPUT_BYTES {
        return Err(ReadFailure::TooLarge { bytes: metadata.len() });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    // A file that grows while it is read must not get past the limit either.
    file.take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        length if length > MAX_INPUT_BYTES => Err(ReadFailure::TooLarge { bytes: length }),
        _ => Ok(bytes),
    }
}

fn sort_of(file_type: FileType) -> Entry {
    if file_type.is_file() {
        Entry::File
    } else if file_type.is_dir() {
        Entry::Folder
    } else if file_type.is_symlink() {
        Entry::Link
    } else {
        Entry::Refused(ReadFailure::NotAFile)
    }
}
