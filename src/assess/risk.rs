//! Risks and risk controls → levels, and what is missing for risk control to be complete (ISO 14971, 6 to 8).
//!
//! What is absent never lowers a risk: it counts as the worst.

use super::approval::Approvals;
use super::benefit::{Weighed, weigh};
use super::release::Choice;
use super::verdict::{Outcome, VerificationState, is_shown, of_target};
use crate::config::{Estimate, Level};
use crate::graph::TraceGraph;
use crate::model::{Project, Record, Status};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// State of one risk control.
#[derive(Debug, Clone)]
pub struct ControlState<'a> {
    /// Requirements and items that put the control into the product.
    pub implemented_by: Vec<&'a Record>,
    /// Whether anything implements it, a document section or a procedure included.
    pub is_implemented: bool,
    /// Active verifications of its implementation.
    pub implementation: Vec<(&'a Record, Outcome)>,
    /// Active verifications of its effectiveness.
    pub effectiveness: Vec<(&'a Record, Outcome)>,
    /// Whether its effect on other risks is stated.
    pub outcome_stated: bool,
    /// What is missing; empty means that it can be relied on.
    pub missing: Vec<Missing>,
}

impl ControlState<'_> {
    /// Returns whether passing results show that the control is implemented.
    pub fn implementation_shown(&self) -> bool {
        is_shown(&self.implementation)
    }

    /// Returns whether passing results show that the control is effective.
    pub fn effectiveness_shown(&self) -> bool {
        is_shown(&self.effectiveness)
    }
}

/// An estimate after everything that may not lower it was left out, and the level it gives.
#[derive(Debug, Clone, Copy)]
pub struct EstimateLevel<'a> {
    pub severity: Option<&'a str>,
    pub probability: Option<&'a str>,
    /// None where something is absent or unknown; that is no acceptable level.
    pub level: Option<&'a Level>,
}

impl EstimateLevel<'_> {
    /// Returns whether the level is acceptable.
    pub fn is_acceptable(&self) -> bool {
        self.level.is_some_and(|level| level.acceptable)
    }
}

/// Something that risk control of a risk lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub lack: Lack,
    /// Where it should be, or what is at fault.
    pub span: Span,
}

/// What risk control can lack; messages and documents say it in their own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    Evaluation,
    Acceptance,
    Statement,
    Approval,
    /// The residual level that is not acceptable.
    AcceptableLevel(String),
    Estimate,
    Control,
    /// The risk control is of another product than the judged release.
    ForeignControl {
        control: String,
    },
    Implementation {
        control: String,
    },
    Outcome {
        control: String,
    },
    /// No active verification shows the aspect of the control.
    Verification {
        control: String,
        aspect: &'static str,
    },
    /// A verification does not pass; `by` is the result or test run that decides it.
    Pass {
        control: String,
        aspect: &'static str,
        verification: String,
        outcome: Outcome,
        by: Option<String>,
    },
    /// A benefit-risk analysis of the risk does not accept it.
    Benefit {
        analysis: String,
        why: &'static str,
    },
    /// A risk that the control introduces or affects is not complete.
    OtherRisk {
        control: String,
        risk: String,
    },
}

