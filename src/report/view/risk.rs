//! Risk policy, hazards, harms, risks and risk controls (ISO 14971, 4.4 to 7).

use super::Context;
use super::mention::{Numbered, Numbers, number};
use super::record::{Approval, Record, Ref, Text};
use super::requirement::VerifiedBy;
use crate::assess::{ControlState, EstimateLevel, Lack, RiskState};
use crate::config::ProbabilityStep;
use crate::descriptor::NOT_ESTIMABLE;
use crate::model;
use crate::yaml::Node;
use serde::Serialize;

/// The risk part of the view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Risks {
    pub policy: Policy,
    pub hazards: Vec<Hazard>,
    pub harms: Vec<Harm>,
    /// Drafts and retired ones too.
    pub risks: Vec<Risk>,
    pub controls: Vec<Control>,
    /// The matrix with the risks that stand in each cell, before and after control.
    pub initial: Matrix,
    pub residual: Matrix,
    pub counts: RiskCounts,
}

/// Counts over the risks that are not retired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RiskCounts {
    pub risks: usize,
    pub complete: usize,
    pub unmitigated: usize,
    pub acceptable_initially: usize,
    pub acceptable_residually: usize,
    /// By a person; the level in the matrix does not decide it.
    pub judged_acceptable: usize,
    pub judged_not_acceptable: usize,
    pub not_judged: usize,
    /// Whose residual level must be disclosed to users, and that are disclosed nowhere.
    pub undisclosed: usize,
    pub controls: usize,
    pub retired: usize,
}

/// How the project judges risk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Policy {
    /// From the least to the worst; `detail` is the sort of injury.
    pub severity: Vec<Step>,
    pub probability: Scale,
    pub p1: Option<Scale>,
    pub p2: Option<Scale>,
    /// Rows are the steps of P1, columns those of P2.
    pub combination: Vec<Vec<Option<String>>>,
    pub levels: Vec<LevelRow>,
    pub approval: Approval,
}

/// A probability scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scale {
    pub unit: Option<Text>,
    /// `detail` is the upper bound.
    pub steps: Vec<Step>,
}

/// A step of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub name: String,
    pub detail: String,
    pub meaning: Option<Text>,
}

/// A risk level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelRow {
    pub name: String,
    pub is_acceptable: bool,
    pub benefit_risk_may_accept: bool,
    pub is_disclosed: bool,
    pub meaning: Option<Text>,
}

/// The risk matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// Probability steps, from the least probable, and last what cannot be estimated.
    pub columns: Vec<String>,
    /// From the worst severity.
    pub rows: Vec<MatrixRow>,
    /// Risks that stand in no cell, because something is not estimated.
    pub unplaced: Vec<String>,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    pub severity: String,
    pub cells: Vec<MatrixCell>,
}

/// A cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixCell {
    pub level: Option<String>,
    pub is_acceptable: bool,
    pub risks: Vec<String>,
}

/// A hazard and the risks that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hazard {
    pub record: Record,
    pub category: Option<String>,
    pub risks: Vec<Ref>,
}

/// A harm, its severity and the risks that end in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Harm {
    pub record: Record,
    pub category: Option<String>,
    pub severity: Option<String>,
    pub risks: Vec<Ref>,
}

/// One estimate of a risk, after everything that may not lower it was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// `initial`, `after_external_controls` or `residual`.
    pub name: &'static str,
    pub is_stated: bool,
    pub severity: Option<String>,
    pub probability: Option<String>,
    pub p1: Option<String>,
    pub p2: Option<String>,
    pub level: Option<String>,
    pub is_acceptable: bool,
    pub severity_rationale: Option<Text>,
}

/// The evaluation that a person recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    pub is_acceptable: Option<bool>,
    pub rationale: Option<Text>,
    pub as_far_as_possible: Option<Text>,
}

