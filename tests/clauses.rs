//! `cases/standards/clauses.yaml`: for each clause, that its evidence is complete on a whole device,
//! and one small change after which it is not.
//!
//! The device is the files under `cases/standards/device`, and what would be dull to write:
//! an external document for every document that the device does not write itself, an assessment for
//! every question that a mapping asks, and an approval of everything.

use crate::harness::folder::files_of;
use crate::harness::{Case, Done, Files, Inputs, at};
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use techfile::check::{Context, RULES, check_and_cover};
use techfile::config::sha256_of;
use techfile::coverage::{Asked, State};
use techfile::documents::{Description, descriptions};
use techfile::graph::TraceGraph;
use techfile::standards::document_names;

/// One row of the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    clause: String,
    /// A route that the device declares.
    #[serde(default)]
    route: Option<Route>,
    /// What is changed in any case.
    #[serde(default, with = "serde_yaml::with::singleton_map")]
    first: Option<Change>,
    /// The state before the change, where it is not complete.
    #[serde(default)]
    before: Option<String>,
    #[serde(with = "serde_yaml::with::singleton_map")]
    change: Change,
    /// The state after the change.
    then: String,
    /// What is said to be missing then, or a part of it.
    says: String,
    /// Whether that is said first.
    #[serde(default)]
    first_of_all: bool,
}

/// A route in the place of other clauses.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Route {
    /// For software from before the standard.
    Legacy,
}

/// The smallest change that takes evidence away.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Draft(String),
    Retire(String),
    Remove(String),
    /// Takes every approval of a record, document or setting away.
    Unapprove(String),
    /// Has a record changed after its approval.
    Outdate(String),
    /// Takes a field away: `ID field`.
    Without(String),
    /// Gives a field another value.
    Set(BTreeMap<String, Mapping>),
}

pub fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(at("standards/clauses.yaml")).expect("the table");
    let rows: Vec<Row> = serde_yaml::from_str(&text).expect("the table is YAML");
    let case = |row: Row| {
        let route = if row.route.is_some() { " by its route" } else { "" };
        let name = format!("{}{route} without {}", row.clause, row.change.name());
        Case::new("standards", "clause", name, move || row.run())
    };
    let mut cases: Vec<Case> = rows.iter().cloned().map(case).collect();
    cases
        .push(Case::new("standards", "clause", "the_table_is_long_enough", move || is_long(&rows)));
    for (name, run) in [
        ("what_a_project_adds_shows_nothing", added_shows_nothing as fn() -> Result<Done, String>),
        ("what_a_project_adds_is_asked_for", added_is_asked_for),
    ] {
        cases.push(Case::new("standards", "clause", name, run));
    }
    cases
}

/// Every shipped clause, with a need that is met: no clause may look better for it.
fn added_shows_nothing() -> Result<Done, String> {
    let mut device = Device::whole();
    // Most clauses are open without these, and in different states.
    let is_kept = |id: &str| !id.starts_with("EXT-") && !id.starts_with("ASM-iec");
    device.records.retain(|record| is_kept(id_of(record)));
    let before = device.covered();
    device.add_to_every_clause("setting: risk");
    let after = device.covered();
    let open = |states: &BTreeMap<String, Covered>| {
        states.values().filter(|one| one.state.is_open()).count()
    };
    if open(&before) < 100 {
        return Err(format!("{} clauses are open, which proves little", open(&before)));
    }
    let differs = before.iter().find(|(clause, one)| one.state != after[*clause].state);
    match differs {
        None => Ok(Done::Passed),
        Some((clause, one)) => {
            Err(format!("`{clause}` was {:?} and is {:?}", one.state, after[clause].state))
        }
    }
}

/// Every shipped clause, with a need that is not met: none stays complete.
fn added_is_asked_for() -> Result<Done, String> {
    let mut device = Device::whole();
    device.add_to_every_clause("document: house-manual");
    let after = device.covered();
    let stays = complete().iter().find(|(clause, one)| {
        one.state == State::Complete
            && (after[*clause].state != State::Partial
                // A heading says of itself nothing that is missing.
                || !(after[*clause].steps.is_empty()
                    || after[*clause].missing().contains("document `house-manual`")))
    });
    match stays {
        None => Ok(Done::Passed),
        Some((clause, _)) => Err(format!("`{clause}` is {:?}", after[clause].state)),
    }
}