impl Lack {
    /// Returns what is missing, in the words of a message.
    pub fn text(&self) -> String {
        match self {
            Lack::Evaluation => "the evaluation is not recorded".into(),
            Lack::Acceptance => "the evaluation says that the risk is not acceptable".into(),
            Lack::Statement => "it is not stated why the risk is reduced as far as possible".into(),
            Lack::Approval => "the evaluation is not approved".into(),
            Lack::AcceptableLevel(level) => {
                format!("the residual level `{level}` is not acceptable")
            }
            Lack::Estimate => {
                "the residual risk is not estimated, which counts as the worst".into()
            }
            Lack::Control => "no active risk control reduces it".into(),
            Lack::ForeignControl { control } => {
                format!(
                    "no active risk control of the judged product reduces it; `{control}` is of another"
                )
            }
            Lack::Implementation { control } => format!("`{control}` is not implemented"),
            Lack::Outcome { control } => {
                format!("`{control}` does not state its effect on other risks")
            }
            Lack::Benefit { analysis, why } => {
                format!("`{analysis}` does not accept the risk: {why}")
            }
            Lack::Verification { control, aspect } => {
                format!("`{control}` has no active verification of its {aspect}")
            }
            Lack::Pass { control, aspect, verification, outcome, by } => {
                let by = by.as_ref().map(|by| format!(" by `{by}`")).unwrap_or_default();
                let what = match outcome {
                    Outcome::Missing => "has no result for the judged release".to_string(),
                    Outcome::NotEvaluable => "cannot be evaluated".to_string(),
                    _ => format!("is `{}`{by}", outcome.word()),
                };
                format!("the {aspect} of `{control}` is not shown: `{verification}` {what}")
            }
            Lack::OtherRisk { control, risk } => {
                format!("`{control}` leads to `{risk}`, whose risk control is not complete")
            }
        }
    }
}

/// State of one risk.
#[derive(Debug, Clone)]
pub struct RiskState<'a> {
    pub initial: EstimateLevel<'a>,
    /// With the software failing and only external controls in place; absent is the worst.
    pub after_external_controls: EstimateLevel<'a>,
    pub residual: EstimateLevel<'a>,
    /// Active risk controls.
    pub controls: Vec<&'a Record>,
    /// Whether a written document section discloses it.
    pub is_disclosed: bool,
    /// The approved benefit-risk analysis that accepts a residual level that is not acceptable.
    pub accepted_by: Option<&'a Record>,
    /// What is missing; empty means that risk control is complete.
    pub missing: Vec<Missing>,
}

impl RiskState<'_> {
    /// Returns whether risk control is complete.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Returns whether the residual level must be disclosed to users, and is disclosed nowhere.
    pub fn lacks_disclosure(&self) -> bool {
        self.residual.level.is_some_and(|level| level.disclose) && !self.is_disclosed
    }

    /// Returns whether the residual level is acceptable, or is accepted by a benefit-risk analysis.
    pub fn is_tolerable(&self) -> bool {
        self.residual.is_acceptable() || self.accepted_by.is_some()
    }
}

/// Assesses every risk control.
pub(super) fn controls<'a>(
    (graph, release): (&TraceGraph<'a>, &Choice<'a>),
    verifications: &HashMap<&'a str, VerificationState<'a>>,
) -> BTreeMap<&'a str, ControlState<'a>> {
    let state = |record: &'a Record| {
        let sources = graph.sources(&record.id, "implements").into_iter();
        let implements = |source: &&Record| {
            source.is_active() && release.counts_for(graph.project, source, record)
        };
        let implemented_by: Vec<&Record> =
            sources.map(|(source, _)| source).filter(implements).collect();
        let in_section = names_written_section(graph, record, "implemented_in");
        let mut state = ControlState {
            is_implemented: !implemented_by.is_empty() || in_section || record.has(&["procedure"]),
            implemented_by,
            implementation: of_target((graph, release), verifications, record, "implementation"),
            effectiveness: of_target((graph, release), verifications, record, "effectiveness"),
            outcome_stated: states_outcome(record),
            missing: Vec::new(),
        };
        state.missing = missing_of_control(record, &state, verifications);
        state
    };
    graph.project.of_kind("risk-control").map(|record| (&*record.id, state(record))).collect()
}

/// Returns whether a link leads to a document section with a text below its heading.
fn names_written_section(graph: &TraceGraph<'_>, record: &Record, field: &str) -> bool {
    let links = graph.upstream(&record.id);
    links
        .iter()
        .any(|trace| trace.link.field.name == field && trace.is_written_section(graph.project))
}

