//! The walk over clauses and their needs, for one product; each distinct need is evaluated once.

use super::evidence::{Evidence, Missing, Question};
use super::facts::Facts;
use super::records::NOT_APPLICABLE;
use super::state::{Found, NotApplicable, Outcome, State, Tally};
use super::{NeedState, Own};
use crate::model::Record;
use crate::standards::{ClauseKey, Need, NeedOf, Standard};
use std::collections::HashMap;

/// What a need is evaluated for: itself, the classes that count, and the clause where one asks.
type NeedKey<'a> = (&'a NeedOf, &'a [String], Option<ClauseKey<'a>>);

pub(super) struct Walk<'a, 'f> {
    pub facts: Facts<'a, 'f>,
    pub needs: Vec<NeedState<'a>>,
    known: HashMap<NeedKey<'a>, usize>,
    /// What became of clauses; none while one is being evaluated.
    clauses: HashMap<ClauseKey<'a>, Option<Own<'a>>>,
}

impl<'a, 'f> Walk<'a, 'f> {
    pub(super) fn new(facts: Facts<'a, 'f>) -> Self {
        Self { facts, needs: Vec::new(), known: HashMap::new(), clauses: HashMap::new() }
    }

    /// Returns what became of a clause itself; one that rests on itself shows nothing.
    pub(super) fn clause(&mut self, standard: &'a Standard, at: usize) -> Own<'a> {
        self.own(standard, at).unwrap_or_else(|| Own {
            state: State::None,
            needs: Vec::new(),
            missing: vec![Missing::NothingThere],
        })
    }

    fn own(&mut self, standard: &'a Standard, at: usize) -> Option<Own<'a>> {
        let key = standard.key(at);
        if let Some(known) = self.clauses.get(&key) {
            return known.clone();
        }
        self.clauses.insert(key, None);
        let own = self.evaluate(standard, at);
        self.clauses.insert(key, Some(own.clone()));
        Some(own)
    }

    fn tally(&mut self, standard: &'a Standard, at: usize) -> Tally {
        let states = standard.below(at).into_iter().map(|at| match self.own(standard, at) {
            Some(own) => own.state,
            None => State::None,
        });
        Tally::of(states)
    }

    fn evaluate(&mut self, standard: &'a Standard, at: usize) -> Own<'a> {
        let clause = &standard.clauses[at];
        let own = |state| Own { state, needs: Vec::new(), missing: Vec::new() };
        if !clause.kind.demands() {
            return own(State::Nothing);
        }
        let mut missing = Vec::new();
        if let Some(why) = self.not_applicable(standard, at, &mut missing) {
            return own(State::NotApplicable(why));
        }
        let key = standard.key(at);
        let needs: Vec<usize> =
            clause.needs.iter().map(|need| self.need(&need.of, &clause.classes, key)).collect();
        if clause.needs.is_empty() {
            missing.push(Missing::Unmapped);
        }
        missing.extend(self.refusals(standard, at));
        let shipped = &needs[..needs.len() - clause.n_own];
        let state = match shipped.is_empty() {
            true => self.state_of(&needs, &mut missing),
            false => self.state_with_added(shipped, &needs[shipped.len()..], &mut missing),
        };
        let state = self.capped(state, standard, at, &mut missing);
        Own { state, needs, missing }
    }

    /// Returns the state of a clause that has others below it: never better than what is below.
    fn capped(
        &mut self,
        state: State,
        standard: &'a Standard,
        at: usize,
        missing: &mut Vec<Missing<'a>>,
    ) -> State {
        if !matches!(state, State::Complete | State::ToBeJudged) {
            return state;
        }
        let mut all = Tally::of([state]);
        for below in standard.below(at).into_iter().skip(1) {
            if standard.clauses[below].parent != Some(at) {
                continue;
            }
            let tally = self.tally(standard, below);
            all.join(tally);
            if tally.open() > 0 {
                let (id, clause) = (&*standard.id, &*standard.clauses[below].id);
                missing.push(Missing::Clause { standard: id, clause, state: tally.state().word() });
            }
        }
        all.state()
    }

    /// Returns the state by what is shipped, which what the project has added can only make worse:
    /// what is there for its own needs shows nothing of the clause.
    fn state_with_added(
        &self,
        shipped: &[usize],
        added: &[usize],
        missing: &mut Vec<Missing<'a>>,
    ) -> State {
        let state = self.state_of(shipped, missing);
        let worst = added.iter().map(|at| self.needs[*at].outcome).max();
        let of_added = |missing: &mut Vec<Missing<'a>>| self.state_of(added, missing);
        match (&state, worst.unwrap_or(Outcome::NotNeeded)) {
            (State::Complete | State::ToBeJudged, Outcome::Open) => State::Partial,
            (State::Complete, Outcome::ToBeJudged) => State::ToBeJudged,
            (State::NotApplicable(_), Outcome::Open | Outcome::ToBeJudged) => of_added(missing),
            _ => state,
        }
    }

    /// Returns the assessments that say no to a clause as a whole or to one above it, whatever else is
    /// there; where a clause asks questions, its own are found with these.
    fn refusals(&self, standard: &'a Standard, at: usize) -> Vec<Missing<'a>> {
        let needs = &standard.clauses[at].needs;
        let asks = needs.iter().any(|need| matches!(need.of, NeedOf::Judged { .. }));
        let mut refusals = Vec::new();
        for above in standard.above(at).into_iter().skip(usize::from(asks)) {
            let answers = self.facts.answers(standard.key(above)).iter();
            let whole = answers.filter(|answer| answer.question.is_none());
            let no = whole.map(|answer| answer.record).filter(|record| self.facts.says_no(record));
            refusals.extend(no.map(|record| Missing::Answer(record, "answers no")));
        }
        refusals
    }

    /// Returns why a clause does not apply; a declaration that does not count is missing.
    fn not_applicable(
        &mut self,
        standard: &'a Standard,
        at: usize,
        missing: &mut Vec<Missing<'a>>,
    ) -> Option<NotApplicable> {
        let clause = &standard.clauses[at];
        let scope = &self.facts.scope;
        if !scope.holds(&clause.applies_when) {
            return Some(NotApplicable::Condition);
        }
        if !clause.classes.is_empty() && !scope.has_class(&clause.classes) {
            return Some(NotApplicable::Class);
        }
        if clause.kind.is_route() && !self.is_taken(standard, at) {
            return Some(NotApplicable::NotTaken);
        }
        match self.facts.scope.declared(standard, at) {
            Some(Ok(reason)) => return Some(reason),
            Some(Err(why)) => missing.push(Missing::Declared(why)),
            None => {}
        }
        if let Some(reason) = self.replaced(standard, at, missing) {
            return Some(reason);
        }
        self.is_judged_not_applicable(standard, at).then_some(NotApplicable::Judged)
    }

    /// Returns the route that stands in the place of a clause: one that is declared for all of the
    /// software, and of which each clause is shown.
    fn replaced(
        &mut self,
        standard: &'a Standard,
        at: usize,
        missing: &mut Vec<Missing<'a>>,
    ) -> Option<NotApplicable> {
        let route = standard.route_in_place_of(at)?;
        let declared = self.facts.scope.route(standard, route)?;
        let name = &standard.clauses[route].id;
        let faults = declared.and_then(|reason| match self.tally(standard, route).state() {
            State::Complete => Ok(reason),
            state => Err(format!("the route `{name}` is {}", state.said())),
        });
        match faults {
            Ok(reason) => Some(NotApplicable::Replaced(name.clone(), reason)),
            Err(why) => {
                missing.push(Missing::Declared(why));
                None
            }
        }
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

    /// Returns whether a route is taken: where it is declared, or where documents are for such a route
    /// alone, one of them is there; else anything that the route needs.
    fn is_taken(&mut self, standard: &'a Standard, at: usize) -> bool {
        let route = route_of(standard, at);
        let is_declared = |at: &usize| self.facts.scope.route(standard, *at).is_some();
        if route.iter().any(is_declared) {
            return true;
        }
        let needs: Vec<&'a Need> =
            route.iter().flat_map(|at| standard.clauses[*at].deciding()).collect();
        let own = self.documents_of_routes(&needs);
        if !own.is_empty() {
            return own.iter().any(|document| self.facts.exists(document));
        }
        route.iter().any(|at| {
            let clause = &standard.clauses[*at];
            clause.deciding().iter().any(|need| {
                let place = self.need(&need.of, &clause.classes, standard.key(*at));
                self.needs[place].is_shown()
            })
        })
    }

    /// Returns the documents that the needs name and that exist only where a route is taken.
    fn documents_of_routes(&self, needs: &[&'a Need]) -> Vec<&'a str> {
        let names = &self.facts.inputs.library.documents;
        let is_of_route = |document: &str| {
            names.iter().any(|name| name.id == document && name.scope == "conditional")
        };
        let named = needs.iter().flat_map(|need| need.of.documents());
        named.filter(|document| is_of_route(document)).collect()
    }

    fn is_judged_not_applicable(&self, standard: &'a Standard, at: usize) -> bool {
        let answers = self.facts.answers(standard.key(at)).iter();
        let whole = answers.filter(|answer| answer.question.is_none());
        let decides = |record: &&'a Record| self.facts.counts(record) || self.facts.says_no(record);
        let valid: Vec<&Record> = whole.map(|answer| answer.record).filter(decides).collect();
        let says = |record: &&Record| record.word(&["answer"]) == Some(NOT_APPLICABLE);
        standard.may_be_left_out(at) && !valid.is_empty() && valid.iter().all(says)
    }

    /// Returns the place of what became of a need.
    fn need(&mut self, need: &'a NeedOf, classes: &'a [String], clause: ClauseKey<'a>) -> usize {
        let classes = if self.concerns_classes(need) { classes } else { &[] };
        let key = (need, classes, need.asks().then_some(clause));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let found = self.found(need, classes, clause);
        let Found { outcome, evidence, missing } = found;
        self.needs.push(NeedState { need, product: None, outcome, evidence, missing });
        self.known.insert(key, self.needs.len() - 1);
        self.needs.len() - 1
    }

    fn concerns_classes(&self, need: &NeedOf) -> bool {
        match need {
            NeedOf::Records(records) => self.facts.has_classes(records.of.kind),
            NeedOf::Every(every) => self.facts.has_classes(every.of.kind),
            _ => need.inner().iter().any(|need| self.concerns_classes(&need.of)),
        }
    }

    fn found(
        &mut self,
        need: &'a NeedOf,
        classes: &'a [String],
        clause: ClauseKey<'a>,
    ) -> Found<'a> {
        match need {
            NeedOf::Document(document) => self.facts.document(document),
            NeedOf::Section { document, anchor } => self.facts.section(document, anchor),
            NeedOf::Setting { name, fields } => self.facts.setting(name, fields),
            NeedOf::Records(records) => self.facts.records(records, classes),
            NeedOf::Every(every) => self.facts.every(every, classes),
            NeedOf::Clean { rules, waivers_count } => self.facts.clean(rules, *waivers_count),
            NeedOf::Clause { standard, clause } => self.evidence_of(standard, clause),
            NeedOf::Judged { key, text } => self.facts.judged(Question { clause, key, text }),
            NeedOf::Any(needs) => {
                let places = self.places_of(needs, classes, clause);
                self.best(&places)
            }
            NeedOf::All(needs) => {
                let places = self.places_of(needs, classes, clause);
                self.worst(&places)
            }
            NeedOf::When { condition, .. } if !self.facts.scope.holds(condition) => {
                Found { outcome: Outcome::NotNeeded, evidence: Vec::new(), missing: Vec::new() }
            }
            NeedOf::When { condition, needs } => {
                let classes = match &*condition.classes {
                    [] => classes,
                    own => own,
                };
                let places = self.places_of(needs, classes, clause);
                self.worst(&places)
            }
        }
    }

    fn places_of(
        &mut self,
        needs: &'a [Need],
        classes: &'a [String],
        clause: ClauseKey<'a>,
    ) -> Vec<usize> {
        needs.iter().map(|need| self.need(&need.of, classes, clause)).collect()
    }

    /// Takes over the best of some alternatives; the first of equals. Where none is met, a person's no to
    /// any of them is said first.
    fn best(&self, places: &[usize]) -> Found<'a> {
        let rank = |at: &&usize| {
            let state = &self.needs[**at];
            // What is not needed is no alternative to what is.
            let outcome = match state.outcome {
                Outcome::NotNeeded => Outcome::Open,
                outcome => outcome,
            };
            (outcome, !state.is_shown())
        };
        let best = places.iter().min_by_key(rank);
        let taken = |at: &usize| {
            let NeedState { outcome, evidence, missing, .. } = &self.needs[*at];
            Found { outcome: *outcome, evidence: evidence.clone(), missing: missing.clone() }
        };
        let Some(best) = best else {
            return Found::of(Vec::new(), vec![Missing::NothingThere]);
        };
        let mut found = taken(best);
        if matches!(found.outcome, Outcome::Open | Outcome::ToBeJudged) {
            let all = places.iter().flat_map(|at| &self.needs[*at].missing);
            let mut said: Vec<Missing<'a>> =
                all.filter(|one| matches!(one, Missing::Answer(..))).cloned().collect();
            found.missing.retain(|one| !matches!(one, Missing::Answer(..)));
            said.append(&mut found.missing);
            found.missing = said;
        }
        found
    }

    /// Takes over everything of a group, which is as good as the worst in it.
    fn worst(&self, places: &[usize]) -> Found<'a> {
        let states = || places.iter().map(|at| &self.needs[*at]);
        Found {
            outcome: states().map(|state| state.outcome).max().unwrap_or(Outcome::Open),
            evidence: states().flat_map(|state| state.evidence.iter().cloned()).collect(),
            missing: states().flat_map(|state| state.missing.iter().cloned()).collect(),
        }
    }

    /// Looks at the evidence of another clause and of those below it.
    fn evidence_of(&mut self, id: &'a str, clause: &'a str) -> Found<'a> {
        let edition = self.facts.scope.edition(id);
        let found = edition.and_then(|one| Some((one, one.position(clause)?)));
        let Some((standard, at)) = found else {
            return Found::missing(Missing::UnknownClause { standard: id, clause });
        };
        let tally = self.tally(standard, at);
        let state = tally.state();
        let (mut evidence, mut missing) = (Vec::new(), Vec::new());
        if tally.complete + tally.partial > 0 {
            evidence.push(Evidence::Clause { standard: id, clause, state: state.word() });
        }
        let outcome = match state {
            State::Complete => Outcome::Met,
            // What does not apply there needs nothing here.
            State::NotApplicable(_) => Outcome::NotNeeded,
            State::ToBeJudged => Outcome::ToBeJudged,
            _ => Outcome::Open,
        };
        if matches!(outcome, Outcome::ToBeJudged | Outcome::Open) {
            missing.push(Missing::Clause { standard: id, clause, state: state.word() });
        }
        Found { outcome, evidence, missing }
    }
}

/// Returns the clauses of the route that a clause belongs to: everything below the highest clause
/// above it that demands nothing but in routes.
fn route_of(standard: &Standard, at: usize) -> Vec<usize> {
    let above = standard.above(at).into_iter();
    let top = above.take_while(|at| standard.is_route(*at)).last().unwrap_or(at);
    standard.below(top)
}
