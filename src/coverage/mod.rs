//! Standards + project + assessment + diagnostics → [`Coverage`]: for every clause, which evidence is
//! there, in which state, and what is missing.
//!
//! Only what is active and freshly approved counts, and verdicts are those of the assessment. What
//! could not be read, or is waived, never makes a clause complete. Nothing here says that anything
//! complies.

mod evidence;
mod facts;
mod finding;
mod named;
mod product;
mod records;
mod scope;
mod state;
mod walk;
mod written;

pub use evidence::{Evidence, Missing, Question, Step};
pub use finding::Findings;
pub use named::{UnknownClause, unknown_clauses};
pub use scope::{LeftOut, NOT_APPROVED, Omitted, is_qualified_as, left_out};
pub use state::{ClauseState, Followed, NotApplicable, Outcome, State, Tally};

use crate::assess::Assessment;
use crate::documents::Description;
use crate::graph::TraceGraph;
use crate::model::{Project, Record};
use crate::standards::{Library, NeedOf, Standard};
use std::collections::BTreeMap;

/// Everything that coverage looks at.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    pub project: &'a Project,
    pub graph: &'a TraceGraph<'a>,
    pub assessment: &'a Assessment<'a>,
    pub library: &'a Library,
    pub documents: &'a [Description],
}

/// What is asked for beside the standards that are followed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'s, 'a> {
    /// Standards that are covered in any case.
    pub beside: &'s [&'a Standard],
    /// The one product that is covered; by default those of the judged release, else every one.
    pub product: Option<&'s str>,
}

/// The state of every clause of some standards.
#[derive(Debug, Default)]
pub struct Coverage<'a> {
    pub standards: Vec<Covered<'a>>,
    /// The products that it is about; none where the project has one, or none.
    pub products: Vec<&'a str>,
    /// The project's other products, of which nothing is said.
    pub others: Vec<&'a str>,
    /// What became of each distinct need; clauses name them by place.
    needs: Vec<NeedState<'a>>,
}

/// One edition of a standard, and the state of its clauses.
#[derive(Debug)]
pub struct Covered<'a> {
    pub standard: &'a Standard,
    pub followed: Followed,
    /// As [`Standard::clauses`].
    pub clauses: Vec<ClauseState<'a>>,
}

/// What became of a clause itself, for one product.
#[derive(Debug, Clone)]
struct Own<'a> {
    state: State,
    needs: Vec<usize>,
    missing: Vec<Missing<'a>>,
}

/// What became of one need.
#[derive(Debug, Clone)]
pub struct NeedState<'a> {
    pub need: &'a NeedOf,
    /// The product that it is about, where it came out differently for another one.
    pub product: Option<&'a str>,
    pub outcome: Outcome,
    pub evidence: Vec<Evidence<'a>>,
    pub missing: Vec<Missing<'a>>,
}

impl NeedState<'_> {
    /// Returns whether something is there, and not only nothing wrong.
    pub fn is_shown(&self) -> bool {
        self.evidence.iter().any(Evidence::is_something)
    }
}

/// Covers the standards that a project follows, and what is asked for beside.
pub fn coverage<'a>(
    inputs: Inputs<'a>,
    findings: &Findings<'_>,
    asked: Asked<'_, 'a>,
) -> Coverage<'a> {
    product::cover(inputs, findings, asked)
}

/// Returns the clauses whose mapping names a rule, of the standards that a project follows; by rule.
pub fn clauses_of_rules<'a>(inputs: Inputs<'a>) -> BTreeMap<&'a str, Vec<String>> {
    let scope = scope::Scope::of(inputs, None);
    let standards = inputs.library.standards.iter();
    let followed = standards.filter(|standard| scope.followed(standard) != Followed::No);
    rules_named(followed)
}

/// Returns the clauses whose mapping names a rule, of some standards; by rule.
pub fn rules_named<'a>(
    standards: impl Iterator<Item = &'a Standard>,
) -> BTreeMap<&'a str, Vec<String>> {
    let mut clauses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for standard in standards {
        for clause in &standard.clauses {
            let mut rules: Vec<&str> =
                clause.needs.iter().flat_map(|need| need.of.rules()).collect();
            rules.sort_unstable();
            rules.dedup();
            for rule in rules {
                let key = format!("{}:{}", standard.id, clause.id);
                clauses.entry(rule).or_default().push(key);
            }
        }
    }
    clauses
}

impl Covered<'_> {
    /// Returns how many clauses are in which state.
    pub fn tally(&self) -> Tally {
        let mut all = Tally::default();
        let top = self.standard.clauses.iter().zip(&self.clauses);
        top.filter(|(clause, _)| clause.parent.is_none())
            .for_each(|(_, state)| all.join(state.tally));
        all
    }
}

impl<'a> Coverage<'a> {
    /// Returns the coverage of a standard.
    pub fn of(&self, standard: &str) -> Option<&Covered<'a>> {
        self.standards.iter().find(|covered| covered.standard.id == standard)
    }

    /// Returns what became of the need at a place that a clause names.
    pub fn need(&self, at: usize) -> &NeedState<'a> {
        &self.needs[at]
    }

    /// Returns what became of the needs of a clause, in the order of its mapping.
    pub fn needs_of(&self, clause: &ClauseState<'a>) -> impl Iterator<Item = &NeedState<'a>> {
        clause.needs.iter().map(|at| &self.needs[*at])
    }

    /// Returns the clauses that a record is evidence of, in the order of the standards.
    pub fn served_by(&self, record: &Record) -> Vec<(&'a Standard, usize)> {
        let shows = |need: &NeedState<'a>| need.evidence.iter().any(|found| found.is_of(record));
        let serving: Vec<bool> = self.needs.iter().map(shows).collect();
        let mut served = Vec::new();
        for covered in &self.standards {
            for (at, clause) in covered.clauses.iter().enumerate() {
                if clause.needs.iter().any(|need| serving[*need]) {
                    served.push((covered.standard, at));
                }
            }
        }
        served
    }
}