fn missing_of_control<'a>(
    control: &'a Record,
    state: &ControlState<'a>,
    verifications: &HashMap<&'a str, VerificationState<'a>>,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut lacks = |lack| missing.push(Missing { lack, span: control.span });
    let id = || control.id.to_string();
    if !state.is_implemented {
        lacks(Lack::Implementation { control: id() });
    }
    if !state.outcome_stated {
        lacks(Lack::Outcome { control: id() });
    }
    let aspects =
        [("implementation", &state.implementation), ("effectiveness", &state.effectiveness)];
    for (aspect, shown_by) in aspects {
        if shown_by.is_empty() {
            lacks(Lack::Verification { control: id(), aspect });
        }
    }
    for (aspect, shown_by) in aspects {
        for (verification, outcome) in shown_by.iter().filter(|(_, o)| *o != Outcome::Pass) {
            missing.push(no_pass(control, aspect, verification, *outcome, verifications));
        }
    }
    missing
}

/// Says which verification does not pass, at the result that decides it.
fn no_pass(
    control: &Record,
    aspect: &'static str,
    verification: &Record,
    outcome: Outcome,
    verifications: &HashMap<&str, VerificationState<'_>>,
) -> Missing {
    let deciding = verifications.get(&*verification.id).map(|state| &*state.deciding);
    let worst = deciding.unwrap_or_default().iter().find(|evidence| evidence.outcome == outcome);
    let lack = Lack::Pass {
        control: control.id.to_string(),
        aspect,
        verification: verification.id.to_string(),
        outcome,
        by: worst.map(|evidence| evidence.record.id.to_string()),
    };
    Missing { lack, span: worst.map_or(verification.span, |evidence| evidence.span) }
}

/// Either effects are named, or there is a reason why there are none; both at once say nothing.
fn states_outcome(control: &Record) -> bool {
    let names_effects =
        control.links_of("introduces").chain(control.links_of("affects")).count() > 0;
    names_effects != control.has(&["outcome", "none"])
}

/// Returns the ids of the records on which a risk control rests: they implement one that is not
/// retired, or satisfy, directly or through others, what does.
pub(super) fn bearing_controls<'a>(graph: &TraceGraph<'a>) -> BTreeSet<&'a str> {
    let implements = |record: &&'a Record| {
        let controls = graph.targets(&record.id, "implements");
        controls.iter().any(|control| control.status != Status::Retired)
    };
    let mut waiting: Vec<&'a Record> = graph.project.records.iter().filter(implements).collect();
    let mut bearing = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        if bearing.insert(&*next.id) {
            waiting.extend(graph.links_to(&next.id, "satisfies").map(|(record, _)| record));
        }
    }
    bearing
}

/// Returns the level of the initial estimate.
fn initial_level<'a>(graph: &TraceGraph<'a>, risk: &'a Record) -> EstimateLevel<'a> {
    level(graph, risk, "initial", true)
}

/// Returns the level of the residual estimate; information for safety alone never lowers severity.
fn residual_level<'a>(
    (graph, release): (&TraceGraph<'a>, &Choice<'a>),
    risk: &'a Record,
) -> EstimateLevel<'a> {
    let mut controls = active_controls(graph, risk);
    controls.retain(|control| release.counts_for(graph.project, control, risk));
    let only_information = !controls.is_empty() && controls.iter().all(|c| is_information(c));
    level(graph, risk, "residual", !only_information)
}

pub(super) fn is_information(control: &Record) -> bool {
    control.word(&["option"]) == Some("information-for-safety")
}

