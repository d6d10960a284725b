//! The history of a record as text, newest change first.

use super::{count, inputs, visible};
use crate::report::history_report::{ChangeEntry, FieldEntry, HistoryReport, UnreadThen};
use std::fmt::Write;

/// Writes the history of a record, or of what its id stands for.
pub fn history(report: &HistoryReport) -> String {
    let mut out: String = report.changes.iter().map(|change| entry(change, &report.id)).collect();
    for earlier in &report.earlier {
        let first = earlier.first.as_deref().map_or("an unknown commit", short);
        let id = visible(&report.id);
        let _ = writeln!(out, "before that, {id} was another record, first in {first}:\n");
        earlier.changes.iter().for_each(|change| out.push_str(&entry(change, &report.id)));
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
    let changes = count(report.changes.len(), "change");
    let since = report.since.as_ref().map(|since| format!(" since {}", visible(since)));
    let _ = writeln!(out, "{}{gone}: {changes}{}", visible(&report.id), since.unwrap_or_default());
    out.push_str(&inputs(&report.inputs));
    out
}

fn short(commit: &str) -> &str {
    &commit[..10.min(commit.len())]
}

fn entry(change: &ChangeEntry, asked: &str) -> String {
    let author = visible(&change.author);
    let mut out = format!("{}  {}  {author}", short(&change.commit), change.date);
    for tag in &change.baselines {
        let _ = write!(out, "  [{}]", visible(tag));
    }
    let _ = write!(out, "\n  {}\n  ", visible(&change.subject));
    if change.target != asked {
        let _ = write!(out, "{} ", visible(&change.target));
    }
    let _ = write!(out, "{} in {}", change.kind, visible(&change.file));
    if let Some(from) = &change.moved_from {
        let _ = write!(out, ", before in {}", visible(from));
    }
    if let Some(parent) = &change.against {
        let _ = write!(out, ", compared with parent {}", short(parent));
    }
    if let Some(taken) = &change.side_taken {
        let _ = write!(out, "; the merge took the side of {}", short(taken));
    }
    out.push('\n');
    change.fields.iter().for_each(|field| out.push_str(&values(field)));
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
