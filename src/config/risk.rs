//! How the project judges risk: severity and probability scales, levels and the matrix (ISO 14971, 4.4 d).
//!
//! A hole in the matrix, an unknown step, or a level that falls while severity or probability rises
//! is a problem; whatever cannot be read counts as the worst.

use super::{PROJECT_FILE, number, word};
use crate::descriptor::NOT_ESTIMABLE;
use crate::diagnostic::{Problem, ProblemKind};
use crate::source::Span;
use crate::yaml::{Entry, Node};
use std::collections::BTreeMap;

/// A severity step; `injury` decides the software safety class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityStep {
    pub name: String,
    pub injury: String,
}

/// A probability step and its upper bound in the scale's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbabilityStep {
    pub name: String,
    pub below: f64,
}

/// A risk level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub name: String,
    pub acceptable: bool,
    pub benefit_risk_may_accept: bool,
    /// Whether a residual risk of this level is significant and must be disclosed.
    pub disclose: bool,
}

/// An estimate as a record states it; what is absent or unknown is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimate<'a> {
    pub severity: Option<&'a str>,
    pub probability: Option<&'a str>,
    pub p1: Option<&'a str>,
    pub p2: Option<&'a str>,
}

/// The scales, levels and matrix of the project.
#[derive(Debug, Clone, Default)]
pub struct RiskPolicy {
    /// From the least to the worst.
    pub severity: Vec<SeverityStep>,
    /// From the least to the most probable.
    pub probability: Vec<ProbabilityStep>,
    pub p1: Vec<ProbabilityStep>,
    pub p2: Vec<ProbabilityStep>,
    /// From low to high.
    pub levels: Vec<Level>,
    matrix: BTreeMap<(String, String), String>,
    combine: BTreeMap<(String, String), String>,
}

impl RiskPolicy {
    /// Returns whether the project estimates the situation and the harm apart, as P1 and P2.
    pub fn has_two_scales(&self) -> bool {
        !self.p1.is_empty() || !self.p2.is_empty()
    }

    /// Returns the rank of a severity step, counted from the least.
    pub fn severity_rank(&self, step: &str) -> Option<usize> {
        self.severity.iter().position(|known| known.name == step)
    }

    /// Returns the rank of a probability step; what cannot be estimated ranks above every step.
    pub fn probability_rank(&self, step: &str) -> Option<usize> {
        match step {
            NOT_ESTIMABLE => Some(self.probability.len()),
            _ => self.probability.iter().position(|known| known.name == step),
        }
    }

    /// Returns the rank of a level, counted from the lowest.
    pub fn level_rank(&self, level: &str) -> Option<usize> {
        self.levels.iter().position(|known| known.name == level)
    }

    /// Returns the probability step of an estimate; of P1 and P2 it is what the project combines them to.
    pub fn probability_of<'a>(&'a self, estimate: &Estimate<'a>) -> Option<&'a str> {
        if !self.has_two_scales() {
            return estimate.probability;
        }
        let pair = (estimate.p1?.to_string(), estimate.p2?.to_string());
        if pair.0 == NOT_ESTIMABLE || pair.1 == NOT_ESTIMABLE {
            return Some(NOT_ESTIMABLE);
        }
        self.combine.get(&pair).map(String::as_str)
    }

    /// Returns the level of an estimate, or none where something needed is absent or unknown.
    pub fn level_of(&self, estimate: &Estimate<'_>) -> Option<&Level> {
        let severity = estimate.severity?.to_string();
        let probability = self.probability_of(estimate)?.to_string();
        self.cell(&severity, &probability)
    }

    /// Returns the level in a cell of the matrix.
    pub fn cell(&self, severity: &str, probability: &str) -> Option<&Level> {
        let name = self.matrix.get(&(severity.to_string(), probability.to_string()))?;
        self.levels.iter().find(|level| level.name == *name)
    }
}

/// Reads the `risk` section.
pub(super) fn read(section: Option<&Node>, problems: &mut Vec<Problem>) -> RiskPolicy {
    let Some(section) = section else { return RiskPolicy::default() };
    let policy = RiskPolicy {
        severity: severity_steps(section),
        probability: probability_steps(section, "probability"),
        p1: probability_steps(section, "p1"),
        p2: probability_steps(section, "p2"),
        levels: levels(section),
        matrix: pairs(section.get("matrix")),
        combine: pairs(section.get("combine")),
    };
    let mut found = Vec::new();
    check_steps(section, &policy, &mut found);
    check_columns(section, &policy, &mut found);
    check_matrix(section, &policy, &mut found);
    check_combination(section, &policy, &mut found);
    let about = format!("{PROJECT_FILE}#risk");
    for (index, problem) in found.iter().enumerate() {
        // A step that stands twice makes every finding about its row or column stand twice.
        if !found[..index].contains(problem) {
            problems.push(problem.clone().about(about.clone()));
        }
    }
    policy
}

