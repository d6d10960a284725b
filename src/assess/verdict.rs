//! Results and test runs → outcome of each verification on the judged release.
//!
//! Skipped, missing and blocked are no pass. The newest result in each environment counts; at a
//! tie, or in two environments, the worst. A verification with automated tests needs a pass of each
//! of them; a result by hand does not stand in for one, but a failure by hand counts. Cases of one
//! name in two suites or classes are two tests, so a pass of one leaves a failure of the other.

use super::approval::Approvals;
use super::builds::Builds;
use super::carry::Carried;
use super::release::Choice;
use crate::graph::TraceGraph;
use crate::history::Ancestry;
use crate::model::{CaseOutcome, Moment, Project, Record, Status, TestCase};
use crate::source::Span;
use crate::yaml::Node;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// Kinds that results are given of; a pass of each of them may show that a control is effective.
const ACTIVITIES: &[&str] = &["verification", "validation", "usability-evaluation"];

/// What a verification shows on the judged release; ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Pass,
    /// There is no result for the release.
    Missing,
    Skipped,
    Blocked,
    Fail,
    /// No release is judged, or a test could be any of several cases.
    NotEvaluable,
}

impl Outcome {
    /// Returns the word for it in messages and documents.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Missing => "missing",
            Outcome::Skipped => "skipped",
            Outcome::Blocked => "blocked",
            Outcome::Fail => "fail",
            Outcome::NotEvaluable => "not-evaluable",
        }
    }

    pub(super) fn of_result(record: &Record) -> Self {
        match record.word(&["verdict"]) {
            Some("pass") => Outcome::Pass,
            Some("skipped") => Outcome::Skipped,
            Some("blocked") => Outcome::Blocked,
            // A verdict that cannot be read is the worst.
            _ => Outcome::Fail,
        }
    }

    fn of_case(case: &TestCase) -> Self {
        match case.outcome {
            CaseOutcome::Pass => Outcome::Pass,
            CaseOutcome::Skipped => Outcome::Skipped,
            CaseOutcome::Fail => Outcome::Fail,
        }
    }
}

/// One outcome in one environment: a result by hand, or a test case of a run.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The result or test run.
    pub record: &'a Record,
    pub outcome: Outcome,
    /// The verdict, or the case in the results file.
    pub span: Span,
    /// The test case, where it is one.
    pub case: Option<&'a TestCase>,
    /// A later run that did better, on a commit that lies behind the one of this run.
    pub better_before: Option<&'a Record>,
}

impl Evidence<'_> {
    /// Says that this decides, and why what is newer does not.
    pub fn decision(&self) -> String {
        let decided = format!("decided by `{}`", self.record.id);
        match self.better_before {
            Some(run) => format!("{decided}; `{}` is later, but of an earlier commit", run.id),
            None => decided,
        }
    }
}

/// A test that is not one case of a run.
#[derive(Debug, Clone, Copy)]
pub struct Ambiguous<'a> {
    pub run: &'a Record,
    /// The test as the verification names it.
    pub test: Span,
    pub n_cases: usize,
}

/// A test that did not pass, though a later case of that name did better: it stands in another suite or
/// class, so it is another test.
#[derive(Debug, Clone, Copy)]
pub struct Overlooked<'a> {
    /// The test as the verification names it.
    pub test: Span,
    pub worse: (&'a Record, &'a TestCase),
    pub later: (&'a Record, &'a TestCase),
}

/// The outcome of a verification and what decides it.
#[derive(Debug, Clone)]
pub struct VerificationState<'a> {
    pub outcome: Outcome,
    /// The newest evidence on the release, one or more for each environment and test.
    pub deciding: Vec<Evidence<'a>>,
    pub ambiguous: Vec<Ambiguous<'a>>,
    pub overlooked: Vec<Overlooked<'a>>,
    /// Whether it has no result, and a results file of the release was refused that could hold it.
    pub may_be_refused: bool,
}

/// Test cases of a run by their name.
type Cases<'a> = HashMap<&'a str, Vec<&'a TestCase>>;

/// What was carried out on the judged release.
struct Runs<'a, 'b> {
    release: &'a Record,
    builds: &'b Builds<'a>,
    /// The day of the judgement.
    today: Option<Moment>,
    runs: Vec<(&'a Record, Cases<'a>)>,
    carried: Carried<'a>,
    /// Ids of active test runs whose results count for nothing.
    refused: BTreeSet<&'a str>,
    /// Whether one of them is of the release.
    has_refused: bool,
    /// What was carried out on releases before.
    older: Vec<(&'a Record, Cases<'a>)>,
}

