//! What differs between two states, as text.

use super::{Style, count, inputs, visible};
use crate::report::diff_report::{
    Counts, DiffEntry, DiffField, DiffReport, Side, UnknownEntry, UnreadEntry,
};
use crate::report::word_diff::Piece;
use std::fmt::Write;

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes what differs, group by group.
pub fn diff(report: &DiffReport, style: Style) -> String {
    let mut out = format!("{} → {}\n", side(&report.from), side(&report.to));
    for group in &report.groups {
        let n = group.entries.len();
        let _ = writeln!(out, "\n{} ({n})", visible(&group.name));
        group.entries.iter().for_each(|entry| out.push_str(&self::entry(entry, style)));
    }
    out.push('\n');
    let unread = (&report.unread_before[..], &report.unread_after[..]);
    doubts(&report.unknown, unread).iter().for_each(|line| out.push_str(&format!("{line}\n")));
    for remark in &report.remarks {
        let _ = writeln!(out, "note: {}", visible(remark));
    }
    if let Some(incomplete) = &report.incomplete {
        let _ = writeln!(out, "who changed what is not certain: {}", visible(incomplete));
    }
    let _ = writeln!(out, "{}{}", counts(&report.counts), not_told(report.unknown.len()));
    out.push_str(&inputs(&report.inputs));
    out
}

/// Says what cannot be told, and which files could not be read.
pub(in crate::render) fn doubts(
    unknown: &[UnknownEntry],
    (before, after): (&[UnreadEntry], &[UnreadEntry]),
) -> Vec<String> {
    let unknown = unknown.iter().map(|UnknownEntry { target, file, state }| {
        let (target, file) = (visible(target), visible(file));
        match *state {
            "before" => format!(
                "unknown: whether {target} was added or changed, since it may have stood in {file}, \
                 which could not be read then"
            ),
            _ => format!(
                "unknown: whether {target} was removed or changed, since it may stand in {file}, \
                 which cannot be read now"
            ),
        }
    });
    let unread = |when: &'static str, files: &'static str| {
        move |UnreadEntry { file, reason }: &UnreadEntry| {
            format!("{when}: {}: {}{files}", visible(file), visible(reason))
        }
    };
    let before = before.iter().map(unread("could not be read then", ""));
    let after = after.iter().map(unread("cannot be read now", "; what it holds is in no list"));
    unknown.chain(before).chain(after).collect()
}

/// Says how much differs.
pub(super) fn counts(counts: &Counts) -> String {
    let Counts { added, removed, changed, moved } = counts;
    format!("{added} added, {removed} removed, {changed} changed, {moved} moved")
}

/// Says how much is unknown, if anything is.
pub(super) fn not_told(n_unknown: usize) -> String {
    if n_unknown == 0 { String::new() } else { format!(", {n_unknown} unknown") }
}

/// Names a state that was compared.
pub(super) fn side(side: &Side) -> String {
    let short = side.commit.as_deref().map_or("no commit", |id| &id[..10.min(id.len())]);
    let date: String = side.date.iter().flat_map(|date| date.chars().take(10)).collect();
    match &side.revision {
        Some(revision) => format!("{} ({short}, {date})", visible(revision)),
        None => format!("work tree at {short}"),
    }
}

fn entry(entry: &DiffEntry, style: Style) -> String {
    let title = entry.title.as_ref().map(|title| format!("  {}", title.replace('\n', " ")));
    let title = visible(&title.unwrap_or_default());
    let mut out = format!("  {} {}{title}\n", visible(&entry.target), entry.change);
    if entry.other_record {
        out.push_str("    another record than before: the id was removed and taken again\n");
    }
    if let Some(from) = &entry.moved_from {
        let _ = writeln!(out, "    in {}, before in {}", visible(&entry.file), visible(from));
    }
    for (when, files) in [("stood", &entry.copies_before), ("stands", &entry.copies_after)] {
        if !files.is_empty() {
            let files = visible(&files.join(", "));
            let _ = writeln!(out, "    the id {when} in several files: {files}");
        }
    }
    let is_of_several = !entry.copies_before.is_empty() || !entry.copies_after.is_empty();
    if is_of_several && entry.change == "changed" && entry.moved_from.is_none() {
        let _ = writeln!(out, "    in {}", visible(&entry.file));
    }
    match entry.change {
        "added" | "removed" => {
            let values = count(entry.fields.len(), "value");
            let _ = writeln!(out, "    {values} in {}", visible(&entry.file));
        }
        _ => entry.fields.iter().for_each(|field| out.push_str(&self::field(field, style))),
    }
    for commit in &entry.commits {
        let short = &commit.commit[..10.min(commit.commit.len())];
        let date: String = commit.date.chars().take(10).collect();
        let (author, subject) = (visible(&commit.author), visible(&commit.subject));
        let _ = writeln!(out, "    {short}  {date}  {author}  {subject}");
    }
    if entry.uncommitted {
        out.push_str("    not committed\n");
    }
    out
}

fn field(field: &DiffField, style: Style) -> String {
    let Some(words) = &field.words else { return values(field, style) };
    let mut out = format!("    {}\n", visible(&field.field));
    let text: String = words.iter().map(|piece| self::piece(piece, style)).collect();
    for line in text.lines() {
        let _ = writeln!(out, "      {line}");
    }
    out
}

fn values(field: &DiffField, style: Style) -> String {
    let mut out = format!("    {}\n", visible(&field.field));
    for (sign, color, value) in [('-', RED, &field.before), ('+', GREEN, &field.after)] {
        for line in value.iter().flat_map(|value| value.trim_end().lines()) {
            let line = visible(line);
            let _ = match style.color {
                true => writeln!(out, "      {color}{sign} {line}{PLAIN}"),
                false => writeln!(out, "      {sign} {line}"),
            };
        }
    }
    out
}

fn piece(piece: &Piece, style: Style) -> String {
    let text = visible(&piece.text);
    match (piece.change, style.color) {
        ("removed", true) => format!("{RED}[-{text}-]{PLAIN}"),
        ("added", true) => format!("{GREEN}{{+{text}+}}{PLAIN}"),
        ("removed", false) => format!("[-{text}-]"),
        ("added", false) => format!("{{+{text}+}}"),
        _ => text,
    }
}