/// A risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    pub record: Record,
    pub hazard: Vec<Ref>,
    pub harm: Vec<Ref>,
    pub arises_from: Vec<Ref>,
    pub sequence_of_events: Option<Text>,
    pub situation: Option<Text>,
    pub initial: Estimate,
    pub after_external_controls: Estimate,
    pub residual: Estimate,
    pub option_analysis: Option<Text>,
    pub no_further_control: Option<Text>,
    pub information_only: Option<Text>,
    pub evaluation: Option<Evaluation>,
    pub disclosed_in: Vec<Ref>,
    /// Whether its residual level must be disclosed to users, and it is disclosed nowhere.
    pub lacks_disclosure: bool,
    /// Whether a failure of the software may lead to it, or software carries out a control of it.
    pub concerns_software: bool,
    /// Controls of any status; only active ones count.
    pub controls: Vec<Ref>,
    pub is_complete: bool,
    #[serde(skip)]
    pub lacks: Vec<Lack>,
}

impl Risk {
    /// Returns whether a person judged the residual risk acceptable; none where nobody did.
    pub fn judgement(&self) -> Option<bool> {
        self.evaluation.as_ref().and_then(|evaluation| evaluation.is_acceptable)
    }
}

/// A risk control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Control {
    pub record: Record,
    pub option: Option<String>,
    pub is_external: Option<bool>,
    pub controls: Vec<Ref>,
    pub introduces: Vec<Ref>,
    pub affects: Vec<Ref>,
    /// Why there is no effect on other risks.
    pub no_outcome: Option<Text>,
    pub implemented_by: Vec<Ref>,
    pub implemented_in: Vec<Ref>,
    pub procedure: Option<Text>,
    pub verified_by: Vec<VerifiedBy>,
    pub is_implemented: bool,
    pub implementation_shown: bool,
    pub effectiveness_shown: bool,
    pub outcome_stated: bool,
}

impl Numbered for Risks {
    fn numbers(&self) -> Numbers {
        vec![("counts", number(&self.counts))]
    }
}

pub(super) fn risks(cx: &Context<'_>) -> Risks {
    let project = cx.project();
    let risks: Vec<Risk> = project.of_kind("risk").map(|record| risk(cx, record)).collect();
    let controls: Vec<Control> =
        project.of_kind("risk-control").map(|record| control(cx, record)).collect();
    Risks {
        policy: policy(cx),
        hazards: project.of_kind("hazard").map(|record| hazard(cx, record)).collect(),
        harms: project.of_kind("harm").map(|record| harm(cx, record)).collect(),
        initial: matrix(cx, &risks, |risk| &risk.initial),
        residual: matrix(cx, &risks, |risk| &risk.residual),
        counts: counts(&risks, &controls),
        risks,
        controls,
    }
}

fn counts(risks: &[Risk], controls: &[Control]) -> RiskCounts {
    let current: Vec<&Risk> = risks.iter().filter(|risk| !risk.record.is_retired()).collect();
    let count = |holds: &dyn Fn(&Risk) -> bool| current.iter().filter(|risk| holds(risk)).count();
    let complete = count(&|risk| risk.is_complete);
    let active = controls.iter().filter(|control| !control.record.is_retired()).count();
    RiskCounts {
        risks: current.len(),
        complete,
        unmitigated: current.len() - complete,
        acceptable_initially: count(&|risk| risk.initial.is_acceptable),
        acceptable_residually: count(&|risk| risk.residual.is_acceptable),
        judged_acceptable: count(&|risk| risk.judgement() == Some(true)),
        judged_not_acceptable: count(&|risk| risk.judgement() == Some(false)),
        not_judged: count(&|risk| risk.judgement().is_none()),
        undisclosed: count(&|risk| risk.lacks_disclosure),
        controls: active,
        retired: risks.len() - current.len() + controls.len() - active,
    }
}

