//! The verdict does not depend on how records are spread over files, nor on the order of either.

use crate::harness::Files;
use techfile::source::SourceId;
use techfile::yaml::{self, Node};

pub const TABLES: &[(&str, fn())] = &[
    ("one_record_a_file", one_record_a_file),
    ("all_records_in_one_file_backwards", backwards),
    ("comments_and_line_ends", comments),
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
