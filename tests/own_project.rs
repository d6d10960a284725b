//! techfile's own project under `docs-src/techfile/` keeps up with the source: its components are those of
//! `Cargo.lock`, its software items the modules, and the tests that it names are there.
//!
//! `check` would only warn of a test that no result names, and cannot know of a component that
//! nobody wrote down.

use crate::harness::folder::files_of;
use crate::harness::{Case, Done};
use crate::rust_text::rust_files;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Returns one case for each thing that must hold of the project.
pub fn cases() -> Vec<Case> {
    let rules: &[(&str, fn() -> Vec<String>)] = &[
        ("components_are_those_of_the_lock_file", components),
        ("components_are_used_in_the_modules_that_name_them", uses),
        ("modules_are_software_items", modules),
        ("named_tests_exist", named_tests),
        ("standards_are_followed", standards),
    ];
    let case = |(name, rule): &(&'static str, fn() -> Vec<String>)| {
        let rule = *rule;
        Case::new("own", "project", *name, move || match rule() {
            faults if faults.is_empty() => Ok(Done::Passed),
            faults => Err(faults.join("\n")),
        })
    };
    rules.iter().map(case).collect()
}

fn repository(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the records of the project whose id starts so; there must be some.
fn records(prefix: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs-src/techfile/records");
    let mut found = Vec::new();
    for (path, bytes) in files_of(&folder) {
        let list: Vec<Value> =
            serde_yaml::from_slice(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        found.extend(list.into_iter().filter(|record| text(record, "id").starts_with(prefix)));
    }
    assert!(!found.is_empty(), "no record is called `{prefix}…`");
    found
}

fn text<'r>(record: &'r Value, field: &str) -> &'r str {
    record.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Every direct dependency, in the version that is locked for it, the compiler, and what else is named.
fn components() -> Vec<String> {
    let lock = repository("Cargo.lock");
    let locked: Vec<(&str, &str, &str)> =
        lock.split("[[package]]\n").skip(1).filter_map(package).collect();
    let own = locked.iter().find(|(name, ..)| *name == env!("CARGO_PKG_NAME"));
    let (_, _, rest) = own.expect("the lock file holds this package");
    let version_of = |named: &str| match named.split_once(' ') {
        Some((name, version)) => (name.to_string(), version.to_string()),
        None => {
            let only = locked.iter().find(|(name, ..)| *name == named);
            (named.to_string(), only.expect("what is depended on is locked").1.to_string())
        }
    };
    let direct = rest.lines().filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
    let purl = |(name, version): (String, String)| format!("pkg:cargo/{name}@{version}");
    let toolchain = repository("rust-toolchain.toml");
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = \""));
    let compiler = channel.expect("a channel").trim_end_matches('"');
    let mut wanted: BTreeSet<String> = direct.map(version_of).map(purl).collect();
    wanted.insert(format!("pkg:generic/rust@{compiler}"));
    let packages = locked.iter().map(|(name, version, _)| (name.to_string(), version.to_string()));
    let known: BTreeSet<String> = packages.map(purl).chain(wanted.iter().cloned()).collect();

    let (mut held, mut faults) = (BTreeSet::new(), Vec::new());
    for record in records("SOUP-") {
        let (id, purl, version) =
            (text(&record, "id"), text(&record, "purl"), text(&record, "version"));
        if !known.contains(purl) {
            faults.push(format!("{id}: `{purl}` is not what is locked"));
        }
        if purl.rsplit_once('@').is_none_or(|(_, locked)| locked != version) {
            faults.push(format!("{id}: version `{version}` is not that of `{purl}`"));
        }
        if !held.insert(purl.to_string()) {
            faults.push(format!("{id}: `{purl}` stands twice"));
        }
    }
    faults.extend(wanted.difference(&held).map(|purl| format!("`{purl}` has no record")));
    faults
}

/// Every crate that the manifest names: the modules whose code names it, else the test suite.
fn uses() -> Vec<String> {
    let items: BTreeMap<String, String> = records("ITEM-")
        .iter()
        .filter_map(|item| {
            // What the program's edge names is of the program as a whole.
            let module = match text(item, "title") {
                "techfile" => "main",
                title => title.strip_prefix("Module ")?,
            };
            Some((module.to_string(), text(item, "id").to_string()))
        })
        .collect();
    let tests = records("ITEM-").into_iter().find(|item| text(item, "title") == "The test suite");
    let tests = text(&tests.expect("the test suite is an item"), "id").to_string();
    let files = rust_files("src");
    let mut faults = Vec::new();
    for record in records("SOUP-") {
        let Some(name) = crate_of(text(&record, "purl")) else { continue };
        let naming = files.iter().filter(|file| names_crate(&file.code, &name));
        let modules = naming.filter_map(|file| items.get(*file.modules().first()?).cloned());
        let mut wanted: BTreeSet<String> = modules.collect();
        if wanted.is_empty() {
            wanted.insert(tests.clone());
        }
        let used = record.get("used_in").and_then(Value::as_sequence).into_iter().flatten();
        let used: BTreeSet<String> = used.filter_map(Value::as_str).map(str::to_string).collect();
        if used != wanted {
            let id = text(&record, "id");
            faults.push(format!("{id}: `used_in` is {used:?}, and the code says {wanted:?}"));
        }
    }
    faults
}

