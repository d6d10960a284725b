//! The project's own rules: layers, names, and that every rule, kind and command has what it needs.
//!
//! Each rule returns what breaks it, as `path:line: what`; the architecture is the order of the
//! `pub mod` lines in `src/lib.rs`, and the module of a crate is the comment above it in `Cargo.toml`.

use crate::harness::folder::{files_of, names_in};
use crate::harness::{Case, Done, at};
use crate::rust_text::{RustFile, rust_files};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use techfile::check::{Finds, RULES, Rule as CodedRule};
use techfile::config::Version;
use techfile::documents::{Description, descriptions};
use techfile::model::kinds::{KINDS, kind_named};
use techfile::model::{Kind, Targets};

type Rule = fn() -> Vec<String>;

/// Every rule, by the name of its case.
const TIDY: &[(&str, &str, Rule)] = &[
    ("layers", "a_module_imports_only_those_above_it", layers),
    ("layers", "some_modules_are_closed_to_others", closed_modules),
    ("layers", "a_crate_is_named_only_in_its_modules", crates),
    ("source", "no_standard_is_named_in_a_string", standards),
    ("source", "every_file_says_what_it_is", first_lines),
    ("source", "nothing_is_left_unfinished", unfinished),
    ("source", "no_module_is_a_drawer", drawers),
    ("source", "no_merge_is_left_half_done", conflicts),
    ("source", "nothing_is_unwrapped_or_allowed", unwrapped),
    ("registry", "rules_are_named_like_their_files", rule_names),
    ("registry", "explanations_have_three_short_paragraphs", explanations),
    ("registry", "no_rule_is_newer_than_the_program", rules_to_come),
    ("registry", "every_problem_has_one_rule", problems),
    ("registry", "links_lead_to_kinds", link_targets),
    ("registry", "criteria_name_rules_that_exist", criteria),
    ("registry", "every_rule_kind_and_command_has_its_case", cases_of_everything),
    ("registry", "every_case_has_an_owner", owners),
    ("guides", "paths_exist_and_modules_are_on_the_map", guides),
];

/// Returns one case for each rule.
pub fn cases() -> Vec<Case> {
    let case = |(class, name, rule): &(&'static str, &'static str, Rule)| {
        let rule = *rule;
        Case::new("tidy", *class, *name, move || match rule() {
            faults if faults.is_empty() => Ok(Done::Passed),
            faults => Err(faults.join("\n")),
        })
    };
    TIDY.iter().map(case).collect()
}

/// Returns the modules of the library in the order of the line.
fn modules() -> Vec<String> {
    let lib = repository("src/lib.rs");
    let declared = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    declared.map(|name| name.trim_end_matches(';').to_string()).collect()
}

