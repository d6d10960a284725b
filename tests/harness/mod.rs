//! Finds the case folders under `tests/cases`, runs each in a copy and compares the whole output.
//!
//! A case proves two things apart: positions, which a person marked in the fixture, and wording,
//! which a file records.

pub mod expect;
pub mod folder;
pub mod git;
mod history;
mod line;
mod marker;

pub mod cli;
mod diagnosed;

pub use cli::say;
pub use folder::{Files, Git, Workspace};
pub use line::{Inputs, known_names};

use std::path::{Path, PathBuf};

/// How a case ended that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    Passed,
    /// Could not be run here; says why.
    Skipped(String),
}

/// One case: suite, class and name are its key in the results.
pub struct Case {
    pub suite: &'static str,
    pub class: String,
    pub name: String,
    pub run: Box<dyn FnOnce() -> Result<Done, String> + Send>,
}

impl Case {
    /// Makes a case of what it does.
    pub fn new(
        suite: &'static str,
        class: impl Into<String>,
        name: impl Into<String>,
        run: impl FnOnce() -> Result<Done, String> + Send + 'static,
    ) -> Self {
        Self { suite, class: class.into(), name: name.into(), run: Box::new(run) }
    }

    /// Makes a case of a function that panics if it does not hold.
    pub fn holds(suite: &'static str, class: &str, name: &str, run: fn()) -> Self {
        Self::new(suite, class, name, move || {
            run();
            Ok(Done::Passed)
        })
    }
}

/// Returns every case that is a folder.
pub fn cases() -> Vec<Case> {
    let mut cases = diagnosed::cases();
    cases.extend(cli::cases());
    cases.extend(history::cases());
    cases
}

/// Returns a folder or file under `tests/cases`.
pub fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(path)
}
