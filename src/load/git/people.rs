//! Authors as git names them, after the repository's own mailmap.
//!
//! The mailmap is taken from the same state as all other inputs, and never from the user's settings.

use crate::history::Author;
use crate::load::work_tree::read_limited;
use git2::{ErrorCode, Mailmap, ObjectType, Oid, Repository, Signature};
use std::path::Path;

const MAILMAP: &str = ".mailmap";

/// Knows who an author is.
pub(super) struct People {
    mailmap: Option<Mailmap>,
}

/// Reads the mailmap of a commit, or of the work tree.
pub(super) fn of(repository: &Repository, commit: Option<Oid>) -> Result<People, git2::Error> {
    let bytes = match (commit, repository.workdir()) {
        (Some(commit), _) => committed(repository, commit)?,
        (None, Some(folder)) => on_disk(&folder.join(MAILMAP)),
        (None, None) => None,
    };
    let parse = |bytes: Vec<u8>| {
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        Mailmap::from_buffer(&text).ok()
    };
    Ok(People { mailmap: bytes.and_then(parse) })
}

impl People {
    /// Returns the author that a signature means, in a commit of some encoding.
    pub(super) fn name(&self, signature: &Signature<'_>, encoding: Option<&str>) -> Author {
        let mapped = self.mailmap.as_ref().and_then(|map| map.resolve_signature(signature).ok());
        let signature = mapped.as_ref().unwrap_or(signature);
        let text = |bytes: &[u8]| text(bytes, encoding);
        Author { name: text(signature.name_bytes()), email: text(signature.email_bytes()) }
    }
}

/// Reads bytes of a commit as text: UTF-8, or Latin-1 where the commit says so. What is neither is
/// shown as well as it can be.
pub(super) fn text(bytes: &[u8], encoding: Option<&str>) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) if encoding.is_some_and(is_latin_1) => {
            bytes.iter().copied().map(char::from).collect()
        }
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn is_latin_1(encoding: &str) -> bool {
    let plain = encoding.to_ascii_lowercase().replace(['-', '_'], "");
    matches!(&*plain, "iso88591" | "latin1" | "l1")
}

fn committed(repository: &Repository, commit: Oid) -> Result<Option<Vec<u8>>, git2::Error> {
    let tree = repository.find_commit(commit)?.tree()?;
    let blob = tree.get_name(MAILMAP).filter(|entry| entry.kind() == Some(ObjectType::Blob));
    match blob.map(|entry| repository.find_blob(entry.id())).transpose() {
        Ok(blob) => Ok(blob.map(|blob| blob.content().to_vec())),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Git does not follow a mailmap that is a link, and neither does this.
fn on_disk(path: &Path) -> Option<Vec<u8>> {
    path.symlink_metadata().ok().filter(|metadata| metadata.is_file())?;
    read_limited(path).ok()
}