fn repository(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn layers() -> Vec<String> {
    let order = modules();
    let rank = |name: &str| order.iter().position(|module| module == name);
    let mut faults = Vec::new();
    for file in rust_files("src") {
        let Some(own) = rank(file.modules()[0]) else { continue };
        for (line, name) in crate_paths(&file) {
            if rank(&name).is_some_and(|named| named > own) {
                let path = &file.path;
                faults.push(format!("{path}:{line}: `{name}` stands below `{}`", order[own]));
            }
        }
    }
    faults
}

/// Returns the top modules that a file names, through `crate::` or through `super::` up to the root.
fn crate_paths(file: &RustFile) -> Vec<(usize, String)> {
    let to_root = "super::".repeat(file.modules().len());
    let mut found = Vec::new();
    for (line, code) in file.lines() {
        for start in ["crate::", &to_root] {
            for (at, _) in code.match_indices(start) {
                let is_whole = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':');
                let rest = &code[at + start.len()..];
                let names = match rest.strip_prefix('{') {
                    Some(several) => several.split('}').next().unwrap_or_default().split(", "),
                    None => rest.split(", ").next().unwrap_or_default().split("::"),
                };
                let first = if rest.starts_with('{') { usize::MAX } else { 1 };
                let names = names.take(first).filter(|_| is_whole);
                found.extend(names.map(|name| (line, word(name).to_string())));
            }
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// What files under a path must not name, although it stands above them.
const CLOSED: &[(&str, &[&str])] = &[
    ("src/check/rules/", &["load", "yaml::read", "render", "report"]),
    ("src/render/", &["yaml", "load", "config", "model", "graph", "assess", "check", "gate"]),
    ("src/graph/", &["load", "yaml::read"]),
    ("src/assess/", &["load"]),
    ("src/gate/", &["load"]),
    ("src/report/", &["load"]),
];

fn closed_modules() -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files("src") {
        let closed = CLOSED.iter().filter(|(folder, _)| file.path.starts_with(folder));
        for name in closed.flat_map(|(_, names)| *names) {
            let is_named = |code: &str| {
                let path = format!("crate::{name}");
                let at = code.find(&path).map(|at| at + path.len());
                at.is_some_and(|end| !code[end..].starts_with(|c: char| c.is_alphanumeric()))
            };
            let lines = file.lines().filter(|(_, code)| is_named(code));
            faults.extend(lines.map(|(line, _)| format!("{}:{line}: names `{name}`", file.path)));
        }
    }
    let serializes = |file: &&RustFile| {
        // The cache is read back by the same source and by nothing else.
        let may = ["src/report/", "src/render/", "src/cli/", "src/load/history/cache.rs"];
        file.code.contains("Serialize") && !may.iter().any(|folder| file.path.starts_with(folder))
    };
    let files = rust_files("src");
    let serializing = files.iter().filter(serializes);
    faults.extend(serializing.map(|file| format!("{}: derives `Serialize`", file.path)));
    faults
}

/// Returns every dependency and the modules that the comment above it names before the colon.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let manifest = repository("Cargo.toml");
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let mut found = BTreeMap::new();
    let mut comment = "";
    for line in section.lines() {
        match line.strip_prefix("# ") {
            Some(text) => comment = text,
            None => {
                let name = line.split(' ').next().unwrap_or_default().replace('-', "_");
                let modules = comment.split_once(':').map_or("", |(modules, _)| modules);
                let modules = modules.split(", ").filter(|module| !module.is_empty());
                found.insert(name, modules.map(str::to_string).collect());
                comment = "";
            }
        }
    }
    found
}

fn crates() -> Vec<String> {
    let mut faults = Vec::new();
    let files = rust_files("src");
    for (name, modules) in dependencies() {
        if modules.is_empty() {
            faults.push(format!("Cargo.toml: the comment above `{name}` names no module"));
        }
        for file in &files {
            let place = file.modules().join("/");
            let may = modules.iter().any(|module| place.starts_with(module.as_str()));
            for (line, code) in file.lines().filter(|_| !may) {
                let is_named = code.match_indices(&format!("{name}::")).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c))
                });
                if is_named {
                    faults.push(format!("{}:{line}: `{name}` belongs to {modules:?}", file.path));
                }
            }
        }
    }
    faults
}

/// Bodies that publish standards and regulations; clause numbers and names are data.
const BODIES: &[&str] = &["ISO", "IEC", "CFR", "MDR", "MDCG", "FDA", "HSLF", "LVFS", "AAMI", "EN"];

fn standards() -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files("src") {
        for (line, literal) in &file.strings {
            let mut words = literal.split(|c: char| !c.is_alphanumeric());
            if let Some(body) = words.find(|word| BODIES.contains(word)) {
                faults.push(format!("{}:{line}: `{body}` in a string", file.path));
            }
        }
    }
    faults
}

fn all_files() -> Vec<RustFile> {
    let (mut files, tests) = (rust_files("src"), rust_files("tests"));
    files.extend(tests);
    files
}

fn first_lines() -> Vec<String> {
    let is_silent = |file: &RustFile| {
        let first = file.text.lines().next().unwrap_or_default();
        !first.starts_with("//! ") || !first.ends_with(['.', ',', ':', ';']) && first.len() < 60
    };
    let silent = all_files().into_iter().filter(is_silent);
    silent.map(|file| format!("{}:1: no `//!` line that says what it is", file.path)).collect()
}

fn unfinished() -> Vec<String> {
    let marks =
        [concat!("TO", "DO"), concat!("XX", "X"), concat!("HA", "CK"), concat!("FIX", "ME")];
    let is_marked = |line: &str| {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        words.any(|word| marks.contains(&word) && !line.contains(&format!("{word}(#")))
    };
    let in_file = |file: RustFile| {
        let lines = file.text.lines().enumerate().filter(|(_, line)| is_marked(line));
        let fault = |(at, _)| format!("{}:{}: a mark without an issue", file.path, at + 1);
        lines.map(fault).collect::<Vec<_>>()
    };
    all_files().into_iter().flat_map(in_file).collect()
}

/// Markers of a merge that nobody finished; the cases about them hold some on purpose.
fn conflicts() -> Vec<String> {
    let is_marker = |line: &str| {
        let side = |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.starts_with(' '));
        side("<<<<<<<") || side(">>>>>>>") || line == "======="
    };
    let is_meant = |path: &str| path.starts_with("tests/cases/");
    let in_file = |(path, text): (String, String)| {
        let lines = text.lines().enumerate().filter(|(_, line)| is_marker(line));
        let fault = |(at, _)| format!("{path}:{}: a conflict is not solved", at + 1);
        lines.map(fault).collect::<Vec<_>>()
    };
    texts().into_iter().filter(|(path, _)| !is_meant(path)).flat_map(in_file).collect()
}

