//! The products of a project: each is covered by itself, and a clause is as good as the worst of them.

use super::facts::Facts;
use super::finding::Findings;
use super::state::{ClauseState, Followed, NotApplicable, State, Tally};
use super::walk::Walk;
use super::{Asked, Coverage, Covered, Inputs, NeedState, Own};
use crate::model::Record;
use crate::standards::{ClauseKind, Standard};

/// Covers the followed standards and some beside them.
pub(super) fn cover<'a>(
    inputs: Inputs<'a>,
    findings: &Findings<'_>,
    asked: Asked<'_, 'a>,
) -> Coverage<'a> {
    let (products, others) = products(inputs, asked.product);
    let mut walks: Vec<Walk<'a, '_>> = match products[..] {
        [] => vec![Walk::new(Facts::of(inputs, findings, None))],
        _ => {
            let of = |product: &&'a str| Walk::new(Facts::of(inputs, findings, Some(product)));
            products.iter().map(of).collect()
        }
    };
    let mut standards = Vec::new();
    for standard in &inputs.library.standards {
        let followed = walks.iter().map(|walk| walk.facts.scope.followed(standard));
        let followed = followed.min().unwrap_or(Followed::No);
        let is_beside = asked.beside.iter().any(|one| std::ptr::eq(*one, standard));
        if followed == Followed::No && !is_beside {
            continue;
        }
        let owns: Vec<Vec<Own<'a>>> = (0..standard.clauses.len())
            .map(|at| walks.iter_mut().map(|walk| walk.clause(standard, at)).collect())
            .collect();
        standards.push((standard, followed, owns));
    }
    let places = walks.iter().map(|walk| vec![None; walk.needs.len()]).collect();
    let mut joined = Joined { products: &products, walks, needs: Vec::new(), places };
    let standards = standards
        .into_iter()
        .map(|(standard, followed, owns)| joined.standard(standard, followed, owns))
        .collect();
    let Joined { mut walks, mut needs, .. } = joined;
    if let [one] = &mut walks[..] {
        needs = std::mem::take(&mut one.needs);
    }
    Coverage { standards, products, others, needs }
}

/// Returns the products to cover, and those that are not; none where the project has one. A release
/// of some products says nothing of the others.
fn products<'a>(inputs: Inputs<'a>, asked: Option<&str>) -> (Vec<&'a str>, Vec<&'a str>) {
    let all = inputs.project.config.products();
    if all.len() < 2 {
        return (Vec::new(), Vec::new());
    }
    let release = inputs.assessment.release.record();
    let is_covered = |product: &&str| match asked {
        Some(asked) => *product == asked,
        None => release.is_none_or(|release| inputs.project.is_of_product(release, product)),
    };
    all.into_iter().partition(is_covered)
}

/// What was found for each product, on the way to one answer.
struct Joined<'p, 'a, 'f> {
    products: &'p [&'a str],
    walks: Vec<Walk<'a, 'f>>,
    needs: Vec<NeedState<'a>>,
    /// For each walk and each of its needs: where it stands among all.
    places: Vec<Vec<Option<usize>>>,
}

