//! Projects whose gate is open, and how they are judged.

use crate::harness::folder::files_of;
use crate::harness::{Files, Inputs, at};
use techfile::assess::fingerprint;
use techfile::check::{RULES, check};
use techfile::demo::commits;
use techfile::error::Error;
use techfile::gate::judge;
use techfile::graph::TraceGraph;
use techfile::history::{Disappearance, GoneRecord, PlannedCommit};
use techfile::model::{Project, Record, Status};
use techfile::report::gate_report::gate_report;

/// A project before any change.
pub struct Base {
    pub files: Files,
    pub project: Project,
    /// The tag of the release, where it has one.
    tag: Option<String>,
    as_of: Option<String>,
}

/// What the gate says.
pub struct Judged {
    pub open: bool,
    pub body: String,
    /// Everything that is said, to look for names in.
    pub said: String,
}

impl Base {
    /// Returns the recorder before its second release: a device with records of every kind.
    pub fn recorder() -> Self {
        let base = Self::of(files_of(&at("projects/recorder")), None, None);
        let runs = base.project.of_kind("test-run");
        assert_eq!(runs.count(), 1, "the results of a run are changed, too");
        base
    }

    /// Returns the example at its newest release.
    pub fn example() -> Self {
        let commits = commits(&pins).expect("the example is whole");
        let release =
            |commit: &PlannedCommit| commit.tags.iter().find(|tag| tag.starts_with('v')).cloned();
        let newest = commits.iter().rposition(|commit| release(commit).is_some());
        let newest = newest.expect("the example has a release");
        let mut files = Files::new();
        for (path, content) in commits[..=newest].iter().flat_map(|commit| commit.files.clone()) {
            match content {
                Some(content) => files.insert(path, content),
                None => files.remove(&path),
            };
        }
        let day = commits[newest].date[..10].to_string();
        Self::of(files, release(&commits[newest]), Some(day))
    }

    fn of(mut files: Files, tag: Option<String>, as_of: Option<String>) -> Self {
        name_commits(&mut files);
        let project = Inputs::of_files(&files).project;
        Self { files, project, tag, as_of }
    }

    /// Returns what stands against it; nothing, if the gate is open.
    pub fn is_open(&self) -> Result<(), String> {
        let Judged { open, said, .. } = self.judged(self.files.clone());
        if open { Ok(()) } else { Err(format!("the gate is closed before any change: {said}")) }
    }

    /// Judges changed files, as a commit after this one.
    pub fn judged(&self, files: Files) -> Judged {
        let inputs = &mut self.inputs(&files);
        inputs.basis.disappearance =
            Disappearance::Compared { since: None, gone: self.gone_from(&inputs.project) };
        let (project, revision) = (&inputs.project, &inputs.revision);
        let graph = &TraceGraph::new(project);
        let assessment = &inputs.assess(graph);
        let diagnostics = check(&inputs.context(graph, assessment));
        let verdict = judge(project, assessment, &diagnostics, revision);
        let report = gate_report(project, &verdict, RULES);
        Judged {
            open: report.body.open,
            body: serde_json::to_string(&report.body).expect("plain data"),
            said: serde_json::to_string(&report).expect("plain data"),
        }
    }

    fn inputs(&self, files: &Files) -> Inputs {
        let mut inputs = Inputs::of_files(files);
        inputs.basis.revision.clone_from(&self.tag);
        if let Some(day) = &self.as_of {
            inputs.basis.as_of.clone_from(day);
        }
        inputs
    }

    /// Returns the release that is judged.
    pub fn release(&self) -> &Record {
        let inputs = self.inputs(&self.files);
        let graph = TraceGraph::new(&inputs.project);
        let assessment = inputs.assess(&graph);
        let id = &assessment.release.record().expect("a release is judged").id;
        self.project.record(id).expect("the release")
    }

    /// Returns the results without which the gate is not open.
    pub fn deciding(&self) -> Vec<&Record> {
        let inputs = self.inputs(&self.files);
        let graph = TraceGraph::new(&inputs.project);
        let assessment = inputs.assess(&graph);
        let verifications = inputs.project.of_kind("verification");
        let states = verifications.filter_map(|record| assessment.verification(record));
        let alone = states.filter(|state| state.deciding.len() == 1);
        let ids: Vec<&str> = alone.map(|state| &*state.deciding[0].record.id).collect();
        let results = self.project.of_kind("result");
        results.filter(|record| ids.contains(&&*record.id)).collect()
    }

    fn gone_from(&self, project: &Project) -> Vec<GoneRecord> {
        let is_there = |id: &str| project.record(id).is_some() || project.is_hole(id);
        let gone = self.project.records.iter().filter(|record| !is_there(&record.id));
        let gone = gone.map(|record| GoneRecord {
            id: record.id.to_string(),
            file: self.project.sources.path(record.span.source).to_string(),
            held_by: "0000000000".to_string(),
            dropped_by: None,
        });
        gone.collect()
    }
}

/// Gives the builds that were tested an id; there is no history here that could tell them apart.
fn name_commits(files: &mut Files) {
    let name = |line: &str| match line.split_once("commit-of:") {
        Some((before, _)) => format!("{before}{}", "0".repeat(40)),
        None => line.to_string(),
    };
    for (_, content) in files.iter_mut().filter(|(path, _)| path.contains("/results/")) {
        let text = String::from_utf8_lossy(content);
        *content = (text.lines().map(name).collect::<Vec<_>>().join("\n") + "\n").into_bytes();
    }
}

/// Returns what every target of a review stands for, with its fingerprint.
fn pins(files: &Files, targets: &[String]) -> Result<Vec<Vec<(String, String)>>, Error> {
    let project = Inputs::of_files(files).project;
    let pin = |to: &str| (to.to_string(), fingerprint(&project, to).expect("a target"));
    let stands_for = |target: &String| match target.strip_prefix("every ") {
        Some(kind) => {
            let records = project.of_kind(kind).filter(|record| record.status != Status::Draft);
            records.map(|record| pin(&record.id)).collect()
        }
        None => vec![pin(target)],
    };
    Ok(targets.iter().map(stands_for).collect())
}

/// Returns the files with every pin as of what they say now, as if all had been approved again.
pub fn approved_anew(mut files: Files) -> Files {
    let project = Inputs::of_files(&files).project;
    let pins = project.of_kind("review").flat_map(|review| review.links_of("of"));
    let outdated = pins.filter_map(|link| {
        let now = fingerprint(&project, &link.to)?;
        Some((link.attribute("fingerprint")?.to_string(), now))
    });
    for (then, now) in outdated.filter(|(then, now)| then != now) {
        for content in files.values_mut() {
            if let Ok(text) = std::str::from_utf8(content) {
                *content = text.replace(&then, &now).into_bytes();
            }
        }
    }
    files
}