/// Eighty clauses over six standards at least, each in one row.
fn is_long(rows: &[Row]) -> Result<Done, String> {
    let clauses: BTreeSet<&str> = rows.iter().map(|row| &*row.clause).collect();
    let standards: BTreeSet<&str> =
        clauses.iter().filter_map(|clause| Some(clause.split_once(':')?.0)).collect();
    match (clauses.len(), standards.len()) {
        (80.., 6..) => Ok(Done::Passed),
        (n, of) => Err(format!("{n} clauses of {of} standards in {} rows", rows.len())),
    }
}

impl Change {
    fn name(&self) -> String {
        match self {
            Change::Draft(id) | Change::Retire(id) | Change::Remove(id) => id.clone(),
            Change::Unapprove(what) => format!("the approval of {what}"),
            Change::Outdate(id) => format!("the approval of {id} as it is now"),
            Change::Without(what) => what.clone(),
            Change::Set(set) => set.keys().cloned().collect::<Vec<_>>().join(" and "),
        }
    }

    /// Changes the records of the device.
    fn apply(&self, device: &mut Device) {
        let set = |record: &mut Mapping, key: &str, value: &str| {
            record.insert(key.into(), value.into());
        };
        match self {
            Change::Draft(id) => set(device.record(id), "status", "draft"),
            Change::Retire(id) => {
                set(device.record(id), "status", "retired");
                set(device.record(id), "retirement_reason", "no longer needed");
            }
            Change::Remove(id) => device.remove(id),
            Change::Unapprove(what) => device.unapproved.push(what.clone()),
            Change::Outdate(id) => device.outdated.push(id.clone()),
            Change::Without(what) => {
                let (id, field) = what.split_once(' ').expect("an id and a field");
                let taken = device.record(id).remove(field);
                assert!(taken.is_some(), "`{id}` has no `{field}`");
            }
            Change::Set(changes) => {
                for (id, fields) in changes {
                    let record = device.record(id);
                    for (field, value) in fields {
                        let old = record.insert(field.clone(), value.clone());
                        assert_ne!(old.as_ref(), Some(value), "`{id}` says so already");
                    }
                }
            }
        }
    }
}

impl Row {
    fn run(&self) -> Result<Done, String> {
        let mut device = Device::whole();
        self.route.into_iter().for_each(|route| device.take(route));
        self.first.iter().for_each(|change| change.apply(&mut device));
        let covered;
        let before = match (&self.route, &self.first) {
            (None, None) => complete(),
            _ => {
                covered = device.covered();
                &covered
            }
        };
        let before = before.get(&self.clause).ok_or("no such clause is covered")?;
        if before.state.word() != self.before.as_deref().unwrap_or(State::Complete.word()) {
            return Err(format!("before the change: {:?}\n{}", before.state, before.missing()));
        }
        self.change.apply(&mut device);
        let after = device.covered();
        let after = after.get(&self.clause).ok_or("after the change no such clause is covered")?;
        let missing = after.missing();
        let is_said = match self.first_of_all {
            true => missing.starts_with(&self.says),
            false => missing.contains(&self.says),
        };
        match after.state.word() == self.then && is_said {
            true => Ok(Done::Passed),
            false => Err(format!("after the change: {:?}\n{missing}", after.state)),
        }
    }
}

/// The state of one clause.
struct Covered {
    state: State,
    steps: Vec<String>,
}

impl Covered {
    fn missing(&self) -> String {
        self.steps.join("\n")
    }
}

/// The states of the unchanged device.
fn complete() -> &'static BTreeMap<String, Covered> {
    static COMPLETE: OnceLock<BTreeMap<String, Covered>> = OnceLock::new();
    COMPLETE.get_or_init(|| Device::whole().covered())
}

/// A device as records that can be changed.
#[derive(Clone)]
struct Device {
    files: Files,
    records: Vec<Mapping>,
    unapproved: Vec<String>,
    outdated: Vec<String>,
}

impl Device {
    /// Returns the whole device, without approvals.
    fn whole() -> Self {
        static WHOLE: OnceLock<Device> = OnceLock::new();
        WHOLE.get_or_init(Device::read).clone()
    }

