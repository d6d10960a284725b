//! Renaming ids everywhere, with the fingerprints that reviews pin computed anew, changes no verdict.

use super::pump;
use crate::harness::{Files, Inputs};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use techfile::assess::fingerprint;

pub const TABLES: &[(&str, fn())] = &[("any_other_ids_give_the_same_verdict", renaming)];

/// Old id → new id.
type Names = BTreeMap<String, String>;

/// What a text says with other ids; an id is never taken from inside a longer word.
fn renamed(text: &str, names: &Names) -> String {
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_id) {
        out.push_str(&rest[..start]);
        let word = &rest[start..];
        let word = &word[..word.find(|c| !is_of_id(c)).unwrap_or(word.len())];
        let bare = word.trim_end_matches('.');
        out.push_str(names.get(bare).map_or(bare, String::as_str));
        out.push_str(&word[bare.len()..]);
        rest = &rest[start + word.len()..];
    }
    out + rest
}

/// Renames in every file, and pins what was fresh as it is then.
fn with_names(files: &Files, names: &Names) -> Files {
    let text = |content: &Vec<u8>| String::from_utf8(content.clone()).expect("UTF-8");
    let mut after: Files = files
        .iter()
        .map(|(path, content)| (path.clone(), renamed(&text(content), names).into_bytes()))
        .collect();
    let (then, now) = (Inputs::of_files(files).project, Inputs::of_files(&after).project);
    let mut pins: BTreeMap<String, String> = BTreeMap::new();
    for link in then.of_kind("review").flat_map(|review| review.links_of("of")) {
        let before = fingerprint(&then, &link.to);
        if before.as_deref() == link.attribute("fingerprint")
            && let (Some(before), Some(new)) =
                (before, fingerprint(&now, &renamed(&link.to, names)))
        {
            pins.insert(before, new);
        }
    }
    for content in after.values_mut() {
        let mut text = text(content);
        for (before, new) in &pins {
            text = text.replace(before, new);
        }
        *content = text.into_bytes();
    }
    after
}

/// The verdict with the old ids, whatever the order of what it lists.
fn verdict(files: &Files, back: &Names) -> (bool, BTreeSet<String>) {
    let judged = super::judged(files);
    let findings = judged.findings.iter().map(|finding| renamed(finding, back));
    (judged.open, findings.collect())
}

/// Gives the ids of every kind other numbers; `seeds` sorts them.
fn new_names(files: &Files, seeds: &[u32]) -> Names {
    let project = Inputs::of_files(files).project;
    let mut names = Names::new();
    for (number, record) in project.records.iter().enumerate() {
        let (prefix, _) = record.id.split_once('-').expect("an id");
        let seed = seeds[number % seeds.len()] % 100_000;
        names.insert(record.id.to_string(), format!("{prefix}-{seed}x{number}"));
    }
    names
}

fn renaming() {
    let breaks: [fn(&mut Files); 5] = [
        |_| {},
        |files| {
            super::edit(files, "records/results.yaml", "2026-09-22T15:30:00+02:00", "2026-09-21")
        },
        |files| super::edit(files, "records/risks.yaml", "severity: minor", "severity: critical"),
        |files| super::edit(files, "records/risks.yaml", "  affects: [RISK-002]\n", ""),
        |files| {
            files.remove("records/release.yaml");
        },
    ];
    let strategy = (prop::collection::vec(any::<u32>(), 40), 0..breaks.len());
    super::reading::holds(&strategy, |(seeds, number)| {
        let mut files = pump();
        breaks[number](&mut files);
        let names = new_names(&files, &seeds);
        let back: Names = names.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        let expected = verdict(&files, &Names::new());
        prop_assert_eq!(expected.0, number == 0, "only the first is open");
        prop_assert_eq!(verdict(&with_names(&files, &names), &back), expected);
        Ok(())
    });
}