impl<'a> Joined<'_, 'a, '_> {
    fn standard(
        &mut self,
        standard: &'a Standard,
        followed: Followed,
        owns: Vec<Vec<Own<'a>>>,
    ) -> Covered<'a> {
        let mut clauses: Vec<ClauseState<'a>> = Vec::with_capacity(owns.len());
        for (at, owns) in owns.into_iter().enumerate() {
            clauses.push(self.clause(standard, at, owns));
        }
        // A clause stands before those below it.
        for at in (0..clauses.len()).rev() {
            if let Some(above) = standard.clauses[at].parent {
                let tally = clauses[at].tally;
                clauses[above].tally.join(tally);
            }
        }
        for (clause, state) in standard.clauses.iter().zip(&mut clauses) {
            if clause.kind == ClauseKind::Heading {
                state.state = state.tally.state();
            }
        }
        for at in 0..clauses.len() {
            if let Some(reason) = reason_below(standard, &clauses, at) {
                clauses[at].state = State::NotApplicable(reason);
            }
        }
        Covered { standard, followed, clauses }
    }

    fn clause(&mut self, standard: &'a Standard, at: usize, owns: Vec<Own<'a>>) -> ClauseState<'a> {
        let state = worst_of(&owns);
        let of_products = self.products.iter().zip(&owns).filter(|_| owns.len() > 1);
        let demanding = of_products.filter(|(_, own)| own.state != State::Nothing);
        let by_product = demanding.map(|(one, own)| (*one, own.state.clone())).collect();
        let places: Vec<Vec<usize>> = owns.iter().map(|own| own.needs.clone()).collect();
        let needs = self.needs_of(&places);
        let mut missing = Vec::new();
        for one in owns.into_iter().flat_map(|own| own.missing) {
            if !missing.contains(&one) {
                missing.push(one);
            }
        }
        let key = standard.key(at);
        let each = |named: &dyn Fn(&Facts<'a, '_>) -> Vec<&'a Record>| {
            let mut records: Vec<&'a Record> =
                self.walks.iter().flat_map(|walk| named(&walk.facts)).collect();
            records.sort_by_key(|record| self.walks[0].facts.inputs.project.index_of(&record.id));
            records.dedup_by_key(|record| &record.id);
            records
        };
        let claims = each(&|facts| facts.claims(key));
        let answers =
            each(&|facts| facts.answers(key).iter().map(|answer| answer.record).collect());
        let tally = Tally::of([state.clone()]);
        ClauseState { state, by_product, tally, needs, missing, claims, answers }
    }

    /// Returns the places of the needs of a clause; what came out alike for every product is one.
    fn needs_of(&mut self, of_walks: &[Vec<usize>]) -> Vec<usize> {
        if let [one] = of_walks {
            return one.clone();
        }
        let longest = of_walks.iter().map(Vec::len).max().unwrap_or(0);
        let mut found = Vec::new();
        for nth in 0..longest {
            let states: Vec<(usize, usize)> = of_walks
                .iter()
                .enumerate()
                .filter_map(|(walk, needs)| Some((walk, *needs.get(nth)?)))
                .collect();
            let is_same = states.len() == of_walks.len()
                && states.windows(2).all(|pair| self.is_alike(pair[0], pair[1]));
            let shown = if is_same { &states[..1] } else { &states[..] };
            for (walk, need) in shown {
                found.push(self.place(*walk, *need, is_same));
            }
        }
        found
    }

    fn is_alike(&self, one: (usize, usize), other: (usize, usize)) -> bool {
        let need = |(walk, need): (usize, usize)| &self.walks[walk].needs[need];
        let (one, other) = (need(one), need(other));
        std::ptr::eq(one.need, other.need)
            && one.outcome == other.outcome
            && one.evidence == other.evidence
            && one.missing == other.missing
    }

    fn place(&mut self, walk: usize, need: usize, is_of_all: bool) -> usize {
        if let Some(known) = self.places[walk][need] {
            return known;
        }
        let product = if is_of_all { None } else { self.products.get(walk).copied() };
        let state = self.walks[walk].needs[need].clone();
        self.needs.push(NeedState { product, ..state });
        self.places[walk][need] = Some(self.needs.len() - 1);
        self.needs.len() - 1
    }
}

/// Returns why nothing below a heading applies, where there is one reason for all of it.
fn reason_below(
    standard: &Standard,
    clauses: &[ClauseState<'_>],
    at: usize,
) -> Option<NotApplicable> {
    let is_heading = standard.clauses[at].kind == ClauseKind::Heading;
    if !is_heading || !matches!(clauses[at].state, State::NotApplicable(_)) {
        return None;
    }
    let below = standard.below(at).into_iter().filter(|at| standard.clauses[*at].kind.demands());
    let mut reasons = below.map(|at| match &clauses[at].state {
        State::NotApplicable(reason) => Some(reason),
        _ => None,
    });
    let first = reasons.next()??;
    reasons.all(|reason| reason == Some(first)).then(|| first.clone())
}

/// Returns the state of a clause over products: complete only where it is for each that it concerns.
fn worst_of(owns: &[Own<'_>]) -> State {
    let states = || owns.iter().map(|own| own.state.clone());
    match Tally::of(states()).state() {
        // The first says why.
        State::NotApplicable(_) => states()
            .find(|state| matches!(state, State::NotApplicable(_)))
            .unwrap_or(State::Nothing),
        state => state,
    }
}