fn severity_steps(section: &Node) -> Vec<SeverityStep> {
    let steps = section.get("severity").map(Node::items).unwrap_or_default();
    let step = |node: &Node| SeverityStep {
        name: word(node, &["step"]).unwrap_or_default().to_string(),
        // An unreadable meaning is the worst one.
        injury: word(node, &["injury"]).unwrap_or("serious-or-death").to_string(),
    };
    steps.iter().map(step).collect()
}

fn probability_steps(section: &Node, scale: &str) -> Vec<ProbabilityStep> {
    let steps = section.at(&[scale, "steps"]).map(Node::items).unwrap_or_default();
    let step = |node: &Node| ProbabilityStep {
        name: word(node, &["step"]).unwrap_or_default().to_string(),
        below: number(node.get("below")).unwrap_or(f64::INFINITY),
    };
    steps.iter().map(step).collect()
}

fn levels(section: &Node) -> Vec<Level> {
    let flag = |node: &Node, key: &str| node.get(key).and_then(Node::flag) == Some(true);
    let level = |node: &Node| Level {
        name: word(node, &["level"]).unwrap_or_default().to_string(),
        acceptable: flag(node, "acceptable"),
        benefit_risk_may_accept: flag(node, "benefit_risk_may_accept"),
        disclose: flag(node, "disclose"),
    };
    section.get("levels").map(Node::items).unwrap_or_default().iter().map(level).collect()
}

fn pairs(table: Option<&Node>) -> BTreeMap<(String, String), String> {
    let rows = table.map(Node::entries).unwrap_or_default();
    let cell = |row: &Entry, column: &Entry| {
        let name = column.value.text()?.to_string();
        Some(((row.key.text.to_string(), column.key.text.to_string()), name))
    };
    rows.iter()
        .flat_map(|row| row.value.entries().iter().filter_map(move |column| cell(row, column)))
        .collect()
}

fn problem(span: Span, message: String, help: &str) -> Problem {
    Problem::new(ProblemKind::RiskMatrix, span, message).help(help)
}

/// Names are unique, bounds rise, and no level above an unacceptable one is acceptable.
fn check_steps(section: &Node, policy: &RiskPolicy, problems: &mut Vec<Problem>) {
    let place = |path: &[&str], index: usize| {
        let list = section.at(path);
        let item = list.and_then(|list| list.items().get(index));
        item.or(list).map_or(section.span, |node| node.span)
    };
    let lists: [(&[&str], Vec<&str>); 5] = [
        (&["severity"], policy.severity.iter().map(|step| &*step.name).collect()),
        (&["probability", "steps"], policy.probability.iter().map(|step| &*step.name).collect()),
        (&["p1", "steps"], policy.p1.iter().map(|step| &*step.name).collect()),
        (&["p2", "steps"], policy.p2.iter().map(|step| &*step.name).collect()),
        (&["levels"], policy.levels.iter().map(|level| &*level.name).collect()),
    ];
    for (path, names) in lists {
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) || *name == NOT_ESTIMABLE {
                let message = format!("`{name}` cannot be the name of another step");
                let help = "give every step a name of its own";
                problems.push(problem(place(path, index), message, help));
            }
        }
    }
    for (index, pair) in policy.severity.windows(2).enumerate() {
        if injury_rank(&pair[1].injury) < injury_rank(&pair[0].injury) {
            let message = format!("`{}` means less injury than `{}`", pair[1].name, pair[0].name);
            let place = place(&["severity"], index + 1);
            problems.push(problem(place, message, "list the steps from the least to the worst"));
        }
    }
    for (scale, steps) in
        [("probability", &policy.probability), ("p1", &policy.p1), ("p2", &policy.p2)]
    {
        if let Some(first) = steps.first().filter(|first| first.below <= 0.0) {
            let message = format!("the bound of `{}` is not above zero", first.name);
            let place = place(&[scale, "steps"], 0);
            problems.push(problem(place, message, "write the upper bound, in the scale's unit"));
        }
        for (index, pair) in steps.windows(2).enumerate() {
            if pair[1].below <= pair[0].below {
                let message = format!(
                    "the bound of `{}` is not above that of `{}`",
                    pair[1].name, pair[0].name
                );
                let place = place(&[scale, "steps"], index + 1);
                problems.push(problem(place, message, "list the steps from rare to often"));
            }
        }
    }
    for (index, pair) in policy.levels.windows(2).enumerate() {
        if pair[1].acceptable && !pair[0].acceptable {
            let message = format!(
                "`{}` is acceptable although the lower level `{}` is not",
                pair[1].name, pair[0].name
            );
            let place = place(&["levels"], index + 1);
            problems.push(problem(place, message, "list the levels from low to high"));
        }
    }
    if !policy.levels.is_empty() && policy.levels.iter().all(|level| level.acceptable) {
        let message = "every level is acceptable, so the matrix judges nothing".to_string();
        let place = place(&["levels"], policy.levels.len() - 1);
        problems.push(problem(place, message, "say which level is not acceptable"));
    }
}

