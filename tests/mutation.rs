//! The mutation test of the gate: the example's release, whose gate is open, with one change at a time.
//!
//! Every change that takes evidence away or alters what was approved must close the gate with a
//! diagnostic that names the record; every change of layout, order, comment, file name or folder
//! must leave it open with the same body of the verdict. Both shares are printed and must be whole.

use crate::harness::{Case, Done, known_names};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use techfile::assess::{Basis, assess, fingerprint};
use techfile::check::{Context, RULES, check};
use techfile::demo::{Files, commits};
use techfile::gate::judge;
use techfile::graph::TraceGraph;
use techfile::history::{Disappearance, Revision};
use techfile::load::Snapshot;
use techfile::model::{self, Project, Record, SuppliedResults};
use techfile::report::gate_report::gate_report;
use techfile::standards::profiles;
use techfile::yaml::{Node, Value};

const RELEASE: &str = "v1.0.0";

/// Returns the two cases.
pub fn cases() -> Vec<Case> {
    vec![
        Case::new("gate", "mutation", "taking_evidence_away_closes_it", || closes(400)),
        Case::new("gate", "mutation", "changing_the_layout_leaves_it_open", || stays_open(200)),
    ]
}

/// One change: what it does, whom a diagnostic must name, and the files after it.
struct Mutant {
    what: String,
    names: String,
    files: Files,
}

struct Judged {
    open: bool,
    body: String,
    /// Everything that is said, to look for names in.
    said: String,
}

fn closes(at_least: usize) -> Result<Done, String> {
    let base = released();
    let project = read(&base);
    let mutants: Vec<Mutant> = [
        approved_values(&base, &project),
        whole_records(&base, &project),
        results(&base, &project),
        reviews(&base, &project),
        policy(&base, &project),
        broken_files(&base),
    ]
    .into_iter()
    .flatten()
    .collect();
    let survives = |mutant: &Mutant| {
        let judged = judged(&mutant.files);
        match (judged.open, judged.said.contains(&mutant.names)) {
            (true, _) => Some(format!("{}: the gate stays open", mutant.what)),
            (false, false) => Some(format!("{}: nothing names {}", mutant.what, mutant.names)),
            (false, true) => None,
        }
    };
    report("close the gate", at_least, &mutants, &survives)
}

fn stays_open(at_least: usize) -> Result<Done, String> {
    let base = released();
    let expected = judged(&base).body;
    let mutants = layouts(&base, &read(&base));
    let differs = |mutant: &Mutant| {
        let body = judged(&mutant.files).body;
        (body != expected).then(|| format!("{}: {body}", mutant.what))
    };
    report("leave the verdict as it is", at_least, &mutants, &differs)
}

#[expect(clippy::print_stdout, reason = "how many changes were tried is part of the result")]
fn report(
    what: &str,
    at_least: usize,
    mutants: &[Mutant],
    fault: &dyn Fn(&Mutant) -> Option<String>,
) -> Result<Done, String> {
    let faults: Vec<String> = mutants.iter().filter_map(fault).collect();
    let (n, right) = (mutants.len(), mutants.len() - faults.len());
    println!("{right} of {n} changes {what}");
    match () {
        () if n < at_least => Err(format!("only {n} changes, at least {at_least} are wanted")),
        () if faults.is_empty() => Ok(Done::Passed),
        () => Err(format!("{right} of {n}\n{}", faults.join("\n"))),
    }
}

/// The files of the example at its release.
fn released() -> Files {
    let pins = |files: &Files, targets: &[String]| {
        let project = read(files);
        Ok(targets.iter().map(|to| fingerprint(&project, to).expect("a target")).collect())
    };
    let mut files = Files::new();
    for commit in commits(&pins).expect("the example is whole") {
        for (path, content) in commit.files {
            match content {
                Some(content) => files.insert(path, content),
                None => files.remove(&path),
            };
        }
        if commit.tags.iter().any(|tag| tag == RELEASE) {
            break;
        }
    }
    files
}

fn read(files: &Files) -> Project {
    let profiles = profiles().expect("the built-in profiles can be read");
    let snapshot = Snapshot::of_files(files.clone());
    model::read(&snapshot, &known_names(&profiles), &SuppliedResults::default())
}

