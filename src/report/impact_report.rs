//! One record → what a change of it would touch: verifications, approvals, risks and releases.

use super::check_report::Inputs;
use super::judged::{Judged, ReviewEntry};
use crate::graph::Trace;
use crate::model::{Link, Record, Status};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a change of one record would touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImpactReport {
    pub id: String,
    pub kind: &'static str,
    pub title: String,
    /// Verifications to carry out again.
    pub verifications: Vec<Touched>,
    /// Reviews and approvals of its present state, which a change would outdate.
    pub approvals: Vec<ReviewEntry>,
    /// Risks that rest on it, or that something downstream of it helps to control.
    pub risks: Vec<Touched>,
    pub releases: Vec<TouchedRelease>,
    /// Everything else that stands downstream, or that the change would be felt in.
    pub others: Vec<Touched>,
    pub inputs: Inputs,
}

/// A record, and how the change gets there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    pub id: String,
    pub kind: &'static str,
    pub title: String,
    pub state: Option<String>,
    /// Links from the changed record to this one, as `VER-003 verifies REQ-006`; none for itself.
    pub path: Vec<String>,
}

/// A release that what is touched counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TouchedRelease {
    pub id: String,
    pub title: String,
    pub status: &'static str,
    /// Whether it is the one that was judged.
    pub judged: bool,
    /// Results and test runs for it that would no longer show what they show now.
    pub evidence: Vec<String>,
}

/// Links to a changed record at which the walk downstream ends: what holds them is to be looked at,
/// and what rests on that in turn is not touched. An item that realizes a changed requirement is not
/// the cause of all risks that arise from it.
const ENDS: &[&str] = &["realizes", "arises_from", "introduces", "affects"];

/// Of these, the ones that say nothing of how their holder is verified.
const ASIDE: &[&str] = &["introduces", "affects"];

/// Links by which a record contributes to what it names, so that its change is felt there too.
const CONTRIBUTES: &[&str] =
    &["realizes", "implements", "controls", "introduces", "affects", "verifies", "of", "part_of"];

/// Records that were reached, each with the links that led there.
#[derive(Clone)]
struct Reached<'a> {
    order: Vec<&'a Record>,
    paths: BTreeMap<&'a str, Vec<String>>,
    /// Records from which the walk went on.
    passed: BTreeSet<&'a str>,
    /// Records that were reached by something else than a link that stands aside.
    concerned: BTreeSet<&'a str>,
}

/// Makes the report of one record.
pub fn impact_report<'a>(
    judged: Judged<'_, 'a>,
    record: &'a Record,
    inputs: Inputs,
) -> ImpactReport {
    let downstream = downstream(judged, record);
    let contributions = contributions(judged, record, &downstream);
    let rerun = match record.kind.name {
        // Another result or method changes what is known of the product, and not the product.
        "verification" | "result" | "test-run" => downstream.clone(),
        _ => with_verifications(judged, &contributions),
    };
    let is_rerun =
        |record: &&Record| record.kind.name == "verification" && record.status != Status::Retired;
    let is_risk = |record: &&Record| record.kind.name == "risk";
    let verifications = rerun.touched(judged, is_rerun);
    let reviews = judged.reviews(&record.id).into_iter();
    let approvals: Vec<ReviewEntry> = reviews.filter(|entry| entry.state == "current").collect();
    let risks = contributions.touched(judged, is_risk);
    let any = !(verifications.is_empty() && approvals.is_empty() && risks.is_empty());
    let releases = releases(judged, &evidence(judged, &rerun, is_rerun), any);
    let evidence = releases.iter().flat_map(|release| &release.evidence);
    let told: BTreeSet<&str> =
        evidence.chain(verifications.iter().map(|touched| &touched.id)).map(|id| &**id).collect();
    let is_told = |other: &Record| other == record || told.contains(&*other.id);
    let others = contributions.touched(judged, |other| !is_risk(other) && !is_told(other));
    ImpactReport {
        id: record.id.to_string(),
        kind: record.kind.name,
        title: judged.title(record),
        verifications,
        approvals,
        risks,
        releases,
        others,
        inputs,
    }
}

/// Walks from the record to everything that rests on it; reviews are told apart from it.
fn downstream<'a>(judged: Judged<'_, 'a>, start: &'a Record) -> Reached<'a> {
    let mut reached = Reached::from(start);
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        for trace in judged.graph.downstream(&at.id) {
            let Some(next) = trace.record().filter(|next| next.kind.name != "review") else {
                continue;
            };
            reached.add(at, next, trace.link, sentence(next, &trace, at));
            // What is reached twice goes on if either link lets it.
            if !ENDS.contains(&trace.link.field.name) && reached.passed.insert(&next.id) {
                waiting.push_back(next);
            }
        }
    }
    reached
}

