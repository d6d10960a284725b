//! Everything about one record, as text.

use super::coverage::doubt;
use super::{inputs, visible};
use crate::report::check_report::Place;
use crate::report::coverage_report::ServedEntry;
use crate::report::field::Shown;
use crate::report::judged::ReviewEntry;
use crate::report::show_report::{Estimate, LinkEntry, ShowReport, State};
use std::fmt::Write;

/// Writes everything about a record.
pub fn show(report: &ShowReport) -> String {
    let ShowReport { id, kind, status, fingerprint, .. } = report;
    let title = visible(&report.title.replace('\n', " "));
    let mut out = format!("{} {title}\n", visible(id));
    let _ = writeln!(out, "{kind}, {status}, {}", at(&report.place));
    let _ = writeln!(out, "{fingerprint}\n\nfields");
    for entry in &report.fields {
        field(&entry.field, &entry.value, 1, &mut out);
    }
    if !report.unknown_fields.is_empty() {
        out.push_str("\nfields that the kind does not have\n");
    }
    for entry in &report.unknown_fields {
        field(&entry.field, &entry.value, 1, &mut out);
    }
    links("upstream: what it names", "->", &report.upstream, &mut out);
    links("downstream: what names it", "<-", &report.downstream, &mut out);
    state(&report.state, &mut out);
    reviews(&report.reviews, &mut out);
    out.push_str(&served_clauses(&report.clauses));
    let _ = write!(out, "\n{}", inputs(&report.inputs));
    out
}

/// Writes the clauses that a record serves, or claims to serve; nothing where there is none.
pub fn served_clauses(served: &[ServedEntry]) -> String {
    let mut out = String::new();
    if served.is_empty() {
        return out;
    }
    out.push_str("\nclauses\n");
    for ServedEntry { standard, clause, title, confidence, basis, derived } in served {
        let doubt = doubt(confidence, basis.as_deref());
        let claimed = if *derived { "" } else { " (only claimed)" };
        let _ = writeln!(out, "  {standard}:{clause}{claimed} {}{doubt}", visible(title));
    }
    out
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", visible(&place.path), place.line, place.column)
}

fn field(name: &str, value: &Shown, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let _ = write!(out, "{indent}{}:", visible(name));
    write_value(value, depth, out);
}

/// Writes a value behind its key: on the same line where it is one, else below and further in.
fn write_value(value: &Shown, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth + 1);
    match value {
        Shown::Nothing => out.push_str(" (nothing that can be read)\n"),
        Shown::Flag(flag) => {
            let _ = writeln!(out, " {flag}");
        }
        Shown::Word(text) => prose(text, &indent, out),
        Shown::Text { text, language } => {
            if let Some(language) = language {
                let _ = write!(out, " [{}]", visible(language));
            }
            prose(text, &indent, out);
        }
        Shown::List(items) => {
            out.push('\n');
            for item in items {
                let _ = write!(out, "{indent}-");
                write_value(item, depth + 1, out);
            }
        }
        Shown::Map(entries) => {
            out.push('\n');
            entries.iter().for_each(|(key, value)| field(key, value, depth + 1, out));
        }
    }
}

fn prose(text: &str, indent: &str, out: &mut String) {
    let text = visible(text.trim_end());
    if !text.contains('\n') {
        let _ = writeln!(out, " {text}");
        return;
    }
    out.push('\n');
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("{indent}{line}").trim_end());
    }
}

fn links(heading: &str, arrow: &str, links: &[LinkEntry], out: &mut String) {
    let none = if links.is_empty() { ": none" } else { "" };
    let _ = writeln!(out, "\n{heading}{none}");
    for link in links {
        let attributes: Vec<String> =
            link.attributes.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let attributes = match attributes.is_empty() {
            true => String::new(),
            false => format!(" ({})", attributes.join(", ")),
        };
        let state = link.state.as_ref().map(|state| format!(" [{state}]")).unwrap_or_default();
        let fault = link.fault.map(|fault| format!(" ! {fault}")).unwrap_or_default();
        let title = link.title.as_deref().unwrap_or_default().replace('\n', " ");
        let line = format!("  {arrow} {}{attributes} {}{state} {title}", link.link, link.to);
        let _ = writeln!(out, "{}{fault}", visible(line.trim_end()));
    }
}