fn judged(files: &Files) -> Judged {
    let project = &read(files);
    let profiles = profiles().expect("the built-in profiles can be read");
    let revision = &Revision { commit: Some("0".repeat(40)), ..Revision::default() };
    let basis = Basis {
        revision: Some(RELEASE.to_string()),
        as_of: "2026-10-15".to_string(),
        disappearance: Disappearance::Compared { since: None, gone: Vec::new() },
        ..Basis::default()
    };
    let graph = &TraceGraph::new(project);
    let assessment = &assess(graph, &profiles, &basis);
    let diagnostics = check(&Context { project, graph, assessment, revision, rules: RULES });
    let verdict = judge(project, assessment, &diagnostics, revision);
    let report = gate_report(project, &verdict, RULES);
    Judged {
        open: report.body.open,
        body: serde_json::to_string(&report.body).expect("plain data"),
        said: serde_json::to_string(&report).expect("plain data"),
    }
}

/// Every value of every approved record, changed; and every field of it, removed.
fn approved_values(base: &Files, project: &Project) -> Vec<Mutant> {
    let approved = project.records.iter().filter(|record| record.kind.needs_approval);
    let of_record = |record: &Record| {
        let tree = json_of(&record.node);
        let changed = leaves(&tree).into_iter().map(|path| {
            let mut tree = tree.clone();
            change(&mut tree, &path);
            mutant(base, project, record, format!("{} changed at {path:?}", record.id), Some(tree))
        });
        let fields: Vec<String> =
            tree.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
        let removed = fields.into_iter().filter(|field| field != "id").map(|field| {
            let mut tree = tree.clone();
            tree.as_object_mut().expect("a record").remove(&field);
            mutant(base, project, record, format!("{} without {field}", record.id), Some(tree))
        });
        changed.chain(removed).collect::<Vec<_>>()
    };
    approved.flat_map(of_record).collect()
}

/// Every approved record, deleted, made a draft, and retired.
fn whole_records(base: &Files, project: &Project) -> Vec<Mutant> {
    let approved = project.records.iter().filter(|record| record.kind.needs_approval);
    let of_record = |record: &Record| {
        let with = |status: &str| {
            let mut tree = json_of(&record.node);
            tree["status"] = json!(status);
            mutant(base, project, record, format!("{} made {status}", record.id), Some(tree))
        };
        let deleted = mutant(base, project, record, format!("{} deleted", record.id), None);
        // Nothing rests on a release, nor on an item from which no risk arises.
        let is_judged = matches!(record.kind.name, "software-item" | "release");
        let drafted = (!is_judged).then(|| with("draft"));
        drafted.into_iter().chain([deleted, with("retired")]).collect::<Vec<_>>()
    };
    approved.flat_map(of_record).collect()
}

/// Every result that decides, failed, deleted and taken from its release.
fn results(base: &Files, project: &Project) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for record in deciding(project) {
        for verdict in ["fail", "blocked", "skipped", "passed"] {
            let mut tree = json_of(&record.node);
            tree["verdict"] = json!(verdict);
            let what = format!("{} became {verdict}", record.id);
            mutants.push(mutant(base, project, record, what, Some(tree)));
        }
        for field in ["verdict", "for_release", "of"] {
            let mut tree = json_of(&record.node);
            tree.as_object_mut().expect("a record").remove(field);
            let what = format!("{} without {field}", record.id);
            mutants.push(mutant(base, project, record, what, Some(tree)));
        }
        // A deleted result is missed at the verification that it was of, unless an older one is left.
        let of = record.links_of("of").next().expect("a verification").to.to_string();
        let mut deleted = mutant(base, project, record, format!("{} deleted", record.id), None);
        deleted.names.clone_from(&of);
        let same = |other: &&Record| other.links_of("of").any(|link| *link.to == *of);
        if project.of_kind("result").filter(same).count() == 1 {
            mutants.push(deleted);
        }
    }
    mutants
}

/// Results without which the gate is not open.
fn deciding(project: &Project) -> Vec<&Record> {
    let graph = TraceGraph::new(project);
    let profiles = profiles().expect("the built-in profiles can be read");
    let basis = Basis { revision: Some(RELEASE.to_string()), ..Basis::default() };
    let assessment = assess(&graph, &profiles, &basis);
    let states =
        project.of_kind("verification").filter_map(|record| assessment.verification(record));
    let ids: Vec<&str> = states
        .filter(|state| state.deciding.len() == 1)
        .map(|state| &*state.deciding[0].record.id)
        .collect();
    project.of_kind("result").filter(|record| ids.contains(&&*record.id)).collect()
}

