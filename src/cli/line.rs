//! The straight line up to the diagnostics, as every command walks it.

use super::past::Place;
use super::ui::Ui;
use super::{Common, previous};
use crate::assess::{Assessment, Basis, assess};
use crate::check::{Context, RULES, check, check_and_cover};
use crate::config::{Config, KnownNames};
use crate::coverage::{self, Asked, Coverage, Findings};
use crate::diagnostic::Diagnostics;
use crate::documents::{Description, descriptions};
use crate::error::Error;
use crate::gate::CRITERIA;
use crate::graph::TraceGraph;
use crate::history::{Ancestry, Disappearance, History, MissingTags, Revision};
use crate::load::{Snapshot, find_project};
use crate::model::kinds::KINDS;
use crate::model::{self, Moment, Project, SuppliedResults};
use crate::report::check_report;
use crate::standards::{self, LazyLibrary, Library, Profile, profiles};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where the project is kept, for formats that say so.
#[derive(Debug, clap::Args)]
pub(crate) struct Origin {
    /// Address of the repository, as in https://example.org/team/device; SARIF names it.
    #[arg(long, value_name = "URI")]
    repository: Option<String>,
}

impl Origin {
    /// Tells a report what only the command line knows of its inputs.
    ///
    /// The address is never that of git's own remote, since that may hold a password.
    pub(crate) fn tell(
        &self,
        common: &Common,
        inputs: &mut check_report::Inputs,
    ) -> Result<(), Error> {
        inputs.repository = match &self.repository {
            Some(given) if !is_address(given) => {
                return Err(Error::Usage(format!(
                    "`--repository {given}`: write the whole address, as in https://example.org/team/device"
                )));
            }
            given => given.clone(),
        };
        let files = common.results.iter().filter_map(|given| given.split_once('='));
        inputs.given = files.map(|(_, file)| file.to_string()).collect();
        Ok(())
    }
}

