//! Repositories for the tests of this module, made with the git program and nothing of the user's.

use crate::history::{Author, PlannedCommit};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder that is removed when the test ends, and the git program in it.
pub(super) struct Fixture {
    folder: tempfile::TempDir,
    /// Minutes on the fixture's clock, so that every commit has its own date.
    minutes: std::cell::Cell<u32>,
}

impl Fixture {
    /// Makes an empty folder.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { folder, minutes: std::cell::Cell::new(0) }
    }

    /// Makes a repository on branch `main` without commits.
    pub(super) fn repository() -> Self {
        let fixture = Self::new();
        fixture.git(&["init", "--quiet", "--initial-branch=main"]);
        fixture
    }

    /// Returns the folder as the system names it.
    pub(super) fn folder_path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the folder, without links on the way.
    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("the folder exists")
    }

    /// Returns where a file of the fixture lies.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file and the folders that it needs.
    pub(super) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.at(path);
        std::fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
        std::fs::write(file, content).expect("written");
    }

    /// Removes a file.
    pub(super) fn remove(&self, path: &str) {
        std::fs::remove_file(self.at(path)).expect("removed");
    }

    /// Runs git in the fixture's folder and returns what it prints; it must succeed.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.git_bytes(&self.root(), arguments, b""))
            .trim_end()
            .to_string()
    }

    /// Runs git in a folder with an input, and returns the bytes it prints.
    pub(super) fn git_bytes(&self, folder: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut child = self.command(folder).args(arguments).spawn().expect("git can be run");
        let mut pipe = child.stdin.take().expect("the input is a pipe");
        std::io::Write::write_all(&mut pipe, input).expect("git reads its input");
        drop(pipe);
        let output = child.wait_with_output().expect("git ends");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {complaint}");
        output.stdout
    }

    fn command(&self, folder: &Path) -> Command {
        let date = format!(
            "2026-10-03T{:02}:{:02}:00+02:00",
            self.minutes.get() / 60,
            self.minutes.get() % 60
        );
        let mut command = Command::new("git");
        command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::piped());
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
            command.env_remove(name);
        }
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_DATE"), &date);
            command.env(format!("GIT_{role}_EMAIL"), "ada@example.org");
        }
        command
    }

    /// Commits everything in the work tree and returns the id.
    pub(super) fn commit(&self, message: &str) -> String {
        self.minutes.set(self.minutes.get() + 1);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }
}

/// Plans a commit by its number, with files as pairs of path and text; an empty text deletes.
pub(super) fn planned(number: u32, files: &[(&str, &str)]) -> PlannedCommit {
    let files = files.iter().map(|(path, text)| {
        (path.to_string(), (!text.is_empty()).then(|| text.as_bytes().to_vec()))
    });
    PlannedCommit {
        author: Author { name: "Åsa Öst".to_string(), email: "asa@example.org".to_string() },
        date: format!("2026-10-03T14:{number:02}:00+02:00"),
        message: format!("commit {number}"),
        files: files.collect::<BTreeMap<_, _>>(),
        tags: Vec::new(),
    }
}

/// Says that a test could not be made.
#[expect(clippy::print_stderr, reason = "a test that was not made must not look like one that was")]
pub(super) fn not_run(reason: &str) {
    eprintln!("NOT RUN: {reason}");
}
