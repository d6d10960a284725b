//! Reports as Markdown for the comment of a merge request.
//!
//! Record text is escaped, so that it can neither mention a person nor open a link; long lists are cut,
//! since code hosts cut long comments, and say how much they leave out.

use super::text;
use crate::report::diff_report::DiffEntry;
use crate::report::markup::escape;
use crate::report::since_report::{Again, SinceReport};
use std::fmt::Write;

/// Entries of a list that are written; the rest is counted.
const MOST_SHOWN: usize = 50;

/// Fences text, whatever it holds.
pub fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}{fence}\n")
}

/// Writes what the changes since a revision ask for.
pub fn since(report: &SinceReport) -> String {
    let mut out = format!("### {}\n", escape(&text::since_summary(report)));
    for warning in warnings(report) {
        let _ = writeln!(out, "\n> **{}**", escape(&warning));
    }
    list("Changed", &report.changed, changed, &mut out);
    list(
        "Suspect links",
        &report.suspect_links,
        |link| {
            let what = match link.broken {
                true => "what it leads to is gone".to_string(),
                false => format!("{} changed", codes(&link.changed)),
            };
            format!("{}: {what}", code(&link.link))
        },
        &mut out,
    );
    list("Verifications to run again", &report.verifications, again, &mut out);
    list("Risks to evaluate again", &report.risks, again, &mut out);
    list(
        "Approvals to give",
        &report.approvals,
        |open| {
            let before = if open.was_valid { ", valid before" } else { "" };
            let title = open.title.as_deref().map(escape).unwrap_or_default();
            let name = format!("{} {title}", code(&open.target));
            format!("{} ({}{before})", name.trim_end(), open.state)
        },
        &mut out,
    );
    list(
        "Documents to approve again",
        &report.documents,
        |document| {
            let approved = match document.approved_in.is_empty() {
                true => "not approved before".to_string(),
                false => format!("approved in {}", codes(&document.approved_in)),
            };
            let (id, title) = (code(&document.id), escape(&document.title));
            format!("{id} {title} ({approved}): {}", codes(&document.because))
        },
        &mut out,
    );
    out
}

/// What a reader must see before any list.
fn warnings(report: &SinceReport) -> Vec<String> {
    let unread = (&report.unread_before[..], &report.unread_after[..]);
    let mut warnings = text::doubts(&report.unknown, unread);
    warnings.extend(report.incomplete.iter().chain(&report.remarks).cloned());
    warnings
}

fn list<T>(title: &str, entries: &[T], line: impl Fn(&T) -> String, out: &mut String) {
    let _ = writeln!(
        out,
        "\n**{title}**: {}\n",
        match entries.len() {
            0 => "none".to_string(),
            n => n.to_string(),
        }
    );
    for entry in entries.iter().take(MOST_SHOWN) {
        let _ = writeln!(out, "- {}", line(entry).trim_end());
    }
    if entries.len() > MOST_SHOWN {
        let _ = writeln!(out, "- … and {} more", entries.len() - MOST_SHOWN);
    }
}

fn changed(entry: &DiffEntry) -> String {
    let title = entry.title.as_deref().map(escape).unwrap_or_default();
    let fields: Vec<String> = entry.fields.iter().map(|field| field.field.clone()).collect();
    let fields = match entry.change {
        "changed" => format!(": {}", codes(&fields)),
        _ => String::new(),
    };
    let name = format!("{} {title}", code(&entry.target));
    format!("{} ({}){fields}", name.trim_end(), entry.change)
}

fn again(again: &Again) -> String {
    let state = again.state.as_ref().map(|state| format!(" ({})", escape(state)));
    let (id, title) = (code(&again.id), escape(&again.title));
    format!("{id} {title}{}: {}", state.unwrap_or_default(), codes(&again.because))
}

/// Writes an id as code, in which nothing is markup.
fn code(text: &str) -> String {
    let plain = text.replace(['`', '\n', '\r'], " ");
    format!("`{plain}`")
}

fn codes(texts: &[String]) -> String {
    let shown: Vec<String> = texts.iter().take(MOST_SHOWN).map(|text| code(text)).collect();
    let rest = match texts.len().saturating_sub(MOST_SHOWN) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    shown.join(", ") + &rest
}
