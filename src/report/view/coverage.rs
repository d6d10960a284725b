//! Clauses: the state of each, what shows it and where that is, and what is missing.

mod place;
mod told;

pub use place::{Decided, EvidenceOf, EvidencePlace};
pub(in crate::report) use told::{Sentence, because, sentence, that};

use super::Context;
use super::mention::Numbered;
use super::record::Text;
use crate::coverage::{ClauseState, Covered, Evidence, Missing, State, Tally};
use crate::standards::{Confidence, NeedOf, Part, Standard, Wording};
use place::{Places, add_place, commits};
use serde::Serialize;
use std::collections::BTreeSet;

/// The clauses part of the view; no standard where none is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clauses {
    /// Names of the products that it is about, and of the others; none where the project has one.
    pub products: Vec<Text>,
    pub others: Vec<Text>,
    /// Whether the commits that changed the evidence are known for sure.
    pub has_history: bool,
    pub standards: Vec<StandardClauses>,
}

/// One edition of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandardClauses {
    pub id: String,
    pub name: String,
    pub edition: String,
    pub title: Text,
    /// What the data does not replace.
    pub notice: Text,
    /// `medium` or `low`, where it is not high.
    pub doubt: Option<&'static str>,
    /// Whether the checklist and the index show some of it, and what applies and why.
    pub checklist: Option<Option<Text>>,
    pub index: Option<Option<Text>>,
    pub counts: ClauseCounts,
    pub clauses: Vec<ClauseRow>,
}

/// How many clauses are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ClauseCounts {
    pub complete: usize,
    pub partial: usize,
    pub none: usize,
    pub to_be_judged: usize,
    pub not_applicable: usize,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseRow {
    /// As in `iec-62304:5.1.1`.
    pub key: String,
    /// Its number, or how it is cited.
    pub number: String,
    pub title: Text,
    pub demands: Option<Text>,
    /// As in `no`, where it normally does not concern software alone, or may not.
    pub usual: Option<String>,
    /// What it asks to be in writing, as in `record`.
    pub documented: Vec<String>,
    pub is_heading: bool,
    pub in_checklist: bool,
    pub in_index: bool,
    pub doubt: Option<&'static str>,
    /// `analogy` or `unknown`, where the rule was not seen.
    pub basis: Option<String>,
    /// As in `complete`.
    pub state: &'static str,
    /// Why it is not applicable: the key of a sentence, and what stands in it.
    pub because: Option<(&'static str, String)>,
    /// The state for each product, where they differ.
    pub by_product: Vec<(Text, &'static str)>,
    /// What shows it, by what it is.
    pub evidence: Vec<EvidencePlace>,
    /// For a row of the checklist: the same, with what shows the clauses that it rests on.
    pub controlled: Vec<EvidencePlace>,
    /// For a row of the checklist: clauses that it rests on, of standards that are not followed; what
    /// shows them is told nowhere.
    pub untold: Vec<String>,
    /// Rules that find nothing.
    pub rules: Vec<String>,
    /// Clauses of other standards by which it is met, in whatever state.
    pub rests_on: Vec<String>,
    /// Those of them whose evidence is complete.
    pub shown_by: Vec<String>,
    /// Records that claim to serve it, which is no evidence.
    pub claimed_by: Vec<String>,
    pub missing: Vec<Sentence>,
}

impl Numbered for Clauses {}

pub(super) fn clauses(cx: &Context<'_>) -> Clauses {
    let covered = cx.inputs.coverage.map(|coverage| &coverage.standards[..]).unwrap_or_default();
    let names = |keys: &[&str]| keys.iter().map(|key| cx.product(key)).collect();
    let coverage = cx.inputs.coverage;
    Clauses {
        products: coverage.map(|it| names(&it.products)).unwrap_or_default(),
        others: coverage.map(|it| names(&it.others)).unwrap_or_default(),
        has_history: commits(cx).unknown().is_none(),
        standards: covered.iter().map(|covered| standard(cx, covered)).collect(),
    }
}

fn standard<'a>(cx: &Context<'a>, covered: &Covered<'a>) -> StandardClauses {
    let Covered { standard, clauses, .. } = covered;
    let rows = clauses.iter().enumerate().filter(|(_, state)| state.state != State::Nothing);
    let part = |part: &Option<Part>| {
        part.as_ref().map(|part| (!part.note.is_empty()).then(|| text(cx, &part.note)))
    };
    StandardClauses {
        id: standard.id.clone(),
        name: standard.name.clone(),
        edition: standard.edition.clone(),
        title: text(cx, &standard.title),
        notice: text(cx, &standard.notice),
        doubt: doubt(standard.confidence),
        checklist: part(&standard.checklist),
        index: part(&standard.index),
        counts: counts(covered.tally()),
        clauses: rows.map(|(at, state)| row(cx, standard, at, state)).collect(),
    }
}

fn counts(tally: Tally) -> ClauseCounts {
    let Tally { complete, partial, none, to_be_judged, not_applicable } = tally;
    ClauseCounts { complete, partial, none, to_be_judged, not_applicable }
}

pub(super) fn doubt(confidence: Confidence) -> Option<&'static str> {
    (confidence != Confidence::High).then(|| confidence.word())
}

pub(super) fn text(cx: &Context<'_>, wording: &Wording) -> Text {
    let language = &*cx.scope.language;
    let (found, text) = wording.get(language).unwrap_or((language, ""));
    let other = (found != language).then(|| found.to_string());
    Text { text: text.to_string(), language: other }
}

