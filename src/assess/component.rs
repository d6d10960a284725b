//! Third-party components and their weaknesses → what was decided about them, and whether it still holds.

use crate::graph::TraceGraph;
use crate::model::{Moment, Record, Status};
use std::collections::BTreeMap;

/// What the evaluation of a component's known anomalies is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoupState {
    /// There is none, or only one that is not approved because the record is a draft.
    Missing,
    /// Another version than the one in use was evaluated.
    OfOtherVersion,
    /// The evaluation does not say that the known anomalies are acceptable.
    NotAcceptable,
    /// It held until that day.
    Overdue(String),
    /// It holds until that day.
    Holds(String),
}

/// Whether anything was decided about a vulnerability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VulnerabilityState {
    Decided,
    Undecided(VulnerabilityLack),
}

/// What is missing for a vulnerability to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VulnerabilityLack {
    Approval,
    Reason,
    Decision,
    Knowledge,
}

impl VulnerabilityLack {
    /// Returns what is missing, in the words of a message.
    pub fn text(self) -> &'static str {
        match self {
            VulnerabilityLack::Approval => "what it decides is a draft",
            VulnerabilityLack::Reason => "it gives no reason why the product is not affected",
            VulnerabilityLack::Decision => "the product is affected, and no decision is recorded",
            VulnerabilityLack::Knowledge => "it is not known whether the product is affected",
        }
    }
}

/// Assesses every component that is not retired.
pub(super) fn components<'a>(graph: &TraceGraph<'a>, as_of: &str) -> BTreeMap<&'a str, SoupState> {
    let soups = graph.project.of_kind("soup").filter(|soup| soup.status != Status::Retired);
    soups.map(|soup| (&*soup.id, soup_state(graph, soup, as_of))).collect()
}

fn soup_state(graph: &TraceGraph<'_>, soup: &Record, as_of: &str) -> SoupState {
    let interval = graph.project.config.gate.soup_interval();
    let date = soup.word(&["evaluation", "date"]).and_then(Moment::parse);
    let ends = date.and_then(|date| date.end_of(interval));
    let (Some(ends), Some(today), true) = (ends, Moment::parse(as_of), soup.is_active()) else {
        return SoupState::Missing;
    };
    let evaluated = soup.word(&["evaluation", "version"]);
    if evaluated.is_none() || evaluated != soup.word(&["version"]) {
        return SoupState::OfOtherVersion;
    }
    let is_acceptable = soup.flag(&["evaluation", "acceptable"]) == Some(true);
    match (is_acceptable, today.compare(ends).is_gt()) {
        (false, _) => SoupState::NotAcceptable,
        (true, true) => SoupState::Overdue(ends.day()),
        (true, false) => SoupState::Holds(ends.day()),
    }
}

/// Assesses every vulnerability that is not retired.
pub(super) fn vulnerabilities<'a>(graph: &TraceGraph<'a>) -> BTreeMap<&'a str, VulnerabilityState> {
    let known = graph.project.of_kind("vulnerability");
    let open = known.filter(|record| record.status != Status::Retired);
    open.map(|record| (&*record.id, vulnerability_state(record))).collect()
}

fn vulnerability_state(record: &Record) -> VulnerabilityState {
    let is_reasoned = record.states(&["exploitability", "reason"]);
    let is_decided = ["action", "by", "date"].iter().all(|field| record.has(&["decision", field]))
        && record.states(&["decision", "reason"]);
    let missing = match record.word(&["exploitability", "state"]) {
        _ if !record.is_active() => VulnerabilityLack::Approval,
        Some("not-affected" | "fixed") if is_reasoned => return VulnerabilityState::Decided,
        Some("not-affected" | "fixed") => VulnerabilityLack::Reason,
        Some("affected") if is_decided => return VulnerabilityState::Decided,
        Some("affected") => VulnerabilityLack::Decision,
        _ => VulnerabilityLack::Knowledge,
    };
    VulnerabilityState::Undecided(missing)
}
