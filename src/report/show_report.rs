//! One record → everything about it: fields, links both ways, how it was judged, and its reviews.

use super::check_report::{Inputs, Place, place};
use super::coverage_report::ServedEntry;
use super::field::{FieldEntry, fields_of};
use super::judged::{Judged, ReviewEntry};
use crate::assess::{ControlState, EstimateLevel, Missing, Outcome, RiskState, VerificationState};
use crate::graph::{BrokenLink, Fault};
use crate::model::{Link, Record};
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything about one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShowReport {
    /// What was asked for.
    pub id: String,
    /// Kind of the record.
    pub kind: &'static str,
    /// Title in the language asked for.
    pub title: String,
    /// `draft`, `active` or `retired`.
    pub status: &'static str,
    /// `tf1:` and 64 hexadecimal digits.
    pub fingerprint: String,
    /// Where it is.
    pub place: Place,
    /// In descriptor order, without the links.
    pub fields: Vec<FieldEntry>,
    /// Fields that the kind does not have.
    pub unknown_fields: Vec<FieldEntry>,
    /// What the record's links name.
    pub upstream: Vec<LinkEntry>,
    /// Records with a link to it; reviews stand apart.
    pub downstream: Vec<LinkEntry>,
    /// What is judged of it.
    pub state: State,
    /// Reviews of it, and of links to or from it.
    pub reviews: Vec<ReviewEntry>,
    /// Clauses that it is evidence of, and those that it only claims to serve.
    pub clauses: Vec<ServedEntry>,
    pub inputs: Inputs,
}

/// One link, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkEntry {
    /// Name of the link.
    pub link: &'static str,
    /// The other end.
    pub to: String,
    /// Of the other end, where it is a record.
    pub title: Option<String>,
    /// State of the record at the other end.
    pub state: Option<String>,
    /// Attributes of the link.
    pub attributes: BTreeMap<&'static str, String>,
    /// Why the link leads nowhere.
    pub fault: Option<&'static str>,
}

/// How the record was judged; what does not concern its kind is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// The judged release, or why there is none.
    pub release: Option<String>,
    /// Why no release is judged.
    pub no_release: Option<String>,
    /// State of its approval.
    pub approval: Approval,
    /// Of what is tested: how it came out.
    pub verdict: Option<Verdict>,
    /// What verifications show of it, by aspect.
    pub aspects: Vec<Aspect>,
    /// Of a risk: its levels and what it lacks.
    pub risk: Option<Risk>,
    /// Of a risk control: what it lacks.
    pub control: Option<Control>,
}

/// State of the approval that the record needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// `approved`, `outdated`, `missing`, `rejected` or `not needed`.
    pub state: &'static str,
    /// The review that decides.
    pub review: Option<ReviewEntry>,
}

/// Outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How it came out, in a word.
    pub outcome: &'static str,
    /// What decides it, at the verdict or test case.
    pub evidence: Vec<Evidence>,
    /// Tests that could be several cases.
    pub ambiguous: Vec<Place>,
}

/// One result or test run that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Id of the result or test run.
    pub id: String,
    /// What it says, in a word.
    pub outcome: &'static str,
    /// Where it is.
    pub place: Place,
}

/// What verifications show in one aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aspect {
    /// What is verified: `specification`, `fulfilment`, `implementation` or `effectiveness`.
    pub aspect: &'static str,
    /// Whether there is one, and all pass.
    pub shown: bool,
    /// The verifications of the aspect.
    pub verifications: Vec<Verified>,
}

/// One active verification and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Id of the verification.
    pub id: String,
    /// How it came out, in a word.
    pub outcome: &'static str,
}

/// State of a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// Before risk control.
    pub initial: Estimate,
    /// After risk control.
    pub residual: Estimate,
    /// Whether risk control is complete.
    pub complete: bool,
    /// Its risk controls.
    pub controls: Vec<String>,
    /// What it lacks, at the place where it should be.
    pub missing: Vec<Place>,
}

/// An estimate as it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Step of the severity.
    pub severity: Option<String>,
    /// Step of the probability.
    pub probability: Option<String>,
    /// Level by the matrix.
    pub level: Option<String>,
    /// Whether the level is acceptable.
    pub acceptable: bool,
}

/// State of a risk control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Control {
    /// Whether it can be relied on.
    pub complete: bool,
    /// What implements the control.
    pub implemented_by: Vec<String>,
    /// What its control still lacks.
    pub missing: Vec<Place>,
}

const ASPECTS: [&str; 4] = ["specification", "fulfilment", "implementation", "effectiveness"];

/// Makes the report of one record.
pub fn show_report<'a>(
    judged: Judged<'_, 'a>,
    record: &'a Record,
    clauses: Vec<ServedEntry>,
    inputs: Inputs,
) -> ShowReport {
    let project = judged.project();
    let (fields, unknown_fields) = fields_of(record, &project.config, judged.language);
    ShowReport {
        id: record.id.to_string(),
        kind: record.kind.name,
        title: judged.title(record),
        status: record.status.word(),
        fingerprint: record.fingerprint.to_string(),
        place: place(&project.sources, record.span, String::new()),
        fields,
        unknown_fields,
        upstream: record.links.iter().map(|link| upstream(judged, record, link)).collect(),
        downstream: downstream(judged, record),
        state: state(judged, record),
        reviews: judged.reviews(&record.id),
        clauses,
        inputs,
    }
}

