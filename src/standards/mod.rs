//! Data folders → [`Library`]: standards with their clauses, and what shows that a clause is met.
//!
//! No standard or regulation is named in Rust: an edition is a folder under `standards/`, with its
//! clauses in our own words and a mapping beside them. A project adds standards and mappings of its
//! own, and cannot alter a shipped one.

mod condition;
mod document;
mod fields;
mod library;
mod mapping;
mod need;
mod own;
mod profile;
mod shipped;
mod standard;
mod wording;

pub use condition::Condition;
pub use document::{DocumentName, document_names};
pub use library::{ClauseKey, LazyLibrary, Library, sorts_of_need, split_question};
pub use need::{Demand, Every, Is, Linked, Need, NeedOf, Records, Selection, Test};
pub use own::read;
pub use profile::{Profile, profiles};
pub use shipped::{embedded, files_in, read_files, shipped};
pub use standard::{ALL, Clause, ClauseKind, Omission, Part, Standard};
pub use wording::Wording;

/// How sure the source of a fact is; anything but high is shown to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Confidence {
    /// Returns the word that data files use.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Confidence::Low, Confidence::Medium, Confidence::High]
            .into_iter()
            .find(|confidence| confidence.word() == word)
    }
}
