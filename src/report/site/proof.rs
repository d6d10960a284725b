//! What results show of records, and whether they are of what the records say now: looked up once
//! for all pages, since lists, links and drawings ask for it at every record that they name.

use super::{Context, Inputs, Site, piece::Tone};
use crate::assess::{Evidence, Outcome, VerificationState};
use crate::history::{ChangeKind, Commit};
use crate::model::{Moment, Record, Status};
use crate::report::document::Inline;
use crate::report::last_commit::LastCommits;
use std::collections::{HashMap, HashSet};

/// Whether a result is of what a record says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Age {
    /// Nothing is known that speaks against it.
    Present,
    /// The record's last change may be later.
    Unclear,
    /// The record's last change is later.
    Earlier,
}

impl Age {
    /// Returns the last part of the keys of its words.
    pub(super) fn word(self) -> &'static str {
        match self {
            Age::Present => "present",
            Age::Unclear => "unclear",
            Age::Earlier => "earlier",
        }
    }
}

/// What results show of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing is there that could show it.
    None,
    NotShown,
    Shown(Age),
}

/// Returns the results that decide an outcome, each once.
pub(super) fn deciding_of<'a>(state: &VerificationState<'a>) -> Vec<&'a Record> {
    let mut records: Vec<&Record> = Vec::new();
    for evidence in &state.deciding {
        if !records.contains(&evidence.record) {
            records.push(evidence.record);
        }
    }
    records
}

/// Where ages are looked up.
pub(super) struct Ages<'s, 'a> {
    inputs: &'s Inputs<'a>,
    /// Commit → its place in the history, in which the newest stands first.
    places: &'s HashMap<&'a str, usize>,
    /// Files that differ from what is committed.
    dirty: &'s HashSet<&'a str>,
}

impl<'a> Ages<'_, 'a> {
    /// Returns whether a record may say something else than its last commit.
    fn is_uncommitted(&self, record: &Record) -> bool {
        let sources = &self.inputs.view.project.sources;
        !self.dirty.is_empty() && self.dirty.contains(sources.path(record.span.source))
    }

    /// Returns the place of the last commit that changed a record, and the commit.
    fn last(&self, record: &Record) -> Option<(usize, &'a Commit)> {
        let view = self.inputs.view;
        let commits = LastCommits { history: view.history, revision: view.revision };
        let place = commits.place_of(&record.id)?;
        Some((place, view.history.commits.get(place)?))
    }

    /// Holds a result against a record's last change.
    fn of(&self, changed: usize, change: &Commit, result: &Record) -> Age {
        let tested = result.word(&["commit"]).and_then(|id| self.places.get(id));
        // Newer commits stand first, and none before those that it rests on.
        if tested.is_some_and(|tested| changed < *tested) {
            return Age::Earlier;
        }
        let day = result.word(&["date"]).and_then(Moment::parse);
        match (day, Moment::parse(&change.date)) {
            (Some(day), Some(change)) if day.compare(change).is_lt() => Age::Earlier,
            (Some(day), Some(change)) if day.compare(change).is_gt() => Age::Present,
            // What was tested holds the change, whatever the clocks say; else nobody knows.
            _ if tested.is_some() => Age::Present,
            _ => Age::Unclear,
        }
    }

    fn is_added_by(&self, record: &Record, commit: usize) -> bool {
        let changes = self.inputs.view.history.changes.get(&*record.id);
        let mut changes = changes.into_iter().flatten().filter(|change| change.commit == commit);
        changes.any(|change| change.kind == ChangeKind::Added)
    }

    fn oldest(&self, record: &Record, results: &[&Record]) -> Age {
        let least = match results.is_empty() || !self.is_uncommitted(record) {
            true => Age::Present,
            false => Age::Unclear,
        };
        let Some((changed, change)) = self.last(record) else { return least };
        // A file that is brought into git is full of records that were tested before. Their pages say so;
        // in lists they would hide those that somebody has changed.
        if self.is_added_by(record, changed) {
            return least;
        }
        let ages = results.iter().map(|result| self.of(changed, change, result));
        ages.max().unwrap_or(least).max(least)
    }

    fn proof(&self, record: &Record) -> Option<Proof> {
        let (assessment, graph) = (self.inputs.view.assessment, self.inputs.view.graph);
        if let Some(state) = assessment.verification(record) {
            let is_pass = state.outcome == Outcome::Pass;
            return is_pass.then(|| Proof::Shown(self.oldest(record, &deciding_of(state))));
        }
        let (aspects, is_shown): (&[&str], bool) = match record.kind.name {
            _ if record.status == Status::Retired => return None,
            "requirement" => (&["fulfilment"], assessment.is_verified(graph, record, "fulfilment")),
            "risk-control" => {
                let is_whole = assessment.control(record)?.missing.is_empty();
                (&["implementation", "effectiveness"], is_whole)
            }
            _ => return None,
        };
        let verified_by: Vec<&Record> = aspects
            .iter()
            .flat_map(|aspect| assessment.verified_by(graph, record, aspect))
            .map(|(verification, _)| verification)
            .collect();
        if !is_shown {
            return Some(if verified_by.is_empty() { Proof::None } else { Proof::NotShown });
        }
        let states = verified_by.iter().filter_map(|it| assessment.verification(it));
        let results: Vec<&Record> = states.flat_map(deciding_of).collect();
        Some(Proof::Shown(self.oldest(record, &results)))
    }
}

