//! A fingerprint stays with the meaning and goes with every real change of it.

use super::project;
use crate::harness::{Files, Inputs};
use std::collections::BTreeMap;
use techfile::assess::fingerprint;

pub const TABLES: &[(&str, fn())] = &[
    ("layout_does_not_count", layout),
    ("every_real_change_counts", changes),
    ("text_cannot_imitate_structure", imitations),
    ("sections_and_links", sections_and_links),
    ("settings", settings),
];

const RECORD: &str = "\
id: REQ-1
title: Larm när reservoaren är tom
text: |
  The pump sounds an alarm.

  It repeats.
level: system
category: [functional, alarm-message]
satisfies: [NEED-1, NEED-2]
tags: [alarm, ward]
custom: {budget: 5}
";

fn of(files: &Files, target: &str) -> String {
    let project = Inputs::of_files(files).project;
    fingerprint(&project, target).unwrap_or_else(|| panic!("no fingerprint of {target}"))
}

fn of_record(text: &str) -> String {
    of(&project(&[("records/a.yaml", text)]), "REQ-1")
}

fn layout() {
    let same = [
        ("comments", RECORD.replace("level:", "# why\nlevel:").replace("system", "system # here")),
        ("empty lines", RECORD.replace("level:", "\n\nlevel:")),
        ("quotes", RECORD.replace("system", "\"system\"").replace("[alarm,", "['alarm',")),
        ("a list of records", format!("- {}", RECORD.trim_end().replace('\n', "\n  "))),
        ("line ends of Windows", RECORD.replace('\n', "\r\n")),
        ("a document marker", format!("---\n{RECORD}...\n")),
        ("space at the ends of lines", RECORD.replace("alarm.\n", "alarm.  \n")),
        ("space at the end of the text", RECORD.replace("repeats.\n", "repeats.\n\n")),
        ("folded text", RECORD.replace("|\n", ">\n").replace("alarm.\n\n", "alarm.\n\n\n")),
        (
            "a main language",
            RECORD.replace(
                "title: Larm när reservoaren är tom",
                "title: {en: Larm när reservoaren är tom}",
            ),
        ),
        ("letters in parts", RECORD.replace('ä', "a\u{308}")),
        (
            "order of a set",
            RECORD.replace("[functional, alarm-message]", "[alarm-message, functional]"),
        ),
        ("order of links", RECORD.replace("[NEED-1, NEED-2]", "[NEED-2, NEED-1]")),
        ("links as mappings", RECORD.replace("[NEED-1, NEED-2]", "[{to: NEED-1}, {to: NEED-2}]")),
        ("a list in lines", RECORD.replace("tags: [alarm, ward]", "tags:\n  - ward\n  - alarm")),
        ("a word twice in a set", RECORD.replace("[alarm, ward]", "[alarm, ward, alarm]")),
        ("notation of a number", RECORD.replace("budget: 5", "budget: 5.00")),
        ("another notation", RECORD.replace("budget: 5", "budget: 0.5e1")),
        ("the kind", RECORD.replace("level:", "kind: requirement\nlevel:")),
    ];
    let expected = of_record(RECORD);
    assert!(expected.starts_with("tf1:") && expected.len() == 68, "{expected}");
    for (what, text) in same {
        assert_ne!(text, RECORD, "{what} changes nothing");
        assert_eq!(of_record(&text), expected, "{what}");
    }
    let mut lines: Vec<&str> = RECORD.split_inclusive('\n').collect();
    lines.rotate_left(6);
    assert_eq!(of_record(&lines.concat()), expected, "order of keys");
    let elsewhere = project(&[("records/deep/b.yml", RECORD)]);
    assert_eq!(of(&elsewhere, "REQ-1"), expected, "another file");
}

fn changes() {
    let table = [
        ("a letter", RECORD.replace("tom", "Tom")),
        ("a stop", RECORD.replace("alarm.\n", "alarm\n")),
        ("a paragraph", RECORD.replace("alarm.\n\n", "alarm.\n")),
        ("space inside", RECORD.replace("sounds an", "sounds  an")),
        ("space before", RECORD.replace("  It repeats", "   It repeats")),
        (
            "a translation",
            RECORD.replace(
                "title: Larm när reservoaren är tom",
                "title: {en: Larm när reservoaren är tom, sv: Larm}",
            ),
        ),
        (
            "another language",
            RECORD.replace(
                "title: Larm när reservoaren är tom",
                "title: {sv: Larm när reservoaren är tom}",
            ),
        ),
        ("a choice", RECORD.replace("system", "software")),
        ("one of a set", RECORD.replace("[functional, alarm-message]", "[functional]")),
        ("a field more", format!("{RECORD}rationale: Asked for.\n")),
        ("a field less", RECORD.replace("level: system\n", "")),
        ("a link more", RECORD.replace("[NEED-1, NEED-2]", "[NEED-1, NEED-2, NEED-3]")),
        ("a link less", RECORD.replace("[NEED-1, NEED-2]", "[NEED-1]")),
        ("another field of link", RECORD.replace("satisfies:", "implements:")),
        ("a status", format!("{RECORD}status: retired\n")),
        ("a draft", format!("{RECORD}status: draft\n")),
        ("a number", RECORD.replace("budget: 5", "budget: 50")),
        ("a sign", RECORD.replace("budget: 5", "budget: -5")),
        ("no own field", RECORD.replace("custom: {budget: 5}\n", "")),
        ("a flag", format!("{RECORD}confidential: true\n")),
        ("the other flag", format!("{RECORD}confidential: false\n")),
        ("a value that does not fit", RECORD.replace("level: system", "level: [system]")),
        ("a product", format!("{RECORD}product: pump\n")),
    ];
    let mut seen = BTreeMap::from([(of_record(RECORD), "nothing")]);
    for (what, text) in table {
        assert_ne!(text, RECORD, "{what} changes nothing");
        if let Some(other) = seen.insert(of_record(&text), what) {
            panic!("{what} has the fingerprint of {other}");
        }
    }
    let renamed = project(&[("records/a.yaml", &RECORD.replace("REQ-1", "REQ-2"))]);
    assert!(!seen.contains_key(&of(&renamed, "REQ-2")), "another id");
}