fn policy(cx: &Context<'_>) -> Policy {
    let config = &cx.project().config;
    let policy = &config.risk;
    let meanings = |path: &[&str]| {
        let items = config.tree.at(path).map(Node::items).unwrap_or_default();
        let meaning = |node: &Node| node.get("meaning").and_then(|node| cx.localized(node));
        items.iter().map(meaning).collect::<Vec<_>>()
    };
    let severity = policy.severity.iter().zip(meanings(&["risk", "severity"]));
    let severity = severity.map(|(step, meaning)| Step {
        name: step.name.clone(),
        detail: step.injury.clone(),
        meaning,
    });
    let scale = |name: &str, steps: &[ProbabilityStep]| {
        let step = |(step, meaning): (&ProbabilityStep, Option<Text>)| Step {
            name: step.name.clone(),
            detail: bound(step.below),
            meaning,
        };
        let unit = config.tree.at(&["risk", name, "unit"]).and_then(|node| cx.localized(node));
        let meanings = meanings(&["risk", name, "steps"]);
        Scale { unit, steps: steps.iter().zip(meanings).map(step).collect() }
    };
    let levels = policy.levels.iter().zip(meanings(&["risk", "levels"]));
    let levels = levels.map(|(level, meaning)| LevelRow {
        name: level.name.clone(),
        is_acceptable: level.acceptable,
        benefit_risk_may_accept: level.benefit_risk_may_accept,
        is_disclosed: level.disclose,
        meaning,
    });
    let two = policy.has_two_scales();
    Policy {
        severity: severity.collect(),
        probability: scale("probability", &policy.probability),
        p1: two.then(|| scale("p1", &policy.p1)),
        p2: two.then(|| scale("p2", &policy.p2)),
        combination: combination(cx),
        levels: levels.collect(),
        approval: cx.approval_state(cx.inputs.assessment.approvals.of_section("risk")),
    }
}

/// Writes an upper bound the way people write it: `1e-8` becomes `10⁻⁸`.
fn bound(below: f64) -> String {
    let plain = format!("{below}");
    let written = format!("{below:e}");
    match written.split_once('e') {
        Some((mantissa, exponent)) if plain.len() > 5 => {
            let digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
            let raised = |c: char| match c.to_digit(10) {
                Some(digit) => digits.chars().nth(digit as usize),
                None => Some('⁻'),
            };
            let exponent: String = exponent.chars().filter_map(raised).collect();
            let factor = if mantissa == "1" { String::new() } else { format!("{mantissa}·") };
            format!("{factor}10{exponent}")
        }
        _ => plain,
    }
}

fn combination(cx: &Context<'_>) -> Vec<Vec<Option<String>>> {
    let policy = &cx.project().config.risk;
    let cell = |p1: &ProbabilityStep, p2: &ProbabilityStep| {
        let (p1, p2) = (Some(&*p1.name), Some(&*p2.name));
        let estimate = crate::config::Estimate { p1, p2, ..Default::default() };
        policy.probability_of(&estimate).map(str::to_string)
    };
    let row = |p1| policy.p2.iter().map(|p2| cell(p1, p2)).collect();
    policy.p1.iter().map(row).collect()
}

fn matrix(cx: &Context<'_>, risks: &[Risk], estimate: impl Fn(&Risk) -> &Estimate) -> Matrix {
    let policy = &cx.project().config.risk;
    let columns: Vec<String> = policy
        .probability
        .iter()
        .map(|step| step.name.clone())
        .chain([NOT_ESTIMABLE.to_string()])
        .collect();
    let current: Vec<&Risk> = risks.iter().filter(|risk| !risk.record.is_retired()).collect();
    let stands_in = |risk: &Risk, severity: &str, probability: &str| {
        let estimate = estimate(risk);
        estimate.severity.as_deref() == Some(severity)
            && estimate.probability.as_deref() == Some(probability)
    };
    let cell = |severity: &str, probability: &str| {
        let level = policy.cell(severity, probability);
        let here = current.iter().filter(|risk| stands_in(risk, severity, probability));
        MatrixCell {
            level: level.map(|level| level.name.clone()),
            is_acceptable: level.is_some_and(|level| level.acceptable),
            risks: here.map(|risk| risk.record.id.clone()).collect(),
        }
    };
    let row = |severity: &str| MatrixRow {
        severity: severity.to_string(),
        cells: columns.iter().map(|probability| cell(severity, probability)).collect(),
    };
    let rows: Vec<MatrixRow> = policy.severity.iter().rev().map(|step| row(&step.name)).collect();
    let is_placed =
        |id: &String| rows.iter().flat_map(|row| &row.cells).any(|cell| cell.risks.contains(id));
    let all = current.iter().map(|risk| risk.record.id.clone());
    let unplaced = all.filter(|id| !is_placed(id)).collect();
    Matrix { columns, rows, unplaced }
}

fn category(record: &model::Record) -> Option<String> {
    record.word(&["category"]).map(super::record::clean)
}

fn hazard<'a>(cx: &Context<'a>, record: &'a model::Record) -> Hazard {
    let risks = cx.sources(record, "hazard");
    Hazard { record: cx.record(record), category: category(record), risks }
}