/// Returns what results show, of every record of which they can show anything; of verifications and
/// risks only where they pass and are controlled. A risk is as its worst control.
pub(super) fn proofs<'a>(
    inputs: &Inputs<'a>,
    places: &HashMap<&'a str, usize>,
    dirty: &HashSet<&'a str>,
) -> HashMap<&'a str, Proof> {
    let ages = Ages { inputs, places, dirty };
    let proof = |record: &'a Record| Some((&*record.id, ages.proof(record)?));
    let project = inputs.view.project;
    let mut proofs: HashMap<&str, Proof> = project.records.iter().filter_map(proof).collect();
    for risk in project.of_kind("risk").filter(|risk| risk.status != Status::Retired) {
        if inputs.view.assessment.risk(risk).is_some_and(|state| state.is_complete()) {
            let age = controls_of(inputs, risk).map(|control| age_in(&proofs, control)).max();
            proofs.insert(&*risk.id, Proof::Shown(age.unwrap_or(Age::Present)));
        }
    }
    proofs
}

fn controls_of<'a>(
    inputs: &Inputs<'a>,
    risk: &Record,
) -> impl Iterator<Item = &'a Record> + use<'a> {
    let traces = inputs.view.graph.downstream(&risk.id).into_iter();
    let controls = traces.filter(|trace| trace.link.field.name == "controls");
    controls.filter_map(|trace| trace.record()).filter(|it| it.status == Status::Active)
}

/// Returns how old the results are that show a record; what nothing shows is told elsewhere.
fn age_in(proofs: &HashMap<&str, Proof>, record: &Record) -> Age {
    match proofs.get(&*record.id) {
        Some(Proof::Shown(age)) => *age,
        _ => Age::Present,
    }
}

/// Returns for each test run and result the verifications whose verdict rests on it.
pub(super) fn decided<'a>(
    inputs: &Inputs<'a>,
) -> HashMap<&'a str, Vec<(&'a Record, Vec<Outcome>)>> {
    let mut decided: HashMap<&str, Vec<(&Record, Vec<Outcome>)>> = HashMap::new();
    for record in &inputs.view.project.records {
        let state = inputs.view.assessment.verification(record);
        for Evidence { record: result, outcome, .. } in state.iter().flat_map(|it| &it.deciding) {
            let rows = decided.entry(&*result.id).or_default();
            match rows.last_mut().filter(|(last, _)| last.id == record.id) {
                Some((_, outcomes)) => outcomes.push(*outcome),
                None => rows.push((record, vec![*outcome])),
            }
        }
    }
    decided
}

impl<'a> Context<'_, 'a> {
    pub(super) fn proof(&self, record: &Record) -> Option<Proof> {
        self.site.proofs.get(&*record.id).copied()
    }

    /// Says that a record was changed after the results that a verdict on it rests on, or may have
    /// been: they are not of what it says now. The verdict is what the assessment found.
    pub(super) fn changed_after(
        &self,
        record: &Record,
        results: &[&Record],
    ) -> Vec<(Age, Vec<Inline>)> {
        let Site { inputs, places, dirty, .. } = self.site;
        let ages = Ages { inputs, places, dirty };
        let uncommitted = || {
            let ids: Vec<&str> = results.iter().map(|result| &*result.id).collect();
            let sentence =
                self.sentence("site.result.uncommitted", &[("results", &ids.join(", "))]);
            (Age::Unclear, vec![Inline::Strong(self.linked(&sentence))])
        };
        let is_uncommitted = !results.is_empty() && ages.is_uncommitted(record);
        let uncommitted = is_uncommitted.then(uncommitted);
        let Some((changed, commit)) = ages.last(record) else {
            return uncommitted.into_iter().collect();
        };
        let told = |age: Age| {
            let of_age = results.iter().filter(|it| ages.of(changed, commit, it) == age);
            let ids: Vec<&str> = of_age.map(|result| &*result.id).collect();
            if ids.is_empty() {
                return None;
            }
            let key = match age {
                Age::Unclear => "site.result.perhaps-before-change",
                _ if ages.is_added_by(record, changed) => "site.result.before-record",
                _ => "site.result.before-change",
            };
            let (day, results) = (commit.date.get(..10).unwrap_or(&commit.date), ids.join(", "));
            let values = [("day", day), ("commit", commit.short()), ("results", &*results)];
            Some((age, vec![Inline::Strong(self.linked(&self.sentence(key, &values)))]))
        };
        let told = [Age::Earlier, Age::Unclear].into_iter().filter_map(told);
        told.chain(uncommitted).collect()
    }

    /// Names the controls of a risk that were changed after the results that show them, or may have been.
    pub(super) fn controls_in_doubt(&self, risk: &Record) -> Option<Vec<Inline>> {
        let controls = controls_of(&self.site.inputs, risk);
        let in_doubt = controls.filter(|it| age_in(&self.site.proofs, it) != Age::Present);
        let ids: Vec<&str> = in_doubt.map(|control| &*control.id).collect();
        let sentence = self.sentence("site.risk.in-doubt", &[("controls", &ids.join(", "))]);
        (!ids.is_empty()).then(|| vec![Inline::Strong(self.linked(&sentence))])
    }

    /// Returns the tone of a verdict that rests on results of an age.
    pub(super) fn tone_of(&self, is_shown: bool, told: &[(Age, Vec<Inline>)]) -> Tone {
        match (is_shown, told.is_empty()) {
            (true, false) => Tone::Doubtful,
            _ => Tone::of(is_shown),
        }
    }
}