pub(super) fn level<'a>(
    graph: &TraceGraph<'a>,
    risk: &'a Record,
    estimate: &str,
    may_lower_severity: bool,
) -> EstimateLevel<'a> {
    let policy = &graph.project.config.risk;
    let word = |field: &str| risk.word(&["estimates", estimate, field]);
    let of_harm = severity_of_harm(graph, risk);
    let severity = match (word("severity"), of_harm) {
        // A step that nobody knows gives no level, which is the worst.
        (Some(own), Some(_)) if policy.severity_rank(own).is_none() => Some(own),
        (Some(own), Some(of_harm)) => {
            let is_lower = policy.severity_rank(own) < policy.severity_rank(of_harm);
            let may =
                risk.has(&["estimates", estimate, "severity_rationale"]) && may_lower_severity;
            Some(if is_lower && !may { of_harm } else { own })
        }
        // Without a readable harm its severity is unknown, and the worst may be meant.
        (_, None) => policy.severity.last().map(|step| &*step.name),
        (None, of_harm) => of_harm,
    };
    let estimate =
        Estimate { severity, probability: word("probability"), p1: word("p1"), p2: word("p2") };
    let probability = policy.probability_of(&estimate);
    EstimateLevel { severity, probability, level: policy.level_of(&estimate) }
}

/// Returns the severity of the risk's harm, of several the worst; none if one cannot be read.
fn severity_of_harm<'a>(graph: &TraceGraph<'a>, risk: &Record) -> Option<&'a str> {
    let policy = &graph.project.config.risk;
    let harms = graph.targets(&risk.id, "harm").into_iter();
    let ranked = harms.map(|harm| {
        let severity = harm.word(&["severity"])?;
        Some((policy.severity_rank(severity)?, severity))
    });
    ranked.collect::<Option<Vec<_>>>()?.into_iter().max().map(|(_, severity)| severity)
}

pub(super) fn active_controls<'a>(graph: &TraceGraph<'a>, risk: &Record) -> Vec<&'a Record> {
    let sources = graph.sources(&risk.id, "controls").into_iter();
    sources.map(|(control, _)| control).filter(|control| control.is_active()).collect()
}

/// Assesses every risk; completeness is the least fixed point, so that a cycle is not complete.
pub(super) fn all<'a>(
    (graph, release): (&TraceGraph<'a>, &Choice<'a>),
    approvals: &Approvals<'a>,
    controls: &BTreeMap<&'a str, ControlState<'a>>,
    wants_statement: bool,
) -> BTreeMap<&'a str, RiskState<'a>> {
    let state = |risk: &'a Record| {
        let controlled_by = active_controls(graph, risk);
        let residual = residual_level((graph, release), risk);
        let Weighed { accepted_by, refused } = weigh((graph, release), approvals, risk, &residual);
        let mut state = RiskState {
            initial: initial_level(graph, risk),
            after_external_controls: level(graph, risk, "after_external_controls", true),
            residual,
            controls: controlled_by,
            is_disclosed: names_written_section(graph, risk, "disclosed_in"),
            accepted_by,
            missing: Vec::new(),
        };
        state.missing = missing_in_itself(
            (graph.project, release),
            risk,
            &state,
            approvals,
            controls,
            wants_statement,
        );
        if !state.is_tolerable() {
            state.missing.extend(refused);
        }
        state
    };
    let mut states: BTreeMap<&str, RiskState<'a>> =
        graph.project.of_kind("risk").map(|risk| (&*risk.id, state(risk))).collect();
    add_dependencies(graph, &mut states);
    states
}