fn harm<'a>(cx: &Context<'a>, record: &'a model::Record) -> Harm {
    Harm {
        record: cx.record(record),
        category: category(record),
        severity: record.word(&["severity"]).map(str::to_string),
        risks: cx.sources(record, "harm"),
    }
}

fn risk<'a>(cx: &Context<'a>, record: &'a model::Record) -> Risk {
    let state = cx.inputs.assessment.risk(record);
    let level = |of: &dyn Fn(&RiskState<'a>) -> EstimateLevel<'a>| state.map(of);
    let estimate = |name, level| estimate(cx, record, name, level);
    let text = |path: &[&str]| cx.text(record, path);
    let evaluation = record.has(&["evaluation"]).then(|| Evaluation {
        is_acceptable: record.flag(&["evaluation", "acceptable"]),
        rationale: text(&["evaluation", "rationale"]),
        as_far_as_possible: text(&["evaluation", "as_far_as_possible"]),
    });
    Risk {
        record: cx.record(record),
        hazard: cx.links(record, "hazard"),
        harm: cx.links(record, "harm"),
        arises_from: cx.links(record, "arises_from"),
        sequence_of_events: text(&["sequence_of_events"]),
        situation: text(&["situation"]),
        initial: estimate("initial", level(&|state| state.initial)),
        after_external_controls: estimate(
            "after_external_controls",
            level(&|state| state.after_external_controls),
        ),
        residual: estimate("residual", level(&|state| state.residual)),
        option_analysis: text(&["option_analysis"]),
        no_further_control: text(&["no_further_control"]),
        information_only: text(&["information_only"]),
        evaluation,
        disclosed_in: cx.links(record, "disclosed_in"),
        lacks_disclosure: state.is_some_and(RiskState::lacks_disclosure),
        concerns_software: cx.inputs.assessment.concerns_software(cx.inputs.graph, record),
        controls: cx.sources(record, "controls"),
        is_complete: state.is_some_and(RiskState::is_complete),
        lacks: state.map(lacks).unwrap_or_default(),
    }
}

fn lacks(state: &RiskState<'_>) -> Vec<Lack> {
    state.missing.iter().map(|missing| missing.lack.clone()).collect()
}

fn estimate<'a>(
    cx: &Context<'a>,
    record: &'a model::Record,
    name: &'static str,
    level: Option<EstimateLevel<'a>>,
) -> Estimate {
    let word = |field: &str| record.word(&["estimates", name, field]).map(str::to_string);
    Estimate {
        name,
        is_stated: record.has(&["estimates", name]),
        severity: level.and_then(|level| level.severity).map(str::to_string),
        probability: level.and_then(|level| level.probability).map(str::to_string),
        p1: word("p1"),
        p2: word("p2"),
        level: level.and_then(|level| level.level).map(|level| level.name.clone()),
        is_acceptable: level.is_some_and(|level| level.is_acceptable()),
        severity_rationale: cx.text(record, &["estimates", name, "severity_rationale"]),
    }
}

fn control<'a>(cx: &Context<'a>, record: &'a model::Record) -> Control {
    let state = cx.inputs.assessment.control(record);
    let holds = |of: &dyn Fn(&ControlState<'a>) -> bool| state.is_some_and(of);
    let mut verified_by = cx.verified_by(record, "implementation");
    verified_by.extend(cx.verified_by(record, "effectiveness"));
    Control {
        record: cx.record(record),
        option: record.word(&["option"]).map(str::to_string),
        is_external: record.flag(&["external"]),
        controls: cx.links(record, "controls"),
        introduces: cx.links(record, "introduces"),
        affects: cx.links(record, "affects"),
        no_outcome: cx.text(record, &["outcome", "none"]),
        implemented_by: cx.sources(record, "implements"),
        implemented_in: cx.links(record, "implemented_in"),
        procedure: cx.text(record, &["procedure"]),
        verified_by,
        is_implemented: holds(&|state| state.is_implemented),
        implementation_shown: holds(&ControlState::implementation_shown),
        effectiveness_shown: holds(&ControlState::effectiveness_shown),
        outcome_stated: holds(&|state| state.outcome_stated),
    }
}
