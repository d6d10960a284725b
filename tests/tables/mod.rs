//! Tables and properties of pure logic: what goes in stands beside what must come out.

mod approval;
mod attack;
mod estimate;
mod fingerprint;
mod input;
mod kinds;
mod order;
mod reading;
mod verdict;

use crate::harness::{Case, Files, at};

/// Returns every table.
pub fn cases() -> Vec<Case> {
    let mut cases = input::cases();
    let tables: &[(&str, &[(&'static str, fn())])] = &[
        ("approval", approval::TABLES),
        ("attack", attack::TABLES),
        ("estimate", estimate::TABLES),
        ("fingerprint", fingerprint::TABLES),
        ("kinds", kinds::TABLES),
        ("order", order::TABLES),
        ("reading", reading::TABLES),
        ("verdict", verdict::TABLES),
    ];
    for (class, tables) in tables {
        cases.extend(tables.iter().map(|(name, run)| Case::holds("tables", class, name, *run)));
    }
    cases
}

/// Returns a project of some files, with the shared project file where they have none.
fn project(files: &[(&str, &str)]) -> Files {
    let base = std::fs::read(at("base/techfile.yaml")).expect("the base has a project file");
    let own = files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()));
    [("techfile.yaml".to_string(), base)].into_iter().chain(own).collect()
}

/// Returns the pump, whose gate is open.
fn pump() -> Files {
    crate::harness::folder::files_of(&at("projects/pump"))
}

/// Replaces a text that stands in a file exactly once.
fn edit(files: &mut Files, path: &str, old: &str, new: &str) {
    let text = std::str::from_utf8(&files[path]).expect("the file is text");
    assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
    let text = text.replace(old, new);
    files.insert(path.to_string(), text.into_bytes());
}
