//! Cases that are judged by what rules say about a project, and where.
//!
//! `rules/<CODE>/bad…` and `good…`: one rule alone. `records/<kind>/`: every rule that follows from
//! the descriptor of the kind. `input/<defect>/project/`: every rule about reading.

use super::folder::{Files, Git, Planned, Workspace, files_of, names_in, settings};
use super::line::Inputs;
use super::marker::{self, Position};
use super::{Case, Done, at, expect};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use techfile::check::{RULES, Rule, rule_of};
use techfile::history::{
    Ancestry, BackdatedCommit, Disappearance, EarlierPeople, GoneRecord, Lineage, MissingTags,
    ReassignedDraft, RewrittenRecord,
};
use techfile::render::text::{Style, diagnostic};

/// Rules about reading and about what a descriptor says.
const READING: [&str; 3] = ["CFG", "REC", "LNK"];

/// `case.yaml` of a rule or a kind: what a project of it needs beside its files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    git: Option<Git>,
    /// What the one commit is tagged with.
    #[serde(default)]
    tags: Vec<String>,
    release: Option<String>,
    /// Records that the history has and the project does not, since `v1.0`.
    #[serde(default)]
    gone: Vec<String>,
    /// Why the history cannot tell.
    unknown: Option<String>,
    /// What the history recorded in another way.
    #[serde(default)]
    rewritten: Vec<Rewritten>,
    /// Drafts that belonged to other products.
    #[serde(default)]
    reassigned: Vec<Reassigned>,
    /// Commits that are dated before their parents.
    #[serde(default)]
    backdated: Vec<Backdated>,
    /// Commits behind the judged one, where the history is looked at; each is the parent of the next.
    behind: Option<Vec<String>>,
    /// Tags of releases that the repository lacks, where the history is looked at.
    missing_tags: Option<BTreeSet<String>>,
    /// The same in a history that is not whole.
    unknown_tags: Option<BTreeSet<String>>,
    /// People and their roles at `v1.0`, where the history is looked at.
    people: Option<BTreeMap<String, BTreeSet<String>>>,
    /// Their names then, where they matter.
    #[serde(default)]
    names: BTreeMap<String, String>,
}

/// A value that is another one than a commit recorded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rewritten {
    id: String,
    path: String,
    before: Option<String>,
    after: Option<String>,
    commit: String,
}

impl From<Rewritten> for RewrittenRecord {
    fn from(Rewritten { id, path, before, after, commit }: Rewritten) -> Self {
        Self { id, path, before, after, commit }
    }
}

/// A draft that belonged to other products; to all, if none is named.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reassigned {
    id: String,
    before: Vec<String>,
    commit: String,
}

impl From<Reassigned> for ReassignedDraft {
    fn from(Reassigned { id, before, commit }: Reassigned) -> Self {
        Self { id, before, held_by: commit }
    }
}

/// A commit and its parent, each with its date.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Backdated {
    commit: String,
    committed: String,
    parent: String,
    parent_committed: String,
}

impl From<Backdated> for BackdatedCommit {
    fn from(Backdated { commit, committed, parent, parent_committed }: Backdated) -> Self {
        Self { commit, committed, parent, parent_committed }
    }
}

impl Setup {
    fn disappearance(&self) -> Disappearance {
        if let Some(reason) = self.unknown.clone() {
            return Disappearance::Unknown { reason, help: "fetch the tags".to_string() };
        }
        let record = |id: &String| GoneRecord {
            id: id.clone(),
            file: "records/gone.yaml".to_string(),
            held_by: "0123456789".to_string(),
            dropped_by: None,
        };
        let since = Some("v1.0".to_string());
        Disappearance::Compared { since, gone: self.gone.iter().map(record).collect() }
    }
}

/// One project and what is expected of it.
struct Diagnosed {
    /// Laid over each other in this order.
    files: Files,
    setup: Setup,
    rules: Vec<&'static Rule>,
    positions: PathBuf,
    expected: Option<PathBuf>,
}

pub fn cases() -> Vec<Case> {
    let rules = names_in(&at("rules")).into_iter().flat_map(|code| rule_cases(&code));
    let records = names_in(&at("records")).into_iter().flat_map(|kind| record_cases(&kind));
    let input = names_in(&at("input")).into_iter().map(|defect| input_case(&defect));
    rules.chain(records).chain(input).collect()
}

fn rule_cases(code: &str) -> Vec<Case> {
    let folder = at("rules").join(code);
    let is_project = |name: &String| name.starts_with("bad") || name.starts_with("good");
    let projects = names_in(&folder).into_iter().filter(is_project);
    let case = |name: String| {
        let (folder, code) = (folder.clone(), code.to_string());
        Case::new("rules", code.clone(), name.clone(), move || {
            let setups: BTreeMap<String, Setup> = settings(&folder.join("case.yaml"));
            let setup = setups.get(&name).cloned().unwrap_or_default();
            let rule = rule_of(&code).ok_or_else(|| format!("no rule is called `{code}`"))?;
            let beside = |what: &str| folder.join(format!("{}.txt", name.replacen("bad", what, 1)));
            let is_bad = name.starts_with("bad");
            let diagnosed = Diagnosed {
                files: with_base(files_of(&folder.join(&name))),
                setup,
                rules: vec![rule],
                positions: if is_bad { beside("positions") } else { PathBuf::new() },
                expected: is_bad.then(|| beside("expected")),
            };
            let found = diagnosed.run()?;
            match (is_bad, found) {
                (true, 0) => Err("a bad project is marked at one place at least".to_string()),
                (false, 1..) => Err("a good project has no marker".to_string()),
                _ => Ok(Done::Passed),
            }
        })
    };
    projects.map(case).collect()
}

