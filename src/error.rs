//! Why the tool itself could not do its work.
//!
//! A mistake in the user's records is never an error: it is a diagnostic, and the run goes on.

use std::path::PathBuf;

/// A failure of the tool or of what it was asked; ends the command with exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No `techfile.yaml` in the folder or above it.
    #[error("no techfile.yaml in {} or in any folder above it", .0.display())]
    NoProject(PathBuf),
    /// What the command line asked for cannot be done.
    #[error("{0}")]
    Usage(String),
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    /// Git could not answer.
    #[error("git: {0}")]
    Git(String),
    /// A revision, tag or commit is not in the repository.
    #[error("`{0}` names no commit in this repository")]
    UnknownRevision(String),
    /// A template, its metadata or the word list is at fault.
    #[error("template {template}: {message}")]
    Template { template: String, message: String },
    /// A document could not be written in a format.
    #[error("cannot render {document} as {format}: {message}")]
    Render { document: String, format: &'static str, message: String },
    /// A document lacks records that it should show; nothing was put in place.
    #[error("{document} as {format} does not show {}", missing.join(", "))]
    LostRecords { document: String, format: &'static str, missing: Vec<String> },
    /// The embedded example contradicts itself; a fault of ours.
    #[error("embedded example: {0}")]
    Example(String),
    /// The system gave no threads to work with.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// The result could not be written to standard output.
    #[error("cannot write the result")]
    Output(#[source] std::io::Error),
}

impl Error {
    /// Returns what the user can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Error::NoProject(_) => Some(
                "run the command in a project folder, name one with `--project DIR`, or write an example with `techfile demo`",
            ),
            Error::UnknownRevision(_) => {
                Some("a shallow clone lacks older commits and tags: `git fetch --unshallow --tags`")
            }
            Error::Git(message) if message.contains("not owned by current user") => Some(
                "tell git that you trust the folder: `git config --global --add safe.directory <folder>`",
            ),
            _ => None,
        }
    }
}
