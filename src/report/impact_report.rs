//! One record → what a change of it would touch: verifications, approvals, risks and releases.

use super::check_report::Inputs;
use super::judged::{Judged, ReviewEntry};
use crate::model::{Record, Status};
use serde::Serialize;
use std::collections::{HashMap, HashSet, VecDeque};

/// What a change of one record would touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImpactReport {
    /// What was asked for.
    pub id: String,
    /// Kind of the record.
    pub kind: &'static str,
    /// Title of the record.
    pub title: String,
    /// Verifications to carry out again.
    pub verifications: Vec<Touched>,
    /// Reviews and approvals of its present state, which a change would outdate.
    pub approvals: Vec<ReviewEntry>,
    /// Risks that rest on it, or that something downstream of it helps to control.
    pub risks: Vec<Touched>,
    /// Releases that are touched.
    pub releases: Vec<TouchedRelease>,
    /// Everything else that stands downstream, or that the change would be felt in.
    pub others: Vec<Touched>,
    pub inputs: Inputs,
}

/// A record, and how the change gets there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// Id of the record.
    pub id: String,
    /// Kind of the record.
    pub kind: &'static str,
    /// Title of the record.
    pub title: String,
    /// Verdict, or state of risk control, in a word.
    pub state: Option<String>,
    /// Links from the changed record to this one, as `VER-003 verifies REQ-006`; none for itself. Of a
    /// long way only the last ones.
    pub path: Vec<String>,
    /// Where the links begin, if that is not the changed record; the way there is told with that one.
    pub path_from: Option<String>,
    /// How many links lead to where they begin.
    pub links_before: usize,
}

/// A release that what is touched counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TouchedRelease {
    /// Id of the release.
    pub id: String,
    /// Title of the release.
    pub title: String,
    /// `draft`, `active` or `retired`.
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

/// Leads from what was done for a release to it.
const OF_RELEASE: &str = "for_release";

/// Of these, the ones that say nothing of how their holder is verified.
const ASIDE: &[&str] = &["introduces", "affects"];

/// Links by which a record contributes to what it names, so that its change is felt there too.
const CONTRIBUTES: &[&str] = &[
    "realizes",
    "implements",
    "controls",
    "introduces",
    "affects",
    "contributes_to",
    "verifies",
    "of",
    "part_of",
];

/// Kinds whose records are carried out, and again after a change.
const CARRIED_OUT: &[&str] = &["verification", "validation", "usability-evaluation"];

/// One link on the way from a changed record to one that it touches.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub from: &'a Record,
    pub link: &'static str,
    pub to: &'a Record,
}

/// The way from a changed record to one that it touches.
#[derive(Debug)]
pub struct Way<'a> {
    /// The last links, at most [`MOST_LINKS`]; none for the changed record itself.
    pub steps: Vec<Step<'a>>,
    /// Where they begin, if that is not the changed record, and how many links lead there.
    pub begins: Option<(&'a Record, usize)>,
}

/// Links of a way that are listed. In a long chain every record would list all before it, which is more
/// than fits into memory; each of those is touched itself, with its own way.
const MOST_LINKS: usize = 12;

/// What a change of a record reaches, as records.
#[derive(Debug)]
pub struct Reach<'a> {
    pub verifications: Vec<&'a Record>,
    pub risks: Vec<&'a Record>,
    pub others: Vec<&'a Record>,
    /// Releases, each with its results and test runs that would no longer show what they show now.
    pub releases: Vec<(&'a Record, Vec<&'a Record>)>,
    reached: Reached<'a>,
}

impl<'a> Reach<'a> {
    /// Returns the way from the changed record to one that it touches.
    pub fn way(&self, record: &Record) -> Way<'a> {
        self.reached.way(record)
    }
}

/// Makes the report of one record.
pub fn impact_report<'a>(
    judged: Judged<'_, 'a>,
    record: &'a Record,
    inputs: Inputs,
) -> ImpactReport {
    let reviews = judged.reviews(&record.id);
    let reach = reach(judged, record, &reviews);
    let touched = |records: &[&Record]| {
        let touched = |record: &&Record| {
            let Way { steps, begins } = reach.way(record);
            Touched {
                id: record.id.to_string(),
                kind: record.kind.name,
                title: judged.title(record),
                state: judged.state(record),
                path: steps.iter().map(sentence).collect(),
                path_from: begins.map(|(record, _)| record.id.to_string()),
                links_before: begins.map_or(0, |(_, n_links)| n_links),
            }
        };
        records.iter().map(touched).collect()
    };
    let release = |(release, evidence): &(&Record, Vec<&Record>)| TouchedRelease {
        id: release.id.to_string(),
        title: judged.title(release),
        status: release.status.word(),
        judged: judged.assessment.release.record() == Some(release),
        evidence: evidence.iter().map(|record| record.id.to_string()).collect(),
    };
    ImpactReport {
        id: record.id.to_string(),
        kind: record.kind.name,
        title: judged.title(record),
        verifications: touched(&reach.verifications),
        approvals: reviews.iter().filter(|entry| entry.state == "current").cloned().collect(),
        risks: touched(&reach.risks),
        releases: reach.releases.iter().map(release).collect(),
        others: touched(&reach.others),
        inputs,
    }
}