fn state(state: &State, out: &mut String) {
    let judged = match (&state.release, &state.no_release) {
        (Some(release), _) => format!("judged for {release}"),
        (None, reason) => reason.clone().unwrap_or_default(),
    };
    let _ = writeln!(out, "\nstate, {}", visible(&judged));
    let _ = write!(out, "  approval: {}", state.approval.state);
    match &state.approval.review {
        Some(entry) => {
            let _ = writeln!(out, ", {}", visible(&said(entry)));
        }
        None => out.push('\n'),
    }
    verdict(state, out);
    risk(state, out);
}

fn verdict(state: &State, out: &mut String) {
    if let Some(verdict) = &state.verdict {
        let _ = writeln!(out, "  verdict: {}", verdict.outcome);
        for evidence in &verdict.evidence {
            let id = visible(&evidence.id);
            let _ = writeln!(out, "    {id}: {}, {}", evidence.outcome, at(&evidence.place));
        }
        places(&verdict.ambiguous, out);
    }
    for aspect in &state.aspects {
        let shown = if aspect.shown { "shown" } else { "not shown" };
        let by = aspect.verifications.iter();
        let by: Vec<String> =
            by.map(|verified| format!("{} {}", visible(&verified.id), verified.outcome)).collect();
        let by = if by.is_empty() { "no active verification".to_string() } else { by.join(", ") };
        let _ = writeln!(out, "  {}: {shown}; {by}", aspect.aspect);
    }
}

fn risk(state: &State, out: &mut String) {
    if let Some(risk) = &state.risk {
        estimate("initial", &risk.initial, out);
        estimate("residual", &risk.residual, out);
        complete("risk control", risk.complete, &risk.missing, out);
    }
    if let Some(control) = &state.control {
        complete("risk control measure", control.complete, &control.missing, out);
    }
}

fn estimate(name: &str, estimate: &Estimate, out: &mut String) {
    let word = |word: &Option<String>| word.as_deref().map_or("unknown".to_string(), visible);
    let acceptable = if estimate.acceptable { "acceptable" } else { "not acceptable" };
    let _ = writeln!(
        out,
        "  {name} risk: {}, {acceptable} (severity {}, probability {})",
        word(&estimate.level),
        word(&estimate.severity),
        word(&estimate.probability),
    );
}

fn complete(name: &str, is_complete: bool, missing: &[Place], out: &mut String) {
    let word = if is_complete { "complete" } else { "not complete" };
    let _ = writeln!(out, "  {name}: {word}");
    places(missing, out);
}

fn places(places: &[Place], out: &mut String) {
    for place in places {
        let _ = writeln!(out, "    {}, {}", visible(&place.text), at(place));
    }
}

fn said(entry: &ReviewEntry) -> String {
    format!("{}: {}", entry.review, decided(entry))
}

/// Says what a review decided and who decided it.
pub(super) fn decided(entry: &ReviewEntry) -> String {
    let ReviewEntry { by, role, meaning, decision, date, .. } = entry;
    // `approved, rejected` would say both.
    let meaning = match &**decision {
        "rejected" => String::new(),
        _ => format!("{meaning}, "),
    };
    format!("{meaning}{decision} by {by} as {role}, {date}")
}

fn reviews(list: &[ReviewEntry], out: &mut String) {
    let none = if list.is_empty() { ": none" } else { "" };
    let _ = writeln!(out, "\nreviews of it and of its links{none}");
    for entry in list {
        let line = format!("  {} [{}] {}", entry.of, entry.state, said(entry));
        let _ = writeln!(out, "{}", visible(&line));
    }
}
