//! The walk over clauses and their needs; each distinct need is evaluated once.

use super::evidence::{Evidence, Missing};
use super::finding::Findings;
use super::scope::Scope;
use super::state::{ClauseState, Followed, NotApplicable, Outcome, State, Tally};
use super::{Coverage, Covered, Inputs, NeedState};
use crate::assess::{self, Approval};
use crate::model::{Link, Record, Section, Status, Target};
use crate::standards::{
    ClauseKey, ClauseKind, Demand, Every, Is, Linked, Need, NeedOf, Records, Selection, Standard,
    Test,
};
use crate::yaml::Node;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

/// Covers the followed standards and some beside them.
pub(super) fn cover<'a>(
    inputs: Inputs<'a>,
    findings: &Findings,
    beside: &[&'a Standard],
) -> Coverage<'a> {
    let mut walk = Walk::new(inputs, findings);
    let standards = &inputs.library.standards;
    let wanted: Vec<(&Standard, Followed)> = standards
        .iter()
        .map(|standard| (standard, walk.scope.followed(standard)))
        .filter(|(standard, followed)| {
            let is_beside = beside.iter().any(|one| std::ptr::eq(*one, *standard));
            *followed != Followed::No || is_beside
        })
        .collect();
    let covered = wanted.into_iter().map(|(standard, followed)| {
        let clauses = (0..standard.clauses.len()).map(|at| walk.covered(standard, at)).collect();
        Covered { standard, followed, clauses }
    });
    let standards = covered.collect();
    Coverage { standards, needs: walk.needs }
}

/// What a need is evaluated for: itself, the classes that count, and the clause where one asks.
type NeedKey<'a> = (&'a NeedOf, &'a [String], Option<ClauseKey<'a>>);

/// What became of a clause itself.
#[derive(Debug, Clone)]
struct Own<'a> {
    state: State,
    needs: Vec<usize>,
    missing: Vec<Missing<'a>>,
}

struct Walk<'a, 'f> {
    inputs: Inputs<'a>,
    findings: &'f Findings,
    scope: Scope<'a>,
    needs: Vec<NeedState<'a>>,
    known: HashMap<NeedKey<'a>, usize>,
    /// What became of clauses; none while one is being evaluated.
    clauses: HashMap<ClauseKey<'a>, Option<Own<'a>>>,
    /// Whether a record counts, once it was asked: by its place among the records.
    counting: Vec<Cell<Option<bool>>>,
    claims: BTreeMap<&'a str, Vec<&'a Record>>,
    answers: BTreeMap<&'a str, Vec<&'a Record>>,
}

impl<'a, 'f> Walk<'a, 'f> {
    fn new(inputs: Inputs<'a>, findings: &'f Findings) -> Self {
        let records = inputs.project.records.iter();
        let current = records.filter(|record| record.status != Status::Retired);
        let (mut claims, mut answers) = (BTreeMap::new(), BTreeMap::new());
        for record in current {
            for (list, field) in [(&mut claims, "clauses"), (&mut answers, "answers")] {
                let named = record.node.get(field).map(Node::one_or_many).unwrap_or_default();
                for clause in named.iter().filter_map(Node::text) {
                    let records: &mut Vec<&'a Record> = list.entry(clause).or_default();
                    records.push(record);
                }
            }
        }
        Self {
            inputs,
            findings,
            scope: Scope::of(inputs),
            needs: Vec::new(),
            known: HashMap::new(),
            clauses: HashMap::new(),
            counting: vec![Cell::new(None); inputs.project.records.len()],
            claims,
            answers,
        }
    }

