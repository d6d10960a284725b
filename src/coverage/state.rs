//! The states of needs and clauses, and how those of sub-clauses add up.

use super::evidence::{Evidence, Missing};
use super::records::{NOT_APPLICABLE, YES};
use crate::model::Record;

/// Why a standard is covered; the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Followed {
    /// The project file names its edition.
    Named,
    /// It applies to a project of this profile.
    Profile,
    /// Neither; it was asked for.
    No,
}

/// How one need came out; ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Its condition does not hold.
    NotNeeded,
    Met,
    /// Only a person's answer is missing.
    ToBeJudged,
    Open,
}

/// What was found for one need.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    pub outcome: Outcome,
    pub evidence: Vec<Evidence<'a>>,
    pub missing: Vec<Missing<'a>>,
}

impl<'a> Found<'a> {
    /// Returns what is met where nothing is missing.
    pub(super) fn of(evidence: Vec<Evidence<'a>>, missing: Vec<Missing<'a>>) -> Self {
        let outcome = if missing.is_empty() { Outcome::Met } else { Outcome::Open };
        Self { outcome, evidence, missing }
    }

    pub(super) fn shown(evidence: Evidence<'a>) -> Self {
        Self::of(vec![evidence], Vec::new())
    }

    pub(super) fn missing(missing: Missing<'a>) -> Self {
        Self::of(Vec::new(), vec![missing])
    }

    /// Says before what is missing what was looked for first.
    pub(super) fn after(mut self, mut first: Vec<Missing<'a>>) -> Self {
        first.append(&mut self.missing);
        Self { missing: first, ..self }
    }
}

/// Why a clause is not applicable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotApplicable {
    /// No software item is of a class to which it applies.
    Class,
    /// It is for other projects, or everything that it needs is.
    Condition,
    /// The project does not apply it, with an approved justification.
    NotApplied(String),
    /// The project leaves it out because law permits it: the law, and the justification.
    Excluded(String, String),
    /// A route stands in its place, all of which is shown: the clause of the route, and the
    /// approved justification.
    Replaced(String, String),
    /// A route that the project does not take.
    NotTaken,
    /// An approved assessment says so, and the standard allows it.
    Judged,
}

/// The state of one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Complete,
    Partial,
    None,
    ToBeJudged,
    NotApplicable(NotApplicable),
    /// It demands nothing: a heading or information.
    Nothing,
}

impl State {
    /// Returns the word that machine formats use.
    pub fn word(&self) -> &'static str {
        match self {
            State::Complete => "complete",
            State::Partial => "partial",
            State::None => "none",
            State::ToBeJudged => "to-be-judged",
            State::NotApplicable(_) => "not-applicable",
            State::Nothing => "nothing-demanded",
        }
    }

    /// Returns the word as it is said.
    pub fn said(&self) -> String {
        self.word().replace('-', " ")
    }

    /// Returns whether evidence or a judgement is still to come.
    pub fn is_open(&self) -> bool {
        matches!(self, State::Partial | State::None | State::ToBeJudged)
    }
}

/// How many clauses are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub complete: usize,
    pub partial: usize,
    pub none: usize,
    pub to_be_judged: usize,
    pub not_applicable: usize,
}

impl Tally {
    pub(super) fn of(states: impl IntoIterator<Item = State>) -> Self {
        let mut tally = Self::default();
        states.into_iter().for_each(|state| tally.add(&state));
        tally
    }

    fn add(&mut self, state: &State) {
        match state {
            State::Complete => self.complete += 1,
            State::Partial => self.partial += 1,
            State::None => self.none += 1,
            State::ToBeJudged => self.to_be_judged += 1,
            State::NotApplicable(_) => self.not_applicable += 1,
            State::Nothing => {}
        }
    }

    pub(super) fn join(&mut self, other: Tally) {
        self.complete += other.complete;
        self.partial += other.partial;
        self.none += other.none;
        self.to_be_judged += other.to_be_judged;
        self.not_applicable += other.not_applicable;
    }

    /// Returns how many clauses something is still to come for.
    pub fn open(&self) -> usize {
        self.partial + self.none + self.to_be_judged
    }

    /// Returns how many clauses apply.
    pub fn applicable(&self) -> usize {
        self.complete + self.open()
    }

    /// Returns the one state that a group of clauses is in.
    pub fn state(&self) -> State {
        match (self.applicable(), self.complete, self.none, self.to_be_judged) {
            (0, ..) if self.not_applicable > 0 => State::NotApplicable(NotApplicable::Condition),
            (0, ..) => State::Nothing,
            (all, complete, ..) if complete == all => State::Complete,
            (all, _, none, _) if none == all => State::None,
            (all, complete, _, judged) if complete + judged == all => State::ToBeJudged,
            _ => State::Partial,
        }
    }
}

/// The state of a clause, with what it rests on.
#[derive(Debug)]
pub struct ClauseState<'a> {
    /// Of the clause itself; for a heading, that of its sub-clauses together.
    pub state: State,
    /// The state for each product, where several are covered; the state is the worst of them.
    pub by_product: Vec<(&'a str, State)>,
    /// States of the clause, if it demands something, and of those below it.
    pub tally: Tally,
    /// Places of what became of its needs, in the order of its mapping.
    pub(super) needs: Vec<usize>,
    /// What is missing beside the needs, such as a declaration that does not count.
    pub missing: Vec<Missing<'a>>,
    /// Records that claim to serve it; no evidence.
    pub claims: Vec<&'a Record>,
    /// Assessments that answer it, whatever they are worth.
    pub answers: Vec<&'a Record>,
}

impl ClauseState<'_> {
    /// Returns the places of what became of its needs.
    pub fn needs(&self) -> &[usize] {
        &self.needs
    }

    /// Returns those assessments that answer it with no, drafts among them.
    pub fn refusals(&self) -> impl Iterator<Item = &Record> {
        let is_no =
            |record: &&Record| !matches!(record.word(&["answer"]), Some(YES | NOT_APPLICABLE));
        self.answers.iter().copied().filter(is_no)
    }
}