/// Assesses every verification, validation and usability evaluation.
pub(super) fn all<'a>(
    graph: &TraceGraph<'a>,
    release: &Choice<'a>,
    approvals: &Approvals<'a>,
    refused: &[&'a Record],
    builds: &Builds<'a>,
    as_of: &str,
) -> HashMap<&'a str, VerificationState<'a>> {
    let of = |release| Runs::of(graph, release, approvals, refused, builds, as_of);
    let runs = release.record().map(of);
    let state = |record: &'a Record| match &runs {
        Some(runs) => runs.state(graph, record),
        None => VerificationState {
            outcome: Outcome::NotEvaluable,
            deciding: Vec::new(),
            ambiguous: Vec::new(),
            overlooked: Vec::new(),
            may_be_refused: false,
        },
    };
    let is_activity = |record: &&Record| ACTIVITIES.contains(&record.kind.name);
    let verifications = graph.project.records.iter().filter(is_activity);
    verifications.map(|record| (&*record.id, state(record))).collect()
}

impl<'a, 'b> Runs<'a, 'b> {
    fn of(
        graph: &TraceGraph<'a>,
        release: &'a Record,
        approvals: &Approvals<'a>,
        refused: &[&'a Record],
        builds: &'b Builds<'a>,
        as_of: &str,
    ) -> Self {
        let project = graph.project;
        let carried = Carried::of(graph, release, approvals);
        let cases = |run: &'a Record| {
            let mut by_name: Cases<'a> = HashMap::new();
            for case in project.test_cases.get(&*run.id).into_iter().flatten() {
                by_name.entry(&case.name).or_default().push(case);
            }
            (run, by_name)
        };
        let all = || project.of_kind("test-run");
        let has_refused = refused.iter().any(|run| is_for(run, release));
        let refused = refused.iter().map(|run| &*run.id).collect();
        let runs = all().filter(|run| is_for(run, release)).map(cases).collect();
        let is_older = |run: &&Record| !is_for(run, release) && carried.is_of_before(run);
        let older = all().filter(is_older).map(cases).collect();
        let today = Moment::parse(as_of);
        Self { release, builds, today, runs, refused, has_refused, carried, older }
    }

    fn state(&self, graph: &TraceGraph<'a>, verification: &'a Record) -> VerificationState<'a> {
        let by_hand = self.newest(&self.by_hand(graph, verification), None);
        let tests = verification.node.get("tests").map(Node::items).unwrap_or_default();
        let mut state = VerificationState {
            outcome: worst(&by_hand),
            deciding: by_hand,
            ambiguous: Vec::new(),
            overlooked: Vec::new(),
            may_be_refused: false,
        };
        if verification.has(&["tests"]) {
            // A pass by hand is no pass of a test; anything else by hand is seen.
            let is_seen = state.outcome != Outcome::Pass && !state.deciding.is_empty();
            state.outcome = if is_seen { state.outcome } else { Outcome::Pass };
            tests.iter().for_each(|test| self.add_test(verification, test, &mut state));
            if tests.is_empty() {
                state.outcome = Outcome::NotEvaluable;
            }
            state.may_be_refused = self.has_refused && state.outcome == Outcome::Missing;
        }
        state
    }

    fn by_hand(&self, graph: &TraceGraph<'a>, verification: &Record) -> Vec<Evidence<'a>> {
        graph
            .sources(&verification.id, "of")
            .into_iter()
            .map(|(record, _)| record)
            .filter(|record| record.kind.name == "result" && self.is_seen(verification, record))
            .map(|record| {
                let outcome = Outcome::of_result(record);
                let span = record.place_at(&["verdict"]);
                Evidence { record, outcome, span, case: None, better_before: None }
            })
            .filter(|evidence| counts(evidence) && self.is_admitted(verification, evidence))
            .collect()
    }

    /// Returns whether a result is of the judged release, or of one before where results are carried
    /// over for the verification.
    fn is_seen(&self, verification: &Record, record: &Record) -> bool {
        let is_carried = || self.carried.named_for(verification).is_some();
        is_for(record, self.release) || is_carried() && self.carried.is_of_before(record)
    }

    /// A pass of a refused test run counts for nothing, and one on a release before only where it is
    /// named; a failure always counts.
    fn is_admitted(&self, verification: &Record, evidence: &Evidence<'_>) -> bool {
        let named = self.carried.named_for(verification);
        let is_named = || named.is_some_and(|named| named.contains(&*evidence.record.id));
        evidence.outcome != Outcome::Pass
            || !self.refused.contains(&*evidence.record.id)
                && (is_for(evidence.record, self.release) || is_named())
    }

    fn add_test(&self, verification: &Record, test: &Node, state: &mut VerificationState<'a>) {
        let mut found = Vec::new();
        let is_carried = self.carried.named_for(verification).is_some();
        let older = self.older.iter().filter(|_| is_carried);
        for (run, cases) in self.runs.iter().chain(older) {
            match matching(test, cases)[..] {
                [] => {}
                [case] => {
                    let outcome = Outcome::of_case(case);
                    let span = case.span;
                    let (case, better_before) = (Some(case), None);
                    found.push(Evidence { record: run, outcome, span, case, better_before });
                }
                ref several => {
                    let n_cases = several.len();
                    state.ambiguous.push(Ambiguous { run, test: test.span, n_cases });
                    state.outcome = Outcome::NotEvaluable;
                }
            }
        }
        found.retain(|evidence| counts(evidence) && self.is_admitted(verification, evidence));
        let deciding = self.newest(&found, Some(test));
        state.outcome = state.outcome.max(worst(&deciding));
        let overlooked = deciding.iter().filter_map(|worse| self.overlooked(test, worse, &found));
        state.overlooked.extend(overlooked);
        state.deciding.extend(deciding);
    }
}

