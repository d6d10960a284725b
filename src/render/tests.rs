//! What holds for every format, and that the search for lost records can fail.

use super::sample::{document, heading, only, table_of};
use super::*;
use crate::report::document::{Block, Inline};

fn outputs(document: &Document) -> Vec<(&'static str, Output)> {
    let render = |format: &Format| {
        let outputs = (format.render)(document, Some("{\"records\": []}"), &NothingKept);
        let outputs = outputs.unwrap_or_else(|error| panic!("{}: {error:?}", format.name));
        assert_eq!(outputs.len(), 1, "{}", format.name);
        (format.name, outputs.into_iter().next().expect("there is one"))
    };
    FORMATS.iter().filter(|format| format.is_built).map(render).collect()
}

#[test]
fn every_record_is_shown_in_every_format() {
    for language in ["sv", "en"] {
        let document = document(language);
        for (format, output) in outputs(&document) {
            assert_eq!(
                missing_records(&document, std::slice::from_ref(&output)),
                [""; 0],
                "{format} {language}"
            );
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (first, second) = (outputs(&document("sv")), outputs(&document("sv")));
    assert!(first == second);
}

#[test]
fn every_row_of_a_long_table_is_shown() {
    let ids: Vec<String> = (1..=200).map(|n| format!("HAZ-{n:03}")).collect();
    let records: Vec<&str> = ids.iter().map(String::as_str).collect();
    let document = only(vec![heading(1, "Faror"), table_of(200)], &records);
    for (format, output) in outputs(&document) {
        assert_eq!(missing_records(&document, std::slice::from_ref(&output)), [""; 0], "{format}");
        assert!(ids.iter().all(|id| output.shown.contains(id)), "{format}");
    }
}

#[test]
fn a_promise_that_the_blocks_do_not_keep_is_noticed() {
    let document = only(vec![Block::text("HAZ-0011 och XHAZ-001")], &["HAZ-001"]);
    for (format, output) in outputs(&document) {
        assert_eq!(
            missing_records(&document, std::slice::from_ref(&output)),
            ["HAZ-001"],
            "{format}"
        );
    }
}

#[test]
fn a_record_without_a_place_of_its_own_is_noticed() {
    let link = Block::Paragraph(vec![Inline::RecordLink("HAZ-001".into())]);
    let document = only(vec![link], &["HAZ-001"]);
    for (format, output) in outputs(&document) {
        assert!(output.shown.contains("HAZ-001"), "{format}");
        assert_eq!(
            missing_records(&document, std::slice::from_ref(&output)),
            ["HAZ-001"],
            "{format}"
        );
    }
}

#[test]
fn ids_of_every_valid_form_are_found() {
    let long = format!("REQ-{}", "a".repeat(60));
    for id in ["REQ-1.2", "REQ-1_b", "REQ-1-", "REQ-1.", "R2D2-x", &long] {
        let blocks = vec![heading(2, id), Block::text(format!("Se {id}, och {id}."))];
        let blocks = vec![heading(1, "Krav"), Block::Record { id: id.into(), blocks }];
        let document = only(blocks, &[id]);
        for (format, output) in outputs(&document) {
            assert_eq!(
                missing_records(&document, std::slice::from_ref(&output)),
                [""; 0],
                "{format} {id}"
            );
        }
    }
}

#[test]
fn the_table_of_contents_shows_no_record() {
    let document = only(vec![heading(1, "Om HAZ-001")], &["HAZ-001"]);
    for (format, output) in outputs(&document) {
        assert_eq!(output.shown.matches("HAZ-001").count(), 1, "{format}");
    }
}

#[test]
fn a_link_does_not_excuse_a_lost_row() {
    let link = Block::Paragraph(vec![Inline::RecordLink("HAZ-002".into())]);
    let document = only(vec![heading(1, "Faror"), table_of(2), link], &["HAZ-001", "HAZ-002"]);
    let html = html::render(&document);
    let (before, row) = html.split_once("<tr id=\"HAZ-002\"").expect("the row is there");
    let (_, after) = row.split_once("</tr>").expect("the row ends");
    let output = Output::new(Vec::new(), html::shown(&format!("{before}{after}")));
    assert!(output.shown.contains("HAZ-002"));
    assert_eq!(missing_records(&document, std::slice::from_ref(&output)), ["HAZ-002"]);

    let markdown = markdown::render(&document);
    let lines = markdown.lines().filter(|line| !line.starts_with("| <a id=\"HAZ-002\""));
    let shown = markdown::shown(&lines.collect::<Vec<_>>().join("\n"));
    assert_eq!(missing_records(&document, &[Output::new(Vec::new(), shown)]), ["HAZ-002"]);
}

#[test]
fn headings_have_the_same_numbers_in_every_format() {
    let document = document("sv");
    for (format, output) in outputs(&document) {
        let shown = output.shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for numbered in ["1 Inledning", "1.1 Avgränsning", "2 Krav", "3 Faror"] {
            assert!(shown.contains(numbered), "{format}: {numbered}");
        }
        assert!(shown.contains("Tabell 3.1") && shown.contains("Figur 1.1"), "{format}");
    }
}

#[test]
fn text_of_a_record_stays_text() {
    let text = "<script>alert(1)</script> | `x` *y* #panic() $z$ [a](javascript:b).";
    for (format, output) in outputs(&document("sv")) {
        let shown = output.shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(text), "{format}: {shown}");
    }
}

#[test]
#[cfg(not(feature = "pdf"))]
fn a_build_without_pdf_says_so() {
    let error = as_pdf(&document("sv"), None, &NothingKept).expect_err("PDF is not built");
    assert!(error.to_string().contains("left out of this build"), "{error}");
}
