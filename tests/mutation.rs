//! The mutation test of the gate: a project whose gate is open, with one change at a time.
//!
//! Every change that takes evidence away or makes a risk worse must close the gate with a
//! diagnostic that names the record; every change of layout, order, comment, file name or folder
//! must leave it open with the same body of the verdict. The recorder, a device with records of every
//! kind, is changed in every way that the test knows; of those changes, and of those of the example at
//! its newest release, a sample is tried that holds every sort of change and is always the same one.
//! The shares are printed and must be whole. `TECHFILE_MUTATIONS=all cargo test mutation` tries all.

mod base;
mod evidence;
mod layout;
mod tree;

use crate::harness::{Case, Done, Files};
use base::Base;
use proptest::strategy::{Just, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The example takes long to make, since each of its commits pins fingerprints.
static EXAMPLE: LazyLock<Base> = LazyLock::new(Base::example);

/// Returns the cases.
pub fn cases() -> Vec<Case> {
    let case = |name, run: fn() -> Result<Done, String>| Case::new("gate", "mutation", name, run);
    vec![
        case("taking_evidence_away_closes_it", || {
            closes(&Base::recorder(), 400, |mutants| mutants, evidence::KINDS)
        }),
        case("an_approval_of_the_change_does_not_help", || {
            closes(&Base::recorder(), 100, approved_anew, &[])
        }),
        case("changing_the_layout_leaves_it_open", || stays_open(&Base::recorder(), 200)),
        case("the_example_closes_too", || closes(&EXAMPLE, 30, |mutants| mutants, evidence::KINDS)),
        case("the_example_stays_open_too", || stays_open(&EXAMPLE, 15)),
    ]
}

/// One change of a project.
pub struct Mutant<'a> {
    /// What sort of change it is, in the words of the test.
    kind: &'static str,
    what: String,
    /// Whom a diagnostic must name.
    names: String,
    /// Whether the gate must close even if whoever approves has approved the change.
    is_never_approved: bool,
    /// Makes the files after the change.
    files: Box<dyn Fn() -> Files + Send + Sync + 'a>,
}

impl<'a> Mutant<'a> {
    fn new(
        kind: &'static str,
        what: impl Into<String>,
        names: impl Into<String>,
        files: impl Fn() -> Files + Send + Sync + 'a,
    ) -> Self {
        let (what, names, files) = (what.into(), names.into(), Box::new(files));
        Self { kind, what, names, is_never_approved: false, files }
    }

    /// Sets whom a diagnostic must name, where that is not whom it changes.
    fn naming(mut self, name: &str) -> Self {
        self.names = name.to_string();
        self
    }

    fn never_approved(mut self) -> Self {
        self.is_never_approved = true;
        self
    }
}

type Choose = for<'a> fn(Vec<Mutant<'a>>) -> Vec<Mutant<'a>>;

fn closes(base: &Base, at_least: usize, choose: Choose, kinds: &[&str]) -> Result<Done, String> {
    base.is_open()?;
    let mutants = sample(choose(evidence::mutants(base)), at_least);
    let fault = |mutant: &Mutant<'_>| {
        let judged = base.judged((mutant.files)());
        let fault = match (judged.open, judged.said.contains(&mutant.names)) {
            (true, _) => "the gate stays open".to_string(),
            (false, false) => format!("nothing names {}", mutant.names),
            (false, true) => return None,
        };
        Some(format!("{}: {fault}", mutant.what))
    };
    let missing = kinds.iter().filter(|kind| !mutants.iter().any(|mutant| mutant.kind == **kind));
    let missing: Vec<String> = missing.map(|kind| format!("no change is `{kind}`")).collect();
    report("close the gate", at_least, &mutants, missing, &fault)
}

fn stays_open(base: &Base, at_least: usize) -> Result<Done, String> {
    base.is_open()?;
    let expected = base.judged(base.files.clone()).body;
    let mutants = sample(layout::mutants(base), at_least);
    let fault = |mutant: &Mutant<'_>| {
        let body = base.judged((mutant.files)()).body;
        (body != expected).then(|| format!("{}: {body}", mutant.what))
    };
    report("leave the verdict as it is", at_least, &mutants, Vec::new(), &fault)
}

/// Tries every change; how many came out right is printed, by the sort of change.
#[expect(clippy::print_stdout, reason = "how many changes were tried is part of the result")]
fn report(
    what: &str,
    at_least: usize,
    mutants: &[Mutant<'_>],
    mut faults: Vec<String>,
    fault: &(dyn Fn(&Mutant<'_>) -> Option<String> + Sync),
) -> Result<Done, String> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    mutants.iter().for_each(|mutant| *kinds.entry(mutant.kind).or_default() += 1);
    let found: Vec<String> = mutants.par_iter().filter_map(fault).collect();
    let (n, right) = (mutants.len(), mutants.len() - found.len());
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let share = 100.0 * right as f64 / n.max(1) as f64;
    println!("{right} of {n} changes {what} ({share:.1}%): {}", kinds.join(", "));
    if n < at_least {
        faults.push(format!("only {n} changes, at least {at_least} are wanted"));
    }
    faults.extend(found);
    if faults.is_empty() { Ok(Done::Passed) } else { Err(faults.join("\n")) }
}

/// How many changes of each sort a sample holds at least, where there are as many and it is large enough.
const OF_EACH: usize = 4;

/// Chooses some of the changes, the same ones in every run and some of each sort; all where the
/// environment asks for them.
fn sample(mutants: Vec<Mutant<'_>>, n: usize) -> Vec<Mutant<'_>> {
    if std::env::var("TECHFILE_MUTATIONS").is_ok_and(|wanted| wanted == "all") {
        return mutants;
    }
    let shuffled = Just((0..mutants.len()).collect::<Vec<_>>()).prop_shuffle();
    let shuffled = shuffled.new_tree(&mut TestRunner::deterministic());
    let shuffled = shuffled.expect("nothing is refused").current();
    let n_kinds = mutants.iter().map(|mutant| mutant.kind).collect::<BTreeSet<_>>().len();
    let of_each = OF_EACH.min(n / n_kinds.max(1)).max(1);
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    let (first, rest): (Vec<usize>, Vec<usize>) = shuffled.into_iter().partition(|at| {
        let n_of_kind = n_of.entry(mutants[*at].kind).or_default();
        *n_of_kind += 1;
        *n_of_kind <= of_each
    });
    let chosen: BTreeSet<usize> = first.iter().chain(&rest).copied().take(n).collect();
    let is_chosen = |(index, mutant)| chosen.contains(&index).then_some(mutant);
    mutants.into_iter().enumerate().filter_map(is_chosen).collect()
}

/// The changes that no approval makes good, with an approval of each.
fn approved_anew(mutants: Vec<Mutant<'_>>) -> Vec<Mutant<'_>> {
    let chosen = mutants.into_iter().filter(|mutant| mutant.is_never_approved);
    chosen.map(with_approval).collect()
}

fn with_approval(mutant: Mutant<'_>) -> Mutant<'_> {
    let Mutant { kind, what, names, is_never_approved, files } = mutant;
    let files = Box::new(move || base::approved_anew(files()));
    Mutant { kind, what: format!("{what}, and approved so"), names, is_never_approved, files }
}
