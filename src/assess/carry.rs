//! The judged release → older results that it carries over, each for named verifications with a reason.
//!
//! Carrying over opens the whole past of a verification: every failure on a release before counts,
//! named or not, so that an old pass cannot be picked from beside a newer failure.

use super::approval::{Approval, Approvals};
use crate::graph::TraceGraph;
use crate::model::Record;
use crate::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What a release carries over.
pub(super) struct Carried<'a> {
    /// Releases before the judged one, along `follows`.
    before: Vec<&'a Record>,
    /// Verification → results and test runs whose passes count for it.
    named: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Carried<'a> {
    /// Reads what a release carries over. An entry without a reason carries nothing, and neither does
    /// any as long as nobody has approved the release as it stands, even while it is a draft.
    pub(super) fn of(
        graph: &TraceGraph<'a>,
        release: &'a Record,
        approvals: &Approvals<'a>,
    ) -> Self {
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let is_approved = matches!(approvals.of_present_state(release), Approval::Fresh(_));
        let entries = release.node.get("carries_over").filter(|_| is_approved);
        let entries = entries.map(Node::one_or_many).unwrap_or_default();
        let is_reasoned =
            |entry: &&Node| entry.get("reason").is_some_and(|reason| !reason.is_empty());
        for entry in entries.iter().filter(is_reasoned) {
            let Some(result) = entry.get("to").and_then(Node::text) else { continue };
            let verifications = entry.get("verifications").map(Node::one_or_many);
            for verification in verifications.unwrap_or_default().iter().filter_map(Node::text) {
                named.entry(verification).or_default().insert(result);
            }
        }
        Self { before: releases_before(graph, release), named }
    }

    /// Returns the results and test runs whose passes count for a verification; none if nothing is
    /// carried over for it.
    pub(super) fn named_for(&self, verification: &Record) -> Option<&BTreeSet<&'a str>> {
        self.named.get(&*verification.id)
    }

    /// Returns whether a result or test run is of a release before the judged one.
    pub(super) fn is_of_before(&self, record: &Record) -> bool {
        let is_before = |id: &str| self.before.iter().any(|release| *release.id == *id);
        record.links_of("for_release").any(|link| is_before(&link.to))
    }
}

/// Returns the releases before one, nearest first; a circle ends where it began.
pub fn releases_before<'a>(graph: &TraceGraph<'a>, release: &'a Record) -> Vec<&'a Record> {
    let mut before: Vec<&Record> = Vec::new();
    let mut at = release;
    while let Some(next) = graph.targets(&at.id, "follows").first().copied() {
        if next == release || before.contains(&next) {
            break;
        }
        before.push(next);
        at = next;
    }
    before
}
