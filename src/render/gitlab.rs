//! Findings as a GitLab code quality report: a list of issues, compared by fingerprint between branches.

use super::CheckFormat;
use crate::report::check_report::{Inputs, Place};
use crate::report::findings::{Findings, Found};
use serde::Serialize;

pub(super) const FORMAT: CheckFormat = CheckFormat {
    name: "gitlab",
    names_clauses: false,
    check: |report, _| write(&Findings::from(report)),
    gate: |report, _| write(&Findings::from(report)),
};

/// The keys that GitLab reads, and those of the format it comes from for what else is known.
#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    sort: &'static str,
    check_name: &'static str,
    description: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

fn write(findings: &Findings) -> String {
    let issues = findings.list.iter().map(|found| issue(found, &findings.inputs));
    let text = serde_json::to_string_pretty(&issues.collect::<Vec<_>>());
    text.expect("issues hold only strings, numbers and lists") + "\n"
}

fn issue<'a>(found: &'a Found, inputs: &Inputs) -> Issue<'a> {
    let reported = &found.reported;
    Issue {
        sort: "issue",
        check_name: reported.code,
        description: &reported.message,
        fingerprint: &found.fingerprint,
        severity: match (&reported.waived, reported.severity) {
            (None, "error") => "critical",
            (None, "warning") => "major",
            _ => "info",
        },
        location: location(&reported.place, inputs),
        other_locations: reported.related.iter().map(|place| location(place, inputs)).collect(),
        content: content(found, inputs),
    }
}

fn location(place: &Place, inputs: &Inputs) -> Location {
    Location { path: inputs.in_repository(&place.path), lines: Lines { begin: place.line } }
}

fn content(found: &Found, inputs: &Inputs) -> Option<Content> {
    let related = found.reported.related.iter().map(|place| {
        let path = inputs.in_repository(&place.path);
        format!("{path}:{}:{}: {}", place.line, place.column, place.text)
    });
    let help = found.reported.help.iter().map(|help| format!("help: {help}"));
    let waived = found.reported.waived.iter().map(|waived| format!("note: {}", waived.text()));
    let lines: Vec<String> = related.chain(help).chain(waived).collect();
    (!lines.is_empty()).then(|| Content { body: lines.join("\n") })
}
