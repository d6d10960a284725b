//! JUnit XML → test cases with their outcome.
//!
//! Only what is known to say nothing bad is a pass: a case with a failure, an error or a skip is none, nor
//! is one whose status is in words that are not known. What a report says beside that is a problem,
//! in elements or in attributes, and so is a suite that declares more cases, failures or skips than it shows, since a cut-off
//! report would otherwise look like a short one.

use super::test_words::{Said, count_of_bad, said};
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
            name if BESIDE.contains(&name) => check_beside(source, child, problems),
            other => {
                // A suite that failed as a whole says so here and in no case.
                let message = format!("`<{other}>` in a suite is not known, so it was not read");
                problems.push(unreadable(span_of(source, child), message));
            }
        }
    }
    check_counts(source, suite, &cases[first..], problems);
    check_states(source, suite, &cases[first..], problems);
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

fn outcome(node: Node<'_, '_>) -> CaseOutcome {
    let name = |node: Node<'_, '_>| node.tag_name().name().to_ascii_lowercase();
    let has = |names: &[&str]| {
        let mut children = node.children().filter(Node::is_element);
        children.any(|child| names.contains(&&*name(child)))
    };
    let said: Vec<Said> = node.attributes().map(|it| said(it.name(), it.value())).collect();
    if has(FAILURES) || said.contains(&Said::Failed) {
        return CaseOutcome::Fail;
    }
    match has(&["skipped"]) || said.iter().any(|said| *said != Said::NothingBad) {
        true => CaseOutcome::Skipped,
        false => CaseOutcome::Pass,
    }
}

/// Reports what a case says in elements or words that are not known.
fn check_inside(source: SourceId, case: Node<'_, '_>, problems: &mut Vec<Problem>) {
    check_text(source, case, problems);
    check_said(source, case, problems);
    for child in case.children().filter(Node::is_element) {
        let name = child.tag_name().name().to_ascii_lowercase();
        let known = FAILURES.iter().chain(BESIDE).chain(&["skipped"]);
        if !known.clone().any(|known| *known == name) {
            let name = child.tag_name().name();
            let message = format!("`<{name}>` in a test case is not known, so it was not read");
            problems.push(unreadable(span_of(source, child), message));
        }
        if BESIDE.contains(&&*name) {
            check_beside(source, child, problems);
        }
    }
}

/// Reports what an attribute of a case says that is not known, unless its elements say as much.
fn check_said(source: SourceId, case: Node<'_, '_>, problems: &mut Vec<Problem>) {
    let has = |names: &[&str]| {
        let mut children = case.children().filter(Node::is_element);
        children.any(|child| names.contains(&&*child.tag_name().name().to_ascii_lowercase()))
    };
    if has(FAILURES) {
        return;
    }
    for attribute in case.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let is_known = !matches!(said(name, value), Said::Beside | Said::Unsure);
        let is_shown = has(&["skipped"]) && said("status", value) != Said::Failed;
        if !(is_known || is_shown) {
            let message = format!("`{name}=\"{value}\"` of a test case is not known");
            problems.push(unreadable(span_of(source, case), message));
        }
    }
}

