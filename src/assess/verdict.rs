//! Results → outcome of each verification on the judged release.
//!
//! Skipped, missing and blocked are no pass. The newest result in each environment counts; at a
//! tie, or in two environments, the worst.

use super::release::Choice;
use crate::graph::TraceGraph;
use crate::model::{Moment, Record, Status};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a verification shows on the judged release; ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Pass,
    /// There is no result for the release.
    Missing,
    Skipped,
    Blocked,
    Fail,
    /// No release is judged, or the results are of a sort that this version does not read.
    NotEvaluable,
}

impl Outcome {
    /// Returns the word for it in messages and documents.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Missing => "missing",
            Outcome::Skipped => "skipped",
            Outcome::Blocked => "blocked",
            Outcome::Fail => "fail",
            Outcome::NotEvaluable => "not-evaluable",
        }
    }

    fn of_result(record: &Record) -> Self {
        match record.word(&["verdict"]) {
            Some("pass") => Outcome::Pass,
            Some("skipped") => Outcome::Skipped,
            Some("blocked") => Outcome::Blocked,
            // A verdict that cannot be read is the worst.
            _ => Outcome::Fail,
        }
    }
}

/// The outcome of a verification and the results that decide it.
#[derive(Debug, Clone)]
pub struct VerificationState<'a> {
    pub outcome: Outcome,
    /// The newest results on the release, one or more for each environment.
    pub deciding: Vec<&'a Record>,
}

/// Assesses every verification.
pub(super) fn all<'a>(
    graph: &TraceGraph<'a>,
    release: &Choice<'a>,
) -> BTreeMap<&'a str, VerificationState<'a>> {
    let verifications = graph.project.of_kind("verification");
    verifications.map(|record| (&*record.id, state(graph, release, record))).collect()
}

fn state<'a>(
    graph: &TraceGraph<'a>,
    release: &Choice<'a>,
    verification: &'a Record,
) -> VerificationState<'a> {
    let none = |outcome| VerificationState { outcome, deciding: Vec::new() };
    let Some(release) = release.record() else { return none(Outcome::NotEvaluable) };
    // Automated tests are judged by their own results, which this version does not read.
    if verification.has(&["tests"]) {
        return none(Outcome::NotEvaluable);
    }
    let results: Vec<&Record> = graph
        .sources(&verification.id, "of")
        .into_iter()
        .map(|(record, _)| record)
        .filter(|record| record.kind.name == "result" && counts(record))
        .filter(|record| record.links_of("for_release").any(|link| *link.to == *release.id))
        .collect();
    let deciding: Vec<&Record> =
        results.iter().copied().filter(|record| is_newest(record, &results)).collect();
    let worst = deciding.iter().map(|record| Outcome::of_result(record)).max();
    VerificationState { outcome: worst.unwrap_or(Outcome::Missing), deciding }
}

/// A draft or retired pass helps nobody; anything else is seen whatever its status, so that
/// retiring a failed result does not undo it.
fn counts(result: &Record) -> bool {
    result.status == Status::Active || Outcome::of_result(result) != Outcome::Pass
}

fn is_newest(result: &Record, all: &[&Record]) -> bool {
    let environment = |record: &Record| record.word(&["environment"]).map(str::to_string);
    let later = |other: &&&Record| {
        environment(other) == environment(result) && compare(other, result) == Ordering::Greater
    };
    all.iter().filter(later).count() == 0
}

/// A date that cannot be read ties with everything, so that it never hides another result.
fn compare(a: &Record, b: &Record) -> Ordering {
    let moment = |record: &Record| record.word(&["date"]).and_then(Moment::parse);
    match (moment(a), moment(b)) {
        (Some(a), Some(b)) => a.compare(b),
        _ => Ordering::Equal,
    }
}

/// Returns the active verifications of a record in an aspect, with their outcome.
pub(super) fn of_target<'a>(
    graph: &TraceGraph<'a>,
    states: &BTreeMap<&'a str, VerificationState<'a>>,
    record: &Record,
    aspect: &str,
) -> Vec<(&'a Record, Outcome)> {
    graph
        .sources(&record.id, "verifies")
        .into_iter()
        .filter(|(source, link)| source.is_active() && link.attribute("aspect") == Some(aspect))
        .map(|(source, _)| {
            let outcome = states.get(&*source.id).map_or(Outcome::NotEvaluable, |s| s.outcome);
            (source, outcome)
        })
        .collect()
}

/// Returns whether verifications show what they are about: there is one, and all pass.
pub(super) fn is_shown(verifications: &[(&Record, Outcome)]) -> bool {
    !verifications.is_empty() && verifications.iter().all(|(_, outcome)| *outcome == Outcome::Pass)
}