/// Every entry of every review that holds, removed and altered; and every review, turned around.
fn reviews(base: &Files, project: &Project) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for review in project.of_kind("review") {
        for (index, link) in review.links_of("of").enumerate() {
            if fingerprint(project, &link.to).as_deref() != link.attribute("fingerprint") {
                continue;
            }
            let is_only =
                project.of_kind("review").flat_map(|other| other.links_of("of")).filter(|other| {
                    other.to == link.to
                        && other.attribute("fingerprint") == link.attribute("fingerprint")
                });
            let needs_it = project.record(&link.to).is_some()
                || link.to.ends_with("#risk")
                || link.to.ends_with("#gate");
            if is_only.count() != 1 || !needs_it {
                continue;
            }
            let mut without = json_of(&review.node);
            without["of"].as_array_mut().expect("a list").remove(index);
            let mut altered = json_of(&review.node);
            altered["of"][index]["fingerprint"] = json!(format!("tf1:{}", "0".repeat(64)));
            for (what, tree) in [("without", without), ("with another fingerprint of", altered)] {
                let what = format!("{} {what} {}", review.id, link.to);
                let mut mutant = mutant(base, project, review, what, Some(tree));
                mutant.names = link.to.to_string();
                mutants.push(mutant);
            }
        }
        let holds = review.links_of("of").any(|link| {
            fingerprint(project, &link.to).as_deref() == link.attribute("fingerprint")
                && (project.record(&link.to).is_some() || link.to.ends_with("#risk"))
        });
        for (field, value) in [
            ("decision", "rejected"),
            ("meaning", "reviewed"),
            ("status", "draft"),
            ("role", "janitor"),
            ("by", "nobody"),
        ] {
            if holds && review.word(&["decision"]) == Some("accepted") {
                let mut tree = json_of(&review.node);
                tree[field] = json!(value);
                let what = format!("{} with {field} {value}", review.id);
                let mut mutant = mutant(base, project, review, what, Some(tree));
                // Whatever the review approved is missed; the first that stands today is named.
                mutant.names = review
                    .links_of("of")
                    .find(|link| {
                        fingerprint(project, &link.to).as_deref() == link.attribute("fingerprint")
                            && (project.record(&link.to).is_some() || link.to.ends_with("#risk"))
                    })
                    .map(|link| link.to.to_string())
                    .unwrap_or_default();
                mutants.push(mutant);
            }
        }
    }
    mutants
}

/// Every word of the risk and gate sections of the project file.
fn policy(base: &Files, project: &Project) -> Vec<Mutant> {
    let tree = json_of(&project.config.tree);
    let in_policy = leaves(&tree).into_iter().filter(
        |path| matches!(path.first(), Some(Step::Key(key)) if key == "risk" || key == "gate"),
    );
    let with = |path: Vec<Step>| {
        let mut changed = tree.clone();
        change(&mut changed, &path);
        let mut files = base.clone();
        files.insert("techfile.yaml".to_string(), changed.to_string().into_bytes());
        let Some(Step::Key(section)) = path.first() else { unreachable!("filtered above") };
        Mutant {
            what: format!("techfile.yaml changed at {path:?}"),
            names: format!("techfile.yaml#{section}"),
            files,
        }
    };
    in_policy.map(with).collect()
}

/// Every file of records, cut off, left in a conflict, in another encoding, and deleted.
fn broken_files(base: &Files) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (path, content) in base.iter().filter(|(path, _)| path.starts_with("records/")) {
        let mut with = |what: &str, content: Vec<u8>| {
            let mut files = base.clone();
            files.insert(path.clone(), content);
            mutants.push(Mutant { what: format!("{path} {what}"), names: path.clone(), files });
        };
        let mut open_quote = content.clone();
        open_quote.extend(b"\nbroken: \"");
        with("with an open quote", open_quote);
        let mut conflict = b"<<<<<<< HEAD\n".to_vec();
        conflict.extend(content);
        with("in a conflict", conflict);
        let mut latin = content.clone();
        latin.extend(b"\n# \xe5\n");
        with("in Latin-1", latin);
        let mut files = base.clone();
        let unread = files.remove(path).expect("the file");
        let renamed = path.replace(".yaml", ".yml.bak");
        files.insert(renamed.clone(), unread);
        mutants.push(Mutant { what: format!("{path} renamed away"), names: renamed, files });
    }
    mutants
}

