//! History → the last commit that changed a record, a section of text or one of the project file.

use crate::history::{ChangeKind, Completeness, History, Revision};
use serde::Serialize;

/// Where the last commits are looked up.
#[derive(Debug, Clone, Copy)]
pub struct LastCommits<'h> {
    pub history: &'h History,
    pub revision: &'h Revision,
}

/// The last commit that changed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastCommit {
    /// 40 hexadecimal digits.
    pub commit: String,
    /// With time and offset.
    pub date: String,
}

impl LastCommit {
    /// Returns the first ten digits of the commit, as it is shown to people.
    pub fn short(&self) -> &str {
        &self.commit[..10.min(self.commit.len())]
    }

    /// Returns the day of the commit.
    pub fn day(&self) -> &str {
        &self.date[..10.min(self.date.len())]
    }
}

impl LastCommits<'_> {
    /// Returns the last commit that changed what a target says: an id, `doc:ID#anchor` or
    /// `techfile.yaml#section`. None where no commit is known to have done so.
    pub fn of(&self, target: &str) -> Option<LastCommit> {
        self.at(self.place_of(target)?)
    }

    /// Returns the place of that commit in the history, in which the newest stands first.
    pub fn place_of(&self, target: &str) -> Option<usize> {
        let changes = self.history.changes.get(target)?;
        let change = changes.iter().find(|change| change.kind != ChangeKind::Moved)?;
        Some(change.commit)
    }

    /// Returns the commit at a place.
    pub fn at(&self, place: usize) -> Option<LastCommit> {
        let commit = self.history.commits.get(place)?;
        Some(LastCommit { commit: commit.id.clone(), date: commit.date.clone() })
    }

    /// Returns whether the file of something differs from what is committed, so that the last commit
    /// may not be of what it says now.
    pub fn is_uncommitted(&self, path: &str) -> bool {
        self.revision.work_tree && self.revision.dirty.iter().any(|dirty| dirty == path)
    }

    /// Returns why last commits are not known, or may not be the right ones.
    pub fn unknown(&self) -> Option<String> {
        match &self.history.completeness {
            Completeness::Complete if !self.history.commits.is_empty() => None,
            Completeness::Complete | Completeness::NoRepository => {
                Some("there is no git history".to_string())
            }
            Completeness::Shallow => {
                Some("the clone is shallow: what is older than it is not known".to_string())
            }
            Completeness::Incomplete(what) => Some(what.clone()),
        }
    }
}
