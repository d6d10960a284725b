//! JUnit XML → test cases with their outcome.
//!
//! A case with a failure, an error or a skip is no pass, and neither is one that its suite says was
//! not run. A suite that declares more cases or failures than it shows is a problem, since a cut-off
//! report would otherwise look like a short one.

use crate::diagnostic::{Problem, ProblemKind};
use crate::source::{SourceId, Span};
use roxmltree::{Document, Node};

/// How a test case came out; ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseOutcome {
    Pass,
    Skipped,
    Fail,
}

/// One test case of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// Names of the suites around it, joined by `/`.
    pub suite: String,
    pub class: String,
    pub name: String,
    pub outcome: CaseOutcome,
    pub span: Span,
}

/// Reads a report; what is no JUnit report gives no case and a problem.
pub(super) fn read(source: SourceId, text: &str, problems: &mut Vec<Problem>) -> Vec<TestCase> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(fault) => {
            let at = offset_of(text, fault.pos());
            problems.push(unreadable(Span { source, start: at, end: at }, fault.to_string()));
            return Vec::new();
        }
    };
    let root = document.root_element();
    let place = span_of(source, root);
    if !matches!(root.tag_name().name(), "testsuites" | "testsuite") {
        let message = format!("`<{}>` is no JUnit report", root.tag_name().name());
        problems.push(unreadable(place, message));
        return Vec::new();
    }
    let mut cases = Vec::new();
    collect(source, root, "", &mut cases, problems);
    if cases.is_empty() {
        problems.push(unreadable(place, "the report holds no test case".to_string()));
    }
    cases
}

fn unreadable(span: Span, message: String) -> Problem {
    Problem::new(ProblemKind::UnreadableResults, span, message)
        .help("name a whole JUnit XML file, as the test runner wrote it")
}

fn span_of(source: SourceId, node: Node<'_, '_>) -> Span {
    let range = node.range();
    let start = u32::try_from(range.start).unwrap_or(u32::MAX);
    let name = u32::try_from(node.tag_name().name().len()).unwrap_or(0);
    Span { source, start, end: start + 1 + name }
}

fn offset_of(text: &str, position: roxmltree::TextPos) -> u32 {
    let line = text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize);
    let before: usize = line.map(str::len).sum();
    let column = position.col.saturating_sub(1) as usize;
    let rest = text.get(before..).unwrap_or_default();
    let inside: usize = rest.chars().take(column).map(char::len_utf8).sum();
    u32::try_from(before + inside).unwrap_or(u32::MAX)
}

fn collect(
    source: SourceId,
    suite: Node<'_, '_>,
    around: &str,
    cases: &mut Vec<TestCase>,
    problems: &mut Vec<Problem>,
) {
    let name = suite.attribute("name").unwrap_or_default();
    let path = match (suite.tag_name().name(), around) {
        ("testsuites", _) => String::new(),
        (_, "") => name.to_string(),
        _ => format!("{around}/{name}"),
    };
    let first = cases.len();
    for child in suite.children().filter(Node::is_element) {
        match child.tag_name().name() {
            "testsuite" => collect(source, child, &path, cases, problems),
            "testcase" => cases.push(case(source, child, &path)),
            "properties" | "property" | "system-out" | "system-err" => {}
            other => {
                // A suite that failed as a whole says so here and in no case.
                let message = format!("`<{other}>` in a suite is not known, so it was not read");
                problems.push(unreadable(span_of(source, child), message));
            }
        }
    }
    check_counts(source, suite, &cases[first..], problems);
}

fn case(source: SourceId, node: Node<'_, '_>, suite: &str) -> TestCase {
    let attribute = |name| node.attribute(name).unwrap_or_default().to_string();
    TestCase {
        suite: suite.to_string(),
        class: attribute("classname"),
        name: attribute("name"),
        outcome: outcome(node),
        span: span_of(source, node),
    }
}

