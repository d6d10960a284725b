//! Diagnostics → [`Verdict`]: whether anything blocks the release. A person releases, not the gate.
//!
//! The gate computes nothing of its own: every criterion names the diagnostics that fail it. It is
//! closed when a criterion fails, and also when one cannot be evaluated.

mod criteria;

use criteria::OF_ONE_PRODUCT;
pub use criteria::{CRITERIA, Criterion, NOT_EVALUATED, Needs};

use crate::assess::Assessment;
use crate::config::Interval;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::history::{Disappearance, LateBeginning, Revision};
use crate::model::{Counts, Project, Record, Status, natural_key};

/// How one criterion came out.
#[derive(Debug, Clone)]
pub enum State<'a> {
    Met,
    /// What fails it, by record.
    Failed(Vec<&'a Diagnostic>),
    NotEvaluable(String),
    /// The project leaves it out.
    Off,
}

impl State<'_> {
    /// Returns the word that verdicts use.
    pub fn word(&self) -> &'static str {
        match self {
            State::Met => "met",
            State::Failed(_) => "failed",
            State::NotEvaluable(_) => "not evaluable",
            State::Off => "off",
        }
    }

    fn blocks(&self) -> bool {
        matches!(self, State::Failed(_) | State::NotEvaluable(_))
    }
}

/// The release before, with which the inputs were compared.
#[derive(Debug)]
pub struct Compared<'a> {
    pub tag: &'a str,
    /// The commit that it names, 40 hexadecimal digits.
    pub commit: &'a str,
    /// Whether a review pins that commit; if not, nothing tells a tag that was moved from the real one.
    pub is_pinned: bool,
}

/// The judgement of one snapshot for one release.
#[derive(Debug)]
pub struct Verdict<'a> {
    pub release: Option<&'a Record>,
    pub as_of: &'a str,
    pub revision: &'a Revision,
    pub counts: Counts,
    /// None where no release came before, or it could not be compared.
    pub compared: Option<Compared<'a>>,
    /// Commits since the release before that are dated before the one that they were made on.
    pub n_backdated: usize,
    /// Where the project begins, if no release came before and the repository is older.
    pub beginning: Option<&'a LateBeginning>,
    pub criteria: Vec<(&'static Criterion, State<'a>)>,
    /// How the project's policy asks for less than the default one.
    pub looser: Vec<String>,
    /// What waivers except; it fails no criterion.
    pub waived: Vec<&'a Diagnostic>,
}

impl Verdict<'_> {
    /// Returns whether nothing blocks the release.
    pub fn is_open(&self) -> bool {
        !self.criteria.iter().any(|(_, state)| state.blocks())
    }
}

/// Judges a project by its diagnostics.
pub fn judge<'a>(
    project: &'a Project,
    assessment: &'a Assessment<'a>,
    diagnostics: &'a Diagnostics,
    revision: &'a Revision,
) -> Verdict<'a> {
    let off = &project.config.gate.off;
    let state = |criterion: &'static Criterion| {
        if criterion.may_be_off && off.iter().any(|name| name == criterion.name) {
            return State::Off;
        }
        if let Some(reason) = not_evaluable(criterion, assessment, revision) {
            return State::NotEvaluable(reason);
        }
        let nothing = nothing_to_judge(criterion, project, assessment);
        match (failures(criterion, project, assessment, diagnostics), nothing) {
            // What fails says more than that there is nothing.
            (State::Met, Some(reason)) => State::NotEvaluable(reason),
            (state, _) => state,
        }
    };
    Verdict {
        release: assessment.release.record(),
        as_of: &assessment.as_of,
        revision,
        counts: project.counts(),
        compared: compared(project, assessment),
        n_backdated: assessment.backdated.len(),
        beginning: assessment.beginning.as_ref(),
        criteria: asked(project).map(|criterion| (criterion, state(criterion))).collect(),
        looser: looser(project),
        waived: waived(project, assessment, diagnostics),
    }
}

fn compared<'a>(project: &'a Project, assessment: &'a Assessment<'a>) -> Option<Compared<'a>> {
    let Disappearance::Compared { since: Some(tag), .. } = &assessment.disappearance else {
        return None;
    };
    let commit = project.tags.get(tag)?;
    Some(Compared { tag, commit, is_pinned: assessment.approvals.is_tag_pinned(tag) })
}

/// Returns the criteria that a project's policy asks for; that on clauses only where it names any.
fn asked(project: &Project) -> impl Iterator<Item = &'static Criterion> {
    let names_standards = !project.config.gate.clauses.is_empty();
    CRITERIA
        .iter()
        .filter(move |criterion| criterion.needs != Needs::ReleaseAndStandards || names_standards)
}

