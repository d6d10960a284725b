//! The folder `out/`: a build is written beside its place and put there whole, manifest last.
//!
//! Nothing outside the folder is ever written or removed, and in it only what a build wrote: the
//! manifest of the build before says which files those are.

use super::in_place::InPlace;
use super::ui::Ui;
use crate::error::Error;
use crate::report::manifest::{Written, listed_files};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Name of the folder in the project.
pub(super) const OUT: &str = "out";

const MANIFEST: &str = "manifest.json";
const LOCK: &str = ".lock";
/// How the folders begin in which builds are prepared.
const PREPARED: &str = ".build-";

/// The folder, held by this build alone. Files wait beside their places, and not in memory, until all
/// are there; several threads may prepare them.
pub(super) struct Placement {
    folder: PathBuf,
    /// Where files wait.
    prepared: PathBuf,
    /// Folders that are made in it.
    made: Mutex<BTreeSet<PathBuf>>,
    /// Folders of files, each with whether it is in place and no link leads there. No other build
    /// alters them meanwhile.
    sound: Mutex<BTreeMap<String, bool>>,
    in_place: InPlace,
    /// The paths of all files, each with whether it differs from what is in place.
    files: Mutex<BTreeMap<String, bool>>,
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
        remove_unfinished(&folder)?;
        let prepared = folder.join(format!("{PREPARED}{}", std::process::id()));
        make_folder(&prepared)?;
        let in_place = InPlace::of(&folder, &prepared);
        let (made, sound, files) = (Mutex::default(), Mutex::default(), Mutex::default());
        Ok(Self { folder, prepared, made, sound, in_place, files, _lock: lock })
    }

    /// Writes a file beside its place; one that is in place as it is to be is left alone.
    pub(super) fn prepare(&self, file: &Written, bytes: &[u8]) -> Result<(), Error> {
        let differs = !self.holds(file, bytes);
        if differs {
            self.write(&file.path, bytes)?;
        }
        held(&self.files).insert(file.path.clone(), differs);
        Ok(())
    }

    /// Puts the files in place, removes those of the build before that are no more, and writes the
    /// manifest. Returns the paths that were removed.
    pub(super) fn place(self, manifest: &str) -> Result<Vec<String>, Error> {
        let earlier = self.earlier_files();
        self.write(MANIFEST, manifest.as_bytes())?;
        let files = std::mem::take(&mut *held(&self.files));
        let changed = files.iter().filter(|(_, differs)| **differs).map(|(path, _)| &**path);
        self.move_all(&changed.collect::<Vec<_>>())?;
        let gone = earlier.into_iter().filter(|path| !files.contains_key(path));
        let removed = self.remove(gone)?;
        self.move_from_prepared(MANIFEST)?;
        self.in_place.write();
        Ok(removed)
    }

    /// Returns whether a file is in place as it is to be; it is then left alone.
    fn holds(&self, file: &Written, bytes: &[u8]) -> bool {
        let Written { path: name, sha256, .. } = file;
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        // What lies behind a link is not the build's, whatever it holds.
        if !self.is_sound(folder) {
            return false;
        }
        let path = self.folder.join(name);
        let is_like =
            |metadata: &fs::Metadata| metadata.is_file() && metadata.len() == bytes.len() as u64;
        let Some(metadata) = fs::symlink_metadata(&path).ok().filter(is_like) else {
            return false;
        };
        if self.in_place.is_known(name, &metadata, sha256) {
            return true;
        }
        let is_same = fs::read(&path).is_ok_and(|there| there == bytes);
        if is_same {
            self.in_place.note(name, &metadata, sha256);
        }
        is_same
    }

    /// Returns whether a folder is in place and no link leads there; looks only once.
    fn is_sound(&self, folder: &str) -> bool {
        if let Some(is_sound) = held(&self.sound).get(folder) {
            return *is_sound;
        }
        let mut path = self.folder.clone();
        let is_sound = folder.split('/').all(|part| {
            path.push(part);
            fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir())
        });
        held(&self.sound).insert(folder.to_string(), is_sound);
        is_sound
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.prepared.join(name);
        self.make_prepared(path.parent().unwrap_or(&self.prepared))?;
        fs::write(&path, bytes).map_err(failed("write", &path))
    }

    /// Makes a folder where files wait. Others wait for it, so that no file comes before its folder.
    fn make_prepared(&self, folder: &Path) -> Result<(), Error> {
        let mut made = held(&self.made);
        if !made.contains(folder) {
            make_folder(folder)?;
            made.insert(folder.to_path_buf());
        }
        Ok(())
    }

    /// Moves files to their places; a folder of which nothing is there yet is moved as one.
    fn move_all(&self, changed: &[&str]) -> Result<(), Error> {
        let top = |path: &str| path.split_once('/').map(|(top, _)| top.to_string());
        let tops: BTreeSet<String> = changed.iter().filter_map(|path| top(path)).collect();
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
        let mut rest = changed.iter().filter(|path| !is_moved(path));
        rest.try_for_each(|path| self.move_from_prepared(path))
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
}

impl Drop for Placement {
    /// Removes what waits; nothing after a build that was put in place.
    fn drop(&mut self) {
        // A failure that is of interest was told before this one.
        let _ = fs::remove_dir_all(&self.prepared);
    }
}

/// Removes what a build that was broken off has left; the lock says that none is running.
fn remove_unfinished(folder: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(folder).map_err(failed("open", folder))?;
    for entry in entries.filter_map(Result::ok) {
        let is_folder = entry.file_type().is_ok_and(|of| of.is_dir());
        if is_folder && entry.file_name().to_string_lossy().starts_with(PREPARED) {
            fs::remove_dir_all(entry.path()).map_err(failed("remove", &entry.path()))?;
        }
    }
    Ok(())
}

/// Takes hold of what threads share; what a panic left behind is still a list of paths.
fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
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