fn outcome(node: Node<'_, '_>) -> CaseOutcome {
    let has = |name: &str| {
        let mut children = node.children().filter(Node::is_element);
        children.any(|child| child.tag_name().name().eq_ignore_ascii_case(name))
    };
    let says = |name: &str, words: &[&str]| {
        node.attribute(name).is_some_and(|value| words.contains(&&*value.to_lowercase()))
    };
    const FAILED: &[&str] = &["failed", "failure", "fail", "error"];
    let is_failed = says("status", FAILED) || says("result", FAILED);
    if has("failure") || has("error") || has("rerunFailure") || has("rerunError") || is_failed {
        return CaseOutcome::Fail;
    }
    let not_run = says("status", &["notrun", "disabled", "skipped", "ignored"])
        || says("result", &["suppressed", "skipped"]);
    if has("skipped") || not_run { CaseOutcome::Skipped } else { CaseOutcome::Pass }
}

/// A suite that declares more than it shows was cut off, or hides a failure.
fn check_counts(
    source: SourceId,
    suite: Node<'_, '_>,
    cases: &[TestCase],
    problems: &mut Vec<Problem>,
) {
    let declared = |name| suite.attribute(name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let failing = cases.iter().filter(|case| case.outcome == CaseOutcome::Fail).count();
    for (what, declared, shown) in [
        ("tests", declared("tests"), cases.len()),
        ("failures and errors", declared("failures") + declared("errors"), failing),
    ] {
        if declared > shown {
            let message = format!("the suite declares {declared} {what} and shows {shown}");
            problems.push(unreadable(span_of(source, suite), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> (Vec<(String, CaseOutcome)>, usize) {
        let mut problems = Vec::new();
        let cases = read(SourceId::nth(0), text, &mut problems);
        let key =
            |case: TestCase| (format!("{}|{}|{}", case.suite, case.class, case.name), case.outcome);
        (cases.into_iter().map(key).collect(), problems.len())
    }

    #[test]
    fn a_failure_in_other_words_is_no_pass() {
        for words in [
            r#" result="failed"/>"#,
            r#" status="failure"/>"#,
            "><Failure/></testcase>",
            "><rerunFailure/></testcase>",
        ] {
            let (cases, problems) =
                outcomes(&format!("<testsuite><testcase name='a'{words}</testsuite>"));
            assert_eq!((cases[0].1, problems), (CaseOutcome::Fail, 0), "{words}");
        }
    }

    #[test]
    fn what_a_suite_says_beside_its_cases_is_not_passed_over() {
        let known = "<properties/><system-out/><system-err/>";
        for (inside, expected) in [(known, 0), ("<error/>", 1), ("<TestCase/>", 1)] {
            let text = format!("<testsuite><testcase name='a'/>{inside}</testsuite>");
            assert_eq!(outcomes(&text).1, expected, "{inside}");
        }
    }

    #[test]
    fn nested_suites_are_joined_and_only_a_plain_case_passes() {
        let text = r#"<testsuites><testsuite name="a"><testsuite name="b" tests="5">
            <testcase classname="C" name="ok"/>
            <testcase classname="C" name="bad"><failure/></testcase>
            <testcase classname="C" name="broken"><error/></testcase>
            <testcase classname="C" name="left"><skipped/></testcase>
            <testcase classname="C" name="off" status="notrun"/>
            </testsuite></testsuite></testsuites>"#;
        let (cases, problems) = outcomes(text);
        let expected = [
            ("a/b|C|ok", CaseOutcome::Pass),
            ("a/b|C|bad", CaseOutcome::Fail),
            ("a/b|C|broken", CaseOutcome::Fail),
            ("a/b|C|left", CaseOutcome::Skipped),
            ("a/b|C|off", CaseOutcome::Skipped),
        ];
        assert_eq!(cases, expected.map(|(key, outcome)| (key.to_string(), outcome)));
        assert_eq!(problems, 0);
    }

    #[test]
    fn a_report_that_shows_less_than_it_declares_is_a_problem() {
        for text in [
            r#"<testsuite tests="2"><testcase name="a"/></testsuite>"#,
            r#"<testsuite errors="1"><testcase name="a"/></testsuite>"#,
            "<testsuite/>",
            "<assemblies/>",
            "<testsuite><testcase name=\"a\"/>",
            "",
        ] {
            assert_eq!(outcomes(text).1, 1, "{text}");
        }
    }

    #[test]
    fn entities_are_not_expanded() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY x "y">]><testsuite name="&x;"><testcase name="a"/></testsuite>"#;
        assert_eq!(outcomes(bomb), (Vec::new(), 1));
    }
}