fn record_cases(kind: &str) -> Vec<Case> {
    let folder = at("records").join(kind);
    let forms = ["full", "minimal", "broken"].into_iter();
    let case = |form: &'static str| {
        let folder = folder.clone();
        Case::new("records", kind, form, move || {
            let own = |name: &str| std::fs::read(folder.join(name)).ok();
            let record = own(&format!("{form}.yaml")).ok_or("the file is missing")?;
            let setups: BTreeMap<String, Setup> = settings(&folder.join("case.yaml"));
            let mut files = files_of(&at("base"));
            files.insert(format!("records/{form}.yaml"), record);
            files.extend(own("techfile.yaml").map(|text| ("techfile.yaml".to_string(), text)));
            let diagnosed = Diagnosed {
                files,
                setup: setups.get(form).cloned().unwrap_or_default(),
                rules: reading_rules(),
                positions: PathBuf::new(),
                expected: Some(folder.join("expected.txt")).filter(|_| form == "broken"),
            };
            let found = diagnosed.run()?;
            match (form, found) {
                ("broken", 0) => Err("nothing is wrong with the broken record".to_string()),
                ("full" | "minimal", 1..) => Err(format!("the {form} record has markers")),
                _ => Ok(Done::Passed),
            }
        })
    };
    forms.map(case).collect()
}

fn input_case(defect: &str) -> Case {
    let folder = at("input").join(defect);
    Case::new("input", "files", defect, move || {
        let setup: Setup = settings(&folder.join("case.yaml"));
        let diagnosed = Diagnosed {
            files: with_base(files_of(&folder.join("project"))),
            setup,
            rules: reading_rules(),
            positions: folder.join("positions.txt"),
            expected: Some(folder.join("expected.txt")),
        };
        diagnosed.run().map(|_| Done::Passed)
    })
}

fn reading_rules() -> Vec<&'static Rule> {
    let is_reading = |rule: &&Rule| READING.contains(&&rule.code[..3]);
    RULES.iter().copied().filter(is_reading).collect()
}

/// Adds the shared project file where a case has none.
fn with_base(files: Files) -> Files {
    let base = std::fs::read(at("base/techfile.yaml")).expect("the base has a project file");
    let mut all = Files::from([("techfile.yaml".to_string(), base)]);
    all.extend(files);
    all
}

impl Diagnosed {
    fn workspace(&self) -> Workspace {
        if self.setup.tags.is_empty() {
            return Workspace::with(&self.files, self.setup.git.unwrap_or(Git::None));
        }
        let tags: Vec<&str> = self.setup.tags.iter().map(String::as_str).collect();
        let commit = Planned::new("2026-10-01T09:00:00+02:00", Vec::new(), &tags);
        let workspace = Workspace::new();
        workspace.commit(&[(commit, self.files.clone())], self.setup.git.unwrap_or_default());
        workspace
    }

    /// Returns how many positions were marked, all of which were found and nothing else.
    fn run(mut self) -> Result<usize, String> {
        let mut marked = marker::take(&mut self.files);
        marked.extend(marker::listed(&self.positions));
        let workspace = self.workspace();
        let mut inputs = Inputs::of(workspace.path());
        inputs.basis.release.clone_from(&self.setup.release);
        inputs.basis.disappearance = self.setup.disappearance();
        let rewritten = self.setup.rewritten.iter().cloned();
        inputs.basis.rewritten = rewritten.map(RewrittenRecord::from).collect();
        let reassigned = self.setup.reassigned.iter().cloned();
        inputs.basis.reassigned = reassigned.map(ReassignedDraft::from).collect();
        let backdated = self.setup.backdated.iter().cloned();
        inputs.basis.backdated = backdated.map(BackdatedCommit::from).collect();
        let since = Some("v1.0".to_string());
        let names = self.setup.names.clone();
        inputs.basis.earlier_people =
            self.setup.people.clone().map(|roles| EarlierPeople { since, roles, names });
        if let Some(tags) = self.setup.missing_tags.clone() {
            inputs.basis.missing_tags = MissingTags::Known(tags);
        }
        if let Some(tags) = self.setup.unknown_tags.clone() {
            inputs.basis.missing_tags = MissingTags::Unknown(tags);
        }
        if let Some(behind) = self.setup.behind.clone() {
            let parents = (0..behind.len()).map(|at| at.checked_sub(1).into_iter().collect());
            inputs.basis.ancestry = Ancestry::Known(Lineage::new(behind.into_iter().zip(parents)));
        }
        let found = inputs.found_by(&self.rules);
        let n = marked.len();
        let position = |found: &techfile::report::check_report::Reported| -> Position {
            let place = &found.place;
            (place.path.clone(), place.line, place.column, found.code.to_string())
        };
        let wording: Vec<String> =
            found.iter().map(|found| diagnostic(found, Style::default())).collect();
        marker::compare(marked, found.iter().map(position).collect())
            .map_err(|difference| format!("{difference}\n\n{}", wording.join("\n")))?;
        if let Some(stuck) = found.iter().find(|found| found.help.is_none()) {
            return Err(format!("no next step: {}", diagnostic(stuck, Style::default())));
        }
        let record = |file: &Path| expect::recorded(file, &wording.join("\n"));
        self.expected.as_deref().map_or(Ok(()), record).map(|()| n)
    }
}