fn upstream(judged: Judged<'_, '_>, record: &Record, link: &Link) -> LinkEntry {
    let is_it = |broken: &&BrokenLink<'_>| broken.from == record && broken.link.span == link.span;
    let unread = judged.graph.unread.iter().any(|broken| is_it(&broken));
    let fault = judged.graph.broken.iter().find(is_it).map(|broken| word(broken.fault));
    let target = judged.project().record(&link.to);
    LinkEntry {
        to: link.to.to_string(),
        fault: fault.or(unread.then_some("could not be read")),
        ..entry(judged, link, target)
    }
}

fn word(fault: Fault) -> &'static str {
    match fault {
        Fault::Malformed => "no target that the link takes",
        Fault::Missing => "does not exist",
        Fault::WrongKind => "of a kind that the link does not take",
    }
}

fn entry(judged: Judged<'_, '_>, link: &Link, other: Option<&Record>) -> LinkEntry {
    LinkEntry {
        link: link.field.name,
        to: other.map(|record| record.id.to_string()).unwrap_or_default(),
        title: other.map(|record| judged.title(record)),
        state: other.and_then(|record| judged.state(record)),
        attributes: link.attributes.iter().map(|(k, value)| (*k, value.to_string())).collect(),
        fault: None,
    }
}

fn downstream(judged: Judged<'_, '_>, record: &Record) -> Vec<LinkEntry> {
    let is_review = |from: &Record| from.kind.name == "review";
    let traces = judged.graph.downstream(&record.id);
    let sound = traces.iter().filter_map(|trace| Some((trace.record()?, trace.link)));
    let sound = sound.filter(|(from, _)| !is_review(from));
    let sound = sound.map(|(from, link)| entry(judged, link, Some(from)));
    // A link of a wrong kind is no edge, and the one who looks at its target wants to know of it.
    let broken = judged.graph.broken.iter().filter(|broken| *broken.link.to == *record.id);
    let broken = broken.map(|broken| LinkEntry {
        fault: Some(word(broken.fault)),
        ..entry(judged, broken.link, Some(broken.from))
    });
    sound.chain(broken).collect()
}

fn state<'a>(judged: Judged<'_, 'a>, record: &'a Record) -> State {
    let assessment = judged.assessment;
    let (word, review) = judged.approval(record);
    State {
        release: assessment.release.record().map(|release| release.id.to_string()),
        no_release: assessment.release.reason(),
        approval: Approval { state: word, review },
        verdict: assessment.verification(record).map(|state| verdict(judged, state)),
        aspects: ASPECTS.iter().filter_map(|aspect| of_aspect(judged, record, aspect)).collect(),
        risk: assessment.risk(record).map(|state| risk(judged, state)),
        control: assessment.control(record).map(|state| control(judged, state)),
    }
}

fn verdict(judged: Judged<'_, '_>, state: &VerificationState<'_>) -> Verdict {
    let sources = &judged.project().sources;
    let evidence = state.deciding.iter().map(|evidence| Evidence {
        id: evidence.record.id.to_string(),
        outcome: evidence.outcome.word(),
        place: place(sources, evidence.span, String::new()),
    });
    let ambiguous = state.ambiguous.iter().map(|ambiguous| {
        let text = format!("{} cases of `{}`", ambiguous.n_cases, ambiguous.run.id);
        place(sources, ambiguous.test, text)
    });
    let overlooked = state.overlooked.iter().map(|overlooked| {
        let (worse, later) = (overlooked.worse.0, overlooked.later.0);
        let text = format!("another test in `{}` than in `{}`", later.id, worse.id);
        place(sources, overlooked.test, text)
    });
    Verdict {
        outcome: state.outcome.word(),
        evidence: evidence.collect(),
        ambiguous: ambiguous.chain(overlooked).collect(),
    }
}

/// Returns an aspect that the kind needs, or in which there is a verification.
fn of_aspect(judged: Judged<'_, '_>, record: &Record, aspect: &'static str) -> Option<Aspect> {
    let verified = judged.assessment.verified_by(judged.graph, record, aspect);
    let is_needed = matches!(
        (record.kind.name, aspect),
        ("requirement", "fulfilment") | ("risk-control", "implementation" | "effectiveness")
    );
    let verification = |(record, outcome): &(&Record, Outcome)| Verified {
        id: record.id.to_string(),
        outcome: outcome.word(),
    };
    (is_needed || !verified.is_empty()).then(|| Aspect {
        aspect,
        shown: judged.assessment.is_verified(judged.graph, record, aspect),
        verifications: verified.iter().map(verification).collect(),
    })
}

fn risk(judged: Judged<'_, '_>, state: &RiskState<'_>) -> Risk {
    Risk {
        initial: estimate(&state.initial),
        residual: estimate(&state.residual),
        complete: state.is_complete(),
        controls: state.controls.iter().map(|control| control.id.to_string()).collect(),
        missing: missing(judged, &state.missing),
    }
}

fn estimate(estimate: &EstimateLevel<'_>) -> Estimate {
    Estimate {
        severity: estimate.severity.map(str::to_string),
        probability: estimate.probability.map(str::to_string),
        level: estimate.level.map(|level| level.name.clone()),
        acceptable: estimate.is_acceptable(),
    }
}

fn control(judged: Judged<'_, '_>, state: &ControlState<'_>) -> Control {
    Control {
        complete: state.missing.is_empty(),
        implemented_by: state.implemented_by.iter().map(|record| record.id.to_string()).collect(),
        missing: missing(judged, &state.missing),
    }
}

fn missing(judged: Judged<'_, '_>, missing: &[Missing]) -> Vec<Place> {
    let sources = &judged.project().sources;
    missing.iter().map(|lack| place(sources, lack.span, lack.lack.text())).collect()
}