pub(super) fn row<'a>(
    cx: &Context<'a>,
    standard: &Standard,
    at: usize,
    state: &ClauseState<'a>,
) -> ClauseRow {
    let clause = &standard.clauses[at];
    let coverage = cx.inputs.coverage;
    let needs = || coverage.into_iter().flat_map(|coverage| coverage.needs_of(state));
    let mut places = Places::new();
    let (mut rules, mut shown_by): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for found in needs().flat_map(|need| &need.evidence) {
        match found {
            Evidence::Rule { code, .. } if rules.contains(code) => {}
            Evidence::Rule { code, .. } => rules.push(code),
            Evidence::Clause { standard: of, clause, state: "complete" } if *of != standard.id => {
                shown_by.push(format!("{of}:{clause}"));
            }
            found => add_place(cx, found, &mut places),
        }
    }
    let evidence = places.into_iter().map(|(of, found)| found.place(of, commits(cx)));
    let mut rests_on = Vec::new();
    clause.needs.iter().for_each(|need| add_clauses(&need.of, &standard.id, &mut rests_on));
    let missing: Vec<&Missing<'_>> =
        state.missing.iter().chain(needs().flat_map(|need| &need.missing)).collect();
    // What is silent or complete for one product only is neither.
    for missing in &missing {
        match missing {
            Missing::Rule { code: open, .. } | Missing::Waived { code: open, .. } => {
                rules.retain(|code| *code != *open);
            }
            Missing::Clause { standard, clause, .. } => {
                let open = format!("{standard}:{clause}");
                shown_by.retain(|shown| *shown != open);
            }
            _ => {}
        }
    }
    let language = &*cx.scope.language;
    let mut said: Vec<_> = missing.iter().map(|missing| sentence(missing, language)).collect();
    let mut seen = BTreeSet::new();
    said.retain(|one| seen.insert(one.clone()));
    let is_in = |part: &Option<Part>| part.as_ref().is_some_and(|part| standard.is_in(at, part));
    let in_checklist = is_in(&standard.checklist);
    let (controlled, untold) =
        if in_checklist { controlled(cx, state, &rests_on) } else { (Vec::new(), Vec::new()) };
    ClauseRow {
        key: standard.key(at).to_string(),
        number: clause.cited.clone().unwrap_or_else(|| clause.id.clone()),
        title: text(cx, &clause.title),
        demands: (!clause.demands.is_empty()).then(|| text(cx, &clause.demands)),
        usual: clause.suggestion.clone().filter(|usual| usual != "yes"),
        documented: clause.documented.clone(),
        is_heading: !clause.kind.demands(),
        in_checklist,
        in_index: is_in(&standard.index),
        doubt: doubt(clause.confidence),
        basis: clause.basis.clone().filter(|basis| basis != "known"),
        state: state.state.word(),
        because: because((&cx.project().config, language), standard, clause, &state.state),
        by_product: by_product(cx, state),
        evidence: evidence.collect(),
        controlled,
        untold,
        rules: rules.into_iter().map(str::to_string).collect(),
        rests_on,
        shown_by,
        claimed_by: state.claims.iter().map(|record| record.id.to_string()).collect(),
        missing: said,
    }
}

/// Returns what shows a clause, and what shows the clauses that it rests on, down to its places; and
/// those of the clauses that are of standards which are not followed.
fn controlled<'a>(
    cx: &Context<'a>,
    state: &ClauseState<'a>,
    rests_on: &[String],
) -> (Vec<EvidencePlace>, Vec<String>) {
    let Some(coverage) = cx.inputs.coverage else { return Default::default() };
    let is_followed = |key: &str| key.split(':').next().is_some_and(|id| coverage.of(id).is_some());
    let mut untold: BTreeSet<String> =
        rests_on.iter().filter(|key| !is_followed(key)).cloned().collect();
    let mut places = Places::new();
    let mut looked_at: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut states = vec![state];
    while let Some(state) = states.pop() {
        for found in coverage.needs_of(state).flat_map(|need| &need.evidence) {
            let Evidence::Clause { standard, clause, .. } = found else {
                add_place(cx, found, &mut places);
                continue;
            };
            let covered = coverage.of(standard);
            if covered.is_none() {
                untold.insert(format!("{standard}:{clause}"));
            }
            let covered = covered.filter(|_| looked_at.insert((standard, clause)));
            let below = covered.and_then(|covered| {
                let at = covered.standard.position(clause)?;
                Some(covered.standard.below(at).into_iter().map(|at| &covered.clauses[at]))
            });
            states.extend(below.into_iter().flatten());
        }
    }
    let places = places.into_iter().map(|(of, found)| found.place(of, commits(cx))).collect();
    (places, untold.into_iter().collect())
}

/// Adds the clauses of other standards that a need names, here or inside.
fn add_clauses(need: &NeedOf, own: &str, clauses: &mut Vec<String>) {
    if let NeedOf::Clause { standard, clause } = need
        && standard != own
    {
        clauses.push(format!("{standard}:{clause}"));
    }
    need.inner().iter().for_each(|need| add_clauses(&need.of, own, clauses));
}

/// Returns the state for each product, where they differ.
fn by_product(cx: &Context<'_>, state: &ClauseState<'_>) -> Vec<(Text, &'static str)> {
    let differs = state.by_product.iter().any(|(_, one)| one.word() != state.state.word());
    let of_products = state.by_product.iter().filter(|_| differs);
    of_products.map(|(product, one)| (cx.product(product), one.word())).collect()
}
