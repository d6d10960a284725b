//! `history/<topic>/`: a repository made step by step, and what commands say of it on the way.
//!
//! `history.yaml` lists the steps and `expected.txt` holds everything that the commands print. The
//! first commit gets the shared project file, and every commit is a day later than the one before.

use super::folder::{Workspace, names_in};
use super::git::git;
use super::{Case, Done, at, cli, expect};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Nine o'clock of 2026-10-01, two hours ahead of UTC.
const FIRST_DAY: u64 = 1_790_838_000;
const DAY: u64 = 86_400;

/// The repository's folder beside its clones and linked work trees.
const FOLDER: &str = "device";

/// One step; what it does is the one of its keys that says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
enum Step {
    Commit(Commit),
    /// Goes on with a branch, which begins here if there is none.
    Branch(String),
    /// Runs git; `{REV}` stands for the id of a commit.
    Git(Vec<String>),
    /// Writes files that are not committed, or removes them.
    Write(Files),
    /// Makes links that are not committed: name → what it leads to.
    Link(BTreeMap<String, String>),
    /// Goes on in a clone, made with these options.
    Clone(Vec<String>),
    /// Goes on in a folder beside the repository.
    In(String),
    /// Turns a byte in the middle of the cache.
    DamageCache,
    /// Puts the cache of a folder beside the repository in the place of its own.
    CacheOf(String),
    /// Runs techfile.
    Run(Vec<String>),
    /// Shows a file that techfile wrote.
    Show(String),
}

/// Path → content, or nothing to remove the file.
type Files = BTreeMap<String, Option<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Commit {
    message: String,
    #[serde(default = "usual_author")]
    author: String,
    #[serde(default)]
    files: Files,
    /// New name → old name.
    #[serde(default)]
    renamed: BTreeMap<String, String>,
    /// Further parents. Nothing is taken from them but what `files` says.
    #[serde(default)]
    merges: Vec<String>,
    /// Has no parent and begins with no files.
    #[serde(default)]
    is_root: bool,
    #[serde(default)]
    letters: Letters,
}

/// How the name and the message are written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Letters {
    #[default]
    Utf8,
    /// In Latin-1, which the commit says.
    Latin1,
    /// In Latin-1, and nothing says so.
    Latin1Unsaid,
}

fn usual_author() -> String {
    "Ingrid Sand <ingrid.sand@example.org>".to_string()
}

/// Returns one case for each topic.
pub fn cases() -> Vec<Case> {
    let folder = at("history");
    let case = |topic: String| {
        let folder = folder.join(&topic);
        Case::new("history", "topic", topic, move || compare(&folder))
    };
    names_in(&folder).into_iter().map(case).collect()
}

fn compare(folder: &Path) -> Result<Done, String> {
    let file = folder.join("history.yaml");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let steps: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).map_err(|e| e.to_string())?;
    let mut maker = Maker::new();
    for step in steps {
        let wrong = |error| format!("{}: {error} in {step:?}", file.display());
        let step = serde_yaml::with::singleton_map::deserialize(step.clone()).map_err(wrong)?;
        maker.take(step);
    }
    let said = maker.workspace.steady(&maker.said);
    expect::recorded(&folder.join("expected.txt"), &said).map(|()| Done::Passed)
}

/// Returns the one file of the cache of a project.
fn cache(project: &Path) -> PathBuf {
    let names = names_in(&project.join("out/.cache"));
    let mut names = names.into_iter().filter(|name| name.starts_with("history-"));
    let (Some(name), None) = (names.next(), names.next()) else { panic!("not one cache") };
    project.join("out/.cache").join(name)
}

/// Makes a repository and listens to commands.
struct Maker {
    workspace: Workspace,
    /// Where the next step is taken.
    folder: PathBuf,
    day: u64,
    said: String,
}

