//! Tables and properties of pure logic: what goes in stands beside what must come out.

mod approval;
mod attack;
mod control;
mod estimate;
mod fingerprint;
mod input;
mod kinds;
mod order;
mod past;
mod reading;
mod renaming;
mod verdict;

use crate::harness::{Case, Files, Inputs, at};
use techfile::assess::fingerprint;
use techfile::check::{RULES, check};
use techfile::diagnostic::Diagnostic;
use techfile::gate::judge;
use techfile::graph::TraceGraph;
use techfile::history::EarlierPeople;
use techfile::report::gate_report::gate_report;

/// Returns every table.
pub fn cases() -> Vec<Case> {
    let mut cases = input::cases();
    let tables: &[(&str, &[(&'static str, fn())])] = &[
        ("approval", approval::TABLES),
        ("attack", attack::TABLES),
        ("control", control::TABLES),
        ("estimate", estimate::TABLES),
        ("fingerprint", fingerprint::TABLES),
        ("kinds", kinds::TABLES),
        ("order", order::TABLES),
        ("past", past::TABLES),
        ("reading", reading::TABLES),
        ("renaming", renaming::TABLES),
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

/// Approves the present state of a record or section.
fn approve(files: &mut Files, target: &str, by: &str, role: &str) {
    approve_in("records", files, target, (by, role));
}

/// Writes an approval into a folder of records.
fn approve_in(folder: &str, files: &mut Files, target: &str, (by, role): (&str, &str)) {
    let now = fingerprint(&Inputs::of_files(files).project, target).expect("it exists");
    let number = files.len();
    let review = format!(
        "id: REV-2{number}\nby: {by}\nrole: {role}\nmeaning: approved\ndecision: accepted\n\
         date: 2026-10-01\nof: [{{to: \"{target}\", fingerprint: \"{now}\"}}]\n"
    );
    files.insert(format!("{folder}/approved-{number}.yaml"), review.into_bytes());
}

/// What the gate says of a project.
struct Judged {
    open: bool,
    /// The body of the verdict as JSON.
    body: String,
    /// Every finding, one a line: code, record and message.
    findings: Vec<String>,
}

/// The people of the pump, as the history knows them.
fn pump_people() -> EarlierPeople {
    let people = Inputs::of_files(&pump()).project.config.people;
    let roles = people.into_iter().map(|(key, person)| (key, person.roles.into_iter().collect()));
    EarlierPeople { since: None, roles: roles.collect(), names: Default::default() }
}

/// Judges the project by every rule.
fn judged(files: &Files) -> Judged {
    let inputs = &mut Inputs::of_files(files);
    inputs.basis.earlier_people = Some(pump_people());
    let (project, revision) = (&inputs.project, &inputs.revision);
    let graph = &TraceGraph::new(project);
    let assessment = &inputs.assess(graph);
    let diagnostics = check(&inputs.context(graph, assessment));
    let verdict = judge(project, assessment, &diagnostics, revision);
    let body = gate_report(project, &verdict, RULES).body;
    let finding = |found: &Diagnostic| {
        let record = found.record.as_deref().unwrap_or("-");
        format!("{} {record} {}", found.code, found.message)
    };
    Judged {
        open: body.open,
        body: serde_json::to_string(&body).expect("plain data"),
        findings: diagnostics.iter().map(finding).collect(),
    }
}