    fn read() -> Self {
        let mut files = files_of(&at("standards/device"));
        let is_record = |path: &String| path.starts_with("records/");
        let paths: Vec<String> = files.keys().filter(|path| is_record(path)).cloned().collect();
        let mut records = Vec::new();
        for path in paths {
            let bytes = files.remove(&path).expect("it was listed");
            for document in serde_yaml::Deserializer::from_slice(&bytes) {
                match Value::deserialize(document).expect("records are YAML") {
                    Value::Sequence(list) => records.extend(list.into_iter().map(mapping)),
                    Value::Null => {}
                    one => records.push(mapping(one)),
                }
            }
        }
        // Everything is approved anew below.
        records.retain(|record| !id_of(record).starts_with("REV-"));
        let mut device = Self { files, records, unapproved: Vec::new(), outdated: Vec::new() };
        device.add_documents();
        device.add_answers();
        device
    }

    /// Declares a route, and adds the document that belongs to it alone.
    fn take(&mut self, route: Route) {
        let Route::Legacy = route;
        let file = self.files.get_mut("techfile.yaml").expect("the project file");
        let text = String::from_utf8_lossy(file);
        let plain = "iec-62304: {edition: \"2006+A1:2015\"}";
        assert!(text.contains(plain), "the device follows the standard");
        let declared = "iec-62304: {edition: \"2006+A1:2015\", routes: {\"4.4\": {for: [ITEM-001], \
                        justification: It was on the market before.}}}";
        *file = text.replace(plain, declared).into_bytes();
        let written = "{id: EXT-legacy-assessment, title: Assessment, number: D-legacy, version: \"1\", \
                       sha256: 9d4a3a0f2b7d2f6e1c5b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d, \
                       stands_for: [legacy-assessment], sections: {legacy-assessment: \
                       {field-experience: \"2\", risk-of-continued-use: \"3\", gap-analysis: \"4\", \
                       gap-closure: \"5\", version: \"1\", rationale: \"6\"}}}";
        self.records.push(serde_yaml::from_str(written).expect("a record"));
    }

    /// Adds a mapping of the project to every clause that demands something.
    fn add_to_every_clause(&mut self, need: &str) {
        // A document that a mapping names is known where a narrative one is called so.
        let draft = "---\ndocument: house-manual\n---\n\n# Manual\n";
        self.files.insert("docs-src/house-manual.md".to_string(), draft.into());
        for standard in &self.inputs().library.standards {
            let demanding = standard.clauses.iter().filter(|clause| clause.kind.demands());
            let entries: Vec<String> = demanding
                .map(|clause| format!("- clause: \"{}\"\n  needs: [{{{need}}}]\n", clause.id))
                .collect();
            let path = format!("standards/{}/{}/mapping.yaml", standard.id, standard.folder);
            self.files.insert(path, entries.concat().into_bytes());
        }
    }

    /// Adds an external document for every document that the device does not write.
    fn add_documents(&mut self) {
        let library = self.inputs().library;
        let mut anchors: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for clause in library.standards.iter().flat_map(|standard| &standard.clauses) {
            for (document, anchor) in clause.needs.iter().flat_map(|need| need.of.sections()) {
                anchors.entry(document.to_string()).or_default().insert(anchor);
            }
        }
        for document in document_names().expect("built in") {
            let is_written =
                self.files.keys().any(|path| path.contains(&format!("/{}.", document.id)));
            if !is_written && document.scope != "conditional" {
                let sections = anchors.get(&document.id).into_iter().flatten();
                let places: Vec<String> =
                    sections.map(|anchor| format!("{anchor}: \"Its own chapter\"")).collect();
                let sections = match places.is_empty() {
                    true => String::new(),
                    false => format!(", sections: {{{}: {{{}}}}}", document.id, places.join(", ")),
                };
                let text = format!(
                    "{{id: EXT-{0}, title: \"{0}\", number: D-{0}, version: \"3\", sha256: {1}, stands_for: [{0}]{sections}}}",
                    document.id,
                    sha256_of(document.id.as_bytes())
                );
                self.records.push(serde_yaml::from_str(&text).expect("a record"));
            }
        }
    }

    /// Adds an answer for every clause whose mapping asks a person.
    fn add_answers(&mut self) {
        let library = self.inputs().library;
        for standard in &library.standards {
            for clause in &standard.clauses {
                let name = format!("{}:{}", standard.id, clause.id);
                let questions = clause.questions();
                if !questions.is_empty() {
                    let answers: Vec<String> =
                        questions.iter().map(|key| format!("\"{name}#{key}\"")).collect();
                    let id = answer_to(&standard.id, &clause.id);
                    let text = format!(
                        "{{id: {id}, title: Answer, answers: [{}], question: \"As the mapping asks\", \
                         answer: \"yes\", reason: It was looked at, by: ingrid, date: 2026-09-24}}",
                        answers.join(", ")
                    );
                    self.records.push(serde_yaml::from_str(&text).expect("a record"));
                }
            }
        }
    }

