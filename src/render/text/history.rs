//! The history of a record as text, newest change first.

use super::{count, inputs, visible};
use crate::report::history_report::{ChangeEntry, FieldEntry, HistoryReport, UnreadThen};
use std::fmt::Write;

/// Writes the history of a record, or of what its id stands for.
pub fn history(report: &HistoryReport) -> String {
    let mut out = entries(&report.changes, &report.id);
    for earlier in &report.earlier {
        let first = earlier.first.as_deref().map_or("an unknown commit", short);
        let id = visible(&report.id);
        let _ = writeln!(out, "before that, {id} was another record, first in {first}:\n");
        out.push_str(&entries(&earlier.changes, &report.id));
    }
    for UnreadThen { file, commit, reason } in &report.unread {
        let _ = writeln!(out, "unknown in {} at {commit}: {}", visible(file), visible(reason));
    }
    for remark in &report.remarks {
        let _ = writeln!(out, "note: {}", visible(remark));
    }
    if let Some(incomplete) = &report.incomplete {
        let _ = writeln!(out, "not whole: {}", visible(incomplete));
    }
    let gone = if report.present == Some(false) { ", no longer there" } else { "" };
    let n_changes = report.changes.chunk_by(is_of_one_merge).count();
    let changes = count(n_changes, "change");
    let since = report.since.as_ref().map(|since| format!(" since {}", visible(since)));
    let _ = writeln!(out, "{}{gone}: {changes}{}", visible(&report.id), since.unwrap_or_default());
    out.push_str(&inputs(&report.inputs));
    out
}

fn short(commit: &str) -> &str {
    &commit[..10.min(commit.len())]
}

/// Writes the changes, those of one merge together.
fn entries(changes: &[ChangeEntry], asked: &str) -> String {
    changes.chunk_by(is_of_one_merge).map(|changes| entry(changes, asked)).collect()
}

/// Whether two changes are one, told against two parents of a merge.
fn is_of_one_merge(one: &ChangeEntry, other: &ChangeEntry) -> bool {
    let is_same = (&one.commit, &one.target) == (&other.commit, &other.target);
    is_same && one.against.is_some() && other.against.is_some() && one.against != other.against
}

fn entry(changes: &[ChangeEntry], asked: &str) -> String {
    let [first, ..] = changes else { return String::new() };
    let author = visible(&first.author);
    let mut out = format!("{}  {}  {author}", short(&first.commit), first.date);
    for tag in &first.baselines {
        let _ = write!(out, "  [{}]", visible(tag));
    }
    let _ = writeln!(out, "\n  {}", visible(&first.subject));
    if changes.len() > 1 {
        let what = match has_own_value(changes) {
            _ if changes.iter().all(|change| change.kind == "removed") => {
                "a merge, which lost what each of these parents had"
            }
            true => "a merge, which has what none of these parents had",
            false => "a merge, which puts together what its parents had, and nothing else",
        };
        let _ = writeln!(out, "  {what}");
    }
    for change in changes {
        out.push_str(&what_happened(change, asked));
        change.fields.iter().for_each(|field| out.push_str(&values(field)));
    }
    out.push('\n');
    out
}

/// Whether a merge has anything that it took from none of the parents that it is told against.
fn has_own_value(changes: &[ChangeEntry]) -> bool {
    let [first, others @ ..] = changes else { return false };
    let names =
        |change: &ChangeEntry, path: &str| change.fields.iter().any(|field| field.field == path);
    changes.iter().any(|change| change.kind != "changed" || change.moved_from.is_some())
        || first.fields.iter().any(|field| others.iter().all(|other| names(other, &field.field)))
}

fn what_happened(change: &ChangeEntry, asked: &str) -> String {
    let mut out = "  ".to_string();
    if change.target != asked {
        let _ = write!(out, "{} ", visible(&change.target));
    }
    let file = visible(&change.file);
    match (&change.moved_from, &change.beside) {
        (Some(from), Some(_)) => {
            let _ = write!(out, "removed from {}, where the id stood twice", visible(from));
            let says = if change.fields.is_empty() { "the same" } else { "this" };
            let _ = write!(out, "; {file} still holds it, and says {says}");
        }
        (Some(from), None) => {
            let _ = write!(out, "{} in {file}, before in {}", change.kind, visible(from));
        }
        (None, beside) => {
            let _ = write!(out, "{} in {file}", change.kind);
            let beside = beside.iter().map(|beside| visible(beside));
            beside.for_each(|beside| {
                let _ = write!(out, "; the id stands in {beside}, too");
            });
        }
    }
    if let Some(parent) = &change.against {
        let _ = write!(out, ", compared with parent {}", short(parent));
    }
    if let Some(taken) = &change.side_taken {
        let _ = write!(out, "; the merge took the side of {}", short(taken));
    }
    out.push('\n');
    out
}

/// Writes a value before and after, on lines of their own.
pub(super) fn values(field: &FieldEntry) -> String {
    let mut out = format!("    {}\n", visible(&field.field));
    for (sign, value) in [('-', &field.before), ('+', &field.after)] {
        for line in value.iter().flat_map(|value| value.trim_end().lines()) {
            let _ = writeln!(out, "      {sign} {}", visible(line));
        }
    }
    out
}
