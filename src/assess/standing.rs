//! Usability evaluations that failed and that no later one overtook → the failures that still stand.
//!
//! A scenario that must pass is judged by its evaluations on the judged release. One that is retired,
//! or not selected, asks for none; what was seen to go wrong in it stands all the same, on whatever
//! release it was seen, until an evaluation passes after it or a problem report tells it.

use super::carry::releases_before;
use super::release::Choice;
use super::verdict::{Outcome, compare_dates};
use crate::graph::TraceGraph;
use crate::model::{Moment, Record};
use std::cmp::Ordering;

/// Returns them, by id. A release that comes after the judged one, or is another product's, is not
/// asked.
pub(super) fn failures<'a>(
    graph: &TraceGraph<'a>,
    release: &Choice<'a>,
    as_of: &str,
    evaluation: &Record,
) -> Vec<&'a Record> {
    let Some(judged) = release.record() else { return Vec::new() };
    let today = Moment::parse(as_of);
    let results: Vec<Seen<'a>> = graph
        .sources(&evaluation.id, "of")
        .into_iter()
        .filter(|(record, _)| record.kind.name == "result")
        .map(|(record, _)| Seen::of(graph, record))
        .filter(|seen| seen.is_about(graph, judged))
        .collect();
    let is_overtaken =
        |failure: &Seen<'_>| results.iter().any(|seen| seen.overtakes(failure, today));
    let is_told = |record: &Record| !graph.sources(&record.id, "found_by").is_empty();
    let failed = results.iter().filter(|seen| Outcome::of_result(seen.record) == Outcome::Fail);
    let standing = failed.filter(|seen| !is_told(seen.record) && !is_overtaken(seen));
    standing.map(|seen| seen.record).collect()
}

/// A result, and the release it was seen on.
struct Seen<'a> {
    record: &'a Record,
    release: Option<&'a Record>,
    /// Releases before that one.
    before: Vec<&'a Record>,
}

impl<'a> Seen<'a> {
    fn of(graph: &TraceGraph<'a>, record: &'a Record) -> Self {
        let release = graph.targets(&record.id, "for_release").first().copied();
        let before = release.map(|release| releases_before(graph, release));
        Self { record, release, before: before.unwrap_or_default() }
    }

    fn is_about(&self, graph: &TraceGraph<'a>, judged: &Record) -> bool {
        !self.before.contains(&judged)
            && self.release.is_none_or(|release| graph.project.shares_product(judged, release))
    }

    /// Returns whether this is a pass in the same environment after a failure, and not of a release
    /// before the one that failed.
    fn overtakes(&self, failure: &Seen<'_>, today: Option<Moment>) -> bool {
        let environment = |seen: &Seen<'_>| seen.record.word(&["environment"]).map(str::to_string);
        self.record.is_active()
            && Outcome::of_result(self.record) == Outcome::Pass
            && environment(self) == environment(failure)
            && compare_dates(self.record, failure.record, today) == Ordering::Greater
            && !self.release.is_some_and(|release| failure.before.contains(&release))
    }
}