/// Ranks what a severity step means for a person; what is unknown is the worst.
fn injury_rank(injury: &str) -> usize {
    ["none", "non-serious"].iter().position(|known| *known == injury).unwrap_or(2)
}

/// Rows name severity steps (checked by the descriptor); columns name probability steps.
fn check_columns(section: &Node, policy: &RiskPolicy, problems: &mut Vec<Problem>) {
    let rows = section.get("matrix").map(Node::entries).unwrap_or_default();
    for column in rows.iter().flat_map(|row| row.value.entries()) {
        if policy.probability_rank(&column.key.text).is_none() {
            let message = format!("unknown probability step `{}`", column.key.text);
            let help = "columns are the steps of `risk.probability` and `not-estimable`";
            problems.push(problem(column.key.span, message, help));
        }
    }
}

fn check_matrix(section: &Node, policy: &RiskPolicy, problems: &mut Vec<Problem>) {
    let Some(matrix) = section.get("matrix") else { return };
    let columns: Vec<&str> =
        policy.probability.iter().map(|step| &*step.name).chain([NOT_ESTIMABLE]).collect();
    let rank = |severity: &str, probability: &str| {
        policy.cell(severity, probability).and_then(|level| policy.level_rank(&level.name))
    };
    for (row, severity) in policy.severity.iter().enumerate() {
        let place = matrix.entry(&severity.name).map_or(matrix.span, |entry| entry.key.span);
        for (column, probability) in columns.iter().enumerate() {
            let Some(here) = rank(&severity.name, probability) else {
                let message = format!(
                    "no level for severity `{}` and probability `{probability}`",
                    severity.name
                );
                problems.push(problem(place, message, "the matrix must cover every combination"));
                continue;
            };
            let left = column.checked_sub(1).and_then(|left| rank(&severity.name, columns[left]));
            let above =
                row.checked_sub(1).and_then(|up| rank(&policy.severity[up].name, probability));
            if left.is_some_and(|left| left > here) {
                let message = format!(
                    "for severity `{}` the level falls from probability `{}` to `{probability}`",
                    severity.name,
                    columns[column - 1],
                );
                problems.push(problem(
                    place,
                    message,
                    "a level never falls while probability rises",
                ));
            }
            if above.is_some_and(|above| above > here) {
                let message = format!(
                    "at probability `{probability}` the level falls from severity `{}` to `{}`",
                    policy.severity[row - 1].name,
                    severity.name,
                );
                problems.push(problem(place, message, "a level never falls while severity rises"));
            }
        }
    }
}

/// With two scales, every pair of P1 and P2 must give a probability step, never falling.
fn check_combination(section: &Node, policy: &RiskPolicy, problems: &mut Vec<Problem>) {
    if !policy.has_two_scales() {
        if let Some(entry) = section.entry("combine") {
            let message = "`combine` needs the scales `p1` and `p2`".to_string();
            problems.push(problem(entry.key.span, message, "add the scales, or remove `combine`"));
        }
        return;
    }
    let table = section.get("combine");
    let place = section.entry("combine").map_or(section.span, |entry| entry.key.span);
    let row =
        |p1: &str| table.and_then(|table| table.entry(p1)).map_or(place, |entry| entry.key.span);
    let rank = |p1: usize, p2: usize| {
        let pair = (policy.p1[p1].name.clone(), policy.p2[p2].name.clone());
        policy.combine.get(&pair).and_then(|step| policy.probability_rank(step))
    };
    if policy.p1.is_empty() || policy.p2.is_empty() {
        let message = "`p1` and `p2` are needed together".to_string();
        problems.push(problem(place, message, "add the other scale"));
    }
    for p1 in 0..policy.p1.len() {
        for p2 in 0..policy.p2.len() {
            let (name1, name2) = (&policy.p1[p1].name, &policy.p2[p2].name);
            let Some(here) = rank(p1, p2) else {
                let message = format!("no probability for p1 `{name1}` and p2 `{name2}`");
                problems.push(problem(row(name1), message, "`combine` must cover every pair"));
                continue;
            };
            let before = [
                p1.checked_sub(1).map(|lower| (lower, p2)),
                p2.checked_sub(1).map(|lower| (p1, lower)),
            ];
            if before
                .into_iter()
                .flatten()
                .any(|(a, b)| rank(a, b).is_some_and(|lower| lower > here))
            {
                let message = format!("the probability falls at p1 `{name1}` and p2 `{name2}`");
                problems.push(problem(
                    row(name1),
                    message,
                    "a probability never falls while p1 or p2 rises",
                ));
            }
        }
    }
}
