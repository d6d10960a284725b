//! Verdict → what the gate says: a head that names the inputs, and a body that does not change with
//! layout, order or file names.

use super::check_report::{Inputs, Reported, RuleText, Seen, Waived, reported, rule_texts};
use crate::check::Rule;
use crate::diagnostic::Diagnostic;
use crate::gate::{NOT_EVALUATED, State, Verdict};
use crate::model::Project;
use serde::Serialize;
use std::collections::HashSet;

/// The verdict as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateReport {
    pub head: Head,
    pub body: Body,
    /// Every diagnostic that fails a criterion, with its place.
    pub diagnostics: Vec<Reported>,
    /// What waivers except, with its place, for forms that list findings.
    #[serde(skip)]
    pub waived: Vec<Reported>,
    /// Every rule that was asked.
    #[serde(skip)]
    pub rules: Vec<RuleText>,
}

/// What was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    pub inputs: Inputs,
    pub seen: Seen,
    /// The release before; none where none came before, or it could not be compared.
    pub compared: Option<Compared>,
    /// Commits since then that are dated before the one that they were made on.
    pub backdated: usize,
    /// The first commit of the project, if no release came before and the repository is older.
    pub begins_late: Option<Beginning>,
}

/// The first commit of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Beginning {
    /// In short.
    pub commit: String,
    /// Date of the commit, with time and offset.
    pub date: String,
}

/// The tag of the release before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The tag of the release.
    pub tag: String,
    /// The commit of the tag, in short.
    pub commit: String,
    /// Whether a review pins that commit; if not, nothing tells a tag that was moved from the real one.
    pub pinned: bool,
}

/// How it was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Body {
    /// Whether nothing blocks the release.
    pub open: bool,
    /// The judged release.
    pub release: Option<Release>,
    /// The criteria that are evaluated, in order.
    pub criteria: Vec<Line>,
    /// How the project's policy asks for less than the default one.
    pub looser: Vec<String>,
    /// What would fail a criterion if no waiver excepted it.
    pub waived: Vec<Exception>,
    /// Criteria of the default policy that this version does not evaluate.
    pub not_evaluated: Vec<NotEvaluated>,
}

/// The judged release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    /// Id of the record.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Name of the criterion, as under `gate.off`.
    pub criterion: &'static str,
    /// What it asks for, in one sentence.
    pub summary: &'static str,
    /// `met`, `failed`, `not evaluable` or `off`.
    pub state: &'static str,
    /// Why it could not be evaluated.
    pub reason: Option<String>,
    /// What fails it.
    pub failures: Vec<Failure>,
}

/// What fails a criterion, without its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Failure {
    /// Code of the rule.
    pub code: &'static str,
    /// The record that it is about.
    pub record: Option<String>,
    /// What is wrong, in English.
    pub message: String,
    /// What else is said of it.
    pub details: Vec<String>,
}

/// A finding that a waiver excepts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Exception {
    #[serde(flatten)]
    pub failure: Failure,
    /// The waiver, and its last day.
    pub waived: Option<Waived>,
}

/// A criterion that a later version brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotEvaluated {
    /// Name of the criterion.
    pub criterion: &'static str,
    /// What it asks for, in one sentence.
    pub summary: &'static str,
}

/// Makes the report of a verdict.
pub fn gate_report(project: &Project, verdict: &Verdict<'_>, rules: &[&Rule]) -> GateReport {
    let inputs = Inputs::new(verdict.revision, verdict.as_of, project);
    let release = verdict.release.map(|record| Release {
        id: record.id.to_string(),
        version: record.word(&["version"]).unwrap_or_default().to_string(),
    });
    let (mut diagnostics, mut known) = (Vec::new(), HashSet::new());
    for (_, state) in &verdict.criteria {
        if let State::Failed(failing) = state {
            for found in failing.iter().map(|found| reported(&project.sources, found)) {
                if known.insert(found.clone()) {
                    diagnostics.push(found);
                }
            }
        }
    }
    let line = |(criterion, state): &(&'static crate::gate::Criterion, State<'_>)| Line {
        criterion: criterion.name,
        summary: criterion.summary,
        state: state.word(),
        reason: match state {
            State::NotEvaluable(reason) => Some(reason.clone()),
            _ => None,
        },
        failures: failures(state),
    };
    let not_evaluated = NOT_EVALUATED
        .iter()
        .map(|(criterion, summary)| NotEvaluated { criterion, summary })
        .collect();
    GateReport {
        head: Head {
            inputs,
            seen: Seen::new(verdict.counts, rules.len()),
            compared: verdict.compared.as_ref().map(|compared| Compared {
                tag: compared.tag.to_string(),
                commit: compared.commit.to_string(),
                pinned: compared.is_pinned,
            }),
            backdated: verdict.n_backdated,
            begins_late: verdict
                .beginning
                .map(|first| Beginning { commit: first.commit.clone(), date: first.date.clone() }),
        },
        body: Body {
            open: verdict.is_open(),
            release,
            criteria: verdict.criteria.iter().map(line).collect(),
            looser: verdict.looser.clone(),
            waived: verdict.waived.iter().map(|found| exception(found)).collect(),
            not_evaluated,
        },
        diagnostics,
        waived: verdict.waived.iter().map(|found| reported(&project.sources, found)).collect(),
        rules: rule_texts(rules, &project.config),
    }
}

fn failures(state: &State<'_>) -> Vec<Failure> {
    let State::Failed(failing) = state else { return Vec::new() };
    failing.iter().map(|found| failure(found)).collect()
}

fn failure(found: &Diagnostic) -> Failure {
    let mut details: Vec<String> = found.related.iter().map(|label| label.text.clone()).collect();
    details.sort();
    let (record, message) = (found.record.clone(), found.message.clone());
    Failure { code: found.code, record, message, details }
}

fn exception(found: &Diagnostic) -> Exception {
    Exception { failure: failure(found), waived: found.waived.as_ref().map(Waived::from) }
}
