//! The verdict does not depend on how records are spread over files, nor on the order of either.

use super::reading::holds_for;
use crate::harness::Files;
use crate::harness::folder::files_of;
use proptest::prelude::*;
use techfile::source::SourceId;
use techfile::yaml::{self, Node};

pub const TABLES: &[(&str, fn())] = &[
    ("one_record_a_file", one_record_a_file),
    ("all_records_in_one_file_backwards", backwards),
    ("comments_and_line_ends", comments),
    ("any_order_in_any_files", any_order),
];

/// Every record of the files as its own text, without the hyphen of a list.
fn records(files: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (path, content) in files.iter().filter(|(path, _)| path.starts_with("records/")) {
        let text = std::str::from_utf8(content).expect("records are text");
        let parsed = yaml::read(SourceId::nth(0), text);
        let is_list = parsed.documents.iter().any(|document| !document.items().is_empty());
        for record in parsed.documents.iter().flat_map(Node::one_or_many) {
            let own = &text[record.span.range()];
            let indent = if is_list { "\n  " } else { "\n" };
            assert!(own.starts_with("id: "), "{path}: {own}");
            found.push(own.trim_end().replace(indent, "\n") + "\n");
        }
    }
    found
}

fn without_records(files: &Files) -> Files {
    files
        .iter()
        .filter(|(path, _)| !path.starts_with("records/"))
        .map(|(p, c)| (p.clone(), c.clone()))
        .collect()
}

/// Both verdicts of the pump: open, and closed by everything that a failed test and a broken
/// approval bring.
fn bodies(change: impl Fn(&Files) -> Files) {
    let open = super::pump();
    let mut closed = open.clone();
    super::edit(&mut closed, "records/results.yaml", "verdict: fail", "verdict: pass");
    super::edit(&mut closed, "records/results.yaml", "15:30:00", "09:30:00");
    super::edit(
        &mut closed,
        "records/results.yaml",
        "of: [VER-002, VER-003]\n  for_release: [REL-001]\n  verdict: pass",
        "of: [VER-002, VER-003]\n  for_release: [REL-001]\n  verdict: fail",
    );
    super::edit(&mut closed, "records/results.yaml", "10:00:00", "09:30:00");
    super::edit(&mut closed, "records/risks.yaml", "severity: minor", "severity: serious");
    for (files, expected) in [(open, true), (closed, false)] {
        let before = super::judged(&files);
        let after = super::judged(&change(&files));
        assert_eq!(before.open, expected, "{:?}", before.findings);
        assert_eq!(before.body, after.body);
    }
}

fn one_record_a_file() {
    bodies(|files| {
        let mut spread = without_records(files);
        for (index, record) in records(files).into_iter().enumerate() {
            let path = format!("records/{}/{index}.yml", index % 3);
            spread.insert(path, record.into_bytes());
        }
        spread
    });
}

fn backwards() {
    bodies(|files| {
        let mut all = without_records(files);
        let records: Vec<String> = records(files).into_iter().rev().collect();
        all.insert("records/all.yaml".to_string(), records.join("---\n").into_bytes());
        all
    });
}

fn comments() {
    bodies(|files| {
        let change = |(path, content): (&String, &Vec<u8>)| {
            let text = std::str::from_utf8(content).expect("text");
            let is_yaml = path.ends_with(".yaml");
            let text =
                if is_yaml { format!("# Comment\n\n{text}\n# End\n") } else { text.to_string() };
            let text = if is_yaml { text.replace('\n', "\r\n") } else { text };
            (path.clone(), text.into_bytes())
        };
        files.iter().map(change).collect()
    });
}

/// The recorder with everything that can be wrong with one of its records, shuffled and dealt out to
/// files of any name. What is said must be the same to the letter, but for the places.
fn any_order() {
    let mut recorder = files_of(&crate::harness::at("projects/recorder"));
    super::edit(&mut recorder, "records/results.yaml", "verdict: fail", "verdict: skipped");
    super::edit(&mut recorder, "records/risks.yaml", "severity: moderate", "severity: severe");
    super::edit(&mut recorder, "records/risks.yaml", "harm: HARM-003", "harm: HARM-009");
    super::edit(&mut recorder, "records/needs.yaml", "priority: must\n  custom", "custom");
    let before = super::judged(&recorder);
    assert!(before.findings.len() > 10, "{:?}", before.findings);
    let (records, others) = (records(&recorder), without_records(&recorder));
    let dealt = Just(records).prop_shuffle();
    let names = prop::collection::vec("[a-z]{1,2}/[a-z0-9]{1,3}", 1..9);
    holds_for(24, &(dealt, names), |(records, names)| {
        let mut files = others.clone();
        for (index, record) in records.into_iter().enumerate() {
            let path = format!("records/{}.yaml", names[index % names.len()]);
            let file = files.entry(path).or_default();
            file.extend(b"---\n");
            file.extend(record.into_bytes());
        }
        let after = super::judged(&files);
        prop_assert_eq!(&before.body, &after.body);
        let sorted = |findings: &[String]| {
            let mut findings = findings.to_vec();
            findings.sort();
            findings
        };
        prop_assert_eq!(sorted(&before.findings), sorted(&after.findings));
        Ok(())
    });
}
