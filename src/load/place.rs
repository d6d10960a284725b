//! What a snapshot can be taken of: folders, files and links, named by paths relative to the project.
//!
//! The work tree and a commit answer the same few questions, and links are followed here on paths
//! alone, so that both give the same files. Paths are relative to the project folder and use `/`.

use super::failure::ReadFailure;

/// Links followed on the way to one file before the path is taken for a circle.
const MAX_LINKS: usize = 40;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    File,
    Folder,
    /// A symbolic link, not followed yet.
    Link,
    /// Nothing that can be read, and why.
    Refused(ReadFailure),
}

/// An entry of a folder; where the name is no UTF-8, a readable form of it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) is_utf8: bool,
    pub(super) entry: Entry,
}

/// A tree of files that can be listed and read.
pub(super) trait Place: Send + Sync {
    /// Returns the entries of a folder, in any order.
    fn entries(&self, folder: &str) -> Result<Vec<Named>, ReadFailure>;
    /// Returns what stands at a path; the folders on the way are real ones.
    fn entry(&self, path: &str) -> Entry;
    /// Returns where a link leads, as it is written in the link.
    fn link(&self, path: &str) -> Result<String, ReadFailure>;
    /// Returns the bytes of a file.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, ReadFailure>;
}

/// What a path leads to when every link on it is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The path without links.
    pub(super) path: String,
    pub(super) is_folder: bool,
}

/// Follows a path to a file or folder inside the project.
pub(super) fn resolve(place: &dyn Place, path: &str) -> Result<Found, ReadFailure> {
    let mut found = Found { path: String::new(), is_folder: true };
    let mut ahead: Vec<String> = path.rsplit('/').map(String::from).collect();
    let mut links = 0;
    while let Some(part) = ahead.pop() {
        match part.as_str() {
            "" | "." => continue,
            ".." => found = parent(&found)?,
            _ => {
                let here = step(&found, &part)?;
                match place.entry(&here) {
                    Entry::File => found = Found { path: here, is_folder: false },
                    Entry::Folder => found = Found { path: here, is_folder: true },
                    Entry::Refused(failure) => return Err(failure),
                    Entry::Link if links == MAX_LINKS => {
                        return Err(ReadFailure::Io("the links lead in a circle".to_string()));
                    }
                    Entry::Link => {
                        links += 1;
                        let target = place.link(&here)?;
                        if std::path::Path::new(&target).has_root() {
                            return Err(ReadFailure::LeavesProject);
                        }
                        ahead.extend(target.rsplit('/').map(String::from));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// Returns a path in a folder.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// Returns whether a name is that of git's own folder, which is never an input.
pub(super) fn is_git_folder(name: &str) -> bool {
    name.eq_ignore_ascii_case(".git")
}

fn step(found: &Found, part: &str) -> Result<String, ReadFailure> {
    if !found.is_folder {
        return Err(ReadFailure::Missing);
    }
    if is_git_folder(part) {
        return Err(ReadFailure::LeavesProject);
    }
    Ok(join(&found.path, part))
}

fn parent(found: &Found) -> Result<Found, ReadFailure> {
    if !found.is_folder {
        return Err(ReadFailure::Missing);
    }
    if found.path.is_empty() {
        return Err(ReadFailure::LeavesProject);
    }
    let path = found.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    Ok(Found { path, is_folder: true })
}
