//! `out/.cache/in-place`: what files in `out/` held when they were last read, so that one that nobody has
//! touched since need not be read again.
//!
//! A file is noted only when it was read whole and had last changed before the build began: whatever is
//! written to it after that bears a later time, by the clock of the same file system. What a build writes
//! itself is therefore read once by the next one. Where anything is amiss it is as if nothing was noted.

use super::cache::FOLDER;
use crate::config::sha256_of;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

const FILE: &str = "in-place";
const FORMAT: &str = "techfile-in-place/1";

/// What is known of the files in place.
pub(super) struct InPlace {
    /// None where a link could lead elsewhere.
    folder: Option<PathBuf>,
    /// When the build began, by the clock of the file system; none where that cannot be told.
    began: Option<Began>,
    /// What was noted before, each with whether it still holds.
    before: BTreeMap<String, (Note, AtomicBool)>,
    /// What this build has read.
    read: Mutex<Notes>,
}

type Notes = BTreeMap<String, Note>;

/// A file that was read, and what it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    file: Identity,
    sha256: String,
}

/// What changes when a file does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    device: u64,
    inode: u64,
    bytes: u64,
    /// Seconds and nanoseconds: when its content changed, and when anything of it did.
    modified: (i64, i64),
    changed: (i64, i64),
}

struct Began {
    device: u64,
    at: (i64, i64),
}

impl InPlace {
    /// Reads what was noted of a folder; `new` is something that this build has just made in it.
    pub(super) fn of(folder: &Path, new: &Path) -> Self {
        let began = fs::symlink_metadata(new).ok().and_then(|metadata| identity(&metadata));
        let began = began.map(|new| Began { device: new.device, at: new.modified });
        let folder = Some(folder.join(FOLDER)).filter(|folder| !folder.is_symlink());
        let path = folder.as_ref().map(|folder| folder.join(FILE));
        let is_file = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
        let bytes = path.filter(is_file).and_then(|path| fs::read(path).ok());
        let before = bytes.and_then(|bytes| read(&bytes)).unwrap_or_default();
        let before = before.into_iter().map(|(path, note)| (path, (note, AtomicBool::new(false))));
        Self { folder, began, before: before.collect(), read: Mutex::default() }
    }

    /// Returns whether a file is the one that was read before, and held what has this digest.
    pub(super) fn is_known(&self, path: &str, metadata: &Metadata, sha256: &str) -> bool {
        let Some((note, holds)) = self.before.get(path) else { return false };
        let is_known = note.sha256 == sha256 && identity(metadata).as_ref() == Some(&note.file);
        holds.store(is_known, Ordering::Relaxed);
        is_known
    }

    /// Notes that a file was read after its metadata, and holds what has this digest.
    pub(super) fn note(&self, path: &str, metadata: &Metadata, sha256: &str) {
        let (Some(began), Some(file)) = (&self.began, identity(metadata)) else { return };
        let is_older = file.modified < began.at && file.changed < began.at;
        if is_older && file.device == began.device {
            let note = Note { file, sha256: sha256.to_string() };
            self.held().insert(path.to_string(), note);
        }
    }

    /// Writes what is known now, for the next build.
    pub(super) fn write(&self) {
        let mut now = std::mem::take(&mut *self.held());
        let holds = self.before.iter().filter(|(_, (_, holds))| holds.load(Ordering::Relaxed));
        let holds: Vec<_> = holds.map(|(path, (note, _))| (path.clone(), note.clone())).collect();
        if now.is_empty() && holds.len() == self.before.len() {
            return;
        }
        now.extend(holds);
        if let Some(folder) = &self.folder {
            // Without it files are read again, so a failure is no failure of the build.
            let _ = place(folder, &now);
        }
    }

    /// Takes hold of what was read; what a panic left behind is still a map of notes.
    fn held(&self) -> MutexGuard<'_, Notes> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(folder: &Path, notes: &Notes) -> io::Result<()> {
    let body = postcard::to_extend(notes, Vec::new()).map_err(io::Error::other)?;
    let head = format!("{FORMAT} {}\n", sha256_of(&body));
    fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!("{FILE}.{}", std::process::id()));
    fs::write(&unfinished, [head.as_bytes(), &body].concat())?;
    fs::rename(unfinished, folder.join(FILE))
}

fn read(bytes: &[u8]) -> Option<Notes> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, body) = (&bytes[..end], &bytes[end + 1..]);
    let is_whole = head == format!("{FORMAT} {}", sha256_of(body)).as_bytes();
    // What somebody else wrote is not even tried: the reader may not bear it.
    if is_whole { postcard::from_bytes(body).ok() } else { None }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some(Identity {
        device: metadata.dev(),
        inode: metadata.ino(),
        bytes: metadata.size(),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    })
}

/// Elsewhere nothing tells of every change.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Waits until the clock of any file system has moved on.
    fn later() {
        std::thread::sleep(Duration::from_millis(30));
    }

    fn begin(folder: &Path, build: &str) -> InPlace {
        later();
        fs::create_dir(folder.join(build)).expect("made");
        InPlace::of(folder, &folder.join(build))
    }

    fn look(folder: &Path) -> Metadata {
        fs::symlink_metadata(folder.join("a")).expect("a file")
    }

    #[test]
    fn a_file_is_known_once_it_was_read_and_until_it_is_touched() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        fs::write(folder.join("a"), "old").expect("written");
        let first = begin(folder, "first");
        assert!(!first.is_known("a", &look(folder), "digest"));
        first.note("a", &look(folder), "digest");
        first.write();
        let second = begin(folder, "second");
        assert!(!second.is_known("a", &look(folder), "another"));
        assert!(!second.is_known("b", &look(folder), "digest"));
        assert!(second.is_known("a", &look(folder), "digest"));
        second.write();
        let modified = look(folder).modified().expect("a time");
        fs::write(folder.join("a"), "new").expect("written");
        let file = fs::File::options().append(true).open(folder.join("a")).expect("a file");
        file.set_times(fs::FileTimes::new().set_modified(modified)).expect("set");
        assert!(!begin(folder, "third").is_known("a", &look(folder), "digest"));
    }

    #[test]
    fn a_file_that_changed_after_the_build_began_is_not_noted() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let first = begin(folder, "first");
        fs::write(folder.join("a"), "old").expect("written");
        first.note("a", &look(folder), "digest");
        first.write();
        assert!(!begin(folder, "second").is_known("a", &look(folder), "digest"));
    }

    #[test]
    fn what_is_not_known_any_more_is_forgotten_and_what_is_damaged_is_not_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        fs::write(folder.join("a"), "old").expect("written");
        let first = begin(folder, "first");
        first.note("a", &look(folder), "digest");
        first.write();
        let path = folder.join(".cache/in-place");
        let sound = fs::read(&path).expect("kept");
        for at in [0, 30, sound.len() - 1] {
            let mut damaged = sound.clone();
            damaged[at] ^= 1;
            assert!(read(&sound).is_some() && read(&damaged).is_none(), "{at}");
        }
        begin(folder, "second").write();
        assert_eq!(read(&fs::read(&path).expect("kept")), Some(Notes::new()));
    }
}