/// Texts that look like what another value is written as when it is hashed.
fn imitations() {
    let table = [
        ("tags", "[\"a\", \"b\"]", "[\"a\\\",\\\"b\"]"),
        ("tags", "[\"a,b\"]", "[\"a\", \"b\"]"),
        ("tags", "[\"[]\"]", "[]"),
        ("title", "\"x\\\"},\\\"level\\\":{\\\"en\\\":\\\"y\"", "x"),
        ("title", "\"{en: x}\"", "{en: x}"),
        ("title", "\"x\\\\\"", "\"x\\\\\\\\\""),
        ("title", "\"a\\tb\"", "\"a\\\\tb\""),
        ("title", "\"a\\u0001b\"", "\"a\\\\u0001b\""),
        ("confidential", "true", "\"true\""),
        ("satisfies", "[\"NEED-1\\\"},{\\\"to\\\":\\\"NEED-2\"]", "[NEED-1, NEED-2]"),
        ("custom", "{budget: 5}", "{budget: \"5 \"}"),
        ("custom", "{ward: \"1\"}", "{budget: 1}"),
    ];
    for (field, one, other) in table {
        let text = |value: &str| format!("id: REQ-1\n{field}: {value}\n");
        assert_ne!(of_record(&text(one)), of_record(&text(other)), "{field}: {one} and {other}");
    }
}

fn sections_and_links() {
    let page = "---\ndocument: ifu\n---\n# Warnings\n\nLuft är farlig.\n\n## Air\n\nMore.\n\n# Alarms\n\nLoud.\n";
    let needs = "- {id: NEED-1, title: Rate}\n- {id: NEED-2, title: Alarm}\n";
    let files = |page: &str, needs: &str, record: &str| {
        project(&[("docs-src/a.md", page), ("records/n.yaml", needs), ("records/a.yaml", record)])
    };
    let base = files(page, needs, RECORD);
    let section = of(&base, "doc:ifu#warnings");
    let same = [
        ("space", page.replace("farlig.", "farlig.  ")),
        ("line ends", page.replace('\n', "\r\n")),
        ("letters in parts", page.replace('ä', "a\u{308}")),
        ("another section", page.replace("Loud", "Louder")),
    ];
    for (what, page) in same {
        assert_eq!(of(&files(&page, needs, RECORD), "doc:ifu#warnings"), section, "{what}");
    }
    for (what, page) in [
        ("its text", page.replace("farlig", "ofarlig")),
        ("a section in it", page.replace("More", "Less")),
        ("its title", page.replace("# Warnings", "# Dangers {#warnings}")),
    ] {
        assert_ne!(of(&files(&page, needs, RECORD), "doc:ifu#warnings"), section, "{what}");
    }
    let link = "REQ-1 satisfies NEED-1";
    let pinned = of(&base, link);
    for (what, needs, record) in [
        ("the upstream end", needs.replace("Rate", "Flow"), RECORD.to_string()),
        ("the downstream end", needs.to_string(), RECORD.replace("tom", "full")),
    ] {
        assert_ne!(of(&files(page, &needs, &record), link), pinned, "{what}");
    }
    let other = files(page, &needs.replace("Alarm", "Light"), RECORD);
    assert_eq!(of(&other, link), pinned, "a record that is no end of it");
}

fn settings() {
    let base = project(&[]);
    let with = |old: &str, new: &str| {
        let mut files = base.clone();
        super::edit(&mut files, "techfile.yaml", old, new);
        of(&files, "techfile.yaml#risk")
    };
    let pinned = of(&base, "techfile.yaml#risk");
    let low = "    - {level: low, acceptable: true}\n";
    assert_eq!(with(low, "    - level: low # the least\n      acceptable: true\n"), pinned);
    assert_eq!(with("below: 1e-6", "below: 0.000001"), pinned);
    assert_eq!(
        with(
            "manufacturer:\n  name: Norrsken Medical AB",
            "manufacturer:\n  name: Söderken Medical AB"
        ),
        pinned
    );
    for (old, new) in [
        ("below: 1e-6", "below: 1e-5"),
        ("acceptable: false", "acceptable: true"),
        ("unit: per infusion", "unit: per hour"),
        ("frequent: medium, not-estimable: medium", "frequent: low, not-estimable: medium"),
        ("step: minor, injury: non-serious", "step: minor, injury: none"),
    ] {
        assert_ne!(with(old, new), pinned, "{old}");
    }
}
