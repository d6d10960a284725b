//! `out/.cache/`: what was rendered before, by what it was made from.
//!
//! Nothing is taken from it unread: the name of a file is the digest of what it was made from, and
//! its first line holds the digest of what it holds. What does not fit is rendered anew. It may be
//! deleted at any time.

use super::placement::OUT;
use crate::config::sha256_of;
use crate::render::{Kept, Output};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) const FOLDER: &str = ".cache";
const FORMAT: &str = "techfile-cache/2";

/// The folder of a project, and what was used of it.
pub(super) struct Cache {
    /// None where it would lead out of the project.
    folder: Option<PathBuf>,
    used: Mutex<BTreeSet<String>>,
}

impl Cache {
    pub(super) fn of(project: &Path) -> Self {
        let out = project.join(OUT);
        let folder = out.join(FOLDER);
        let is_own = !out.is_symlink() && !folder.is_symlink();
        Self { folder: is_own.then_some(folder), used: Mutex::default() }
    }

    /// Removes what this build did not use, after a build of everything.
    pub(super) fn forget_the_rest(&self) {
        let Some(folder) = &self.folder else { return };
        let used = self.held();
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let name = entry.file_name();
            // What is kept under other names is not of documents.
            let is_unused = |name: &&str| is_key(name) && !used.contains(*name);
            let is_unused = name.to_str().filter(is_unused).is_some();
            if is_unused && entry.file_type().is_ok_and(|of| of.is_file()) {
                // What cannot be removed is of no use, and does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Takes hold of what was used; what a panic left behind is still a list of names.
    fn held(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept for Cache {
    fn get(&self, made_from: &[&[u8]]) -> Option<Output> {
        let key = key_of(made_from);
        let path = self.folder.as_ref()?.join(&key);
        if path.is_symlink() {
            return None;
        }
        let output = read(&key, fs::read(path).ok()?)?;
        self.held().insert(key);
        Some(output)
    }

    fn put(&self, made_from: &[&[u8]], output: &Output) {
        let Some(folder) = &self.folder else { return };
        let key = key_of(made_from);
        let unfinished = folder.join(format!("{key}.{}", std::process::id()));
        // Without a cache everything is rendered anew, so a failure is no failure of the build.
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&unfinished, written(&key, output)))
            .and_then(|()| fs::rename(&unfinished, folder.join(&key)));
        if written.is_ok() {
            self.held().insert(key);
        }
    }
}

/// Returns whether a file was named by what it was made from, whole or unfinished.
fn is_key(name: &str) -> bool {
    let digest = name.split('.').next().unwrap_or_default();
    digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Another version of techfile finds nothing that this one kept.
fn key_of(made_from: &[&[u8]]) -> String {
    let digests = made_from.iter().map(|part| sha256_of(part));
    let all: Vec<String> = [FORMAT.to_string(), env!("CARGO_PKG_VERSION").to_string()]
        .into_iter()
        .chain(digests)
        .collect();
    sha256_of(all.join("\n").as_bytes())
}

/// The first line of a file: how long the text is that follows, and digests of it and of the output.
fn head(key: &str, shown: &[u8], output_sha256: &str) -> String {
    format!("{FORMAT} {key} {} {} {output_sha256}\n", shown.len(), sha256_of(shown))
}

fn written(key: &str, output: &Output) -> Vec<u8> {
    let shown = output.shown.as_bytes();
    [head(key, shown, &output.sha256).as_bytes(), shown, &output.bytes].concat()
}

fn read(key: &str, mut file: Vec<u8>) -> Option<Output> {
    let end = file.iter().position(|byte| *byte == b'\n')? + 1;
    let line = std::str::from_utf8(&file[..end]).ok()?;
    let length: usize = line.split(' ').nth(2)?.parse().ok()?;
    let shown = file.get(end..end.checked_add(length)?)?.to_vec();
    let output = Output::new(file.split_off(end + length), String::from_utf8(shown).ok()?);
    let is_whole = file[..end] == *head(key, output.shown.as_bytes(), &output.sha256).as_bytes();
    is_whole.then_some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output() -> Output {
        Output::new(b"%PDF\n\x00".to_vec(), "RISK-1\nå".to_string())
    }

    #[test]
    fn what_was_kept_is_found_by_what_it_was_made_from_only() {
        let project = tempfile::tempdir().expect("a folder");
        let cache = Cache::of(project.path());
        cache.put(&[b"data", b"fonts"], &output());
        assert_eq!(cache.get(&[b"data", b"fonts"]), Some(output()));
        for other in [&[b"data".as_slice()][..], &[b"datafonts"], &[b"dat", b"afonts"]] {
            assert_eq!(cache.get(other), None);
        }
        cache.forget_the_rest();
        assert!(cache.get(&[b"data", b"fonts"]).is_some());
        let history = project.path().join("out/.cache/history-0123456789abcdef");
        fs::write(&history, "of another command").expect("written");
        let unfinished = project.path().join(format!("out/.cache/{}.1", key_of(&[b"data"])));
        fs::write(&unfinished, "of a build that was broken off").expect("written");
        Cache::of(project.path()).forget_the_rest();
        assert_eq!(cache.get(&[b"data", b"fonts"]), None);
        assert!(history.exists() && !unfinished.exists());
    }

    #[test]
    fn what_is_damaged_or_foreign_is_not_taken() {
        let project = tempfile::tempdir().expect("a folder");
        let cache = Cache::of(project.path());
        cache.put(&[b"a"], &output());
        cache.put(&[b"b"], &Output { shown: "other".into(), ..output() });
        let folder = project.path().join("out/.cache");
        let (a, b) = (folder.join(key_of(&[b"a"])), folder.join(key_of(&[b"b"])));
        let sound = fs::read(&a).expect("written");
        let mut damages = vec![Vec::new(), sound[..sound.len() - 1].to_vec(), b"x\n\n".to_vec()];
        for at in [0, 20, 100, sound.len() - 1] {
            let mut damaged = sound.clone();
            damaged[at] ^= 1;
            damages.push(damaged);
        }
        // A sound file of something else, under this name.
        damages.push(fs::read(&b).expect("written"));
        for damaged in damages {
            fs::write(&a, damaged).expect("written");
            assert_eq!(cache.get(&[b"a"]), None);
        }
        fs::write(&a, sound).expect("written");
        assert_eq!(cache.get(&[b"a"]), Some(output()));
    }

    #[test]
    #[cfg(unix)]
    fn a_cache_that_leads_elsewhere_is_left_alone() {
        let project = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(project.path().join("out")).expect("made");
        fs::create_dir(project.path().join("elsewhere")).expect("made");
        let link = project.path().join("out/.cache");
        std::os::unix::fs::symlink("../elsewhere", &link).expect("linked");
        let cache = Cache::of(project.path());
        cache.put(&[b"a"], &output());
        assert_eq!(cache.get(&[b"a"]), None);
        assert_eq!(fs::read_dir(project.path().join("elsewhere")).expect("a folder").count(), 0);
    }
}
