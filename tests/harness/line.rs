//! The line up to the diagnostics, in this process and with chosen rules.

use super::folder::Files;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use techfile::assess::{Assessment, Basis, assess};
use techfile::check::{Context, RULES, Rule, check_with};
use techfile::config::KnownNames;
use techfile::documents::{Description, descriptions};
use techfile::gate::CRITERIA;
use techfile::graph::TraceGraph;
use techfile::history::{Disappearance, Revision};
use techfile::load::Snapshot;
use techfile::model::kinds::KINDS;
use techfile::model::{self, Project, SuppliedResults};
use techfile::report::check_report::{Reported, reported};
use techfile::standards::{self, LazyLibrary, Profile, document_names, profiles, shipped};

/// Read once for all projects that have no standards of their own.
static SHIPPED: LazyLock<LazyLibrary> = LazyLock::new(|| {
    LazyLibrary::new(Box::new(|| shipped(&KNOWN).expect("the shipped data is sound")))
});

/// What is built in and costs more to read than a small project.
static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| profiles().expect("the built-in profiles can be read"));
static KNOWN: LazyLock<KnownNames> = LazyLock::new(|| known_names(&PROFILES));
static DOCUMENTS: LazyLock<Vec<Description>> =
    LazyLock::new(|| descriptions(&BTreeMap::new()).expect("built-in documents can be read"));

/// A project that was read, and what it is judged by.
pub struct Inputs {
    pub project: Project,
    pub revision: Revision,
    pub library: &'static LazyLibrary,
    pub basis: Basis,
}

/// Returns every name that the project file may use.
pub fn known_names(profiles: &[Profile]) -> KnownNames {
    let criteria = CRITERIA.iter().filter(|criterion| criterion.may_be_off);
    KnownNames {
        kinds: KINDS.iter().map(|kind| (kind.name, kind.prefix)).collect(),
        rules: RULES.iter().map(|rule| rule.code).collect(),
        criteria: criteria.map(|criterion| criterion.name).collect(),
        profiles: profiles.iter().map(|profile| profile.id.clone()).collect(),
        documents: document_names().expect("built in").into_iter().map(|name| name.id).collect(),
    }
}

impl Inputs {
    /// Reads the work tree of a folder.
    pub fn of(folder: &Path) -> Self {
        let snapshot = Snapshot::of_work_tree(folder).expect("the folder can be read");
        let mut inputs = Self::of_snapshot(&snapshot);
        let project = &inputs.project;
        let paths: Vec<&str> = project.sources.paths().collect();
        let folders = [&*project.config.folders.records, &project.config.folders.docs];
        inputs.revision = snapshot.revision(&paths, &folders).expect("git can answer");
        inputs
    }

    /// Reads files that lie nowhere, as if they were committed.
    pub fn of_files(files: &Files) -> Self {
        let mut inputs = Self::of_snapshot(&Snapshot::of_files(files.clone()));
        inputs.revision.commit = Some("0".repeat(40));
        inputs.basis.disappearance = Disappearance::Compared { since: None, gone: Vec::new() };
        inputs
    }

    fn of_snapshot(snapshot: &Snapshot) -> Self {
        let known = &*KNOWN;
        let mut project = model::read(snapshot, known, &SuppliedResults::default());
        model::add_misplaced(snapshot, &mut project).expect("git can answer");
        let library = match snapshot.list(&project.config.folders.standards).files[..] {
            [] => &*SHIPPED,
            // A test process ends soon after, and needs no more than a few.
            _ => {
                let read = standards::read(snapshot, &mut project, known);
                Box::leak(Box::new(read.expect("the shipped data is sound")))
            }
        };
        let basis = Basis { as_of: "2026-10-15".to_string(), ..Basis::default() };
        Self { project, revision: Revision::default(), library, basis }
    }

    /// Returns what some rules find, each as if it were alone.
    pub fn found_by(&self, rules: &[&Rule]) -> Vec<Reported> {
        let graph = &TraceGraph::new(&self.project);
        let assessment = &self.assess(graph);
        let diagnostics = check_with(rules, &self.context(graph, assessment));
        diagnostics.iter().map(|found| reported(&self.project.sources, found)).collect()
    }

    /// Returns what rules look at.
    pub fn context<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
    ) -> Context<'a> {
        let (project, revision, library) = (&self.project, &self.revision, self.library);
        let documents = &**DOCUMENTS;
        Context { project, graph, assessment, revision, rules: RULES, documents, library }
    }

    /// Assesses the project.
    pub fn assess<'a>(&'a self, graph: &TraceGraph<'a>) -> Assessment<'a> {
        assess(graph, &PROFILES, &self.basis)
    }
}
