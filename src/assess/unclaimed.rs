//! Test runs of the judged release → tests that failed and that no verification names.

use super::release::Choice;
use super::verdict::{compare_dates, is_for, is_named};
use crate::model::{CaseOutcome, Moment, Project, Record, TestCase};
use crate::yaml::Node;
use std::cmp::Ordering;
use std::collections::HashMap;

/// A test that failed on the judged release and that no verification looks at.
#[derive(Debug, Clone, Copy)]
pub struct UnclaimedFailure<'a> {
    pub run: &'a Record,
    pub case: &'a TestCase,
}

/// Returns them, by run.
pub(super) fn failures<'a>(
    project: &'a Project,
    release: &Choice<'a>,
    as_of: &str,
) -> Vec<UnclaimedFailure<'a>> {
    let Some(release) = release.record() else { return Vec::new() };
    let today = Moment::parse(as_of);
    let runs: Vec<&Record> =
        project.of_kind("test-run").filter(|run| is_for(run, release)).collect();
    let cases = |run: &Record| project.test_cases.get(&*run.id).into_iter().flatten();
    let failed = runs.iter().flat_map(|run| {
        let failed = cases(run).filter(|case| case.outcome == CaseOutcome::Fail);
        failed.map(|case| UnclaimedFailure { run, case })
    });
    let mut failed = failed.peekable();
    // Mostly nothing fails, and then nobody needs to know what verifications name.
    if failed.peek().is_none() {
        return Vec::new();
    }
    let claimed = tests_by_name(project, release);
    let is_claimed = |case: &TestCase| {
        let tests = claimed.get(&*case.name).map(Vec::as_slice).unwrap_or_default();
        tests.iter().any(|test| is_named(test, case))
    };
    let is_superseded = |failure: &UnclaimedFailure<'_>| {
        let environment = |run: &Record| run.word(&["environment"]).map(str::to_string);
        let newer = runs.iter().filter(|run| {
            environment(run) == environment(failure.run)
                && compare_dates(run, failure.run, today) == Ordering::Greater
        });
        let case = failure.case;
        newer.filter(|run| run.is_active()).flat_map(|run| cases(run)).any(|other| {
            (&other.suite, &other.class, &other.name) == (&case.suite, &case.class, &case.name)
                && other.outcome == CaseOutcome::Pass
        })
    };
    failed.filter(|failure| !is_claimed(failure.case) && !is_superseded(failure)).collect()
}

/// The tests that active verifications of the release's products name, by name. What a draft or another
/// product's verification names is judged nowhere.
fn tests_by_name<'a>(project: &'a Project, release: &Record) -> HashMap<&'a str, Vec<&'a Node>> {
    let mut tests: HashMap<&str, Vec<&Node>> = HashMap::new();
    let verifications = project.of_kind("verification").filter(|record| record.is_active());
    for record in verifications.filter(|record| project.shares_product(release, record)) {
        for test in record.node.get("tests").map(Node::items).unwrap_or_default() {
            if let Some(name) = test.get("name").and_then(Node::text) {
                tests.entry(name).or_default().push(test);
            }
        }
    }
    tests
}
