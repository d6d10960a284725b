//! What differs since an earlier state → its entries by kind, for a document of changes.

use super::Context;
use super::change::Edit;
use super::record::clean;
use super::trail::Reviewed;
use crate::report::diff_report::{Compared, Counts, DiffEntry};
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
    /// What may be there in one state: a file could not be parsed.
    pub unknown: Vec<String>,
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
    pub edits: Vec<Edit>,
    /// Who changed it, in which commits.
    pub commits: Vec<DifferenceCommit>,
    pub uncommitted: bool,
    /// Whether no commit changed it since, and a merge took one side.
    pub by_merge: bool,
}

/// A commit that took part in a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceCommit {
    pub date: String,
    pub author: String,
    pub commit: String,
}

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
        groups.entry(entry.kind.clone()).or_default().push(row(entry));
    }
    let groups = groups.into_iter().map(|(kind, rows)| DifferenceGroup { kind, rows });
    Difference {
        since: past.since.as_deref().map(clean),
        counts,
        groups: groups.collect(),
        unknown: compared.differences.unknown.iter().map(|target| clean(target)).collect(),
        remarks: compared.remarks().iter().map(|remark| clean(remark)).collect(),
    }
}

fn row(entry: &DiffEntry) -> DifferenceRow {
    let value = |value: &Option<String>| value.as_deref().map(clean);
    // What is new or gone is told as a whole: its values stand in the other state.
    let fields = entry.fields.iter().filter(|_| entry.change == "changed");
    let edits = fields.map(|field| Edit {
        path: clean(&field.field),
        before: value(&field.before),
        after: value(&field.after),
    });
    let commits = entry.commits.iter().map(|commit| DifferenceCommit {
        date: commit.date.chars().take(10).collect(),
        author: clean(&commit.author),
        commit: commit.commit.chars().take(10).collect(),
    });
    DifferenceRow {
        target: clean(&entry.target),
        title: entry.title.as_deref().map(clean),
        kind: entry.change,
        other_record: entry.other_record,
        edits: edits.collect(),
        commits: commits.collect(),
        uncommitted: entry.uncommitted,
        by_merge: entry.by_merge,
    }
}