fn is_address(text: &str) -> bool {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let scheme = text.split_once("://").filter(|(_, rest)| !rest.is_empty());
    is_plain && scheme.is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The project as it was read, and what it is judged by.
pub(crate) struct Inputs {
    /// The project folder on the disk.
    pub(crate) folder: PathBuf,
    pub(crate) snapshot: Snapshot,
    pub(crate) project: Project,
    pub(crate) revision: Revision,
    pub(crate) profiles: Vec<Profile>,
    /// The standards; empty for commands that do not ask for clauses.
    pub(crate) library: LazyLibrary,
    pub(crate) basis: Basis,
    /// The project's own templates: path in their folder, and content.
    pub(crate) templates: BTreeMap<String, String>,
    /// What is known of every document that can be made.
    pub(crate) documents: Vec<Description>,
}

/// Reads the project that the command line names, without the standards.
pub(crate) fn read(
    common: &Common,
    release: Option<&str>,
    ui: &mut Ui<'_, '_>,
) -> Result<Inputs, Error> {
    read_inputs(common, release, false, ui)
}

/// Reads the project that the command line names, with the standards that it is held against.
pub(crate) fn read_with_standards(
    common: &Common,
    release: Option<&str>,
    ui: &mut Ui<'_, '_>,
) -> Result<Inputs, Error> {
    read_inputs(common, release, true, ui)
}

/// Opens the project that the command line names, and reads nothing yet.
pub(super) fn open(common: &Common, ui: &mut Ui<'_, '_>) -> Result<(PathBuf, Snapshot), Error> {
    let folder = project_folder(common, ui)?;
    let snapshot = match &common.rev {
        Some(revision) => Snapshot::of_revision(&folder, revision)?,
        None => Snapshot::of_work_tree(&folder)?,
    };
    ui.stage("snapshot");
    Ok((folder, snapshot))
}

fn read_inputs(
    common: &Common,
    release: Option<&str>,
    with_standards: bool,
    ui: &mut Ui<'_, '_>,
) -> Result<Inputs, Error> {
    let (folder, snapshot) = open(common, ui)?;
    let profiles = profiles()?;
    let supplied = supplied_results(common, ui)?;
    let known = known_names(&profiles)?;
    let mut project = model::read(&snapshot, &known, &supplied);
    model::add_misplaced(&snapshot, &mut project)?;
    check_supplied(&supplied, &project)?;
    check_language(common, &project.config)?;
    ui.stage("read");
    let mut library = LazyLibrary::new(Box::new(Library::default));
    if with_standards {
        library = standards::read(&snapshot, &mut project, &known)?;
        ui.stage("standards");
    }
    let templates = own_templates(&snapshot, &project)?;
    let documents = descriptions(&templates)?;
    let revision = revision_of(&snapshot, &project, &templates)?;
    ui.stage("revision");
    let basis = Basis {
        release: release.map(str::to_string),
        revision: common.rev.clone(),
        as_of: as_of(common, &snapshot, ui)?,
        disappearance: Disappearance::NotCompared,
        ancestry: ancestry_of(&snapshot, &project)?,
        missing_tags: MissingTags::NotLooked,
        earlier_people: None,
        rewritten: Vec::new(),
        reassigned: Vec::new(),
        backdated: Vec::new(),
        beginning: None,
    };
    Ok(Inputs {
        folder,
        snapshot,
        project,
        revision,
        profiles,
        library,
        basis,
        templates,
        documents,
    })
}

impl Inputs {
    /// Returns what of it the past is asked with.
    pub(super) fn place(&self) -> Place<'_> {
        let Self { folder, snapshot, project, .. } = self;
        Place { folder, snapshot, config: &project.config }
    }

    /// Looks at the commits behind the judged one, and for records that are gone since the previous
    /// release. Only commands that judge do, since it reads the history.
    pub(crate) fn compare_history(&mut self, ui: &mut Ui<'_, '_>) -> Result<(), Error> {
        let history = previous::history(self)?;
        self.compare_with(&history)?;
        ui.stage("history");
        Ok(())
    }

    /// Does the same with a history that was read already.
    pub(crate) fn compare_with(&mut self, history: &History) -> Result<(), Error> {
        self.basis.ancestry = previous::ancestry(history);
        self.basis.missing_tags = previous::missing_tags(self, history)?;
        let previous = previous::release_before(self, history)?;
        self.basis.disappearance = previous.disappearance;
        self.basis.earlier_people = previous.people;
        self.basis.rewritten = previous.rewritten;
        self.basis.reassigned = previous.reassigned;
        self.basis.backdated = previous.backdated;
        self.basis.beginning = previous.beginning;
        Ok(())
    }

    /// Builds the trace graph.
    pub(crate) fn graph(&self, ui: &mut Ui<'_, '_>) -> TraceGraph<'_> {
        let graph = TraceGraph::new(&self.project);
        ui.stage("graph");
        graph
    }

    /// Assesses what the graph holds.
    pub(crate) fn assess<'a>(
        &'a self,
        graph: &TraceGraph<'a>,
        ui: &mut Ui<'_, '_>,
    ) -> Assessment<'a> {
        let assessment = assess(graph, &self.profiles, &self.basis);
        ui.stage("assess");
        assessment
    }

    /// Runs every rule.
    pub(crate) fn check<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
        ui: &mut Ui<'_, '_>,
    ) -> Diagnostics {
        let diagnostics = check(&self.context(graph, assessment));
        ui.stage("check");
        diagnostics
    }

    /// Runs every rule, and covers the standards that the project follows and what is asked beside.
    pub(crate) fn cover<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
        asked: Asked<'_, 'a>,
        ui: &mut Ui<'_, '_>,
    ) -> (Diagnostics, Coverage<'a>) {
        let covered = check_and_cover(&self.context(graph, assessment), asked);
        ui.stage("coverage");
        covered
    }

    /// Returns which records serve which clauses; states are not right, since no rule is run.
    pub(crate) fn serving<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
    ) -> Coverage<'a> {
        coverage::coverage(
            self.coverage_inputs(graph, assessment),
            &Findings::default(),
            Asked::default(),
        )
    }

    /// Returns the clauses that name a rule, of the standards that the project follows.
    pub(crate) fn clauses_of_rules<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
    ) -> BTreeMap<&'a str, Vec<String>> {
        coverage::clauses_of_rules(self.coverage_inputs(graph, assessment))
    }

    fn coverage_inputs<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
    ) -> coverage::Inputs<'a> {
        let Self { project, documents, library, .. } = self;
        coverage::Inputs { project, graph, assessment, library, documents }
    }

    fn context<'a>(
        &'a self,
        graph: &'a TraceGraph<'a>,
        assessment: &'a Assessment<'a>,
    ) -> Context<'a> {
        let Self { project, revision, documents, library, .. } = self;
        Context { project, graph, assessment, revision, rules: RULES, documents, library }
    }

    /// Returns the language in which records are shown.
    pub(crate) fn language<'a>(&'a self, common: &'a Common) -> &'a str {
        common.lang.as_deref().unwrap_or(self.project.config.main_language())
    }
}

/// Reads the results files that the command line gives to test runs.
fn supplied_results(common: &Common, ui: &Ui<'_, '_>) -> Result<SuppliedResults, Error> {
    let mut files = BTreeMap::new();
    for given in &common.results {
        let (run, file) = given.split_once('=').ok_or_else(|| {
            Error::Usage(format!("`--results {given}`: write it as `--results RUN-1=FILE`"))
        })?;
        let path = ui.folder().join(file);
        let bytes = std::fs::read(&path).map_err(|cause| Error::File {
            action: "read",
            path: path.clone(),
            cause,
        })?;
        if files.insert(run.to_string(), (file.to_string(), bytes)).is_some() {
            let message = format!("`--results {given}`: `{run}` is given its results twice");
            return Err(Error::Usage(message));
        }
    }
    Ok(SuppliedResults { files })
}

