//! The risk matrix before and after control, and the list of risks that its cells filter.

use super::piece::{Badge, Ref, Tone};
use super::{Body, Context, Made};
use crate::assess::{EstimateLevel, RiskState};
use crate::descriptor::NOT_ESTIMABLE;
use crate::model::{Record, Status};

/// The matrix and the risks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RisksPage {
    /// Words for the probability steps, from the least probable.
    pub columns: Vec<String>,
    /// From the worst severity.
    pub rows: Vec<MatrixRow>,
    pub risks: Vec<RiskRow>,
    /// Risks that are not retired, and how many of them are controlled.
    pub n_current: usize,
    pub n_complete: usize,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    pub severity: String,
    pub cells: Vec<MatrixCell>,
}

/// A cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixCell {
    /// Row and column, as in `1-3`; risks name it.
    pub key: String,
    pub level: String,
    pub is_acceptable: bool,
    /// Risks that stand here before and after control.
    pub initial: usize,
    pub residual: usize,
}

/// One risk in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskRow {
    pub record: Ref,
    /// Cell before and after control; `none` where something is not estimated.
    pub initial: String,
    pub residual: String,
    pub initial_level: Badge,
    pub residual_level: Badge,
    /// None for a retired risk.
    pub complete: Option<Badge>,
}

/// The cell of a risk that stands in none.
pub const NO_CELL: &str = "none";

pub(super) fn page(cx: &Context<'_, '_>) -> Made {
    let project = cx.project();
    let risks: Vec<RiskRow> = project.of_kind("risk").filter_map(|it| row(cx, it)).collect();
    let current: Vec<&RiskRow> = risks.iter().filter(|risk| risk.complete.is_some()).collect();
    let is_complete =
        |risk: &&&RiskRow| risk.complete.as_ref().is_some_and(|badge| badge.tone != Tone::Bad);
    let policy = &project.config.risk;
    let steps = policy.probability.iter().map(|step| cx.own("probability", &step.name));
    let content = RisksPage {
        columns: steps.chain([cx.say("not-estimable")]).collect(),
        rows: matrix(cx, &current),
        n_current: current.len(),
        n_complete: current.iter().filter(is_complete).count(),
        risks,
    };
    ("risks.html".to_string(), cx.say("site.risks"), "risks", Body::Risks(content))
}

fn matrix(cx: &Context<'_, '_>, current: &[&RiskRow]) -> Vec<MatrixRow> {
    let policy = &cx.project().config.risk;
    let columns = || policy.probability.iter().map(|step| &*step.name).chain([NOT_ESTIMABLE]);
    let cell = |severity: &str, probability: &str| {
        let level = policy.cell(severity, probability);
        let key = cx.cell(Some(severity), Some(probability));
        MatrixCell {
            level: cx.show().stated_step("level", level.map(|level| &*level.name)),
            is_acceptable: level.is_some_and(|level| level.acceptable),
            initial: current.iter().filter(|risk| risk.initial == key).count(),
            residual: current.iter().filter(|risk| risk.residual == key).count(),
            key,
        }
    };
    let row = |severity: &str| MatrixRow {
        severity: cx.own("severity", severity),
        cells: columns().map(|probability| cell(severity, probability)).collect(),
    };
    policy.severity.iter().rev().map(|step| row(&step.name)).collect()
}

fn row<'a>(cx: &Context<'_, 'a>, record: &'a Record) -> Option<RiskRow> {
    let state: &RiskState<'_> = cx.site.inputs.view.assessment.risk(record)?;
    let is_current = record.status != Status::Retired;
    let complete = || {
        let (tone, key) = match (state.is_complete(), cx.is_in_doubt(record)) {
            (false, _) => (Tone::Bad, "no"),
            (true, false) => (Tone::Good, "yes"),
            (true, true) => (Tone::Doubtful, "site.risk.yes-in-doubt"),
        };
        Badge { tone, text: cx.say(key) }
    };
    let mut reference = cx.reference_to(record);
    // Completeness, which is told last, has a column of its own.
    reference.badges.pop();
    Some(RiskRow {
        record: reference,
        initial: cx.cell(state.initial.severity, state.initial.probability),
        residual: cx.cell(state.residual.severity, state.residual.probability),
        initial_level: cx.level(&state.initial),
        residual_level: match cx.level(&state.residual) {
            // What controls that are not shown would reach is no state of the product.
            level if level.tone == Tone::Good && !state.is_complete() => {
                Badge { tone: Tone::Doubtful, ..level }
            }
            level => level,
        },
        complete: is_current.then(complete),
    })
}

impl Context<'_, '_> {
    /// Returns the name of a cell.
    fn cell(&self, severity: Option<&str>, probability: Option<&str>) -> String {
        let policy = &self.project().config.risk;
        let row = severity.and_then(|step| policy.severity.iter().position(|it| it.name == step));
        let column = match probability {
            Some(NOT_ESTIMABLE) => Some(policy.probability.len()),
            step => policy.probability.iter().position(|it| Some(&*it.name) == step),
        };
        match (row, column) {
            (Some(row), Some(column)) => format!("{row}-{column}"),
            _ => NO_CELL.to_string(),
        }
    }

    fn level(&self, estimate: &EstimateLevel<'_>) -> Badge {
        let level = estimate.level.map(|level| self.own("level", &level.name));
        let text = level.unwrap_or_else(|| self.say("not-estimated"));
        Badge { tone: Tone::of(estimate.is_acceptable()), text }
    }
}
