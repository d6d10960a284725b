//! Case folder → a copy of it in a temporary folder, with a git repository where one is wanted.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use techfile::check::RULES;
use techfile::history::{Author, PlannedCommit};
use techfile::load::write_repository;

/// Path relative to the project folder → content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Which repository a copy lies in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Git {
    /// No repository.
    None,
    /// A clean one, with the commits of `history.yaml` or one of everything.
    #[default]
    Commit,
    /// Like a clone that was cut off behind the last commit.
    Shallow,
    /// The head names a commit and no branch.
    Detached,
}

/// One entry of `history.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    message: String,
    date: String,
    #[serde(default = "usual_author")]
    author: String,
    /// Folder beside `history.yaml` that is laid over what was there.
    #[serde(default = "usual_folder")]
    files: String,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

fn usual_author() -> String {
    "Ingrid Sand <ingrid.sand@example.org>".to_string()
}

fn usual_folder() -> String {
    "project".to_string()
}

/// A folder that is removed when the case ends.
pub struct Workspace {
    folder: tempfile::TempDir,
}

impl Planned {
    /// Plans a commit of a day.
    pub fn new(date: &str, remove: Vec<String>, tags: &[&str]) -> Self {
        Self {
            message: "A change".to_string(),
            date: date.to_string(),
            author: usual_author(),
            files: usual_folder(),
            remove,
            tags: tags.iter().map(|tag| tag.to_string()).collect(),
        }
    }

    /// Returns the name of the folder that the commit lays over the one before it.
    pub fn files(&self) -> &str {
        &self.files
    }
}

impl Workspace {
    /// Makes an empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// Makes a folder with files and, where wanted, one commit of them.
    pub fn with(files: &Files, git: Git) -> Self {
        let commit = Planned {
            message: "Records of the project".to_string(),
            date: "2026-10-01T09:00:00+02:00".to_string(),
            author: usual_author(),
            files: usual_folder(),
            remove: Vec::new(),
            tags: Vec::new(),
        };
        let workspace = Self::new();
        match git {
            Git::None => workspace.write(files),
            _ => workspace.commit(&[(commit, files.clone())], git),
        }
        workspace
    }

    /// Writes commits, each with the files that it adds or replaces.
    pub fn commit(&self, commits: &[(Planned, Files)], git: Git) {
        let planned: Vec<PlannedCommit> = commits.iter().map(planned_commit).collect();
        let ids = write_repository(self.path(), &planned).expect("the repository can be written");
        let head = ids.last().expect("there is a commit");
        match git {
            Git::Shallow => self.write_git("shallow", head),
            Git::Detached => self.write_git("HEAD", head),
            Git::None | Git::Commit => {}
        }
    }

    fn write_git(&self, name: &str, id: &str) {
        std::fs::write(self.path().join(".git").join(name), format!("{id}\n")).expect("written");
    }

    /// Writes files beside what is there.
    pub fn write(&self, files: &Files) {
        for (path, content) in files {
            let file = self.path().join(path);
            std::fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
            std::fs::write(file, content).expect("written");
        }
    }

    /// Returns the folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a text without what changes from run to run or with every new rule: the folder, the
    /// version and how many rules there are.
    pub fn steady(&self, text: &str) -> String {
        let real = self.path().canonicalize().expect("the folder exists");
        let text = text.replace(&*real.to_string_lossy(), "{folder}");
        let text = text.replace(&*self.path().to_string_lossy(), "{folder}");
        let text = text.replace(env!("CARGO_PKG_VERSION"), "{version}");
        let n = RULES.len();
        let text = text.replace(&format!("and {n} rules"), "and {rules} rules");
        text.replace(&format!("\"rules\": {n}\n"), "\"rules\": {rules}\n")
    }
}

fn planned_commit((planned, files): &(Planned, Files)) -> PlannedCommit {
    let (name, email) = planned.author.split_once(" <").expect("`Name <address>`");
    let added = files.iter().map(|(path, content)| (path.clone(), Some(content.clone())));
    let removed = planned.remove.iter().map(|path| (path.clone(), None));
    PlannedCommit {
        author: Author { name: name.to_string(), email: email.trim_end_matches('>').to_string() },
        date: planned.date.clone(),
        message: planned.message.clone(),
        files: added.chain(removed).collect(),
        tags: planned.tags.clone(),
    }
}

/// Reads every file under a folder.
pub fn files_of(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(at) = waiting.pop() {
        for entry in std::fs::read_dir(&at).unwrap_or_else(|e| panic!("{}: {e}", at.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let inside = path.strip_prefix(folder).expect("under the folder").to_string_lossy();
            files.insert(inside.into_owned(), std::fs::read(&path).expect("a readable file"));
        }
    }
    files
}

/// Returns the names in a folder, sorted; none if there is no such folder.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Reads a YAML file of a case; the default if there is none.
pub fn settings<T: Default + for<'d> Deserialize<'d>>(file: &Path) -> T {
    let Ok(text) = std::fs::read_to_string(file) else { return T::default() };
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