/// Refuses results for something that is no test run; they would be without effect.
fn check_supplied(supplied: &SuppliedResults, project: &Project) -> Result<(), Error> {
    let is_run = |id: &&String| project.record(id).is_some_and(|run| run.kind.name == "test-run");
    match supplied.files.keys().find(|id| !is_run(id)) {
        Some(id) => Err(Error::Usage(format!("`--results {id}=…`: there is no test run `{id}`"))),
        None => Ok(()),
    }
}

/// Refuses a language that the project does not have.
pub(super) fn check_language(common: &Common, config: &Config) -> Result<(), Error> {
    let languages = &config.languages;
    match &common.lang {
        Some(language) if !languages.contains(language) => Err(Error::Usage(format!(
            "the project has no language `{language}`; it has: {}",
            languages.join(", ")
        ))),
        _ => Ok(()),
    }
}

fn project_folder(common: &Common, ui: &Ui<'_, '_>) -> Result<PathBuf, Error> {
    match &common.project {
        None => find_project(ui.folder()),
        Some(named) => {
            let folder = ui.folder().join(named);
            // A named folder is taken as it is: one further up would be a surprise.
            match find_project(&folder)? {
                found
                    if found == folder
                        || found.canonicalize().ok() == folder.canonicalize().ok() =>
                {
                    Ok(folder)
                }
                above => Err(Error::Usage(format!(
                    "{} holds no techfile.yaml; the project above it is {}",
                    folder.display(),
                    above.display()
                ))),
            }
        }
    }
}

pub(crate) fn known_names(profiles: &[Profile]) -> Result<KnownNames, Error> {
    Ok(KnownNames {
        kinds: KINDS.iter().map(|kind| (kind.name, kind.prefix)).collect(),
        rules: RULES.iter().map(|rule| rule.code).collect(),
        criteria: CRITERIA
            .iter()
            .filter(|criterion| criterion.may_be_off)
            .map(|criterion| criterion.name)
            .collect(),
        profiles: profiles.iter().map(|profile| profile.id.clone()).collect(),
        documents: standards::document_names()?.into_iter().map(|name| name.id).collect(),
    })
}

/// Templates are inputs too, so a changed one makes the tree dirty.
fn revision_of(
    snapshot: &Snapshot,
    project: &Project,
    templates: &BTreeMap<String, String>,
) -> Result<Revision, Error> {
    let folders = &project.config.folders;
    let templates: Vec<String> =
        templates.keys().map(|name| format!("{}/{name}", folders.templates)).collect();
    let sources = project.sources.paths();
    let further = templates.iter().chain(&project.refused_files).map(String::as_str);
    let read: Vec<&str> = sources.chain(further).collect();
    let mut watched =
        vec![&*folders.records, &*folders.docs, &*folders.standards, &*folders.evidence];
    watched.extend((!templates.is_empty()).then_some(&*folders.templates));
    snapshot.revision(&read, &watched)
}

/// Tells which commits lead to what is looked at, where a test run names one: its results count only if
/// that does.
fn ancestry_of(snapshot: &Snapshot, project: &Project) -> Result<Ancestry, Error> {
    if !project.of_kind("test-run").any(|run| run.has(&["commit"])) {
        return Ok(Ancestry::NotLooked);
    }
    Ok(snapshot.lineage()?.map_or(Ancestry::Unknown, Ancestry::Known))
}

/// Reads the project's own templates.
fn own_templates(
    snapshot: &Snapshot,
    project: &Project,
) -> Result<BTreeMap<String, String>, Error> {
    let folder = &project.config.folders.templates;
    let listing = snapshot.list(folder);
    if let Some((path, failure)) = listing.unreadable.into_iter().next() {
        return Err(Error::Template { template: path, message: failure.to_string() });
    }
    let mut own = BTreeMap::new();
    for path in &listing.files {
        let failed = |message: String| Error::Template { template: path.clone(), message };
        let bytes = snapshot.read(path).map_err(|failure| failed(failure.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8".into()))?;
        let name = path.strip_prefix(&format!("{folder}/")).unwrap_or(path);
        own.insert(name.to_string(), text);
    }
    Ok(own)
}

/// The clock is only the default: a revision is judged as of its own day, which is no earlier one
/// than that of any commit behind it.
pub(super) fn as_of(
    common: &Common,
    snapshot: &Snapshot,
    ui: &Ui<'_, '_>,
) -> Result<String, Error> {
    if let Some(day) = &common.as_of {
        let known = Moment::parse(day).filter(|_| day.len() == 10);
        return known
            .map(Moment::day)
            .ok_or_else(|| Error::Usage(format!("`{day}` is not a day such as 2026-10-03")));
    }
    if let Some(latest) = snapshot.latest_date()?.as_deref().and_then(Moment::parse) {
        return Ok(latest.day());
    }
    model::day_of(ui.now())
        .ok_or_else(|| Error::Usage("the clock shows no date; use --as-of".into()))
}