fn not_evaluable(
    criterion: &Criterion,
    assessment: &Assessment<'_>,
    revision: &Revision,
) -> Option<String> {
    match criterion.needs {
        Needs::Nothing => None,
        Needs::History if revision.commit.is_none() => {
            Some("there is no git history: put the project under git and commit it".to_string())
        }
        Needs::History if revision.shallow => {
            Some("the clone is shallow: run `git fetch --unshallow --tags`".to_string())
        }
        Needs::History => None,
        Needs::Comparison => match &assessment.disappearance {
            Disappearance::NotCompared => Some("the history was not looked at".to_string()),
            Disappearance::Unknown { reason, help } => Some(format!("{reason}: {help}")),
            Disappearance::Compared { .. } => None,
        },
        Needs::Release | Needs::ReleaseAnd(_) | Needs::ReleaseAndStandards => {
            assessment.release.reason()
        }
    }
}

/// Returns that there is no record of the kind that the criterion is about.
fn nothing_to_judge(
    criterion: &Criterion,
    project: &Project,
    assessment: &Assessment<'_>,
) -> Option<String> {
    let Needs::ReleaseAnd(kind) = criterion.needs else { return None };
    let judged = project.of_kind(kind).filter(|record| assessment.release.judges(project, record));
    let is_there = judged.clone().any(|record| record.status != Status::Retired);
    (!is_there).then(|| format!("the project holds no {kind}"))
}

fn failures<'a>(
    criterion: &Criterion,
    project: &Project,
    assessment: &Assessment<'_>,
    diagnostics: &'a Diagnostics,
) -> State<'a> {
    // Few fail a criterion, and what they concern is the dearest question.
    let unwaived = diagnostics.iter().filter(|diagnostic| diagnostic.waived.is_none());
    let mut failing: Vec<&Diagnostic> = unwaived
        .filter(|diagnostic| (criterion.fails_on)(diagnostic))
        .filter(|diagnostic| concerns(project, assessment, diagnostic))
        .collect();
    sort_by_record(&mut failing);
    // A hole without a diagnostic of its own must not slip through.
    let is_unread = criterion.name == CRITERIA[0].name && !project.holes.is_empty();
    match failing.is_empty() {
        true if is_unread => State::NotEvaluable("a part of a file could not be read".to_string()),
        true => State::Met,
        false => State::Failed(failing),
    }
}

/// Returns whether a diagnostic is about the judged release: what the records of another product say
/// of that product is not, but they must be read, linked, kept and approved as all are.
fn concerns(project: &Project, assessment: &Assessment<'_>, diagnostic: &Diagnostic) -> bool {
    let record = diagnostic.record.as_deref().and_then(|id| project.record(id));
    !OF_ONE_PRODUCT.iter().any(|begin| diagnostic.code.starts_with(begin))
        || record.is_none_or(|record| assessment.release.judges(project, record))
}

/// Returns what would fail a criterion if no waiver excepted it.
fn waived<'a>(
    project: &Project,
    assessment: &Assessment<'_>,
    diagnostics: &'a Diagnostics,
) -> Vec<&'a Diagnostic> {
    let would_fail = |diagnostic: &&Diagnostic| {
        CRITERIA.iter().any(|criterion| (criterion.fails_on)(diagnostic))
    };
    let mut waived: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.waived.is_some())
        .filter(would_fail)
        .filter(|diagnostic| concerns(project, assessment, diagnostic))
        .collect();
    sort_by_record(&mut waived);
    waived
}

fn sort_by_record(diagnostics: &mut [&Diagnostic]) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let record = diagnostic.record.as_deref().unwrap_or_default();
        (natural_key(record), diagnostic.code, diagnostic.message.clone())
    });
}

/// Says in which ways the project's policy asks for less than the default one.
fn looser(project: &Project) -> Vec<String> {
    let gate = &project.config.gate;
    let off = CRITERIA
        .iter()
        .filter(|criterion| {
            criterion.may_be_off && gate.off.iter().any(|name| name == criterion.name)
        })
        .map(|criterion| format!("`{}` is off: {}", criterion.name, criterion.summary));
    let unapproved = gate
        .approvals
        .iter()
        .filter(|(_, needed)| !needed.iter().any(|approval| approval.meaning == "approved"))
        .map(|(kind, _)| format!("records of kind `{kind}` need no approval"));
    let interval = gate.soup_interval();
    let seldom = interval
        .is_longer_than(Interval::USUAL)
        .then(|| "the evaluation of a component holds for longer than six months".to_string());
    off.chain(unapproved).chain(seldom).collect()
}
