//! Test runs of the judged release, and those that it carries over → tests that failed and that no
//! verification names.

use super::builds::Builds;
use super::carry::releases_before;
use super::release::Choice;
use super::verdict::{
    Outcome, VerificationState, compare_dates, is_for, is_named, is_one_environment,
};
use crate::graph::TraceGraph;
use crate::model::{CaseOutcome, Moment, Project, Record, TestCase};
use crate::yaml::Node;
use std::cmp::Ordering;
use std::collections::HashMap;

/// A test that failed on the judged release and that no verification looks at.
#[derive(Debug, Clone, Copy)]
pub struct UnclaimedFailure<'a> {
    pub run: &'a Record,
    pub case: &'a TestCase,
    /// Whether the run is of a release before, of which results are carried over.
    pub is_carried: bool,
}

/// Returns them, by run.
pub(super) fn failures<'a>(
    graph: &TraceGraph<'a>,
    release: &Choice<'a>,
    verifications: &HashMap<&'a str, VerificationState<'a>>,
    refused: &[&'a Record],
    builds: &Builds<'a>,
    as_of: &str,
) -> Vec<UnclaimedFailure<'a>> {
    let Some(release) = release.record() else { return Vec::new() };
    let (project, today) = (graph.project, Moment::parse(as_of));
    let runs = looked_at(graph, release, today);
    let cases = |run: &Record| project.test_cases.get(&*run.id).into_iter().flatten();
    let failed = runs.iter().flat_map(|run| {
        let failed = cases(run).filter(|case| case.outcome == CaseOutcome::Fail);
        let is_carried = !is_for(run, release);
        failed.map(move |case| UnclaimedFailure { run, case, is_carried })
    });
    let mut failed = failed.peekable();
    // Mostly nothing fails, and then nobody needs to know what verifications name.
    if failed.peek().is_none() {
        return Vec::new();
    }
    let claimed = tests_by_name(project, release);
    // What is carried over for one verification is not looked at for another one, which may be missing
    // on the release without any harm.
    let is_judged = |verification: &Record| {
        let state = verifications.get(&*verification.id);
        state.is_some_and(|state| state.outcome != Outcome::Missing)
    };
    let is_claimed = |failure: &UnclaimedFailure<'_>| {
        let tests = claimed.get(&*failure.case.name).map(Vec::as_slice).unwrap_or_default();
        tests.iter().any(|(verification, test)| {
            is_named(test, failure.case) && (!failure.is_carried || is_judged(verification))
        })
    };
    let is_superseded = |failure: &UnclaimedFailure<'_>| {
        let newer = runs.iter().filter(|run| {
            is_one_environment(run, failure.run)
                && compare_dates(run, failure.run, today) == Ordering::Greater
                && !builds.is_earlier(run, failure.run)
        });
        let case = failure.case;
        let counts = |run: &&&'a Record| run.is_active() && !refused.contains(*run);
        newer.filter(counts).flat_map(|run| cases(run)).any(|other| {
            (&other.suite, &other.class, &other.name) == (&case.suite, &case.class, &case.name)
                && other.outcome == CaseOutcome::Pass
        })
    };
    failed.filter(|failure| !is_claimed(failure) && !is_superseded(failure)).collect()
}

/// Returns the test runs of a release and those that it carries over, whether or not anybody has approved
/// that: a failure is seen. With one that is carried over goes what was carried out on a release before
/// in the same environment and no earlier, so that it is not picked from beside a newer failure.
fn looked_at<'a>(
    graph: &TraceGraph<'a>,
    release: &'a Record,
    today: Option<Moment>,
) -> Vec<&'a Record> {
    let before = releases_before(graph, release);
    let mut carried = graph.targets(&release.id, "carries_over");
    carried.retain(|record| record.kind.name == "test-run");
    let is_beside = |run: &Record| {
        let is_of_before = || before.iter().any(|release| is_for(run, release));
        let is_no_earlier = |carried: &&Record| {
            is_one_environment(run, carried) && compare_dates(run, carried, today) != Ordering::Less
        };
        carried.iter().any(is_no_earlier) && is_of_before()
    };
    let runs = graph.project.of_kind("test-run");
    runs.filter(|run| is_for(run, release) || carried.contains(run) || is_beside(run)).collect()
}

/// The tests that active verifications of the release's products name, by name. What a draft or another
/// product's verification names is judged nowhere.
fn tests_by_name<'a>(
    project: &'a Project,
    release: &Record,
) -> HashMap<&'a str, Vec<(&'a Record, &'a Node)>> {
    let mut tests: HashMap<&str, Vec<(&Record, &Node)>> = HashMap::new();
    let verifications = project.of_kind("verification").filter(|record| record.is_active());
    for record in verifications.filter(|record| project.shares_product(release, record)) {
        for test in record.node.get("tests").map(Node::items).unwrap_or_default() {
            if let Some(name) = test.get("name").and_then(Node::text) {
                tests.entry(name).or_default().push((record, test));
            }
        }
    }
    tests
}
