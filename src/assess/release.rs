//! Which release a judgement is about.

use super::Basis;
use crate::model::{Project, Record, Status};

/// The release that is judged, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'a> {
    Release(&'a Record),
    /// The command names a release that does not exist.
    Unknown,
    /// No release is named, tagged or a draft.
    None,
    /// More than one draft release could be meant.
    Several(usize),
}

impl<'a> Choice<'a> {
    /// Returns the release that was chosen.
    pub fn record(&self) -> Option<&'a Record> {
        match self {
            Choice::Release(record) => Some(record),
            _ => None,
        }
    }

    /// Returns whether a record is one by which the release is judged: one that belongs to other
    /// products alone, and is about nothing of this one, is not. Without a release every record is.
    pub fn judges(&self, project: &Project, record: &Record) -> bool {
        self.record().is_none_or(|release| project.shares_product(release, record))
    }

    /// Returns whether a record can help another one: where the release is judged by that one, it has to
    /// be of the same product itself. What it says may count for other products; it helps only its own.
    pub fn counts_for(&self, project: &Project, record: &Record, subject: &Record) -> bool {
        let is_own = |release| project.may_name(record, release);
        self.record().is_none_or(is_own) || !self.judges(project, subject)
    }

    /// Returns why no release could be chosen.
    pub fn reason(&self) -> Option<String> {
        match self {
            Choice::Release(_) => None,
            Choice::Unknown => Some("the release that was asked for does not exist".to_string()),
            Choice::None => Some("no release is a draft, and none was named".to_string()),
            Choice::Several(n) => Some(format!("{n} releases are drafts, and none was named")),
        }
    }
}

/// Chooses the named release, else the one whose tag is the revision, else the one draft.
pub fn choose<'a>(project: &'a Project, basis: &Basis) -> Choice<'a> {
    let releases: Vec<&Record> = project.of_kind("release").collect();
    if let Some(id) = &basis.release {
        let named = releases.iter().find(|record| *record.id == **id);
        return named.map_or(Choice::Unknown, |record| Choice::Release(record));
    }
    if let Some(revision) = &basis.revision {
        let tag = revision.strip_prefix("refs/tags/").unwrap_or(revision);
        let mut tagged = releases.iter().filter(|record| record.word(&["tag"]) == Some(tag));
        if let (Some(record), None) = (tagged.next(), tagged.next()) {
            return Choice::Release(record);
        }
    }
    let drafts: Vec<&&Record> =
        releases.iter().filter(|record| record.status == Status::Draft).collect();
    match drafts[..] {
        [one] => Choice::Release(one),
        [] => Choice::None,
        _ => Choice::Several(drafts.len()),
    }
}