/// Every text of the repository, by its path; what is built is not among them.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src", "standards", "templates", "docs-src", "tests"];
    let inside = folders.iter().flat_map(|folder| {
        let files = files_of(&root.join(folder)).into_iter();
        files.map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
    });
    let names = names_in(root).into_iter();
    let above = names.filter_map(|name| Some((name.clone(), std::fs::read(root.join(name)).ok()?)));
    let text = |(path, bytes)| Some((path, String::from_utf8(bytes).ok()?));
    inside.chain(above).filter_map(text).collect()
}

fn drawers() -> Vec<String> {
    let is_drawer = |name: &&str| ["util", "utils", "helpers", "common", "prelude"].contains(name);
    let files = all_files();
    let drawers = files.iter().filter(|file| file.modules().iter().any(is_drawer));
    drawers.map(|file| format!("{}: a name that says nothing", file.path)).collect()
}

fn unwrapped() -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files("src") {
        for (line, code) in file.lines() {
            for what in [".unwrap()", "#[allow(", "#![allow("] {
                if code.contains(what) {
                    faults.push(format!("{}:{line}: `{what}`", file.path));
                }
            }
        }
    }
    faults
}

fn rule_names() -> Vec<String> {
    let files: BTreeSet<String> =
        rust_files("src/check/rules").into_iter().map(|f| f.path).collect();
    let mut faults = Vec::new();
    let mut expected = BTreeSet::from(["src/check/rules/mod.rs".to_string()]);
    let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
    for rule in RULES {
        let file = format!("{}_{}", rule.code.to_lowercase(), rule.name.replace('-', "_"));
        expected.insert(format!("src/check/rules/{file}.rs"));
        let is_code = rule.code.len() == 6
            && rule.code[..3].bytes().all(|b| b.is_ascii_uppercase())
            && rule.code[3..].bytes().all(|b| b.is_ascii_digit());
        let is_name = rule.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let is_line = rule.summary.ends_with('.') && !rule.summary.contains('\n');
        if !is_code || !is_name || !is_line || !codes.insert(rule.code) || !names.insert(rule.name)
        {
            faults
                .push(format!("{}: code, name or summary is at fault or stands twice", rule.code));
        }
    }
    faults.extend(
        files.symmetric_difference(&expected).map(|f| format!("{f}: file or rule is missing")),
    );
    faults
}

fn explanations() -> Vec<String> {
    let starts = ["What it checks: ", "Why it matters: ", "How to resolve: "];
    let is_wrong = |text: &str| {
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        let start_right =
            paragraphs.iter().zip(starts).all(|(text, start)| text.starts_with(start));
        paragraphs.len() != 3 || !start_right || text.lines().count() > 15
    };
    let wrong = RULES.iter().filter(|rule| is_wrong(rule.explain));
    wrong.map(|rule| format!("{}: not three paragraphs in 15 lines", rule.code)).collect()
}

/// A rule of a version to come would never be named as new to a project that was written for this one.
fn rules_to_come() -> Vec<String> {
    let own = Version::parse(Version::OWN).expect("the program has a version");
    let is_wrong = |rule: &&&CodedRule| Version::parse(rule.since).is_none_or(|since| since > own);
    let wrong = RULES.iter().filter(is_wrong);
    wrong.map(|rule| format!("{}: since {}, and this is {own}", rule.code, rule.since)).collect()
}

fn enum_body(path: &str, name: &str) -> String {
    let source = repository(path);
    let body = source.split(&format!("enum {name} {{")).nth(1).unwrap_or_default();
    body.split("\n}").next().unwrap_or_default().to_string()
}

fn problems() -> Vec<String> {
    let body = enum_body("src/diagnostic.rs", "ProblemKind");
    let variants = body.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let mut claimed: BTreeMap<String, Vec<&str>> =
        variants.filter(|line| !line.is_empty()).map(|v| (word(v).to_string(), vec![])).collect();
    for rule in RULES {
        if let Finds::Problem(kind) = &rule.finds {
            claimed.entry(format!("{kind:?}")).or_default().push(rule.code);
        }
    }
    let wrong = claimed.into_iter().filter(|(_, rules)| rules.len() != 1);
    wrong.map(|(kind, rules)| format!("{kind} is claimed by {rules:?}")).collect()
}