fn sentence(step: &Step<'_>) -> String {
    format!("{} {} {}", step.from.id, step.link, step.to.id)
}

/// Finds what a change of a record touches; `reviews` are those of it.
pub fn reach<'a>(judged: Judged<'_, 'a>, record: &'a Record, reviews: &[ReviewEntry]) -> Reach<'a> {
    let mut reached = downstream(judged, record);
    let n_downstream = reached.order.len();
    add_contributions(judged, record, &mut reached);
    let n_contributions = reached.order.len();
    let n_rerun = match record.kind.name {
        // Another result or method changes what is known of the product, and not the product.
        "verification" | "result" | "test-run" => n_downstream,
        _ => {
            add_verifications(judged, &mut reached);
            reached.order.len()
        }
    };
    let is_rerun = |record: &&Record| {
        CARRIED_OUT.contains(&record.kind.name) && record.status != Status::Retired
    };
    let is_risk = |record: &&Record| record.kind.name == "risk";
    let (rerun, contributions) = (&reached.order[..n_rerun], &reached.order[..n_contributions]);
    let verifications = in_order(judged, rerun, is_rerun);
    let risks = in_order(judged, contributions, is_risk);
    let any = !verifications.is_empty()
        || !risks.is_empty()
        || reviews.iter().any(|entry| entry.state == "current");
    let releases = releases(judged, &evidence(judged, rerun, is_rerun), any);
    let told = releases.iter().flat_map(|(_, evidence)| evidence).chain(&verifications);
    let told: HashSet<&str> = told.map(|record| &*record.id).collect();
    let is_other =
        |other: &&Record| !is_risk(other) && *other != record && !told.contains(&*other.id);
    let others = in_order(judged, contributions, is_other);
    Reach { verifications, risks, others, releases, reached }
}

/// Returns those that are wanted, in the order of the records.
fn in_order<'a>(
    judged: Judged<'_, 'a>,
    records: &[&'a Record],
    is_wanted: impl Fn(&&Record) -> bool,
) -> Vec<&'a Record> {
    let mut wanted: Vec<&Record> = records.iter().copied().filter(|r| is_wanted(r)).collect();
    wanted.sort_by_key(|record| judged.project().index_of(&record.id));
    wanted
}

/// Records that were reached, each with the link that led there.
#[derive(Debug)]
struct Reached<'a> {
    order: Vec<&'a Record>,
    /// Record → the one from which it was reached, and the link; none for the start.
    came: HashMap<&'a str, Option<(&'a Record, Step<'a>)>>,
    /// Record → how many links lead to it.
    n_links: HashMap<&'a str, usize>,
    /// Records from which the walk went on.
    passed: HashSet<&'a str>,
    /// Records that were reached by something else than a link that stands aside.
    concerned: HashSet<&'a str>,
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
            // What a release was tested with holds, whatever changes in what it accepts or carries over.
            if trace.link.field.name == OF_RELEASE && *at.id != *start.id {
                continue;
            }
            reached.add(at, next, Step { from: next, link: trace.link.field.name, to: at });
            // What is reached twice goes on if either link lets it.
            if !ENDS.contains(&trace.link.field.name) && reached.passed.insert(&next.id) {
                waiting.push_back(next);
            }
        }
    }
    reached
}

/// Walks from the record, and from what is derived from it or part of it, to what they contribute to.
fn add_contributions<'a>(judged: Judged<'_, 'a>, start: &'a Record, reached: &mut Reached<'a>) {
    let mut waiting: VecDeque<&Record> = derived(judged, start, reached).into();
    let derived: HashSet<&str> = waiting.iter().map(|record| &*record.id).collect();
    let mut passed = derived.clone();
    while let Some(at) = waiting.pop_front() {
        for trace in judged.graph.upstream(&at.id) {
            let name = trace.link.field.name;
            // The item around a changed one is touched as a whole, and not all that it realizes.
            let is_around = at.kind.name == "software-item" && !derived.contains(&*at.id);
            let follows = if is_around { name == "part_of" } else { CONTRIBUTES.contains(&name) };
            let Some(next) = trace.record().filter(|_| follows) else { continue };
            reached.add(at, next, Step { from: at, link: name, to: next });
            if passed.insert(&next.id) {
                waiting.push_back(next);
            }
        }
    }
}