impl<'a, 'b> Runs<'a, 'b> {
    /// Returns what is the newest in its environment; evidence of one moment is all there. Of several
    /// tests that go by one name each has its newest, so that what one shows hides no other; a mere pass
    /// of one is left out where a later one tells more.
    fn newest(&self, found: &[Evidence<'a>], test: Option<&Node>) -> Vec<Evidence<'a>> {
        let is_one = |one: &Evidence<'_>, other: &Evidence<'_>| {
            test.is_none_or(|test| is_one_test(test, one, other))
        };
        let is_overtaken = |evidence: &Evidence<'a>| {
            found.iter().any(|other| {
                self.overtakes(other, evidence)
                    && (evidence.outcome == Outcome::Pass || is_one(other, evidence))
            })
        };
        let better_before = |evidence: &Evidence<'a>| {
            let better = found.iter().find(|other| {
                other.outcome < evidence.outcome
                    && is_one(other, evidence)
                    && self.is_later(other, evidence)
                    && self.builds.is_earlier(other.record, evidence.record)
            });
            better.map(|better| better.record)
        };
        let newest = found.iter().filter(|evidence| !is_overtaken(evidence));
        newest
            .map(|evidence| Evidence { better_before: better_before(evidence), ..*evidence })
            .collect()
    }

    /// Returns whether evidence takes the place of other evidence, if both are of one test: it is newer,
    /// in the same environment, and not of an earlier build.
    fn overtakes(&self, other: &Evidence<'_>, evidence: &Evidence<'_>) -> bool {
        self.is_later(other, evidence) && !self.builds.is_earlier(other.record, evidence.record)
    }

    fn is_later(&self, other: &Evidence<'_>, evidence: &Evidence<'_>) -> bool {
        is_one_environment(other.record, evidence.record)
            && compare_dates(other.record, evidence.record, self.today) == Ordering::Greater
    }

    /// Returns the latest case that would have overtaken what decides, were it the same test.
    fn overlooked(
        &self,
        test: &Node,
        worse: &Evidence<'a>,
        found: &[Evidence<'a>],
    ) -> Option<Overlooked<'a>> {
        let is_better =
            |other: &&Evidence<'a>| other.outcome < worse.outcome && self.overtakes(other, worse);
        let mut better = found.iter().filter(is_better);
        let first = better.next()?;
        let later =
            better.fold(first, |last, next| if self.is_later(next, last) { next } else { last });
        let test = test.span;
        let (worse, later) = ((worse.record, worse.case?), (later.record, later.case?));
        Some(Overlooked { test, worse, later })
    }
}

pub(super) fn is_one_environment(one: &Record, other: &Record) -> bool {
    one.word(&["environment"]) == other.word(&["environment"])
}

/// Compares when two things were done. A date that cannot be read ties with everything, and one after
/// today with all of today, so that neither hides another result.
pub(super) fn compare_dates(a: &Record, b: &Record, today: Option<Moment>) -> Ordering {
    let moment = |record: &Record| {
        let moment = record.word(&["date"]).and_then(Moment::parse)?;
        Some(today.map_or(moment, |today| moment.no_later_than(today)))
    };
    match (moment(a), moment(b)) {
        (Some(a), Some(b)) => a.compare(b),
        _ => Ordering::Equal,
    }
}

pub(super) fn is_for(record: &Record, release: &Record) -> bool {
    record.links_of("for_release").any(|link| *link.to == *release.id)
}

