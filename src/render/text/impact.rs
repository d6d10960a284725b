//! What a change of one record would touch, as text.

use super::{count, inputs, visible};
use crate::report::impact_report::{ImpactReport, Touched, TouchedRelease};
use crate::report::judged::ReviewEntry;
use std::fmt::Write;

/// Writes what a change of a record would touch; a part without anything says so.
pub fn impact(report: &ImpactReport) -> String {
    let title = visible(&report.title.replace('\n', " "));
    let mut out = format!("a change of {} ({}) touches\n", visible(&report.id), title);
    touched("verifications to run again", &report.verifications, &mut out);
    approvals(&report.approvals, &mut out);
    touched("risks to look at", &report.risks, &mut out);
    releases(&report.releases, &mut out);
    touched("beside these", &report.others, &mut out);
    let _ = writeln!(
        out,
        "\n{}, {}, {}, {}, {}",
        count(report.verifications.len(), "verification"),
        count(report.approvals.len(), "approval"),
        count(report.risks.len(), "risk"),
        count(report.releases.len(), "release"),
        count(report.others.len(), "other record"),
    );
    out.push_str(&inputs(&report.inputs));
    out
}

fn heading(text: &str, is_empty: bool, out: &mut String) {
    let none = if is_empty { ": none" } else { "" };
    let _ = writeln!(out, "\n{text}{none}");
}

fn touched(text: &str, list: &[Touched], out: &mut String) {
    heading(text, list.is_empty(), out);
    for touched in list {
        let state = touched.state.as_ref().map(|state| format!(" [{state}]")).unwrap_or_default();
        let title = visible(&touched.title.replace('\n', " "));
        let line = format!("  {}{} {title}", visible(&touched.id), visible(&state));
        let _ = writeln!(out, "{}", line.trim_end());
        let path = if touched.path.is_empty() {
            "the record itself".to_string()
        } else {
            visible(&touched.path.join(", "))
        };
        let begins = touched
            .path_from
            .as_ref()
            .map(|id| format!("{} to {}, then ", count(touched.links_before, "link"), visible(id)));
        let path = begins.unwrap_or_default() + &path;
        let _ = writeln!(out, "      {path}");
    }
}

fn approvals(list: &[ReviewEntry], out: &mut String) {
    heading("approvals and reviews that it would outdate", list.is_empty(), out);
    for entry in list {
        let ReviewEntry { of, review, .. } = entry;
        let line = format!("  {review} of {of}: {}", super::show::decided(entry));
        let _ = writeln!(out, "{}", visible(&line));
    }
}

fn releases(list: &[TouchedRelease], out: &mut String) {
    heading("releases", list.is_empty(), out);
    for release in list {
        let judged = if release.judged { ", judged here" } else { "" };
        let title = visible(&release.title.replace('\n', " "));
        let _ = writeln!(out, "  {} [{}{judged}] {title}", visible(&release.id), release.status);
        if !release.evidence.is_empty() {
            let _ = writeln!(out, "      evidence: {}", visible(&release.evidence.join(", ")));
        }
    }
}