/// Reports what stands inside of properties or output and is neither.
fn check_beside(source: SourceId, beside: Node<'_, '_>, problems: &mut Vec<Problem>) {
    let mut inside = beside.descendants().skip(1).filter(Node::is_element);
    if let Some(element) = inside.find(|element| element.tag_name().name() != "property") {
        let (name, around) = (element.tag_name().name(), beside.tag_name().name());
        let message = format!("`<{name}>` in `<{around}>` is not read");
        problems.push(unreadable(span_of(source, element), message));
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

/// Attributes that [`check_counts`] adds up.
const COUNTED: &[&str] = &["tests", "failures", "errors", "failed", "skipped", "disabled"];

/// A suite that says that it failed, or was not carried out, and shows no such case hides it.
fn check_states(
    source: SourceId,
    suite: Node<'_, '_>,
    cases: &[TestCase],
    problems: &mut Vec<Problem>,
) {
    let n_not_passed = cases.iter().filter(|case| case.outcome != CaseOutcome::Pass).count();
    let is_failing = cases.iter().any(|case| case.outcome == CaseOutcome::Fail);
    let is_empty = suite.attribute("tests").is_some_and(|text| text.trim() == "0");
    for attribute in suite.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let said = match said(name, value) {
            Said::Beside => said("status", value),
            said => said,
        };
        let is_shown = match (said, count_of_bad(name, value)) {
            (Said::NothingBad, _) => true,
            _ if COUNTED.contains(&name) => true,
            (_, Some(n)) => n <= n_not_passed,
            (Said::Failed, None) => is_failing,
            // A suite of suites may count its own cases alone: none passed where there is none.
            (Said::NotRun, None) => n_not_passed > 0 || is_empty && value.trim() == "0",
            (Said::CutOff | Said::Unsure | Said::Beside, None) => false,
        };
        if !is_shown {
            let message =
                format!("the suite says `{name}=\"{value}\"`, and its cases do not show why");
            let problem = unreadable(span_of(source, suite), message);
            problems.push(problem.help(
                "carry its tests out again, and name the file that shows how each of them came out",
            ));
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
    fn an_attribute_that_says_no_is_no_pass() {
        for (words, expected) in [
            (r#"executed="False""#, (CaseOutcome::Skipped, 0)),
            (r#"skipped="true""#, (CaseOutcome::Skipped, 0)),
            (r#"disabled="1""#, (CaseOutcome::Skipped, 0)),
            (r#"aborted="yes""#, (CaseOutcome::Skipped, 0)),
            (r#"not-run="true""#, (CaseOutcome::Skipped, 0)),
            (r#"conclusion="failure""#, (CaseOutcome::Fail, 0)),
            (r#"error="disk full""#, (CaseOutcome::Fail, 0)),
            (r#"ending="crashed""#, (CaseOutcome::Skipped, 1)),
            (r#"final="Timed out""#, (CaseOutcome::Skipped, 1)),
            (r#"status="gone astray""#, (CaseOutcome::Skipped, 1)),
        ] {
            let (cases, problems) =
                outcomes(&format!("<testsuite><testcase name='a' {words}/></testsuite>"));
            assert_eq!((cases[0].1, problems), expected, "{words}");
        }
    }

    #[test]
    fn what_a_suite_says_and_no_case_shows_is_a_problem() {
        let failing = "<testcase name='b'><failure/></testcase>";
        let skipped = "<testcase name='b'><skipped/></testcase>";
        for (words, beside, expected) in [
            (r#"status="failed""#, "", 1),
            (r#"status="failed""#, skipped, 1),
            (r#"status="failed""#, failing, 0),
            (r#"success="false""#, "", 1),
            (r#"success="false""#, failing, 0),
            (r#"result="skipped""#, "", 1),
            (r#"result="skipped""#, skipped, 0),
            (r#"aborted="true""#, failing, 1),
            (r#"status="odd""#, failing, 1),
            (r#"ending="crashed""#, failing, 1),
            (r#"label="Error""#, "", 1),
            (r#"label="Error""#, failing, 0),
            (r#"ignored="1""#, "", 1),
            (r#"ignored="1""#, skipped, 0),
            (r#"passed="0""#, "", 1),
            (r#"passed="1" executed="1" inconclusive="0""#, "", 0),
        ] {
            for (open, close) in [("<testsuite", "</testsuite>"), ("<testsuites", "</testsuites>")]
            {
                let text = format!("{open} {words}><testcase name='a'/>{beside}{close}");
                assert_eq!(outcomes(&text).1, expected, "{text}");
            }
        }
    }

    #[test]
    fn what_elements_of_a_case_say_may_be_said_twice() {
        for (words, inside, expected) in [
            (r#"label="Ignored""#, "<skipped/>", 0),
            (r#"status="muted by Anna""#, "<skipped/>", 0),
            (r#"label="Failed""#, "<skipped/>", 1),
            (r#"label="Error""#, "<error/>", 0),
        ] {
            let text =
                format!("<testsuite><testcase name='a' {words}>{inside}</testcase></testsuite>");
            assert_eq!(outcomes(&text).1, expected, "{text}");
        }
    }

    #[test]
    fn a_case_does_not_hide_in_properties_or_output() {
        for around in ["properties", "system-out", "system-err"] {
            let hidden = format!("<{around}><testcase name='b'><failure/></testcase></{around}>");
            for text in [
                format!("<testsuite><testcase name='a'/>{hidden}</testsuite>"),
                format!("<testsuite><testcase name='a'>{hidden}</testcase></testsuite>"),
            ] {
                assert!(outcomes(&text).1 > 0, "{text}");
            }
        }
    }

    /// As these programs write them, with the attributes that say nothing of how it came out.
    #[test]
    fn what_real_writers_say_is_known() {
        for (writer, text) in [
            (
                "pytest",
                r#"<testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="0"
                skipped="0" tests="1" time="2.4" timestamp="2026-10-02T16:18:04" hostname="ci"><testcase
                classname="test.A" name="failed" file="test/a.py" line="148" time="3.0"><properties>
                <property name="status" value="failed"/></properties></testcase></testsuite></testsuites>"#,
            ),
            (
                "surefire",
                r#"<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0.2"
                xsi:noNamespaceSchemaLocation="https://maven.apache.org/x.xsd" name="org.A" time="0.1"
                tests="1" errors="0" skipped="0" failures="0" flakes="0"><properties><property
                name="java.version" value="17"/></properties><testcase name="error" classname="org.A"
                time="0.01"><system-out>FAILED</system-out></testcase></testsuite>"#,
            ),
            (
                "googletest",
                r#"<testsuites tests="1" failures="0" disabled="0" errors="0" time="0.1" name="AllTests"
                timestamp="2026-10-02T10:30:24" random_seed="0"><testsuite name="S" tests="1"
                failures="0" disabled="0" skipped="0" errors="0" time="0"><testcase name="A/0"
                value_param="false" type_param="error" file="a.cc" line="3" status="run"
                result="completed" time="0" timestamp="2026-10-02T10:30:24" classname="S"/>
                </testsuite></testsuites>"#,
            ),
            (
                "ctest",
                r#"<testsuite name="Linux-c++" tests="1" failures="0" disabled="0" skipped="0"
                hostname="" time="0" timestamp="2026-10-02T10:30:24"><testcase name="a" classname="a"
                time="0.1" status="run"><properties/><system-out/></testcase></testsuite>"#,
            ),
            (
                "nunit",
                r#"<testsuite tests="1" time="0.05" errors="0" failures="0" skipped="0" inconclusive="0"
                asserts="1" total="1" passed="1" warnings="0" engine-version="3.9" result="Passed"
                start-time="2026-10-02 10:30:24Z" runstate="Runnable" timeout="30"><testcase name="A"
                assertions="1" time="0.02" status="Passed" executed="True" success="True" asserts="0"
                classname="N.A" seed="12"/></testsuite>"#,
            ),
            (
                "mocha, cypress",
                r#"<testsuites name="Mocha Tests" time="1" tests="1" failures="0" skipped="0"><testsuite
                name="Root Suite" file="a.cy.js" timestamp="2026-10-02T10:30:24" tests="0" passed="0"
                failures="0" time="0"><testsuite name="in it" tests="1" failures="0" time="1"><testcase
                name="a" time="1" classname="a"/></testsuite></testsuite></testsuites>"#,
            ),
            (
                "playwright, jest, go, catch2",
                r#"<testsuites id="" name="" tests="1" failures="0" skipped="0" errors="0" time="1">
                <testsuite name="a.spec.ts" id="0" package="failed" hostname="chromium" tests="1"
                failures="0" skipped="0" errors="0" time="1" timestamp=""><testcase name="fail"
                classname="" time="1" status="run" assertions="2" retries="0" flaky="false"/></testsuite>
                </testsuites>"#,
            ),
        ] {
            let (cases, problems) = outcomes(text);
            let passed = cases.iter().filter(|(_, outcome)| *outcome == CaseOutcome::Pass).count();
            assert_eq!((passed, problems), (1, 0), "{writer}");
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
