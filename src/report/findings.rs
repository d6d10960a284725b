//! Report of a check or verdict → what other programs list: findings, each with a stable fingerprint.
//!
//! Other programs know places and messages and no criteria, so what a verdict says beside its
//! diagnostics becomes findings of the project file: nothing that a person would read is lost.

use super::check_report::{CheckReport, Inputs, Place, Reported, RuleText, Seen};
use super::gate_report::{GateReport, Line};
use crate::config::{PROJECT_FILE, sha256_of};
use crate::diagnostic::Severity;
use std::collections::BTreeMap;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub reported: Reported,
    /// The same as long as rule, record and message are the same, wherever the finding stands.
    pub fingerprint: String,
}

/// Everything that a check or verdict found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// `check` or `gate`.
    pub command: &'static str,
    /// Whether the command fails.
    pub failed: bool,
    /// The outcome in one line.
    pub outcome: String,
    pub list: Vec<Found>,
    /// What each code in the list means; criteria of the gate stand after the rules.
    pub rules: Vec<RuleText>,
    pub inputs: Inputs,
    pub seen: Seen,
}

impl From<&CheckReport> for Findings {
    fn from(report: &CheckReport) -> Self {
        let CheckReport { errors, warnings, notes, waived, .. } = report;
        let waived = if *waived > 0 { format!(", waived: {waived}") } else { String::new() };
        let outcome = format!("errors: {errors}, warnings: {warnings}, notes: {notes}{waived}");
        let mut list = beside_inputs(&report.inputs);
        list.extend(report.diagnostics.iter().cloned());
        let mut rules = report.rules.clone();
        rules.push(NOT_PINNED);
        Self {
            command: "check",
            failed: report.fails(),
            outcome,
            rules: used(rules, &list),
            list: with_fingerprints(list),
            inputs: report.inputs.clone(),
            seen: report.seen.clone(),
        }
    }
}

impl From<&GateReport> for Findings {
    fn from(report: &GateReport) -> Self {
        let mut list = beside_diagnostics(report);
        list.extend(report.diagnostics.iter().chain(&report.waived).cloned());
        let mut rules = report.rules.clone();
        rules.extend(report.body.criteria.iter().map(criterion_text));
        rules.extend([LOOSER, NOT_EVALUATED, NOT_PINNED, UNPINNED_TAG]);
        Self {
            command: "gate",
            failed: !report.body.open,
            outcome: verdict(report),
            rules: used(rules, &list),
            list: with_fingerprints(list),
            inputs: report.head.inputs.clone(),
            seen: report.head.seen.clone(),
        }
    }
}

const LOOSER: RuleText = RuleText {
    code: "looser-policy",
    name: "looser-policy",
    summary: "The project's gate asks for less than the default policy.",
    explain: "Whoever reads the verdict must know what was not asked.",
    since: None,
    severity: Severity::Note,
};

const NOT_EVALUATED: RuleText = RuleText {
    code: "not-evaluated",
    name: "not-evaluated",
    summary: "Criteria that this version of techfile does not evaluate.",
    explain: "An open gate says nothing about them: a person must look.",
    since: None,
    severity: Severity::Note,
};

const NOT_PINNED: RuleText = RuleText {
    code: "not-pinned",
    name: "not-pinned",
    summary: "Results that were given for this command, and that no record pins.",
    explain: "They hold for this run alone: nothing tells which file it was.",
    since: None,
    severity: Severity::Note,
};

const UNPINNED_TAG: RuleText = RuleText {
    code: "unpinned-tag",
    name: "unpinned-tag",
    summary: "No review pins the tag of the release before.",
    explain: "Nothing tells a tag that was moved from the real one.",
    since: None,
    severity: Severity::Note,
};

fn used(mut rules: Vec<RuleText>, list: &[Reported]) -> Vec<RuleText> {
    rules.retain(|rule| list.iter().any(|found| found.code == rule.code));
    rules
}