/// Returns the record, the requirements that were derived from it, the items that it consists of, and
/// those that a component is used in: they change with it.
fn derived<'a>(
    judged: Judged<'_, 'a>,
    start: &'a Record,
    reached: &mut Reached<'a>,
) -> Vec<&'a Record> {
    let mut derived = vec![start];
    let mut seen = HashSet::from([&*start.id]);
    let mut at = 0;
    while let Some(record) = derived.get(at).copied() {
        at += 1;
        for link in ["satisfies", "part_of"] {
            for (source, _) in judged.graph.sources(&record.id, link) {
                reached.add(record, source, Step { from: source, link, to: record });
                derived.extend(seen.insert(&source.id).then_some(source));
            }
        }
        let link = "used_in";
        for item in judged.graph.targets(&record.id, link) {
            reached.add(record, item, Step { from: record, link, to: item });
            derived.extend(seen.insert(&item.id).then_some(item));
        }
    }
    derived
}

/// Adds the verifications of everything that was reached, and their results: a control that a changed
/// requirement puts into the product must be shown again.
fn add_verifications<'a>(judged: Judged<'_, 'a>, reached: &mut Reached<'a>) {
    for field in ["verifies", "of"] {
        for at in reached.order.clone() {
            if !reached.concerned.contains(&*at.id) {
                continue;
            }
            for trace in judged.graph.downstream(&at.id) {
                let is_it =
                    |next: &&Record| trace.link.field.name == field && next.kind.name != "review";
                if let Some(next) = trace.record().filter(is_it) {
                    reached.add(at, next, Step { from: next, link: field, to: at });
                }
            }
        }
    }
}

impl<'a> Reached<'a> {
    fn from(start: &'a Record) -> Self {
        let only = HashSet::from([&*start.id]);
        Self {
            order: vec![start],
            came: HashMap::from([(&*start.id, None)]),
            n_links: HashMap::from([(&*start.id, 0)]),
            passed: only.clone(),
            concerned: only,
        }
    }

    /// Adds a record; the first path to it is kept, so that no loop is shown.
    fn add(&mut self, at: &'a Record, next: &'a Record, step: Step<'a>) {
        if !ASIDE.contains(&step.link) {
            self.concerned.insert(&next.id);
        }
        if !self.came.contains_key(&*next.id) {
            self.came.insert(&next.id, Some((at, step)));
            let n_links = self.n_links.get(&*at.id).map_or(1, |before| before + 1);
            self.n_links.insert(&next.id, n_links);
            self.order.push(next);
        }
    }

    fn way(&self, record: &Record) -> Way<'a> {
        let mut steps = Vec::new();
        let mut begins = None;
        let mut at = &*record.id;
        while let Some(Some((before, step))) = self.came.get(at)
            && steps.len() < MOST_LINKS
        {
            steps.push(*step);
            at = &before.id;
            begins = self.n_links.get(at).filter(|n_links| **n_links > 0).map(|n| (*before, *n));
        }
        steps.reverse();
        Way { steps, begins }
    }
}

/// Returns results and test runs that rest on the change, and those that decide what must be run again.
fn evidence<'a>(
    judged: Judged<'_, 'a>,
    rerun: &[&'a Record],
    is_rerun: impl Fn(&&Record) -> bool,
) -> Vec<&'a Record> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut evidence: Vec<&Record> = Vec::new();
    for record in rerun {
        if matches!(record.kind.name, "result" | "test-run") && seen.insert(&record.id) {
            evidence.push(record);
        }
        let state = judged.assessment.verification(record).filter(|_| is_rerun(record));
        let deciding = state.into_iter().flat_map(|state| &state.deciding);
        evidence.extend(deciding.map(|it| it.record).filter(|record| seen.insert(&record.id)));
    }
    in_order(judged, &evidence, |_| true)
}

/// Returns the releases of the evidence, and the judged one if `any` is touched.
fn releases<'a>(
    judged: Judged<'_, 'a>,
    evidence: &[&'a Record],
    any: bool,
) -> Vec<(&'a Record, Vec<&'a Record>)> {
    let judged_one = judged.assessment.release.record();
    let of = |release: &'a Record| {
        let is_for =
            |record: &&Record| record.links_of("for_release").any(|link| *link.to == *release.id);
        let evidence: Vec<&Record> = evidence.iter().copied().filter(|r| is_for(r)).collect();
        let is_judged = judged_one == Some(release);
        (!evidence.is_empty() || is_judged && any).then_some((release, evidence))
    };
    judged.project().of_kind("release").filter_map(of).collect()
}