fn missing_in_itself(
    (project, release): (&Project, &Choice<'_>),
    risk: &Record,
    state: &RiskState<'_>,
    approvals: &Approvals<'_>,
    controls: &BTreeMap<&str, ControlState<'_>>,
    wants_statement: bool,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut lacks = |lack: Lack, span: Span| missing.push(Missing { lack, span });
    match risk.flag(&["evaluation", "acceptable"]) {
        None => lacks(Lack::Evaluation, risk.place_of("evaluation")),
        Some(false) => lacks(Lack::Acceptance, risk.place_at(&["evaluation", "acceptable"])),
        Some(true) => {}
    }
    if wants_statement && !risk.has(&["evaluation", "as_far_as_possible"]) {
        lacks(Lack::Statement, risk.place_of("evaluation"));
    }
    let is_approved =
        project.record(&risk.id).is_some_and(|risk| approvals.of_record(risk).is_valid());
    if !is_approved || risk.status == Status::Draft {
        lacks(Lack::Approval, risk.span);
    }
    if !state.is_tolerable() {
        let lack = match state.residual.level {
            Some(level) => Lack::AcceptableLevel(level.name.clone()),
            None => Lack::Estimate,
        };
        lacks(lack, risk.place_at(&["estimates", "residual"]));
    }
    let mut counting =
        state.controls.iter().filter(|control| release.counts_for(project, control, risk));
    let has_control = counting.next().is_some();
    if !has_control && !state.initial.is_acceptable() && !goes_without(risk, state) {
        let foreign = |control: &&Record| Lack::ForeignControl { control: control.id.to_string() };
        lacks(state.controls.first().map_or(Lack::Control, foreign), risk.span);
    }
    for control in &state.controls {
        let state = controls.get(&*control.id);
        for lack in state.map(|state| &*state.missing).unwrap_or_default() {
            lacks(lack.lack.clone(), lack.span);
        }
    }
    missing
}

/// Returns whether no control is practicable: the options, the reason and an approved benefit-risk
/// analysis stand in the place of controls.
fn goes_without(risk: &Record, state: &RiskState<'_>) -> bool {
    let is_reasoned = risk.has(&["option_analysis"]) && risk.has(&["no_further_control"]);
    is_reasoned && state.accepted_by.is_some()
}

/// Adds to every risk the introduced and affected risks that are not complete.
fn add_dependencies<'a>(graph: &TraceGraph<'a>, states: &mut BTreeMap<&'a str, RiskState<'a>>) {
    let needed: BTreeMap<&str, Vec<(&Record, &Record)>> =
        states.iter().map(|(id, state)| (*id, dependencies(graph, state))).collect();
    let complete = least_fixed_point(states, &needed);
    for (id, state) in states {
        for (control, risk) in needed[id].iter().filter(|(_, risk)| !settled(risk, &complete)) {
            let (control_id, risk_id) = (control.id.to_string(), risk.id.to_string());
            let lack = Lack::OtherRisk { control: control_id, risk: risk_id };
            state.missing.push(Missing { lack, span: control.span });
        }
    }
}

/// Starts from the risks that depend on nothing and adds those whose dependencies are all complete;
/// a cycle is never reached, so it is not complete.
fn least_fixed_point<'a>(
    states: &BTreeMap<&'a str, RiskState<'a>>,
    needed: &BTreeMap<&'a str, Vec<(&'a Record, &'a Record)>>,
) -> BTreeSet<&'a str> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut dependents: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    for (id, dependencies) in needed {
        let open = dependencies.iter().filter(|(_, risk)| risk.status != Status::Retired);
        for (_, risk) in open {
            *waiting.entry(id).or_default() += 1;
            dependents.entry(&risk.id).or_default().push(id);
        }
    }
    let mut complete = BTreeSet::new();
    let mut ready: Vec<&'a str> =
        states.keys().copied().filter(|id| !waiting.contains_key(id)).collect();
    while let Some(id) = ready.pop() {
        if !states[id].missing.is_empty() {
            continue;
        }
        complete.insert(id);
        for dependent in dependents.remove(id).unwrap_or_default() {
            let Some(count) = waiting.get_mut(dependent) else { continue };
            *count -= 1;
            if *count == 0 {
                ready.push(dependent);
            }
        }
    }
    complete
}

fn settled(risk: &Record, complete: &BTreeSet<&str>) -> bool {
    risk.status == Status::Retired || complete.contains(&*risk.id)
}

/// Risks that the controls of a risk introduce or affect, with the control.
fn dependencies<'a>(
    graph: &TraceGraph<'a>,
    state: &RiskState<'a>,
) -> Vec<(&'a Record, &'a Record)> {
    let of_control = |control: &'a Record| {
        let introduced = graph.targets(&control.id, "introduces");
        let affected = graph.targets(&control.id, "affects");
        introduced.into_iter().chain(affected).map(move |risk| (control, risk))
    };
    state.controls.iter().copied().flat_map(of_control).collect()
}