fn criterion_text(line: &Line) -> RuleText {
    RuleText {
        code: line.criterion,
        name: line.criterion,
        summary: line.summary,
        explain: "The gate is closed when a criterion fails or cannot be evaluated.",
        since: None,
        severity: Severity::Error,
    }
}

fn verdict(report: &GateReport) -> String {
    let release = match &report.body.release {
        Some(release) => format!("{} ({})", release.id, release.version),
        None => "no release".to_string(),
    };
    if report.body.open {
        let waived = match report.waived.len() {
            0 => String::new(),
            1 => " with 1 finding waived".to_string(),
            n => format!(" with {n} findings waived"),
        };
        return format!(
            "gate open for {release}{waived}: nothing that this version evaluates blocks it"
        );
    }
    let blocks = |line: &&Line| !matches!(line.state, "met" | "off");
    let blocking = report.body.criteria.iter().filter(blocks);
    let named: Vec<String> =
        blocking.map(|line| format!("{} ({})", line.criterion, line.state)).collect();
    format!("gate closed for {release}: {}", named.join(", "))
}

/// Says what a verdict says beside its diagnostics.
fn beside_diagnostics(report: &GateReport) -> Vec<Reported> {
    let reason = |line: &Line| {
        let reason = line.reason.as_ref()?;
        let message = format!("it cannot be evaluated whether {}: {reason}", line.summary);
        Some(of_project(line.criterion, Severity::Error, message))
    };
    let mut list: Vec<Reported> = report.body.criteria.iter().filter_map(reason).collect();
    list.extend(beside_inputs(&report.head.inputs));
    if let Some(compared) = report.head.compared.as_ref().filter(|compared| !compared.pinned) {
        let message = format!("compared with {}, which no review pins", compared.tag);
        list.push(of_project(UNPINNED_TAG.code, Severity::Note, message));
    }
    let looser = |text: &String| of_project(LOOSER.code, Severity::Note, text.clone());
    list.extend(report.body.looser.iter().map(looser));
    let names: Vec<&str> = report.body.not_evaluated.iter().map(|line| line.criterion).collect();
    if !names.is_empty() {
        let message = format!("not evaluated by this version: {}", names.join(", "));
        list.push(of_project(NOT_EVALUATED.code, Severity::Note, message));
    }
    list
}

/// Says what the head of a text says of the inputs, and no place in them can.
fn beside_inputs(inputs: &Inputs) -> Vec<Reported> {
    if inputs.not_pinned.is_empty() {
        return Vec::new();
    }
    let message = format!("results that no record pins: {}", inputs.not_pinned.join(", "));
    vec![of_project(NOT_PINNED.code, Severity::Note, message)]
}

/// A problem of the whole project stands at the start of the project file.
fn of_project(code: &'static str, severity: Severity, message: String) -> Reported {
    let place = Place {
        path: PROJECT_FILE.to_string(),
        line: 1,
        column: 1,
        text: String::new(),
        excerpt: String::new(),
        marked: 0..0,
    };
    Reported {
        code,
        severity: severity.word(),
        message,
        record: None,
        place,
        related: Vec::new(),
        help: None,
        new: None,
        waived: None,
        clauses: Vec::new(),
    }
}

/// Hashes what stays when lines move; equal findings are told apart by counting them.
fn with_fingerprints(list: Vec<Reported>) -> Vec<Found> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let found = |reported: Reported| {
        // Without a record only the file says which of two such findings it is.
        let about = reported.record.as_deref().unwrap_or(&reported.place.path);
        let key = format!("{}\u{0}{about}\u{0}{}", reported.code, reported.message);
        let nth = seen.entry(key.clone()).and_modify(|n| *n += 1).or_insert(0);
        let fingerprint = sha256_of(format!("{key}\u{0}{nth}").as_bytes());
        Found { reported, fingerprint }
    };
    list.into_iter().map(found).collect()
}
