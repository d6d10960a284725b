//! What the changes since a revision ask for, as text.

use super::diff::{doubts, not_told, side};
use super::{count, inputs, visible};
use crate::report::since_report::{Again, SinceReport};
use std::fmt::Write;

/// Writes the report; a part without anything says so.
pub fn since(report: &SinceReport) -> String {
    let mut out = format!("{} → {}\n", side(&report.from), side(&report.to));
    heading("changed", report.changed.len(), &mut out);
    for entry in &report.changed {
        let title = entry.title.as_deref().unwrap_or_default().replace('\n', " ");
        let line = format!("  {} {} {title}", entry.target, entry.change);
        let _ = writeln!(out, "{}", visible(line.trim_end()));
    }
    heading("suspect links", report.suspect_links.len(), &mut out);
    for link in &report.suspect_links {
        let what = match link.broken {
            true => "what it leads to is gone".to_string(),
            false => format!("{} changed", visible(&link.changed.join(", "))),
        };
        let _ = writeln!(out, "  {}: {what}", visible(&link.link));
    }
    again("verifications to run again", &report.verifications, &mut out);
    again("risks to evaluate again", &report.risks, &mut out);
    heading("approvals to give", report.approvals.len(), &mut out);
    for open in &report.approvals {
        let before = if open.was_valid { ", valid before" } else { "" };
        let _ = writeln!(out, "  {} {}{before}", visible(&open.target), open.state);
    }
    heading("documents to approve again", report.documents.len(), &mut out);
    for document in &report.documents {
        let because = visible(&document.because.join(", "));
        let (id, title) = (visible(&document.id), visible(&document.title));
        let approved = match document.approved_in.is_empty() {
            true => "not approved before".to_string(),
            false => format!("approved in {}", visible(&document.approved_in.join(", "))),
        };
        let _ = writeln!(out, "  {id} {title}\n      {because}\n      {approved}");
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
    let _ = writeln!(out, "{}", summary(report));
    out.push_str(&inputs(&report.inputs));
    out
}

/// Says how much there is to do.
pub(in crate::render) fn summary(report: &SinceReport) -> String {
    format!(
        "{}{} since {}: {}, {}, {}, {}, {}",
        count(report.changed.len(), "change"),
        not_told(report.unknown.len()),
        visible(report.from.revision.as_deref().unwrap_or("the beginning")),
        count(report.suspect_links.len(), "suspect link"),
        count(report.verifications.len(), "verification"),
        count(report.risks.len(), "risk"),
        count(report.approvals.len(), "approval"),
        count(report.documents.len(), "document"),
    )
}

fn heading(text: &str, n: usize, out: &mut String) {
    let _ = match n {
        0 => writeln!(out, "\n{text}: none"),
        n => writeln!(out, "\n{text} ({n})"),
    };
}

fn again(text: &str, list: &[Again], out: &mut String) {
    heading(text, list.len(), out);
    for again in list {
        let state = again.state.as_ref().map(|state| format!(" [{state}]")).unwrap_or_default();
        let line = format!("  {}{state} {}", again.id, again.title.replace('\n', " "));
        let _ = writeln!(out, "{}", visible(line.trim_end()));
        let _ = writeln!(out, "      {}", visible(&again.because.join(", ")));
    }
}