fn link_targets() -> Vec<String> {
    let unknown = |kind: &&Kind| -> Vec<String> {
        let targets = kind.links.iter().flat_map(|link| match link.targets {
            Targets::Kinds(kinds) => kinds.iter().map(|to| (link.name, *to)).collect(),
            Targets::Section | Targets::Anything => vec![],
        });
        let lost = targets.filter(|(_, to)| kind_named(to).is_none());
        lost.map(|(link, to)| format!("{}.{link}: no kind is called `{to}`", kind.name)).collect()
    };
    KINDS.iter().flat_map(unknown).collect()
}

fn criteria() -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files("src/gate") {
        for (line, literal) in &file.strings {
            let code = literal.trim_matches('"');
            let is_code = code.len() >= 3
                && code.bytes().take(3).all(|b| b.is_ascii_uppercase())
                && code.bytes().skip(3).all(|b| b.is_ascii_digit());
            if is_code && !RULES.iter().any(|rule| rule.code.starts_with(code)) {
                faults.push(format!("{}:{line}: no rule is called `{code}`", file.path));
            }
        }
    }
    faults
}

/// Returns the commands, as the list in `src/cli/mod.rs` names their files.
fn commands() -> Vec<String> {
    let body = enum_body("src/cli/mod.rs", "Command");
    let arguments = body.lines().filter_map(|line| line.split_once('(')?.1.split_once("::"));
    arguments.map(|(file, _)| file.to_string()).collect()
}

fn documents() -> Vec<Description> {
    descriptions(&BTreeMap::new()).expect("the built-in documents can be read")
}

fn cases_of_everything() -> Vec<String> {
    let rules = RULES.iter().flat_map(|r| ["bad", "good"].map(|p| format!("rules/{}/{p}", r.code)));
    let forms = ["full.yaml", "minimal.yaml", "broken.yaml"];
    let kinds = KINDS.iter().flat_map(|k| forms.map(|form| format!("records/{}/{form}", k.name)));
    let commands = commands().into_iter().map(|command| format!("cli/{command}"));
    let documents = documents().into_iter().filter(|one| one.reads.iter().all(|r| r != "clauses"));
    // What is made of clauses alone is held against the mappings.
    let documents = documents.map(|document| format!("documents/{}/case.yaml", document.id));
    let wanted = rules.chain(kinds).chain(commands).chain(documents);
    wanted.filter(|path| !at(path).exists()).map(|path| format!("{path}: missing")).collect()
}

fn owners() -> Vec<String> {
    let known: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::from([
        ("base", None),
        ("cli", Some(commands().into_iter().chain(["techfile".to_string()]).collect())),
        ("documents", Some(documents().into_iter().map(|document| document.id).collect())),
        ("history", None),
        ("import", None),
        ("input", None),
        ("projects", None),
        ("records", Some(KINDS.iter().map(|kind| kind.name.to_string()).collect())),
        ("rules", Some(RULES.iter().map(|rule| rule.code.to_string()).collect())),
        ("standards", None),
    ]);
    let mut faults = Vec::new();
    for sort in names_in(&at("")) {
        match known.get(&*sort) {
            None => faults.push(format!("{sort}: nothing runs it")),
            Some(Some(owners)) => {
                let strays = names_in(&at(&sort)).into_iter().filter(|name| !owners.contains(name));
                faults.extend(strays.map(|name| format!("{sort}/{name}: nothing owns it")));
            }
            Some(None) => {}
        }
    }
    faults
}

fn guides() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    for guide in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = repository(guide);
        // What a worked example tells to write is not there yet.
        let written = |name: &str| {
            text.contains(&format!("rite `{name}`"))
                || text.contains(&format!(" a `{name}`"))
                || text.contains(&format!("under `{name}`"))
        };
        for (index, line) in text.lines().enumerate() {
            for name in line.split('`').skip(1).step_by(2) {
                let is_path = name.contains('/')
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b))
                    && !name.ends_with(|c: char| c.is_ascii_digit());
                let exists =
                    [root.join(name), root.join("src").join(name)].iter().any(|p| p.exists())
                        || root.join("src").join(format!("{name}.rs")).exists();
                if is_path && !exists && !written(name) {
                    faults.push(format!("{guide}:{}: there is no `{name}`", index + 1));
                }
            }
        }
    }
    let map = repository("ARCHITECTURE.md");
    let unnamed = modules().into_iter().filter(|module| !map.contains(&format!("`{module}`")));
    faults.extend(unnamed.map(|module| format!("ARCHITECTURE.md: `{module}` is not on the map")));
    faults
}