    /// Returns the state of a clause with its sub-clauses.
    fn covered(&mut self, standard: &'a Standard, at: usize) -> ClauseState<'a> {
        let tally = self.tally(standard, at);
        let own = self.own(standard, at).unwrap_or_else(in_a_circle);
        let key = format!("{}:{}", standard.id, standard.clauses[at].id);
        let named = |list: &BTreeMap<&'a str, Vec<&'a Record>>| {
            list.get(&*key).cloned().unwrap_or_default()
        };
        let state = match standard.clauses[at].kind {
            ClauseKind::Heading => tally.state(),
            _ => own.state,
        };
        ClauseState {
            state,
            tally,
            needs: own.needs,
            missing: own.missing,
            claims: named(&self.claims),
            answers: named(&self.answers),
        }
    }

    fn tally(&mut self, standard: &'a Standard, at: usize) -> Tally {
        let mut tally = Tally::default();
        match self.own(standard, at) {
            Some(own) => tally.add(&own.state),
            None => tally.add(&State::None),
        }
        for child in &standard.clauses[at].children {
            let below = self.tally(standard, *child);
            tally.join(below);
        }
        tally
    }

    /// Returns what became of a clause itself; none while it is being evaluated.
    fn own(&mut self, standard: &'a Standard, at: usize) -> Option<Own<'a>> {
        let clause = &standard.clauses[at];
        let key = ClauseKey { standard: &standard.id, clause: &clause.id };
        if let Some(known) = self.clauses.get(&key) {
            return known.clone();
        }
        self.clauses.insert(key, None);
        let own = self.evaluate(standard, at);
        self.clauses.insert(key, Some(own.clone()));
        Some(own)
    }

    fn evaluate(&mut self, standard: &'a Standard, at: usize) -> Own<'a> {
        let clause = &standard.clauses[at];
        let own = |state| Own { state, needs: Vec::new(), missing: Vec::new() };
        if !clause.kind.demands() {
            return own(State::Nothing);
        }
        if !self.scope.holds(&clause.applies_when) {
            return own(State::NotApplicable(NotApplicable::Condition));
        }
        if !clause.classes.is_empty() && !self.scope.has_class(&clause.classes) {
            return own(State::NotApplicable(NotApplicable::Class));
        }
        if clause.kind == ClauseKind::Option && !self.is_taken(standard, at) {
            return own(State::NotApplicable(NotApplicable::NotTaken));
        }
        let mut missing = Vec::new();
        match self.scope.declared(standard, at) {
            Some(Ok(reason)) => return own(State::NotApplicable(reason)),
            Some(Err(why)) => missing.push(Missing::Declared(why)),
            None => {}
        }
        let key = ClauseKey { standard: &standard.id, clause: &clause.id };
        if self.is_judged_not_applicable(standard, at, key) {
            return own(State::NotApplicable(NotApplicable::Judged));
        }
        let needs: Vec<usize> =
            clause.needs.iter().map(|need| self.need(&need.of, &clause.classes, key)).collect();
        if clause.needs.is_empty() {
            missing.push(Missing::Unmapped);
        }
        let state = self.state_of(&needs, &mut missing);
        Own { state, needs, missing }
    }

    fn state_of(&self, needs: &[usize], missing: &mut Vec<Missing<'a>>) -> State {
        let outcomes = needs.iter().map(|at| self.needs[*at].outcome);
        let worst = outcomes.max().unwrap_or(Outcome::Open);
        let is_shown = needs.iter().any(|at| self.needs[*at].is_shown());
        match worst {
            Outcome::NotNeeded => State::NotApplicable(NotApplicable::Condition),
            Outcome::Met if is_shown && missing.is_empty() => State::Complete,
            Outcome::Met if is_shown => State::Partial,
            Outcome::Met => {
                missing.push(Missing::NothingThere);
                State::None
            }
            Outcome::ToBeJudged if missing.is_empty() => State::ToBeJudged,
            Outcome::ToBeJudged | Outcome::Open if is_shown => State::Partial,
            Outcome::ToBeJudged | Outcome::Open => State::None,
        }
    }

    /// Returns whether a route is taken: where documents are for such a route alone, one of them is
    /// there; else anything that the route needs.
    fn is_taken(&mut self, standard: &'a Standard, at: usize) -> bool {
        let route = route_of(standard, at);
        let needs: Vec<&'a Need> =
            route.iter().flat_map(|at| &standard.clauses[*at].needs).collect();
        let own = self.documents_of_routes(&needs);
        if !own.is_empty() {
            return own.iter().any(|document| self.exists(document));
        }
        route.iter().any(|at| {
            let clause = &standard.clauses[*at];
            let key = ClauseKey { standard: &standard.id, clause: &clause.id };
            clause.needs.iter().any(|need| {
                let place = self.need(&need.of, &clause.classes, key);
                self.needs[place].is_shown()
            })
        })
    }

    /// Returns the documents that the needs name and that exist only where a route is taken.
    fn documents_of_routes(&self, needs: &[&'a Need]) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut rest: Vec<&'a Need> = needs.to_vec();
        while let Some(need) = rest.pop() {
            let document = match &need.of {
                NeedOf::Document(document) | NeedOf::Section { document, .. } => document,
                of => {
                    rest.extend(of.inner());
                    continue;
                }
            };
            let names = &self.inputs.library.documents;
            let is_of_route =
                names.iter().any(|name| name.id == *document && name.scope == "conditional");
            found.extend(is_of_route.then_some(&**document));
        }
        found
    }

    /// Returns whether there is a document in any state.
    fn exists(&self, document: &str) -> bool {
        let project = self.inputs.project;
        let is_external =
            |record: &Record| record.status != Status::Retired && stands_for(record, document);
        project.section(document, "").is_some()
            || project.of_kind("external-document").any(is_external)
    }

    fn is_judged_not_applicable(&self, standard: &Standard, at: usize, key: ClauseKey<'a>) -> bool {
        let answers = self.answers_of(key);
        let valid: Vec<&Record> =
            answers.into_iter().filter(|record| self.counts(record)).collect();
        let says = |record: &&Record| record.word(&["answer"]) == Some(NOT_APPLICABLE);
        standard.may_be_left_out(at) && !valid.is_empty() && valid.iter().all(says)
    }

    fn answers_of(&self, key: ClauseKey<'_>) -> Vec<&'a Record> {
        let key = format!("{}:{}", key.standard, key.clause);
        self.answers.get(&*key).cloned().unwrap_or_default()
    }

    /// Returns whether a record is active and approved as it is now. The judged release counts as it
    /// stands, since a person releases it only after this.
    fn counts(&self, record: &'a Record) -> bool {
        let is_judged = self.inputs.assessment.release.record() == Some(record);
        if !(record.is_active() || is_judged && record.status == Status::Draft) {
            return false;
        }
        let Some(at) = self.inputs.project.index_of(&record.id) else { return false };
        let known = self.counting[at].get();
        let counts =
            known.unwrap_or_else(|| self.inputs.assessment.approvals.of_record(record).is_valid());
        self.counting[at].set(Some(counts));
        counts
    }

    /// Returns why a record that is not retired does not count.
    fn why_not(&self, record: &'a Record) -> Missing<'a> {
        match record.status {
            Status::Draft => Missing::Draft(record),
            _ => Missing::Unapproved(
                record,
                word(&self.inputs.assessment.approvals.of_record(record)),
            ),
        }
    }

    /// Returns the place of what became of a need.
    fn need(&mut self, need: &'a NeedOf, classes: &'a [String], clause: ClauseKey<'a>) -> usize {
        let classes = if self.concerns_classes(need) { classes } else { &[] };
        let key = (need, classes, need.asks().then_some(clause));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let state = self.evaluate_need(need, classes, clause);
        self.needs.push(state);
        self.known.insert(key, self.needs.len() - 1);
        self.needs.len() - 1
    }

    fn concerns_classes(&self, need: &NeedOf) -> bool {
        let has_class = |kind: &str| {
            let mut records = self.inputs.project.of_kind(kind);
            records.any(|record| self.inputs.assessment.class(record).is_some())
        };
        match need {
            NeedOf::Records(records) => has_class(records.of.kind),
            NeedOf::Every(every) => has_class(every.of.kind),
            _ => need.inner().iter().any(|need| self.concerns_classes(&need.of)),
        }
    }

    fn evaluate_need(
        &mut self,
        need: &'a NeedOf,
        classes: &'a [String],
        clause: ClauseKey<'a>,
    ) -> NeedState<'a> {
        let (mut evidence, mut missing) = (Vec::new(), Vec::new());
        let outcome = match need {
            NeedOf::Document(document) => self.document(document, &mut evidence, &mut missing),
            NeedOf::Section { document, anchor } => {
                self.section((document, anchor), &mut evidence, &mut missing)
            }
            NeedOf::Setting(name) => self.setting(name, &mut evidence, &mut missing),
            NeedOf::Records(records) => self.records(records, classes, &mut evidence, &mut missing),
            NeedOf::Every(every) => self.every(every, classes, &mut evidence, &mut missing),
            NeedOf::Clean { rules, waivers_count } => {
                self.clean(rules, *waivers_count, &mut evidence, &mut missing)
            }
            NeedOf::Clause { standard, clause } => {
                self.clause((standard, clause), &mut evidence, &mut missing)
            }
            NeedOf::Judged(question) => {
                let answers = self.answers_of(clause);
                if answers.is_empty() {
                    missing.push(Missing::Unanswered(question));
                }
                self.judged(&answers, &mut evidence, &mut missing)
            }
            NeedOf::Any(needs) => {
                let places = self.all_of(needs, classes, clause);
                self.best(&places, &mut evidence, &mut missing)
            }
            NeedOf::All(needs) => {
                let places = self.all_of(needs, classes, clause);
                self.worst(&places, &mut evidence, &mut missing)
            }
            NeedOf::When { condition, needs } => {
                if !self.scope.holds(condition) {
                    return NeedState { need, outcome: Outcome::NotNeeded, evidence, missing };
                }
                let classes =
                    if condition.classes.is_empty() { classes } else { &condition.classes };
                let places = self.all_of(needs, classes, clause);
                self.worst(&places, &mut evidence, &mut missing)
            }
        };
        NeedState { need, outcome, evidence, missing }
    }

    fn all_of(
        &mut self,
        needs: &'a [Need],
        classes: &'a [String],
        clause: ClauseKey<'a>,
    ) -> Vec<usize> {
        needs.iter().map(|need| self.need(&need.of, classes, clause)).collect()
    }

    /// Takes over the best of some alternatives; the first of equals.
    fn best(
        &self,
        places: &[usize],
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let rank = |at: &&usize| {
            let state = &self.needs[**at];
            // What is not needed is no alternative to what is.
            let outcome = match state.outcome {
                Outcome::NotNeeded => Outcome::Open,
                outcome => outcome,
            };
            (outcome, !state.is_shown())
        };
        let Some(best) = places.iter().min_by_key(rank) else { return Outcome::Open };
        let state = &self.needs[*best];
        evidence.extend(state.evidence.iter().cloned());
        missing.extend(state.missing.iter().cloned());
        state.outcome
    }

    /// Takes over everything of a group, which is as good as the worst in it.
    fn worst(
        &self,
        places: &[usize],
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        for at in places {
            evidence.extend(self.needs[*at].evidence.iter().cloned());
            missing.extend(self.needs[*at].missing.iter().cloned());
        }
        places.iter().map(|at| self.needs[*at].outcome).max().unwrap_or(Outcome::Open)
    }

    fn document(
        &self,
        document: &'a str,
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        if self.external(document, true, evidence, missing) {
            return Outcome::Met;
        }
        let found = match self.inputs.documents.iter().find(|known| known.id == document) {
            Some(built) => self.built(built, evidence, missing),
            None => self.narrative(document, evidence, missing),
        };
        match found {
            true => Outcome::Met,
            false => Outcome::Open,
        }
    }

    /// Returns whether a controlled document elsewhere stands for a document.
    fn external(
        &self,
        document: &'a str,
        is_whole: bool,
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> bool {
        let records = self.inputs.project.of_kind("external-document");
        let standing = records
            .filter(|record| record.status != Status::Retired && stands_for(record, document));
        let before = evidence.len();
        for record in standing {
            if !self.counts(record) {
                missing.push(self.why_not(record));
            } else if !record.has(&["sha256"]) {
                missing.push(Missing::Digest(record));
            } else {
                evidence.push(Evidence::External { record, document, is_whole });
            }
        }
        let is_there = evidence.len() > before;
        if is_there {
            // Another one that does not count takes nothing from it.
            missing.clear();
        }
        is_there
    }

    fn narrative(
        &self,
        document: &'a str,
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> bool {
        let whole = self.inputs.project.section(document, "");
        let Some(whole) = whole.filter(|section| section.is_written()) else {
            if missing.is_empty() {
                missing.push(Missing::Document(document));
            }
            return false;
        };
        match self.inputs.assessment.approvals.of_narrative(document) {
            Approval::Fresh(_) => {
                evidence.push(Evidence::Section(whole));
                true
            }
            state => {
                missing.push(Missing::DocumentUnapproved(document, word(&state)));
                false
            }
        }
    }

    /// Returns whether a document that is built is there: what it shows is approved, and what it
    /// needs written is written and approved.
    fn built(
        &self,
        built: &'a crate::documents::Description,
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> bool {
        let project = self.inputs.project;
        let before = missing.len();
        let document = &*built.id;
        let narrative = project.section(document, "").filter(|section| section.is_written());
        for needed in &built.sections {
            let section = project.section(document, &needed.anchor);
            if section.is_none_or(|section| !section.is_written()) {
                missing.push(Missing::Section { document, anchor: &needed.anchor });
            }
        }
        let mut records = 0;
        let mut not_counting: Vec<&'a Record> = Vec::new();
        for kind in &built.shows {
            let shown = project.of_kind(kind).filter(|record| record.status != Status::Retired);
            for record in shown {
                records += 1;
                if !self.counts(record) {
                    not_counting.push(record);
                }
            }
        }
        if let Some(first) = not_counting.first() {
            let records = not_counting.len();
            missing.push(Missing::DocumentShows { document, records, first });
        }
        if narrative.is_some() {
            let approval = self.inputs.assessment.approvals.of_narrative(document);
            match approval {
                Approval::Fresh(_) => {}
                state => missing.push(Missing::DocumentUnapproved(document, word(&state))),
            }
        }
        for name in &built.settings {
            let approval = self.inputs.assessment.approvals.of_section(name);
            if project.config.section(name).is_some() && !matches!(approval, Approval::Fresh(_)) {
                missing.push(Missing::SettingUnapproved(name, word(&approval)));
            }
        }
        let has_text = narrative.is_some();
        if records == 0 && !has_text && missing.len() == before {
            missing.push(Missing::DocumentEmpty(document));
        }
        if missing.len() > before {
            // Some of it may be there.
            if records > not_counting.len() || has_text {
                let records = records - not_counting.len();
                evidence.push(Evidence::Built { document, records });
            }
            return false;
        }
        evidence.push(Evidence::Built { document, records });
        true
    }

    fn section(
        &self,
        (document, anchor): (&'a str, &'a str),
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let section = self.inputs.project.section(document, anchor);
        let Some(section) = section.filter(|section| section.is_written()) else {
            if self.external(document, false, evidence, missing) {
                return Outcome::Met;
            }
            missing.push(Missing::Section { document, anchor });
            return Outcome::Open;
        };
        let approval = self.inputs.assessment.approvals.of_part(section);
        match approval {
            Approval::Fresh(_) => {
                evidence.push(Evidence::Section(section));
                Outcome::Met
            }
            state => {
                missing.push(Missing::SectionUnapproved { document, anchor, why: word(&state) });
                Outcome::Open
            }
        }
    }

    fn setting(
        &self,
        name: &'a str,
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let is_there = self.inputs.project.config.section(name).is_some();
        match self.inputs.assessment.approvals.of_section(name) {
            _ if !is_there => missing.push(Missing::Setting(name)),
            Approval::Fresh(_) => {
                evidence.push(Evidence::Setting(name));
                return Outcome::Met;
            }
            state => missing.push(Missing::SettingUnapproved(name, word(&state))),
        }
        Outcome::Open
    }

    /// Returns the records that a selection means and that are not retired.
    fn selected<'s>(
        &'s self,
        of: &'a Selection,
        classes: &'a [String],
    ) -> impl Iterator<Item = &'a Record> + use<'s, 'a, 'f> {
        let records = self.inputs.project.of_kind(of.kind);
        records.filter(move |record| {
            record.status != Status::Retired
                && of.tests.iter().all(|test| passes(record, test))
                && self.scope.is_of_class(record, classes)
        })
    }

    fn records(
        &self,
        records: &'a Records,
        classes: &'a [String],
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let mut lacking = Vec::new();
        for record in self.selected(&records.of, classes) {
            let before = lacking.len();
            if self.counts(record) {
                self.check_demands(record, &records.demands, &mut lacking);
            } else {
                lacking.push(self.why_not(record));
            }
            if lacking.len() == before {
                evidence.push(Evidence::Record(record));
            }
        }
        let found = evidence.len();
        if found >= records.at_least && !self.has_holes() {
            return Outcome::Met;
        }
        if self.has_holes() {
            missing.push(Missing::Unread);
        }
        if found < records.at_least {
            let (kind, wanted) = (records.of.kind, records.at_least);
            missing.push(Missing::TooFew { kind, found, wanted, that: that(&records.of) });
        }
        missing.append(&mut lacking);
        Outcome::Open
    }

    fn every(
        &self,
        every: &'a Every,
        classes: &'a [String],
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let mut found = 0;
        for record in self.selected(&every.of, classes) {
            found += 1;
            let before = missing.len();
            if self.counts(record) {
                self.check_demands(record, &every.demands, missing);
            } else {
                missing.push(self.why_not(record));
            }
            if missing.len() == before {
                evidence.push(Evidence::Record(record));
            }
        }
        if self.has_holes() {
            missing.push(Missing::Unread);
        }
        let kind = every.of.kind;
        match found {
            0 if every.may_be_none => evidence.push(Evidence::NoRecord(kind)),
            0 => missing.push(Missing::TooFew { kind, found, wanted: 1, that: that(&every.of) }),
            _ => {}
        }
        if missing.is_empty() { Outcome::Met } else { Outcome::Open }
    }

    fn has_holes(&self) -> bool {
        !self.inputs.project.holes.is_empty()
    }

    fn check_demands(
        &self,
        record: &'a Record,
        demands: &'a [Demand],
        missing: &mut Vec<Missing<'a>>,
    ) {
        for demand in demands {
            match demand {
                Demand::Links(links) if !links.iter().any(|link| self.is_linked(record, link)) => {
                    missing.push(Missing::Link(record, links));
                }
                Demand::Field(path) => {
                    let names: Vec<&str> = path.iter().map(String::as_str).collect();
                    if !is_stated(record, &names) {
                        missing.push(Missing::Field(record, path));
                    }
                }
                Demand::Passing => {
                    let outcome = self.outcome_of(record);
                    if outcome != assess::Outcome::Pass {
                        missing.push(Missing::NotPassed(record, outcome));
                    }
                }
                Demand::Links(_) => {}
            }
        }
    }

    fn outcome_of(&self, record: &Record) -> assess::Outcome {
        let state = self.inputs.assessment.verification(record);
        state.map_or(assess::Outcome::NotEvaluable, |state| state.outcome)
    }

    fn is_linked(&self, record: &'a Record, linked: &Linked) -> bool {
        let will_do = |other: &'a Record, link: &Link| {
            (linked.kinds.is_empty() || linked.kinds.iter().any(|kind| kind == other.kind.name))
                && linked.with.iter().all(|(name, values)| {
                    link.attribute(name).is_some_and(|found| values.iter().any(|v| v == found))
                })
                && self.counts(other)
                && (!linked.passing || self.has_passed(other))
        };
        if linked.is_target {
            let sources = self.inputs.graph.sources(&record.id, &linked.field);
            return sources.into_iter().any(|(other, link)| will_do(other, link));
        }
        record.links_of(&linked.field).any(|link| match Target::parse(&link.to) {
            Some(Target::Section { document, anchor }) if linked.kinds.is_empty() => {
                let section = self.inputs.project.section(document, anchor);
                section.is_some_and(Section::is_written)
            }
            _ => {
                let other = self.inputs.project.record(&link.to);
                other.is_some_and(|other| will_do(other, link))
            }
        })
    }

    /// Returns whether a record passed, or is of a kind without results.
    fn has_passed(&self, record: &Record) -> bool {
        let state = self.inputs.assessment.verification(record);
        state.is_none_or(|state| state.outcome == assess::Outcome::Pass)
    }

    fn clean(
        &self,
        rules: &'a [String],
        waivers_count: bool,
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        // A rule that had nothing to look at finds nothing.
        if self.has_holes() {
            missing.push(Missing::Unread);
        }
        if let Some(reason) = self.inputs.assessment.release.reason() {
            missing.push(Missing::NoRelease(reason));
        }
        for code in rules {
            let found = self.findings.of_rule(code);
            let waived = found.map_or(0, |found| found.waived);
            if let Some(found) = found.filter(|found| found.open > 0) {
                let (record, message) = found.first.clone().unwrap_or_default();
                missing.push(Missing::Rule { code, open: found.open, record, message });
            } else if waived > 0 && !waivers_count {
                let (by, until) = found.and_then(|found| found.waiver.clone()).unwrap_or_default();
                missing.push(Missing::Waived { code, waived, by, until });
            } else {
                evidence.push(Evidence::Rule { code, waived });
            }
        }
        if missing.is_empty() { Outcome::Met } else { Outcome::Open }
    }

    fn clause(
        &mut self,
        (id, clause): (&'a str, &'a str),
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let found = self.scope.edition(id).and_then(|one| Some((one, one.position(clause)?)));
        let Some((standard, at)) = found else {
            missing.push(Missing::UnknownClause { standard: id, clause });
            return Outcome::Open;
        };
        let tally = self.tally(standard, at);
        let state = tally.state();
        let named = state.word();
        if tally.complete + tally.partial > 0 {
            evidence.push(Evidence::Clause { standard: id, clause, state: named });
        }
        match state {
            State::Complete => Outcome::Met,
            // What does not apply there needs nothing here.
            State::NotApplicable(_) => Outcome::NotNeeded,
            state => {
                missing.push(Missing::Clause { standard: id, clause, state: named });
                let is_judged = matches!(state, State::ToBeJudged);
                if is_judged { Outcome::ToBeJudged } else { Outcome::Open }
            }
        }
    }

    fn judged(
        &self,
        answers: &[&'a Record],
        evidence: &mut Vec<Evidence<'a>>,
        missing: &mut Vec<Missing<'a>>,
    ) -> Outcome {
        let mut outcome = Outcome::ToBeJudged;
        let mut worst = Outcome::Met;
        for record in answers {
            if !self.counts(record) {
                missing.push(self.why_not(record));
                continue;
            }
            match record.word(&["answer"]) {
                Some("yes") => {
                    evidence.push(Evidence::Answer(record));
                    outcome = Outcome::Met;
                }
                Some(NOT_APPLICABLE) => {
                    let what = "says that it does not apply, which the standard does not allow";
                    missing.push(Missing::Answer(record, what.to_string()));
                    worst = Outcome::Open;
                }
                _ => {
                    missing.push(Missing::Answer(record, "answers no".to_string()));
                    worst = Outcome::Open;
                }
            }
        }
        if outcome == Outcome::Met && worst == Outcome::Met {
            missing.clear();
        }
        outcome.max(worst)
    }
}

/// The answer of an assessment that a clause does not apply.
const NOT_APPLICABLE: &str = "not-applicable";

/// A clause that rests on itself shows nothing.
fn in_a_circle<'a>() -> Own<'a> {
    Own { state: State::None, needs: Vec::new(), missing: vec![Missing::NothingThere] }
}

/// Returns the clauses of the route that a clause belongs to: everything below the highest clause
/// above it that demands nothing but in routes.
fn route_of(standard: &Standard, at: usize) -> Vec<usize> {
    let above = standard.above(at).into_iter();
    let top = above.take_while(|at| standard.is_route(*at)).last().unwrap_or(at);
    standard.below(top)
}

fn stands_for(record: &Record, document: &str) -> bool {
    let named = record.node.get("stands_for").map(Node::one_or_many).unwrap_or_default();
    named.iter().any(|node| node.text() == Some(document))
}

/// Returns the state of an approval in a word.
fn word(approval: &Approval<'_>) -> &'static str {
    match approval {
        Approval::NotNeeded => "not needed",
        Approval::Fresh(_) => "there",
        Approval::Outdated(_) => "outdated",
        Approval::Missing => "missing",
        Approval::Rejected(_) => "a rejection",
    }
}

/// Returns whether a field is stated; a list or mapping is where anything in it is.
fn is_stated(record: &Record, path: &[&str]) -> bool {
    let is_link = record.kind.links.iter().any(|link| path == [link.name]);
    let is_more = |node: &Node| !node.items().is_empty() || !node.entries().is_empty();
    match record.node.at(path) {
        _ if is_link => record.links_of(path[0]).next().is_some(),
        Some(node) if !node.items().is_empty() => true,
        Some(node) if node.entries().iter().any(|entry| is_more(&entry.value)) => true,
        _ => record.states(path),
    }
}

fn passes(record: &Record, test: &Test) -> bool {
    let path: Vec<&str> = test.path.iter().map(String::as_str).collect();
    match &test.is {
        Is::Present => is_stated(record, &path),
        Is::Absent => !is_stated(record, &path),
        Is::OneOf(values) => {
            let found = record.node.at(&path).map(Node::one_or_many).unwrap_or_default();
            found.iter().filter_map(Node::text).any(|found| values.iter().any(|v| v == found))
        }
    }
}

/// Says which records are meant beside their kind.
fn that(of: &Selection) -> String {
    let test = |test: &Test| {
        let field = test.path.join(".");
        match &test.is {
            Is::Present => format!("`{field}`"),
            Is::Absent => format!("no `{field}`"),
            Is::OneOf(values) => format!("`{field}: {}`", values.join(" or ")),
        }
    };
    match of.tests.is_empty() {
        true => String::new(),
        false => format!(" with {}", of.tests.iter().map(test).collect::<Vec<_>>().join(" and ")),
    }
}