/// Returns the name by which code calls a component; none for the compiler, and for what another
/// component brings along.
fn crate_of(purl: &str) -> Option<String> {
    let package = purl.strip_prefix("pkg:cargo/")?.split('@').next()?;
    let manifest = repository("Cargo.toml");
    let renamed = |line: &str| line.contains(&format!("package = \"{package}\""));
    let own = |line: &str| line.split(' ').next() == Some(package);
    let line = manifest.lines().find(|line| line.contains(" = ") && (renamed(line) || own(line)));
    Some(line?.split(' ').next()?.replace('-', "_"))
}

fn names_crate(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || "_:.".contains(c);
    code.match_indices(name).any(|(at, _)| {
        let after = &code[at + name.len()..];
        !code[..at].ends_with(is_word) && (after.starts_with("::") || after.starts_with('!'))
    })
}

/// Returns name, version and the rest of one package of the lock file.
fn package(entry: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = entry.strip_prefix("name = \"")?.split_once("\"\n")?;
    let (version, rest) = rest.strip_prefix("version = \"")?.split_once("\"\n")?;
    Some((name, version, rest))
}

/// Every module of the line is a software item, called as in `src/lib.rs`.
fn modules() -> Vec<String> {
    let lib = repository("src/lib.rs");
    let declared = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let declared: BTreeSet<String> =
        declared.map(|name| format!("Module {}", name.trim_end_matches(';'))).collect();
    let items = records("ITEM-");
    let titles = items.iter().map(|item| text(item, "title").to_string());
    let titles: BTreeSet<String> = titles.filter(|title| title.starts_with("Module ")).collect();
    let differing = declared.symmetric_difference(&titles);
    differing.map(|name| format!("`{name}` is only in src/lib.rs or only among items")).collect()
}

/// The project is held to what a maker of software is, and what it leaves out of a standard has a reason
/// of its own and is what that standard lets a project leave out.
fn standards() -> Vec<String> {
    let yaml = |path: &str| -> Value { serde_yaml::from_str(&repository(path)).expect("YAML") };
    let project = yaml("docs-src/techfile/techfile.yaml");
    let followed = project.get("standards").and_then(Value::as_mapping);
    let followed = followed.expect("the project follows standards");
    let product = project.get("products").and_then(|it| it.get("techfile"));
    let qualification = product.and_then(|it| it.get("qualification")).map(|it| text(it, "as"));
    let qualification = qualification.expect("the product is qualified");
    let wanted = ["iso-14971", "iec-62304", "iec-82304-1"];
    let absent = wanted.iter().filter(|id| !followed.contains_key(**id));
    let mut faults: Vec<String> = absent.map(|id| format!("`{id}` is not followed")).collect();
    for (id, said) in followed {
        let id = id.as_str().expect("a name");
        let edition = text(said, "edition").to_lowercase().replace([':', '+', '/'], "-");
        let standard = yaml(&format!("standards/{id}/{edition}/standard.yaml"));
        let listed = |name: &str| {
            let list = standard.get("not_applied").and_then(|it| it.get(name));
            let list = list.and_then(Value::as_sequence).into_iter().flatten();
            list.filter_map(|it| it.as_str().map(str::to_string)).collect::<Vec<_>>()
        };
        let (mut may, whole_for) = (listed("clauses"), listed("whole_for"));
        if whole_for.iter().any(|what| what == qualification) {
            may.push("all".to_string());
        }
        let left_out = said.get("not_applied").and_then(Value::as_mapping);
        for (clause, reason) in left_out.into_iter().flatten() {
            let clause = clause.as_str().expect("a clause");
            if !may.iter().any(|one| one == clause) {
                faults.push(format!("`{id}:{clause}` may not be left out"));
            }
            if reason.as_str().is_none_or(|reason| reason.trim().is_empty()) {
                faults.push(format!("`{id}:{clause}` is left out without a reason"));
            }
        }
    }
    faults
}

/// A verification names a case of this runner, by the key that the JUnit file has for it.
fn named_tests() -> Vec<String> {
    let key = |suite: &str, class: &str, name: &str| format!("{suite}::{class}::{name}");
    let cases = crate::all_cases();
    let keys: BTreeSet<String> =
        cases.iter().map(|case| key(case.suite, &case.class, &case.name)).collect();
    let mut faults = Vec::new();
    for record in records("VER-") {
        let tests = record.get("tests").and_then(Value::as_sequence);
        for test in tests.into_iter().flatten() {
            let key = key(text(test, "suite"), text(test, "class"), text(test, "name"));
            if !keys.contains(&key) {
                faults.push(format!("{}: no test is called `{key}`", text(&record, "id")));
            }
        }
    }
    faults
}