    fn record(&mut self, id: &str) -> &mut Mapping {
        let found = self.records.iter_mut().find(|record| id_of(record) == id);
        found.unwrap_or_else(|| panic!("the device has no `{id}`"))
    }

    fn remove(&mut self, id: &str) {
        let before = self.records.len();
        self.records.retain(|record| id_of(record) != id);
        assert_eq!(self.records.len() + 1, before, "the device has no `{id}`");
    }

    fn inputs(&self) -> Inputs {
        let mut files = self.files.clone();
        let text = serde_yaml::to_string(&self.records).expect("records are YAML");
        files.insert("records/all.yaml".to_string(), text.into_bytes());
        Inputs::of_files(&files)
    }

    /// Returns the device with an approval of everything but one thing.
    fn approved(&self) -> Inputs {
        let inputs = self.inputs();
        let project = &inputs.project;
        let mut pins: Vec<(String, String)> = Vec::new();
        let records = project.records.iter().filter(|record| record.kind.needs_approval);
        pins.extend(records.map(|record| (record.id.to_string(), record.fingerprint.to_string())));
        let documents = project.sections.iter().filter(|section| section.anchor.is_empty());
        pins.extend(documents.map(|section| (section.target(), section.fingerprint())));
        for entry in project.config.tree.entries() {
            let name = &*entry.key.text;
            let fingerprint = project.config.fingerprint(name);
            pins.extend(fingerprint.map(|print| (format!("techfile.yaml#{name}"), print)));
        }
        pins.retain(|(target, _)| !self.unapproved.contains(target));
        let former = sha256_of(b"what it said before");
        for (_, fingerprint) in pins.iter_mut().filter(|(id, _)| self.outdated.contains(id)) {
            fingerprint.clone_from(&former);
        }
        let of: Vec<String> = pins
            .iter()
            .map(|(to, fingerprint)| {
                format!("  - {{to: \"{to}\", fingerprint: \"{fingerprint}\"}}\n")
            })
            .collect();
        let review = |(id, role): (&str, &str)| {
            let head = format!(
                "id: {id}\nby: ingrid\nrole: {role}\nmeaning: approved\ndecision: accepted\n"
            );
            format!("{head}date: 2026-09-25\nof:\n{}", of.concat())
        };
        let reviews = [("REV-1", "quality"), ("REV-2", "risk-manager")].map(review);
        let mut device = self.clone();
        let records = device.files.entry("records/reviews.yaml".to_string()).or_default();
        *records = reviews.join("---\n").into_bytes();
        device.inputs()
    }

    fn covered(&self) -> BTreeMap<String, Covered> {
        let inputs = &self.approved();
        let (project, revision, library) = (&inputs.project, &inputs.revision, inputs.library);
        let graph = &TraceGraph::new(project);
        let assessment = &inputs.assess(graph);
        let documents: &Vec<Description> = &descriptions(&BTreeMap::new()).expect("built in");
        let cx = Context { project, graph, assessment, revision, rules: RULES, documents, library };
        let (_, coverage) = check_and_cover(&cx, Asked::default());
        let mut found = BTreeMap::new();
        for covered in &coverage.standards {
            for (clause, state) in covered.standard.clauses.iter().zip(&covered.clauses) {
                let needs = coverage.needs_of(state).flat_map(|need| &need.missing);
                let steps =
                    state.missing.iter().chain(needs).map(|missing| missing.step("en").missing);
                let covered_clause = Covered { state: state.state.clone(), steps: steps.collect() };
                found.insert(format!("{}:{}", covered.standard.id, clause.id), covered_clause);
            }
        }
        found
    }
}

fn mapping(value: Value) -> Mapping {
    match value {
        Value::Mapping(mapping) => mapping,
        other => panic!("no record: {other:?}"),
    }
}

fn id_of(record: &Mapping) -> &str {
    record.get("id").and_then(Value::as_str).expect("a record has an id")
}

/// Returns the id of the assessment that answers a clause.
fn answer_to(standard: &str, clause: &str) -> String {
    let number = clause.replace('(', ".").replace(')', "");
    format!("ASM-{standard}.{number}")
}
