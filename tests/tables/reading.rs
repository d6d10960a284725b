//! No input makes the readers panic, and no place that they name lies outside its file.

use crate::harness::{Files, Inputs};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use techfile::check::check;
use techfile::graph::TraceGraph;
use techfile::report::check_report::reported;
use techfile::source::{SourceId, Span};
use techfile::yaml::{self, Node};

pub const TABLES: &[(&str, fn())] = &[
    ("any_text_is_read_without_panic", any_text),
    ("any_bytes_in_any_file_are_read_without_panic", any_bytes),
    ("any_cut_of_a_project_is_read_without_panic", any_cut),
    ("a_record_is_found_or_reported_whatever_is_put_between", nothing_vanishes),
];

/// Text that is likely to be nearly YAML.
fn nearly_yaml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_string()),
        Just("\n  ".to_string()),
        Just("\n- ".to_string()),
        Just("- ".to_string()),
        Just(": ".to_string()),
        Just("---\n".to_string()),
        Just("\n...\n".to_string()),
        Just("\r".to_string()),
        Just("\t".to_string()),
        Just("id: REQ-1\n".to_string()),
        Just("title: x\n".to_string()),
        Just("text: |\n".to_string()),
        Just("verifies: [{to: REQ-1, aspect: fulfilment}]\n".to_string()),
        Just("estimates: {initial: {probability: rare}}\n".to_string()),
        Just("&a ".to_string()),
        Just("*a".to_string()),
        Just("!!str ".to_string()),
        Just("<<: ".to_string()),
        Just("%YAML 1.2\n".to_string()),
        Just("? ".to_string()),
        Just("# å comment\n".to_string()),
        Just("<<<<<<< HEAD\n".to_string()),
        Just("\u{feff}".to_string()),
        Just("\u{85}\u{2028}".to_string()),
        "[\\[\\]{},'\"|>&*!%@`#-]",
        "[a-zåäö€𝄞 ]{1,6}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Runs a property over 256 inputs; the same every time, so that a failure stays one.
pub fn holds<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    holds_for(256, strategy, property);
}

/// Runs a property over some inputs; the same every time.
pub fn holds_for<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}");
    }
}

fn is_inside(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

fn any_text() {
    holds(&nearly_yaml(), |text| {
        let parsed = yaml::read(SourceId::nth(0), &text);
        for span in parsed.broken.iter().chain(parsed.problems.iter().map(|p| &p.span)) {
            prop_assert!(is_inside(&text, *span), "{span:?} in {text:?}");
        }
        for document in &parsed.documents {
            prop_assert!(spans_fit(document, &text), "{document:?} in {text:?}");
        }
        Ok(())
    });
}

/// Every node lies in the text, and in the node around it.
fn spans_fit(node: &Node, text: &str) -> bool {
    let fits = |child: &Node| {
        let is_within = child.span.start >= node.span.start && child.span.end <= node.span.end;
        is_within && spans_fit(child, text)
    };
    let keys_fit = node.entries().iter().all(|entry| is_inside(text, entry.key.span));
    is_inside(text, node.span)
        && keys_fit
        && node.items().iter().all(fits)
        && node.entries().iter().all(|entry| fits(&entry.value))
}

/// Whatever any rule says stands inside the file that it names.
fn places_fit(files: &Files) -> Result<(), TestCaseError> {
    let inputs = Inputs::of_files(files);
    let sources = &inputs.project.sources;
    for problem in &inputs.project.problems {
        let spans = problem.related.iter().map(|label| label.span).chain([problem.span]);
        for span in spans {
            let text = sources.text(span.source);
            prop_assert!(is_inside(text, span), "{problem:?} in {text:?}");
        }
    }
    let graph = &TraceGraph::new(&inputs.project);
    let assessment = &inputs.assess(graph);
    for found in check(&inputs.context(graph, assessment)).iter() {
        let spans = found.related.iter().map(|label| label.span).chain([found.span]);
        for span in spans {
            prop_assert!(is_inside(sources.text(span.source), span), "{found:?}");
        }
        prop_assert!(found.help.is_some(), "no next step: {found:?}");
        let shown = reported(sources, found);
        prop_assert!(shown.place.line > 0 && shown.place.column > 0);
        prop_assert!(shown.place.excerpt.get(shown.place.marked.clone()).is_some(), "{shown:?}");
    }
    super::judged(files);
    Ok(())
}

fn any_bytes() {
    let path = prop::sample::select(vec![
        "techfile.yaml",
        "records/a.yaml",
        "docs-src/a.md",
        "evidence/run.xml",
    ]);
    let text = nearly_yaml().prop_map(String::into_bytes);
    let bytes = prop_oneof![3 => text, 1 => prop::collection::vec(any::<u8>(), 0..80)];
    holds(&(path, bytes), |(path, bytes)| {
        let run = "id: RUN-1\nfor_release: [REL-1]\nenvironment: bench\ntools: [a]\ndate: 2026-10-01\n\
                   person: lena\ncommit: abc\nresults: {file: evidence/run.xml, sha256: \"00\"}\n";
        let mut files = super::project(&[("records/run.yaml", run)]);
        files.insert(path.to_string(), bytes);
        places_fit(&files)
    });
}

fn any_cut() {
    let pump = super::pump();
    let paths: Vec<String> = pump.keys().cloned().collect();
    let cut = (prop::sample::select(paths), any::<prop::sample::Index>(), "[\\PC\n]{0,3}");
    holds(&cut, |(path, at, instead)| {
        let mut files = pump.clone();
        let content = files.get_mut(&path).expect("a file of the pump");
        content.truncate(at.index(content.len() + 1));
        content.extend(instead.bytes());
        places_fit(&files)
    });
}

/// A record with an id of its own line is in the project, in a hole, or in a file with a problem.
fn nothing_vanishes() {
    holds(&(nearly_yaml(), nearly_yaml()), |(before, after)| {
        let text = format!("{before}\n---\nid: RISK-7\ntitle: lost\n{after}");
        let files = super::project(&[("records/a.yaml", &text)]);
        let project = Inputs::of_files(&files).project;
        let is_there = project.record("RISK-7").is_some() || project.is_hole("RISK-7");
        let is_reported = !project.problems.is_empty() && !project.holes.is_empty();
        prop_assert!(is_there || is_reported, "RISK-7 vanished from {text:?}");
        Ok(())
    });
}
