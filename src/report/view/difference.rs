//! What differs since an earlier state → its entries by kind, for a document of changes.

use super::Context;
use super::change::{Edit, edit};
use super::mention::Numbered;
use super::record::clean;
use super::trail::{Added, Reviewed};
use crate::history::FieldChange;
use crate::report::diff_report::{CommitEntry, Compared, Counts, DiffEntry, DiffField};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The earlier state and the period that documents of changes are about.
#[derive(Debug, Clone, Default)]
pub struct Past<'a> {
    /// The revision from which changes are counted, as it is named; none for the beginning.
    pub since: Option<String>,
    /// Ids of its commit and of all behind it.
    pub older: BTreeSet<String>,
    /// First and last day of the period, where the command names them.
    pub days: (Option<String>, Option<String>),
    /// The present state held against the earlier one; none where there is no earlier one.
    pub compared: Option<Compared<'a>>,
    /// What each record held in the commit that added it; nothing where no document tells it.
    pub added: Added,
    /// What each review saw; nothing where no document tells it.
    pub reviewed: Reviewed,
}

/// What differs since an earlier state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Difference {
    /// The earlier state; none where there is none to compare with.
    pub since: Option<String>,
    pub counts: Counts,
    pub groups: Vec<DifferenceGroup>,
    /// What only one state has for certain: the other may hold it in a file that could not be read.
    pub unknown: Vec<String>,
    /// Files that could not be read in one of the two states.
    pub unread: Vec<String>,
    pub remarks: Vec<String>,
}

/// Everything of one kind that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceGroup {
    /// A kind of record, or `narrative`, `project file`, `template` or `standard or mapping`.
    pub kind: String,
    pub rows: Vec<DifferenceRow>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceRow {
    pub target: String,
    pub title: Option<String>,
    /// `added`, `changed`, `moved` or `removed`.
    pub kind: &'static str,
    /// Whether the id names another record than before.
    pub other_record: bool,
    /// The file before and after, and who moved it, where it was moved.
    pub moved: Option<(String, String, Vec<DifferenceCommit>)>,
    /// Its own file, and every file that holds it or held it, where there was more than one.
    pub copies: Option<(String, Vec<String>)>,
    /// What differs, each with who changed it.
    pub edits: Vec<(Edit, Vec<DifferenceCommit>)>,
    /// Who changed it, in which commits.
    pub commits: Vec<DifferenceCommit>,
    pub uncommitted: bool,
}

/// A commit that took part in a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceCommit {
    pub date: String,
    pub author: String,
    pub commit: String,
}

impl Numbered for Difference {}

pub(super) fn difference(cx: &Context<'_>) -> Difference {
    let Some(past) = cx.inputs.past else { return Difference::default() };
    let Some(compared) = &past.compared else { return Difference::default() };
    let compared = &Compared { language: &cx.scope.language, ..compared.clone() };
    let entries = compared.entries();
    let mut groups: BTreeMap<String, Vec<DifferenceRow>> = BTreeMap::new();
    let n = |kind: &str| entries.iter().filter(|entry| entry.change == kind).count();
    let counts = Counts {
        added: n("added"),
        removed: n("removed"),
        changed: n("changed"),
        moved: n("moved"),
    };
    for entry in &entries {
        groups.entry(entry.kind.clone()).or_default().push(row(cx, entry));
    }
    let (before, after) = &compared.differences.unread;
    let unread: BTreeSet<String> =
        before.iter().chain(after).map(|unread| clean(&unread.file)).collect();
    let groups = groups.into_iter().map(|(kind, rows)| DifferenceGroup { kind, rows });
    Difference {
        since: past.since.as_deref().map(clean),
        counts,
        groups: groups.collect(),
        unknown: compared.differences.unknown.iter().map(|it| clean(&it.target)).collect(),
        unread: unread.into_iter().collect(),
        remarks: compared.remarks().iter().map(|remark| clean(remark)).collect(),
    }
}

fn row(cx: &Context<'_>, entry: &DiffEntry) -> DifferenceRow {
    // What is new or gone is told as a whole: its values stand in the other state.
    let fields = entry.fields.iter().filter(|_| entry.change == "changed");
    let commits = |ids: Option<&[String]>| -> Vec<DifferenceCommit> {
        let is_it = |commit: &&CommitEntry| ids.is_none_or(|ids| ids.contains(&commit.commit));
        let commits = entry.commits.iter().filter(is_it);
        let one = |commit: &CommitEntry| DifferenceCommit {
            date: commit.date.chars().take(10).collect(),
            author: clean(&commit.author),
            commit: commit.commit.chars().take(10).collect(),
        };
        commits.map(one).collect()
    };
    let edits = fields.map(|field| {
        let DiffField { field: path, before, after, commits: by, .. } = field.clone();
        (edit(cx, &entry.target, &FieldChange { path, before, after }), commits(Some(&by)))
    });
    let moved = entry
        .moved_from
        .as_deref()
        .map(|from| (clean(from), clean(&entry.file), commits(Some(&entry.moved_by))));
    let copies = entry.copies_before.iter().chain(&entry.copies_after);
    let copies: BTreeSet<String> = copies.map(|file| clean(file)).collect();
    let copies: Vec<String> = copies.into_iter().collect();
    DifferenceRow {
        target: clean(&entry.target),
        title: entry.title.as_deref().map(clean),
        kind: entry.change,
        other_record: entry.other_record,
        moved,
        copies: (!copies.is_empty()).then(|| (clean(&entry.file), copies)),
        edits: edits.collect(),
        commits: commits(None),
        uncommitted: entry.uncommitted,
    }
}
