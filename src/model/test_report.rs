//! JUnit XML → test cases with their outcome.
//!
//! Only what is known to say nothing bad is a pass: a case with a failure, an error or a skip is none, nor
//! is one whose status is in words that are not known. What a report says beside that is a problem,
//! and so is a suite that declares more cases, failures or skips than it shows, since a cut-off
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
    check_text(source, suite, problems);
    for child in suite.children().filter(Node::is_element) {
        match child.tag_name().name() {
            "testsuite" => collect(source, child, &path, cases, problems),
            "testcase" => {
                check_inside(source, child, problems);
                cases.push(case(source, child, &path));
            }
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

/// Elements that say that a case failed; one that passed in the end failed before.
const FAILURES: &[&str] =
    &["failure", "error", "rerunfailure", "rerunerror", "flakyfailure", "flakyerror"];

/// Elements of a case that say nothing of its outcome.
const BESIDE: &[&str] = &["properties", "property", "system-out", "system-err"];

/// Attributes in which writers say how a case came out.
const STATES: &[&str] = &["status", "result", "outcome", "state", "verdict"];

/// Words for a case that was carried out and went well.
const GOOD: &[&str] =
    &["", "run", "pass", "passed", "ok", "success", "successful", "succeeded", "completed", "true"];

const FAILED: &[&str] = &["failed", "failure", "fail", "error"];

/// Attributes that count failures, or say yes where all went well.
const COUNTS: &[&str] = &["failures", "errors", "failed"];
const FLAGS: &[&str] = &["success", "passed"];

fn outcome(node: Node<'_, '_>) -> CaseOutcome {
    let name = |node: Node<'_, '_>| node.tag_name().name().to_ascii_lowercase();
    let has = |names: &[&str]| {
        let mut children = node.children().filter(Node::is_element);
        children.any(|child| names.contains(&&*name(child)))
    };
    let attributes: Vec<(String, String)> = node
        .attributes()
        .map(|attribute| {
            let value = attribute.value().trim().to_lowercase();
            (attribute.name().to_ascii_lowercase(), value)
        })
        .collect();
    let any = |names: &[&str], is: &dyn Fn(&str) -> bool| {
        attributes.iter().any(|(name, value)| names.contains(&&**name) && is(value))
    };
    let counts_some = |value: &str| !value.is_empty() && value.parse::<u64>() != Ok(0);
    let is_failed = any(STATES, &|value| FAILED.contains(&value)) || any(COUNTS, &counts_some);
    if has(FAILURES) || is_failed {
        return CaseOutcome::Fail;
    }
    let is_bad = |value: &str| !GOOD.contains(&value);
    let is_no = |value: &str| !GOOD.contains(&value) && value != "1" && value != "yes";
    match has(&["skipped"]) || any(STATES, &is_bad) || any(FLAGS, &is_no) {
        true => CaseOutcome::Skipped,
        false => CaseOutcome::Pass,
    }
}

/// Reports what a case says in elements or words that are not known.
fn check_inside(source: SourceId, case: Node<'_, '_>, problems: &mut Vec<Problem>) {
    check_text(source, case, problems);
    for child in case.children().filter(Node::is_element) {
        let name = child.tag_name().name().to_ascii_lowercase();
        let known = FAILURES.iter().chain(BESIDE).chain(&["skipped"]);
        if !known.clone().any(|known| *known == name) {
            let name = child.tag_name().name();
            let message = format!("`<{name}>` in a test case is not known, so it was not read");
            problems.push(unreadable(span_of(source, child), message));
        }
    }
}

/// Reports text that stands directly in a suite or case.
fn check_text(source: SourceId, node: Node<'_, '_>, problems: &mut Vec<Problem>) {
    let is_said = |child: &Node<'_, '_>| {
        child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty())
    };
    if node.children().any(|child| is_said(&child)) {
        let message = format!("text directly in `<{}>` is not read", node.tag_name().name());
        problems.push(unreadable(span_of(source, node), message));
    }
}

/// A suite that declares more than it shows was cut off, or hides a failure.
fn check_counts(
    source: SourceId,
    suite: Node<'_, '_>,
    cases: &[TestCase],
    problems: &mut Vec<Problem>,
) {
    let shown = |outcome| cases.iter().filter(|case| case.outcome == outcome).count();
    let (failing, skipped) = (shown(CaseOutcome::Fail), shown(CaseOutcome::Skipped));
    for (what, names, shown) in [
        ("tests", &["tests"][..], cases.len()),
        ("failures and errors", &["failures", "errors"], failing),
        ("failed tests", &["failed"], failing),
        // A writer may call a case failed that did not run, and the other way round.
        ("skipped tests", &["skipped", "disabled"], skipped + failing),
    ] {
        let mut declared = 0;
        for text in names.iter().filter_map(|name| suite.attribute(*name)) {
            match text.trim() {
                "" => {}
                text => match text.parse::<usize>() {
                    Ok(n) => declared = n.saturating_add(declared),
                    Err(_) => {
                        let message =
                            format!("the suite declares `{text}` {what}, which is no number");
                        problems.push(unreadable(span_of(source, suite), message));
                    }
                },
            }
        }
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
            r#" status="FAIL "/>"#,
            r#" outcome="failed"/>"#,
            r#" Status="failed"/>"#,
            r#" errors="1"/>"#,
            r#" failures="some"/>"#,
            "><Failure/></testcase>",
            "><rerunFailure/></testcase>",
            "><flakyFailure/></testcase>",
        ] {
            let (cases, problems) =
                outcomes(&format!("<testsuite><testcase name='a'{words}</testsuite>"));
            assert_eq!((cases[0].1, problems), (CaseOutcome::Fail, 0), "{words}");
        }
    }

    #[test]
    fn a_word_that_is_not_known_is_no_pass() {
        for (words, expected) in [
            (r#"status="run" result="completed""#, CaseOutcome::Pass),
            (r#"status="passed" assertions="3" time="0.1""#, CaseOutcome::Pass),
            (r#"success="true" failures="0""#, CaseOutcome::Pass),
            (r#"status="timeout""#, CaseOutcome::Skipped),
            (r#"status="not run""#, CaseOutcome::Skipped),
            (r#"state="pending""#, CaseOutcome::Skipped),
            (r#"success="false""#, CaseOutcome::Skipped),
        ] {
            let (cases, problems) =
                outcomes(&format!("<testsuite><testcase name='a' {words}/></testsuite>"));
            assert_eq!((cases[0].1, problems), (expected, 0), "{words}");
        }
    }

    #[test]
    fn what_a_case_says_beside_its_outcome_is_not_passed_over() {
        let known = "<properties/><system-out>x</system-out><system-err/>";
        for (inside, expected) in [
            (known, 0),
            ("<fail/>", 1),
            ("<result>failed</result>", 1),
            ("<x><failure/></x>", 1),
            ("FAILED", 1),
        ] {
            let text = format!("<testsuite><testcase name='a'>{inside}</testcase></testsuite>");
            assert_eq!(outcomes(&text).1, expected, "{inside}");
        }
    }

    #[test]
    fn what_a_suite_says_beside_its_cases_is_not_passed_over() {
        let known = "<properties/><system-out/><system-err/>";
        for (inside, expected) in [(known, 0), ("<error/>", 1), ("<TestCase/>", 1), ("CRASHED", 1)]
        {
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
            r#"<testsuite failed="1"><testcase name="a"/></testsuite>"#,
            r#"<testsuite failures=" 1"><testcase name="a"/></testsuite>"#,
            r#"<testsuite failures="1.0"><testcase name="a"/></testsuite>"#,
            r#"<testsuite skipped="1"><testcase name="a"/></testsuite>"#,
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
