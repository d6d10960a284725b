//! Verifications with their targets and what decides them: who, when, where, on which commit.

use super::Context;
use super::mention::{Numbered, Numbers, number};
use super::record::{Record, Ref, clean};
use crate::assess;
use crate::model;
use crate::yaml::Node;
use serde::Serialize;

/// Kinds that results are given of.
const ACTIVITIES: &[&str] = &["verification", "validation", "usability-evaluation"];

/// Their links to what they are about.
const TARGETS: &[&str] = &["verifies", "validates", "evaluates"];

/// The evidence part of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Activities that are not retired, by kind and id.
    pub activities: Vec<Activity>,
    /// Requirements and risk controls that are not retired, with what verifies them.
    pub targets: Vec<Target>,
    pub counts: EvidenceCounts,
}

/// How many activities have which outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct EvidenceCounts {
    pub activities: usize,
    pub pass: usize,
    pub not_pass: usize,
    pub missing: usize,
    pub targets: usize,
    pub targets_verified: usize,
}

/// A verification, validation or usability evaluation on the judged release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Activity {
    pub record: Ref,
    pub method: Option<String>,
    /// What it verifies, validates or evaluates.
    pub targets: Vec<Ref>,
    pub outcome: &'static str,
    /// The newest result in each environment and of each test.
    pub results: Vec<ActivityResult>,
}

/// One result that decides an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActivityResult {
    pub record: Ref,
    /// The release that it was carried out on.
    pub release: Option<String>,
    pub outcome: &'static str,
    /// How many cases of the run have this outcome here; 1 for a result by hand.
    pub cases: usize,
    pub date: Option<String>,
    pub person: Option<String>,
    pub environment: Option<String>,
    pub tools: Vec<String>,
    pub commit: Option<String>,
    pub is_by_hand: bool,
}

/// A requirement or risk control with the verdict in each aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    pub record: Record,
    /// Aspect, whether it is shown, and by what.
    pub aspects: Vec<(&'static str, bool, Vec<super::VerifiedBy>)>,
}

impl Target {
    /// Returns whether every aspect that counts is shown.
    pub fn is_verified(&self) -> bool {
        self.aspects.iter().all(|(aspect, shown, _)| *shown || *aspect == "specification")
    }
}

impl Numbered for Evidence {
    fn numbers(&self) -> Numbers {
        vec![("counts", number(&self.counts))]
    }
}

pub(super) fn evidence(cx: &Context<'_>) -> Evidence {
    let is_current = |record: &&model::Record| record.status != model::Status::Retired;
    let records = ACTIVITIES.iter().flat_map(|kind| cx.project().of_kind(kind));
    let activities: Vec<Activity> =
        records.filter(is_current).map(|record| activity(cx, record)).collect();
    let of = |kind: &'static str, aspects: &'static [&'static str]| {
        let records = cx.project().of_kind(kind).filter(is_current);
        records.map(move |record| target(cx, record, aspects))
    };
    let targets: Vec<Target> = of("requirement", &["specification", "fulfilment"])
        .chain(of("risk-control", &["implementation", "effectiveness"]))
        .collect();
    let count = |holds: &dyn Fn(&str) -> bool| {
        activities.iter().filter(|activity| holds(activity.outcome)).count()
    };
    let counts = EvidenceCounts {
        activities: activities.len(),
        pass: count(&|outcome| outcome == "pass"),
        not_pass: count(&|outcome| !matches!(outcome, "pass" | "missing")),
        missing: count(&|outcome| outcome == "missing"),
        targets: targets.len(),
        targets_verified: targets.iter().filter(|target| target.is_verified()).count(),
    };
    Evidence { activities, targets, counts }
}

fn activity<'a>(cx: &Context<'a>, record: &'a model::Record) -> Activity {
    let state = cx.inputs.assessment.verification(record);
    let deciding = state.map(|state| &state.deciding[..]).unwrap_or_default();
    let mut results: Vec<ActivityResult> = Vec::new();
    for evidence in deciding {
        let known = results.iter_mut().find(|known| {
            known.record.id == *evidence.record.id && known.outcome == evidence.outcome.word()
        });
        match known {
            Some(known) => known.cases += 1,
            None => results.push(result(cx, evidence)),
        }
    }
    let mut targets: Vec<Ref> = Vec::new();
    for link in TARGETS.iter().flat_map(|field| record.links_of(field)) {
        // One verification may show a control in two aspects.
        if targets.iter().all(|known| known.id != *link.to) {
            targets.push(cx.reference(&link.to));
        }
    }
    Activity {
        record: cx.reference_to(record),
        method: record.word(&["method"]).map(clean),
        targets,
        outcome: state.map_or("not-evaluable", |state| state.outcome.word()),
        results,
    }
}

fn result<'a>(cx: &Context<'a>, evidence: &assess::Evidence<'a>) -> ActivityResult {
    let record = evidence.record;
    let word = |field: &str| record.word(&[field]).map(clean);
    let tools = record.node.get("tools").map(Node::one_or_many).unwrap_or_default();
    ActivityResult {
        record: cx.reference_to(record),
        release: record.links_of("for_release").next().map(|link| clean(&link.to)),
        outcome: evidence.outcome.word(),
        cases: 1,
        date: word("date").map(|date| super::value::moment(&date)),
        person: record.word(&["person"]).map(|key| cx.person(key)),
        environment: word("environment"),
        tools: tools.iter().filter_map(Node::text).map(clean).collect(),
        commit: word("commit").map(|commit| commit.chars().take(10).collect()),
        is_by_hand: record.kind.name == "result",
    }
}

fn target<'a>(
    cx: &Context<'a>,
    record: &'a model::Record,
    aspects: &'static [&'static str],
) -> Target {
    let aspect = |aspect: &&'static str| {
        (*aspect, cx.is_verified(record, aspect), cx.verified_by(record, aspect))
    };
    Target { record: cx.record(record), aspects: aspects.iter().map(aspect).collect() }
}
