//! The folder `out/`: a build is written beside its place and put there whole, manifest last.
//!
//! Nothing outside the folder is ever written or removed, and in it only what a build wrote: the
//! manifest of the build before says which files those are.

use super::ui::Ui;
use crate::error::Error;
use crate::report::manifest::listed_files;
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the folder in the project.
pub(super) const OUT: &str = "out";

const MANIFEST: &str = "manifest.json";
const LOCK: &str = ".lock";
/// How the folders begin in which builds are prepared.
const PREPARED: &str = ".build-";

/// A file of a build, with its path in the folder.
pub(super) struct Built {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

/// The folder, held by this build alone. Files wait beside their places, and not in memory, until all
/// are there.
pub(super) struct Placement {
    folder: PathBuf,
    /// Where files wait.
    prepared: PathBuf,
    /// Folders that are made in it.
    made: BTreeSet<PathBuf>,
    /// The paths of all files, and of those that differ from what is in place.
    files: BTreeSet<String>,
    changed: Vec<String>,
    /// Released when it is dropped.
    _lock: File,
}

impl Placement {
    /// Takes hold of the folder; waits while another build does.
    pub(super) fn lock(project: &Path, ui: &mut Ui<'_, '_>) -> Result<Self, Error> {
        let folder = project.join(OUT);
        make_folder(&folder)?;
        let path = folder.join(LOCK);
        let lock = File::options().create(true).append(true).open(&path);
        let lock = lock.map_err(failed("open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                ui.remark("waiting for another build of this project");
                lock.lock().map_err(failed("lock", &path))?;
            }
            Err(TryLockError::Error(cause)) => return Err(failed("lock", &path)(cause)),
        }
        let prepared = folder.join(format!("{PREPARED}{}", std::process::id()));
        let (made, files, changed) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let placement = Self { folder, prepared, made, files, changed, _lock: lock };
        placement.remove_unfinished()?;
        Ok(placement)
    }

    /// Writes a file beside its place; one that is in place as it is to be is left alone.
    pub(super) fn prepare(&mut self, file: Built) -> Result<(), Error> {
        if !self.holds(&file) {
            self.write(&file.path, &file.bytes)?;
            self.changed.push(file.path.clone());
        }
        self.files.insert(file.path);
        Ok(())
    }

    /// Puts the files in place, removes those of the build before that are no more, and writes the
    /// manifest. Returns the paths that were removed.
    pub(super) fn place(mut self, manifest: &str) -> Result<Vec<String>, Error> {
        let earlier = self.earlier_files();
        self.write(MANIFEST, manifest.as_bytes())?;
        self.move_all()?;
        let gone = earlier.into_iter().filter(|path| !self.files.contains(path));
        let removed = self.remove(gone)?;
        self.move_from_prepared(MANIFEST)?;
        Ok(removed)
    }

    /// Returns whether the file is in place as it is to be; it is then left alone.
    fn holds(&self, file: &Built) -> bool {
        let path = self.folder.join(&file.path);
        let is_like = |metadata: fs::Metadata| {
            metadata.is_file() && metadata.len() == file.bytes.len() as u64
        };
        // What lies behind a link is not the build's, whatever it holds.
        fs::symlink_metadata(&path).is_ok_and(is_like)
            && !self.leads_through_link(&path)
            && fs::read(&path).is_ok_and(|bytes| bytes == file.bytes)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.prepared.join(name);
        let folder = path.parent().unwrap_or(&self.prepared);
        if self.made.insert(folder.to_path_buf()) {
            make_folder(folder)?;
        }
        fs::write(&path, bytes).map_err(failed("write", &path))
    }

    /// Moves files to their places; a folder of which nothing is there yet is moved as one.
    fn move_all(&self) -> Result<(), Error> {
        let top = |path: &str| path.split_once('/').map(|(top, _)| top.to_string());
        let tops: BTreeSet<String> = self.changed.iter().filter_map(|path| top(path)).collect();
        let is_new = |top: &String| {
            let there = fs::symlink_metadata(self.folder.join(top));
            there.is_err_and(|cause| cause.kind() == io::ErrorKind::NotFound)
        };
        let new: BTreeSet<String> = tops.into_iter().filter(is_new).collect();
        for top in &new {
            let path = self.folder.join(top);
            fs::rename(self.prepared.join(top), &path).map_err(failed("write", &path))?;
        }
        let is_moved = |path: &str| top(path).is_some_and(|top| new.contains(&top));
        let rest = self.changed.iter().filter(|path| !is_moved(path));
        rest.into_iter().try_for_each(|path| self.move_from_prepared(path))
    }

    fn move_from_prepared(&self, name: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        make_folder(path.parent().unwrap_or(&self.folder))?;
        fs::rename(self.prepared.join(name), &path).map_err(failed("write", &path))
    }

    /// Returns the files that the build before wrote; none where its manifest cannot be read.
    fn earlier_files(&self) -> Vec<String> {
        listed_files(&fs::read_to_string(self.folder.join(MANIFEST)).unwrap_or_default())
    }

    fn remove(&self, paths: impl Iterator<Item = String>) -> Result<Vec<String>, Error> {
        let mut removed = Vec::new();
        for name in paths {
            let path = self.folder.join(&name);
            // A folder that is a link would lead out of here.
            if self.leads_through_link(&path) {
                continue;
            }
            match fs::remove_file(&path) {
                Ok(()) => removed.push(name),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => return Err(failed("remove", &path)(cause)),
            }
            let folders = path.ancestors().skip(1).take_while(|folder| **folder != self.folder);
            // Fails where something else is in it, which then stays with what is around it.
            let _ = folders.map(fs::remove_dir).find(Result::is_err);
        }
        Ok(removed)
    }

    fn leads_through_link(&self, path: &Path) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| **folder != self.folder);
        folders.into_iter().any(Path::is_symlink)
    }

    /// Removes what a build that was broken off has left; the lock says that none is running.
    fn remove_unfinished(&self) -> Result<(), Error> {
        let entries = fs::read_dir(&self.folder).map_err(failed("open", &self.folder))?;
        for entry in entries.filter_map(Result::ok) {
            let is_folder = entry.file_type().is_ok_and(|of| of.is_dir());
            if is_folder && entry.file_name().to_string_lossy().starts_with(PREPARED) {
                fs::remove_dir_all(entry.path()).map_err(failed("remove", &entry.path()))?;
            }
        }
        Ok(())
    }
}

impl Drop for Placement {
    /// Removes what waits; nothing after a build that was put in place.
    fn drop(&mut self) {
        // A failure that is of interest was told before this one.
        let _ = fs::remove_dir_all(&self.prepared);
    }
}

/// Makes a folder; one that is a link is refused, since it would lead out of the project.
fn make_folder(folder: &Path) -> Result<(), Error> {
    if folder.is_symlink() {
        let cause = io::Error::other("it is a link, and documents are written to `out/` only");
        return Err(failed("write to", folder)(cause));
    }
    fs::create_dir_all(folder).map_err(failed("write", folder))
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.to_path_buf();
    move |cause| Error::File { action, path, cause }
}