impl Maker {
    fn new() -> Self {
        let workspace = Workspace::new();
        let folder = workspace.path().join(FOLDER);
        fs::create_dir(&folder).expect("made");
        let maker = Self { workspace, folder, day: 0, said: String::new() };
        maker.git(&["init", "--quiet", "--initial-branch=main"]);
        maker
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Commit(commit) => self.commit(&commit),
            Step::Branch(name) => self.branch(&name),
            Step::Git(arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|it| self.with_ids(it)).collect();
                self.git(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
            }
            Step::Write(files) => self.write(&files),
            Step::Link(links) => {
                for (name, target) in links {
                    std::os::unix::fs::symlink(target, self.folder.join(name)).expect("linked");
                }
            }
            Step::Clone(options) => self.clone(&options),
            Step::In(folder) => self.folder = self.workspace.path().join(folder),
            Step::DamageCache => {
                let file = cache(&self.folder);
                let mut bytes = fs::read(&file).expect("read");
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x55;
                fs::write(file, bytes).expect("written");
            }
            Step::CacheOf(folder) => {
                let foreign = cache(&self.workspace.path().join(folder));
                fs::copy(foreign, cache(&self.folder)).expect("copied");
            }
            Step::Run(arguments) => self.run(&arguments),
            Step::Show(path) => {
                let text = fs::read_to_string(self.folder.join(&path)).expect("it was written");
                let _ = writeln!(self.said, "--- {path}\n{text}");
            }
        }
    }

    /// Runs git at the time of the last commit and returns what it prints.
    fn git(&self, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.git_with(arguments, b"")).trim_end().to_string()
    }

    fn git_with(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let date = format!("{} +0200", FIRST_DAY + DAY * self.day);
        let who = [
            ("GIT_AUTHOR_NAME", "Ingrid Sand"),
            ("GIT_AUTHOR_EMAIL", "ingrid.sand@example.org"),
            ("GIT_AUTHOR_DATE", &date),
            ("GIT_COMMITTER_NAME", "Ingrid Sand"),
            ("GIT_COMMITTER_EMAIL", "ingrid.sand@example.org"),
            ("GIT_COMMITTER_DATE", &date),
        ];
        git(&self.folder, arguments, input, &who)
    }

    /// Writes the commit byte by byte, since git itself would not write all of them.
    fn commit(&mut self, commit: &Commit) {
        let mut parents = Vec::new();
        let is_first = self.day == 0;
        if commit.is_root {
            self.git(&["rm", "--quiet", "-r", "--force", "."]);
        } else if !is_first {
            parents.push("HEAD");
        }
        self.day += 1;
        if is_first || commit.is_root {
            let base = fs::read(at("base/techfile.yaml")).expect("the base has a project file");
            fs::write(self.folder.join("techfile.yaml"), base).expect("written");
        }
        for (new, old) in &commit.renamed {
            let new = self.folder.join(new);
            fs::create_dir_all(new.parent().expect("a file is in a folder")).expect("made");
            fs::rename(self.folder.join(old), new).expect("renamed");
        }
        self.write(&commit.files);
        self.git(&["add", "--all"]);
        parents.extend(commit.merges.iter().map(String::as_str));
        let mut text = format!("tree {}\n", self.git(&["write-tree"]));
        for parent in parents {
            let commit = format!("{parent}^{{commit}}");
            let _ = writeln!(text, "parent {}", self.git(&["rev-parse", "--verify", &commit]));
        }
        let time = FIRST_DAY + DAY * (self.day - 1);
        for role in ["author", "committer"] {
            let _ = writeln!(text, "{role} {} {time} +0200", commit.author);
        }
        if commit.letters == Letters::Latin1 {
            text.push_str("encoding ISO-8859-1\n");
        }
        let _ = writeln!(text, "\n{}", commit.message);
        let bytes = match commit.letters {
            Letters::Utf8 => text.into_bytes(),
            _ => text.chars().map(|letter| u8::try_from(letter).expect("Latin-1")).collect(),
        };
        let id = self.git_with(&["hash-object", "-t", "commit", "-w", "--stdin"], &bytes);
        let id = String::from_utf8(id).expect("an id is ASCII");
        self.git(&["update-ref", "HEAD", id.trim()]);
    }

    fn write(&self, files: &Files) {
        for (path, content) in files {
            let file = self.folder.join(path);
            let Some(content) = content else {
                fs::remove_file(&file).expect("there is such a file");
                continue;
            };
            fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
            fs::write(file, self.with_ids(content)).expect("written");
        }
    }

    fn branch(&self, name: &str) {
        let known = self.git(&["branch", "--list", name]);
        let new: &[&str] = if known.is_empty() { &["-b"] } else { &[] };
        self.git(&[&["checkout", "--quiet"], new, &[name]].concat());
    }

    fn clone(&mut self, options: &[String]) {
        let from = format!("file://{}", self.folder.display());
        let to = self.workspace.path().join("clone");
        let mut arguments = vec!["clone", "--quiet"];
        arguments.extend(options.iter().map(String::as_str));
        let to_text = to.to_string_lossy().into_owned();
        arguments.extend([&*from, &*to_text]);
        self.git(&arguments);
        self.folder = to;
    }

    /// Puts the id of a commit in the place of each `{REV}`.
    fn with_ids(&self, text: &str) -> String {
        let mut parts = text.split('{');
        let mut out = parts.next().unwrap_or_default().to_string();
        for part in parts {
            match part.split_once('}') {
                Some((revision, rest)) if revision.starts_with("HEAD") => {
                    out += &self.git(&["rev-parse", "--verify", revision]);
                    out += rest;
                }
                _ => out += &format!("{{{part}"),
            }
        }
        out
    }

    fn run(&mut self, arguments: &[String]) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let said = cli::say(&arguments, &self.folder);
        let line = arguments.join(" ");
        let (out, err, exit) = (said.out, said.err, said.exit);
        let _ = write!(self.said, "$ techfile {line}\n{out}{err}exit code {exit}\n\n");
    }
}