/// Every record and file in another layout, order, place or dress.
fn layouts(base: &Files, project: &Project) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for record in &project.records {
        let what = format!("{} as JSON in a file of its own", record.id);
        mutants.push(mutant(base, project, record, what, Some(json_of(&record.node))));
        let what = format!("{} with its keys turned around", record.id);
        mutants.push(mutant(base, project, record, what, Some(turned(&json_of(&record.node)))));
    }
    for (path, content) in base.iter().filter(|(path, _)| path.starts_with("records/")) {
        let text = String::from_utf8(content.clone()).expect("UTF-8");
        let mut with = |what: &str, path: String, content: String| {
            let mut files = base.clone();
            files.remove(&path);
            files.retain(|known, _| known != what);
            files.insert(path.clone(), content.into_bytes());
            mutants.push(Mutant { what: format!("{path} {what}"), names: String::new(), files });
        };
        with("with comments", path.clone(), format!("# A comment.\n\n{text}\n\n# Another one.\n"));
        with("with other line ends", path.clone(), text.replace('\n', "\r\n"));
        let mut files = base.clone();
        files.remove(path);
        let moved = format!("records/moved/{}", path.replace('/', "-"));
        files.insert(moved, content.clone());
        mutants.push(Mutant { what: format!("{path} moved"), names: String::new(), files });
    }
    mutants
}

/// The files with one record taken out of its file and, where it has a new tree, put into its own.
fn mutant(
    base: &Files,
    project: &Project,
    record: &Record,
    what: String,
    tree: Option<Json>,
) -> Mutant {
    let path = project.sources.path(record.span.source);
    let mut files = base.clone();
    let others: Vec<Json> = project
        .records
        .iter()
        .filter(|other| other.span.source == record.span.source && other.id != record.id)
        .map(|other| json_of(&other.node))
        .collect();
    match others.is_empty() {
        true => files.remove(path),
        false => files.insert(path.to_string(), Json::from(others).to_string().into_bytes()),
    };
    if let Some(tree) = tree {
        files.insert(format!("records/mutant-{}.yaml", record.id), tree.to_string().into_bytes());
    }
    Mutant { what, names: record.id.to_string(), files }
}

/// A located tree as JSON, which is YAML in another dress.
fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Map(entries) => {
            let member =
                |entry: &techfile::yaml::Entry| (entry.key.text.to_string(), json_of(&entry.value));
            Json::Object(entries.iter().map(member).collect())
        }
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Scalar(scalar) if scalar.plain && node.flag().is_some() => json!(node.flag()),
        Value::Scalar(scalar) => json!(scalar.text),
        Value::Unreadable => Json::Null,
    }
}

/// One step into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

fn leaves(tree: &Json) -> Vec<Vec<Step>> {
    let below = |step: Step, value: &Json| {
        leaves(value)
            .into_iter()
            .map(move |rest| [vec![step.clone()], rest].concat())
            .collect::<Vec<_>>()
    };
    match tree {
        Json::Object(map) => {
            let inside = map.iter().filter(|(key, _)| *key != "id");
            inside.flat_map(|(key, value)| below(Step::Key(key.clone()), value)).collect()
        }
        Json::Array(items) => {
            let inside = items.iter().enumerate();
            inside.flat_map(|(index, value)| below(Step::Item(index), value)).collect()
        }
        _ => vec![Vec::new()],
    }
}

/// Gives the leaf at a path another value of its sort.
fn change(tree: &mut Json, path: &[Step]) {
    let leaf = path.iter().fold(tree, |tree, step| match step {
        Step::Key(key) => &mut tree[key.as_str()],
        Step::Item(index) => &mut tree[*index],
    });
    *leaf = match &*leaf {
        Json::Bool(flag) => json!(!flag),
        Json::String(text) => match text.parse::<f64>() {
            Ok(number) => json!((number / 2.0).to_string()),
            Err(_) => json!(format!("{text} changed")),
        },
        other => json!(format!("{other}0")),
    };
}

/// The same tree with the keys of every mapping in another order.
fn turned(tree: &Json) -> Json {
    match tree {
        Json::Object(map) => {
            let turned: BTreeMap<_, _> =
                map.iter().map(|(key, value)| (key, turned(value))).collect();
            Json::Object(
                turned
                    .into_iter()
                    .rev()
                    .map(|(key, value)| (key.clone(), value))
                    .collect::<Map<_, _>>(),
            )
        }
        Json::Array(items) => items.iter().map(turned).collect(),
        other => other.clone(),
    }
}