/// Walks from the record, and from what is derived from it or part of it, to what they contribute to.
fn contributions<'a>(
    judged: Judged<'_, 'a>,
    start: &'a Record,
    downstream: &Reached<'a>,
) -> Reached<'a> {
    let mut reached = downstream.clone();
    let mut waiting: VecDeque<&Record> = derived(judged, start).into();
    let derived: BTreeSet<&str> = waiting.iter().map(|record| &*record.id).collect();
    let mut passed = derived.clone();
    while let Some(at) = waiting.pop_front() {
        for trace in judged.graph.upstream(&at.id) {
            let name = trace.link.field.name;
            // The item around a changed one is touched as a whole, and not all that it realizes.
            let is_around = at.kind.name == "software-item" && !derived.contains(&*at.id);
            let follows = if is_around { name == "part_of" } else { CONTRIBUTES.contains(&name) };
            let Some(next) = trace.record().filter(|_| follows) else { continue };
            reached.add(at, next, trace.link, sentence(at, &trace, next));
            if passed.insert(&next.id) {
                waiting.push_back(next);
            }
        }
    }
    reached
}

/// Returns the record, the requirements that were derived from it, and the items that it consists of.
fn derived<'a>(judged: Judged<'_, 'a>, start: &'a Record) -> Vec<&'a Record> {
    let mut derived = vec![start];
    let mut seen = BTreeSet::from([&*start.id]);
    let mut at = 0;
    while let Some(record) = derived.get(at).copied() {
        at += 1;
        for field in ["satisfies", "part_of"] {
            let sources = judged.graph.sources(&record.id, field).into_iter();
            derived.extend(sources.map(|(source, _)| source).filter(|s| seen.insert(&s.id)));
        }
    }
    derived
}

/// Adds the verifications of everything that was reached, and their results: a control that a changed
/// requirement puts into the product must be shown again.
fn with_verifications<'a>(judged: Judged<'_, 'a>, contributions: &Reached<'a>) -> Reached<'a> {
    let mut reached = contributions.clone();
    for field in ["verifies", "of"] {
        for at in reached.order.clone() {
            if !reached.concerned.contains(&*at.id) {
                continue;
            }
            for trace in judged.graph.downstream(&at.id) {
                let is_it =
                    |next: &&Record| trace.link.field.name == field && next.kind.name != "review";
                if let Some(next) = trace.record().filter(is_it) {
                    reached.add(at, next, trace.link, sentence(next, &trace, at));
                }
            }
        }
    }
    reached
}

fn sentence(from: &Record, trace: &Trace<'_>, to: &Record) -> String {
    format!("{} {} {}", from.id, trace.link.field.name, to.id)
}

impl<'a> Reached<'a> {
    fn from(start: &'a Record) -> Self {
        let only = BTreeSet::from([&*start.id]);
        Self {
            order: vec![start],
            paths: BTreeMap::from([(&*start.id, Vec::new())]),
            passed: only.clone(),
            concerned: only,
        }
    }

    /// Adds a record; the first path to it is kept, so that no loop is shown.
    fn add(&mut self, at: &Record, next: &'a Record, link: &Link, sentence: String) {
        if !ASIDE.contains(&link.field.name) {
            self.concerned.insert(&next.id);
        }
        if !self.paths.contains_key(&*next.id) {
            let mut path = self.paths.get(&*at.id).cloned().unwrap_or_default();
            path.push(sentence);
            self.paths.insert(&next.id, path);
            self.order.push(next);
        }
    }

    /// Returns those that are wanted, in the order of the records.
    fn touched(
        &self,
        judged: Judged<'_, 'a>,
        is_wanted: impl Fn(&&Record) -> bool,
    ) -> Vec<Touched> {
        let records = judged.project().records.iter();
        let reached = records.filter(|record| self.paths.contains_key(&*record.id));
        let touched = |record: &Record| Touched {
            id: record.id.to_string(),
            kind: record.kind.name,
            title: judged.title(record),
            state: judged.state(record),
            path: self.paths.get(&*record.id).cloned().unwrap_or_default(),
        };
        reached.filter(is_wanted).map(touched).collect()
    }
}

/// Returns results and test runs that rest on the change, and those that decide what must be run again.
fn evidence<'a>(
    judged: Judged<'_, 'a>,
    rerun: &Reached<'a>,
    is_rerun: impl Fn(&&Record) -> bool,
) -> Vec<&'a Record> {
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for record in &rerun.order {
        if matches!(record.kind.name, "result" | "test-run") {
            ids.insert(&record.id);
        }
        if let Some(state) = judged.assessment.verification(record).filter(|_| is_rerun(record)) {
            ids.extend(state.deciding.iter().map(|evidence| &*evidence.record.id));
        }
    }
    let records = judged.project().records.iter();
    records.filter(|record| ids.contains(&*record.id)).collect()
}

/// Returns the releases of the evidence, and the judged one if `any` is touched.
fn releases(judged: Judged<'_, '_>, evidence: &[&Record], any: bool) -> Vec<TouchedRelease> {
    let judged_one = judged.assessment.release.record();
    let of = |release: &Record| {
        let is_for =
            |record: &&&Record| record.links_of("for_release").any(|link| *link.to == *release.id);
        let evidence: Vec<String> =
            evidence.iter().filter(is_for).map(|record| record.id.to_string()).collect();
        let is_judged = judged_one == Some(release);
        (!evidence.is_empty() || is_judged && any).then(|| TouchedRelease {
            id: release.id.to_string(),
            title: judged.title(release),
            status: release.status.word(),
            judged: is_judged,
            evidence,
        })
    };
    judged.project().of_kind("release").filter_map(of).collect()
}
