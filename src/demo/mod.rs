//! The example project that `techfile demo` writes: its commits, oldest first, as data.
//!
//! The content lies in `commits/`, one folder a commit with the files that it adds or replaces, and
//! `commits.yaml` says who made each commit and when, and what it edits in files of earlier ones. What
//! only a computer can know stands there as a blank (`blank.rs`), so that the example stays true when
//! the way to hash changes. `breakages.yaml` holds mistakes to try. Nothing here depends on the
//! machine or the day.

mod blank;
mod breakage;
mod edit;

pub use blank::Fingerprints;
pub use breakage::{Breakage, breakages};
pub use edit::{Edit, apply};

use crate::error::Error;
use crate::history::{Author, PlannedCommit};
use crate::source::SourceId;
use crate::yaml::{self, Node};
use blank::Blanks;
use include_dir::{Dir, DirEntry, include_dir};
use std::collections::{BTreeMap, BTreeSet};

/// The files of a project: path with `/` → content.
pub type Files = BTreeMap<String, Vec<u8>>;

static FOLDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/demo/commits");
const LIST: &str = include_str!("commits.yaml");

/// Returns the commits of the example, oldest first, with every blank filled in.
pub fn commits(fingerprints: &Fingerprints<'_>) -> Result<Vec<PlannedCommit>, Error> {
    let list = list_of("commits.yaml", LIST)?;
    let mut files = Files::new();
    let mut blanks = Blanks::new(fingerprints);
    let entries = list.get("commits").map(Node::items).unwrap_or_default();
    entries.iter().map(|entry| commit(&list, entry, &mut files, &mut blanks)).collect()
}

/// Returns one commit; `files` are those of the commit before it and become those of this one.
fn commit(
    list: &Node,
    entry: &Node,
    files: &mut Files,
    blanks: &mut Blanks<'_>,
) -> Result<PlannedCommit, Error> {
    let added = match entry.get("folder") {
        Some(_) => files_of(word(entry, "folder")?)?,
        None => Files::new(),
    };
    let mut touched: BTreeSet<String> = added.keys().cloned().collect();
    files.extend(added);
    for edit in edit::edits(entry)? {
        apply(&edit, files)?;
        touched.insert(edit.file);
    }
    let paths: Vec<String> = touched.into_iter().collect();
    blanks.fill(files, &paths)?;
    let content = |path: String| (path.clone(), files.get(&path).cloned());
    Ok(PlannedCommit {
        author: author(list, word(entry, "author")?)?,
        date: word(entry, "date")?.to_string(),
        message: word(entry, "message")?.to_string(),
        files: paths.into_iter().map(content).collect(),
        tags: words(entry, "tags"),
    })
}

/// Reads a list that is part of the program.
fn list_of(name: &str, text: &str) -> Result<Node, Error> {
    let mut parsed = yaml::read(SourceId::nth(0), text);
    match parsed.documents.pop() {
        Some(list) if parsed.problems.is_empty() => Ok(list),
        _ => Err(fault(format!("{name} cannot be read: {:?}", parsed.problems))),
    }
}

fn author(list: &Node, key: &str) -> Result<Author, Error> {
    let unknown = || fault(format!("commits.yaml names no author `{key}`"));
    let person = list.at(&["authors", key]).ok_or_else(unknown)?;
    Ok(Author {
        name: word(person, "name")?.to_string(),
        email: word(person, "email")?.to_string(),
    })
}

fn files_of(folder: &str) -> Result<Files, Error> {
    let dir = FOLDERS.get_dir(folder).ok_or_else(|| fault(format!("no folder `{folder}`")))?;
    let mut files = Files::new();
    collect(dir, folder, &mut files);
    Ok(files)
}

fn collect(dir: &Dir<'_>, folder: &str, files: &mut Files) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, folder, files),
            DirEntry::File(file) => {
                // Paths are embedded as the building machine writes them.
                let path = file.path().to_string_lossy().replace('\\', "/");
                let path = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/');
                files.insert(path.to_string(), file.contents().to_vec());
            }
        }
    }
}

fn word<'a>(node: &'a Node, key: &str) -> Result<&'a str, Error> {
    let missing = || fault(format!("an entry of the example lacks `{key}`"));
    node.get(key).and_then(Node::text).ok_or_else(missing)
}

fn words(node: &Node, key: &str) -> Vec<String> {
    let items = node.get(key).map(Node::one_or_many).unwrap_or_default();
    items.iter().filter_map(Node::text).map(str::to_string).collect()
}

fn fault(message: impl Into<String>) -> Error {
    Error::Example(message.into())
}

#[cfg(test)]
mod tests;
