//! What the built-in documents say of a project that lacks this and that.

use super::*;
use crate::documents::descriptions;
use crate::history::{Completeness, Followed, History};
use crate::report::document::{Block, Mark, each_text};
use crate::report::fixture::{history, with_inputs};
use crate::report::template::templates;
use std::collections::BTreeMap;

fn composed(id: &str, language: &str, extra: &str, history: &History) -> Composed {
    let templates = templates(&BTreeMap::new()).unwrap_or_else(|error| panic!("{error}"));
    let template = templates.iter().find(|template| template.description.id == id);
    let template = template.unwrap_or_else(|| panic!("no template {id}"));
    with_inputs(extra, history, |inputs| {
        compose(template, inputs, language).unwrap_or_else(|error| panic!("{error}"))
    })
}

fn text_of(document: &Document) -> String {
    let mut text = String::new();
    each_text(&document.blocks, &mut |piece| {
        text.push_str(piece.text);
        text.push('\n');
    });
    text
}

#[test]
fn every_built_in_document_is_made_in_every_language() {
    let ids = descriptions(&BTreeMap::new()).unwrap_or_else(|error| panic!("{error}"));
    for id in ids.iter().map(|description| &*description.id) {
        for language in ["sv", "en"] {
            let Composed { document, .. } = composed(id, language, "", &history());
            let text = text_of(&document);
            for record in &document.records {
                assert!(text.contains(record.as_str()), "{id} {language} {record}");
            }
            let keys = ["table.", "column.", "field.", "label.", "value.", "lack.", "{"];
            let left = text.lines().find(|line| keys.iter().any(|key| line.starts_with(key)));
            assert_eq!(left, None, "{id} {language}");
        }
    }
}

#[test]
fn the_control_block_says_what_the_document_is() {
    let document = composed("risk-analysis", "sv", "", &history()).document;
    assert_eq!((document.title.as_str(), document.number.as_deref()), ("Egen rubrik", Some("D-7")));
    assert_eq!(document.subject, "Vårdtjänsten 1.0.0");
    assert_eq!(document.date.as_deref(), Some("2026-03-03T10:00:00+01:00"));
    let control: Vec<String> =
        document.control.iter().map(|(label, value)| format!("{label}: {value}")).collect();
    let expected = [
        "Produkt: Vårdtjänsten",
        "Version: 1.0.0 (REL-1)",
        "Tillverkare: Tillverkaren",
        "Baslinje: Ingen; senare än v1",
        "Senaste ändring: 2026-03-03, incheckning cccccccccc",
        "Diarienummer: 12/34",
        "Godkännanden: 0 av 7 godkända; 7 inte godkända",
    ];
    assert_eq!(control, expected);
    assert_eq!(document.marks, [Mark::of_whole("UTKAST")]);
}

#[test]
fn changes_are_those_since_the_baseline_in_the_language_of_the_document() {
    let view = composed("software-requirements", "sv", "", &history()).view;
    let rows: Vec<(String, &str, Vec<String>)> = view
        .front
        .changes
        .rows
        .iter()
        .map(|row| {
            let paths = row.edits.iter().map(|edit| edit.path.clone()).collect();
            (row.record.clone(), row.kind, paths)
        })
        .collect();
    let expected = [
        ("REQ-1".to_string(), "changed", vec!["title.sv".into(), "satisfies[NEED-1]".into()]),
        ("REQ-7".to_string(), "removed", vec!["title".into()]),
        // It decided something, and is gone.
        ("RES-1".to_string(), "added", Vec::new()),
    ];
    assert_eq!(rows, expected);
    let text = text_of(&composed("software-requirements", "sv", "", &history()).document);
    for line in [
        "Ändringar sedan v1 i det som dokumentet visar och i det som avgör något",
        "Uppfyller",
        "Rubrik (sv)",
        "Borttagen",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn without_history_the_document_says_so() {
    let none = History {
        commits: Vec::new(),
        changes: BTreeMap::new(),
        baselines: Vec::new(),
        completeness: Completeness::NoRepository,
        unread: Vec::new(),
        substitutes: Vec::new(),
        followed: Followed::default(),
    };
    let document = composed("software-requirements", "en", "", &none).document;
    let marks = ["DRAFT", "No history"].map(Mark::of_whole);
    assert_eq!((&document.marks[..], document.date), (&marks[..], None));
    assert!(matches!(&document.blocks[0], Block::Notice(_)));
    let text = text_of(&composed("software-requirements", "en", "", &none).document);
    assert!(text.contains("The project is in no repository."), "{text}");
    assert!(text.contains("The history is not available, so changes cannot be listed."), "{text}");
}

#[test]
fn a_baseline_is_compared_with_the_one_before_it() {
    let mut history = history();
    history.baselines.insert(0, crate::history::Baseline { tag: "v2".into(), commit: 0 });
    let document = composed("risk-analysis", "en", "", &history).document;
    assert!(document.control.contains(&("Baseline".into(), "v2".into())));
    history.baselines.truncate(1);
    let text = text_of(&composed("risk-analysis", "en", "", &history).document);
    assert!(text.contains("There is no earlier baseline."), "{text}");
}

#[test]
fn records_that_could_not_be_read_are_counted_in_words() {
    let broken = "- {id: REQ-50, title: x\n";
    let document = composed("software-requirements", "sv", broken, &history()).document;
    let text = text_of(&document);
    assert!(text.starts_with("En post kunde inte läsas."), "{text}");
    assert!(text.contains("REQ-50, \nrecords/extra.yaml:1:4"), "{text}");
}

#[test]
fn missing_data_is_said_in_words() {
    let text = text_of(&composed("risk-analysis", "en", "", &history()).document);
    let sentences = [
        "Not estimated; counts as the worst",
        "No evaluation is recorded",
        "No risk control",
        "(does not exist)",
        "The evaluation is not approved.",
        " is not implemented.",
        " does not state its effect on other risks.",
        "These risks stand in no cell, because something is not estimated.",
        "Risk control is not complete for 2 risks:",
    ];
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
    let text = text_of(&composed("software-requirements", "en", "", &history()).document);
    for sentence in
        ["Not verified: no verification", "Fail", "(draft)", "(retired)", "(does not exist)"]
    {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
}

#[test]
fn a_missing_translation_is_shown_and_marked() {
    let document = composed("software-requirements", "en", "", &history()).document;
    let debug = format!("{:?}", document.blocks);
    let foreign = "Foreign { language: \"sv\", content: [Text(\"Bara svenska\")] }";
    assert!(debug.contains(foreign));
    assert!(debug.contains("Foreign { language: \"sv\", blocks: [Paragraph([Text(\"Ska\")])] }"));
    let document = composed("software-requirements", "sv", "", &history()).document;
    assert!(!format!("{:?}", document.blocks).contains("Foreign {"));
}

#[test]
fn ids_in_texts_become_links_to_what_is_shown() {
    let document = composed("software-requirements", "sv", "", &history()).document;
    assert!(format!("{:?}", document.blocks).contains("Text(\", se \"), RecordLink(\"REQ-2\")"));
}

#[test]
fn text_that_looks_like_a_slot_stays_text() {
    let extra = "- {id: NEED-9, title: \"\u{e000}0\u{e001} {{ x }} {% y %}\", text: \"\u{e000}1\u{e001}\"}\n";
    let document = composed("software-requirements", "sv", extra, &history()).document;
    assert!(text_of(&document).contains("0 {{ x }} {% y %}"));
}