/// Returns the active test runs whose results count for nothing: the file is not the one that the
/// record pins, or cannot be read, or the commit that was tested is not named or does not lead to what
/// is judged.
pub(super) fn refused<'a>(project: &'a Project, ancestry: &Ancestry) -> Vec<&'a Record> {
    let runs = project.of_kind("test-run").filter(|run| run.is_active());
    runs.filter(|run| project.refuses_results_of(run) || is_foreign(project, ancestry, run))
        .collect()
}

/// Where that cannot be told the results stand: a shallow clone closes the gate by itself.
fn is_foreign(project: &Project, ancestry: &Ancestry, run: &Record) -> bool {
    let is_supplied = project.supplied.iter().any(|id| **id == *run.id);
    let leads_here = |commit: &str| ancestry.holds(commit) != Some(false);
    !is_supplied && !run.word(&["commit"]).is_some_and(leads_here)
}

/// Cases that a test may mean.
fn matching<'a>(test: &Node, cases: &Cases<'a>) -> Vec<&'a TestCase> {
    let named = test.get("name").and_then(Node::text).and_then(|name| cases.get(name));
    named.into_iter().flatten().filter(|case| is_named(test, case)).copied().collect()
}

/// Returns whether a case has the name, class and suite that a test states; what it leaves out may be
/// anything, and so may what a `*` stands for.
pub(super) fn is_named(test: &Node, case: &TestCase) -> bool {
    let word = |field: &str| test.get(field).and_then(Node::text);
    word("name") == Some(&*case.name)
        && word("class").is_none_or(|class| fits(class, &case.class))
        && word("suite").is_none_or(|suite| fits(suite, &case.suite))
}

fn fits(pattern: &str, text: &str) -> bool {
    let between = || {
        let (first, rest) = pattern.split_once('*')?;
        let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        let text = text.strip_prefix(first)?.strip_suffix(last)?;
        middle.split('*').try_fold(text, |text, part| Some(text.split_once(part)?.1))
    };
    pattern == text || between().is_some()
}

/// Returns whether two cases that a test names are one: in what the test leaves out they are alike, and
/// in what it states it says so itself.
fn is_one_test(test: &Node, one: &Evidence<'_>, other: &Evidence<'_>) -> bool {
    let is_stated = |field: &str| test.get(field).and_then(Node::text).is_some();
    one.case.zip(other.case).is_none_or(|(one, other)| {
        (is_stated("class") || one.class == other.class)
            && (is_stated("suite") || one.suite == other.suite)
    })
}

/// A draft or retired pass helps nobody; anything else is seen whatever its status, so that
/// retiring a failed result does not undo it.
fn counts(evidence: &Evidence<'_>) -> bool {
    evidence.record.status == Status::Active || evidence.outcome != Outcome::Pass
}

fn worst(deciding: &[Evidence<'_>]) -> Outcome {
    deciding.iter().map(|evidence| evidence.outcome).max().unwrap_or(Outcome::Missing)
}

/// Returns the active verifications of a record in an aspect, with their outcome. A pass of one that is
/// of another product alone shows nothing of this one.
pub(super) fn of_target<'a>(
    (graph, release): (&TraceGraph<'a>, &Choice<'a>),
    states: &HashMap<&'a str, VerificationState<'a>>,
    record: &Record,
    aspect: &str,
) -> Vec<(&'a Record, Outcome)> {
    graph
        .sources(&record.id, "verifies")
        .into_iter()
        .filter(|(source, link)| source.is_active() && link.attribute("aspect") == Some(aspect))
        .map(|(source, _)| {
            let outcome = states.get(&*source.id).map_or(Outcome::NotEvaluable, |s| s.outcome);
            (source, outcome)
        })
        .filter(|(source, outcome)| {
            *outcome != Outcome::Pass || release.counts_for(graph.project, source, record)
        })
        .collect()
}

/// Returns whether verifications show what they are about: there is one, and all pass.
pub(super) fn is_shown(verifications: &[(&Record, Outcome)]) -> bool {
    !verifications.is_empty() && verifications.iter().all(|(_, outcome)| *outcome == Outcome::Pass)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_anything_and_for_itself() {
        for (pattern, text) in [
            ("android", "android"),
            ("build-*", "build-42"),
            ("build-*", "build-"),
            ("*", ""),
            ("Chrome * (Linux).*", "Chrome 104.0 (Linux).Alarms"),
            ("Foo<int*>", "Foo<int*>"),
            ("*a*a*", "aa"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("android", "android-2"),
            ("", "a"),
            ("a*a", "a"),
            ("*a*a*", "a"),
            ("build-*", "x build-1"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
