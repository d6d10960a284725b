//! Project, judgement and history → the pages of the static site, each a closed value in one language.
//!
//! Every page exists in every language of the site under the same address, so that a reader can
//! change the language and stay where they are. A page is made on its own: threads share the site.

mod address;
mod coverage;
mod difference;
mod drawing;
mod finding;
mod gate;
mod history;
mod impact;
mod link;
mod list;
mod need;
mod overview;
mod piece;
mod proof;
mod record;
mod risk;
mod search;
mod section;
mod setting;
mod state;
mod value;

pub use crate::coverage::Tally;
pub use address::Addresses;
pub use coverage::{
    ClausePage, ClauseRow, CoveragePage, EvidenceRow, NeedRow, ServedClause, StandardPage,
    StandardRow, StepRow,
};
pub use difference::{
    BaselineRow, BaselinesPage, Comparison, Counts, DifferenceGroup, DifferencePage, DifferenceRow,
};
pub use drawing::{Drawing, Edge, Node};
pub use finding::{FindingRow, FindingsPage, RulePage, RuleRow};
pub use gate::{CriterionRow, Failing, GatePage};
pub use history::{ChangeRow, Edit, HistoryPart};
pub use impact::{Impact, ImpactGroup, Touched};
pub use link::{LinkGroup, LinkRow};
pub use list::{KindPage, KindRow, ListedRecord, RecordsPage};
pub use overview::{CommitRow, OverviewPage, Share};
pub use piece::{Badge, Ref, Tone};
pub use record::{RecordPage, ReviewRow};
pub use risk::{MatrixCell, MatrixRow, NO_CELL, RiskRow, RisksPage};
pub use search::{Posting, SearchEntry, SearchIndex, Weight};
pub use section::SectionPage;
pub use state::Fact;
pub use value::Value;

use super::check_report::CheckReport;
use super::document::Block;
use super::gate_report::GateReport;
use super::judged::{Judged, ReviewEntry};
use super::show::{self, Show};
use super::view::{self, Scope, View};
use super::words::Words;
use crate::assess::Outcome;
use crate::coverage::Coverage;
use crate::documents::Description;
use crate::error::Error;
use crate::graph::BrokenLink;
use crate::model::kinds::KINDS;
use crate::model::{Project, Record, Target};
use coverage::Serving;
use proof::Proof;
use section::Naming;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

/// What a site is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    pub view: view::Inputs<'a>,
    pub check: &'a CheckReport,
    pub gate: &'a GateReport,
    /// Each baseline held against the one before, and what the site shows against the newest.
    pub comparisons: &'a [Comparison],
    pub coverage: &'a Coverage<'a>,
    /// The documents, which say what of a record must not be missing.
    pub documents: &'a [Description],
}

/// A site, whose pages are made one by one.
#[derive(Debug)]
pub struct Site<'a> {
    inputs: Inputs<'a>,
    editions: Vec<Edition>,
    addresses: Addresses,
    /// Every id that has a page, for the parts of documents that are shown.
    ids: BTreeSet<String>,
    /// Record or section → what reviews say of it, or of a link to or from it.
    reviews: HashMap<&'a str, Vec<ReviewEntry>>,
    /// Record or project-file section → its findings, as indexes.
    findings: HashMap<&'a str, Vec<usize>>,
    /// Rules that found something, in the order of their codes, each with its findings.
    rules: Vec<(&'static str, Vec<usize>)>,
    /// Id that is named → the links that name it and are no edges.
    broken: HashMap<&'a str, Vec<BrokenLink<'a>>>,
    /// Commit → its place in the history, in which the newest stands first.
    places: HashMap<&'a str, usize>,
    /// Files that differ from what is committed.
    dirty: HashSet<&'a str>,
    /// Record → what results show of it.
    proofs: HashMap<&'a str, Proof>,
    /// Test run or result → the verifications that rest on it, each with what it says of them.
    decided: HashMap<&'a str, Vec<(&'a Record, Vec<Outcome>)>>,
    serving: Serving<'a>,
    naming: Naming<'a>,
}

/// The site in one language.
#[derive(Debug)]
struct Edition {
    words: Words,
    view: View,
    /// Documents that people have written, by their ids.
    narratives: BTreeMap<String, View>,
    frame: Frame,
    standing: Standing,
    /// Each clause of each standard as the pages of its evidence show it, made once it is asked for.
    served: Vec<Vec<OnceLock<ServedClause>>>,
}

/// What stands around every page of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub language: String,
    /// Every language of the site.
    pub languages: Vec<String>,
    pub product: String,
    /// Version of the judged release.
    pub version: Option<String>,
}

/// What all pages of a language say of the inputs. It changes with every commit and every day, so it
/// stands in no page: only the pages that a change is about are written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub language: String,
    /// Marks such as a dirty work tree.
    pub marks: Vec<String>,
    /// The commit that was read, or that there is none.
    pub commit: String,
    /// The day of the judgement.
    pub as_of: String,
}

/// Which page is meant; it is the same in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Overview,
    Gate,
    Findings,
    /// The findings of one rule, as an index into the rules that found something.
    Rule(usize),
    Risks,
    Records,
    Baselines,
    /// What differs between two states, as an index into the comparisons.
    Difference(usize),
    Coverage,
    /// One standard, and one clause of it, as indexes.
    Standard(usize),
    Clause(usize, usize),
    Kind(&'static str),
    /// One record, as an index into the project's.
    Record(usize),
    /// A document that people have written or a section of one, as an index into the project's.
    Section(usize),
    /// A section of the project file, as an index into its entries.
    Setting(usize),
}

/// One page in one language.
#[derive(Debug)]
pub struct Page<'s> {
    pub frame: &'s Frame,
    pub words: &'s Words,
    pub addresses: &'s Addresses,
    /// Below the folder of the language, as in `record/RISK-004.html`.
    pub path: String,
    pub title: String,
    /// The entry of the menu under which it stands.
    pub menu: &'static str,
    pub body: Body,
}

/// What a page shows.
#[derive(Debug)]
pub enum Body {
    Overview(Box<OverviewPage>),
    Gate(GatePage),
    Findings(FindingsPage),
    Rule(RulePage),
    Risks(RisksPage),
    Records(RecordsPage),
    Baselines(BaselinesPage),
    Difference(DifferencePage),
    Coverage(CoveragePage),
    Standard(StandardPage),
    Clause(Box<ClausePage>),
    Kind(KindPage),
    Record(Box<RecordPage>),
    Section(Box<SectionPage>),
}

impl<'a> Site<'a> {
    /// Prepares a site in some languages, the first one the main one.
    pub fn new(inputs: Inputs<'a>, languages: &[&str]) -> Result<Self, Error> {
        let project = inputs.view.project;
        let editions: Result<Vec<Edition>, Error> =
            languages.iter().map(|language| edition(&inputs, language, languages)).collect();
        let has_page = |index: &usize| is_first(project, *index);
        let ids = (0..project.records.len()).filter(has_page);
        let places = places(&inputs);
        let dirty = inputs.view.revision.dirty.iter().map(|path| &**path).collect();
        Ok(Self {
            inputs,
            editions: editions?,
            addresses: Addresses::of(project),
            ids: ids.map(|index| project.records[index].id.to_string()).collect(),
            reviews: reviews(&inputs),
            findings: findings(&inputs),
            rules: rules(&inputs),
            broken: broken(&inputs),
            proofs: proof::proofs(&inputs, &places, &dirty),
            places,
            dirty,
            decided: proof::decided(&inputs),
            serving: Serving::of(inputs.coverage),
            naming: section::naming(project),
        })
    }

    /// Returns every page that there is.
    pub fn keys(&self) -> Vec<Key> {
        let project = self.inputs.view.project;
        let mut keys = vec![Key::Overview, Key::Gate, Key::Findings, Key::Risks, Key::Records];
        keys.extend([Key::Baselines, Key::Coverage]);
        keys.extend((0..self.inputs.coverage.standards.len()).map(Key::Standard));
        keys.extend(self.clauses().into_iter().map(|(standard, at)| Key::Clause(standard, at)));
        keys.extend((0..self.inputs.comparisons.len()).map(Key::Difference));
        keys.extend((0..self.rules.len()).map(Key::Rule));
        let kinds = KINDS.iter().map(|kind| kind.name);
        keys.extend(kinds.filter(|kind| project.of_kind(kind).next().is_some()).map(Key::Kind));
        let records = 0..project.records.len();
        keys.extend(records.filter(|index| is_first(project, *index)).map(Key::Record));
        keys.extend((0..project.sections.len()).map(Key::Section));
        keys.extend(section::settings(project).into_iter().map(Key::Setting));
        keys
    }

    /// Makes a page in every language.
    pub fn pages(&self, key: Key) -> Vec<Page<'_>> {
        let shared = match key {
            Key::Record(index) => Some(record::shared(self, index)),
            _ => None,
        };
        self.editions.iter().map(|edition| self.page(key, shared.as_ref(), edition)).collect()
    }

    fn page<'s>(
        &'s self,
        key: Key,
        shared: Option<&record::Shared<'a>>,
        edition: &'s Edition,
    ) -> Page<'s> {
        let cx = Context { site: self, edition };
        let (path, title, menu, body) = match (key, shared) {
            (Key::Record(index), Some(shared)) => record::page(&cx, index, shared),
            (Key::Overview, _) => overview::page(&cx),
            (Key::Gate, _) => gate::page(&cx),
            (Key::Findings, _) => finding::page(&cx),
            (Key::Rule(nth), _) => finding::rule_page(&cx, nth),
            (Key::Risks, _) => risk::page(&cx),
            (Key::Kind(kind), _) => list::kind_page(&cx, kind),
            (Key::Baselines, _) => difference::baselines_page(&cx),
            (Key::Difference(nth), _) => difference::page(&cx, nth),
            (Key::Coverage, _) => coverage::page(&cx),
            (Key::Standard(nth), _) => coverage::standard_page(&cx, nth),
            (Key::Clause(nth, at), _) => coverage::clause_page(&cx, nth, at),
            (Key::Section(index), _) => section::page(&cx, index),
            (Key::Setting(index), _) => section::setting_page(&cx, index),
            (Key::Records | Key::Record(_), _) => list::page(&cx),
        };
        let Edition { frame, words, .. } = edition;
        Page { frame, words, addresses: &self.addresses, path, title, menu, body }
    }

    /// Returns what all pages of each language say of the inputs.
    pub fn standings(&self) -> Vec<&Standing> {
        self.editions.iter().map(|edition| &edition.standing).collect()
    }

    /// Returns what the site is about, in its main language.
    pub fn product(&self) -> &str {
        self.editions.first().map_or("", |edition| &edition.frame.product)
    }

    /// Makes the index that a reader searches in a language.
    pub fn search_index(&self, language: &str) -> Option<SearchIndex> {
        let edition = self.editions.iter().find(|edition| edition.frame.language == language)?;
        Some(search::index(&Context { site: self, edition }))
    }

    /// Fails if any word was asked for that the word list lacks.
    pub fn complete(&self) -> Result<(), Error> {
        self.editions.iter().try_for_each(|edition| edition.words.complete("site/words.yaml"))
    }
}

/// A record whose id stands twice has one page, that of the first.
fn is_first(project: &Project, index: usize) -> bool {
    project.index_of(&project.records[index].id) == Some(index)
}

/// What pages are made with.
#[derive(Clone, Copy)]
struct Context<'s, 'a> {
    site: &'s Site<'a>,
    edition: &'s Edition,
}

/// Path, title, menu entry and content of a page.
type Made = (String, String, &'static str, Body);

impl<'s, 'a> Context<'s, 'a> {
    fn project(&self) -> &'a Project {
        self.site.inputs.view.project
    }

    /// Returns whether an id is that of a record, which then has a page.
    fn has_page(&self, id: &str) -> bool {
        self.project().record(id).is_some()
    }

    fn language(&self) -> &'s str {
        &self.edition.frame.language
    }

    fn say(&self, key: &str) -> String {
        self.edition.words.say(key)
    }

    fn sentence(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.edition.words.sentence(key, values)
    }

    /// Returns what the project calls one of its own words.
    fn own(&self, field: &str, word: &str) -> String {
        self.edition.words.own(field, word)
    }

    fn show(&self) -> Show<'s> {
        let Edition { words, view, .. } = self.edition;
        Show { view, words, records: &self.site.ids, tables: &[], level: 2 }
    }
}

fn edition(inputs: &Inputs<'_>, language: &str, languages: &[&str]) -> Result<Edition, Error> {
    let mut words = Words::of_site(language)?;
    words.add_own(&inputs.view.project.config);
    let scope = Scope { document: "site".into(), language: language.into(), ..Scope::default() };
    let view = View::new(&inputs.view, &scope);
    let none = BTreeSet::new();
    let marks =
        show::marks(&Show { view: &view, words: &words, records: &none, tables: &[], level: 0 });
    let marks = marks.into_iter().map(|mark| mark.text).collect();
    let products: Vec<&str> =
        view.front.products.iter().map(|product| &*product.name.text).collect();
    let frame = Frame {
        language: language.to_string(),
        languages: languages.iter().map(|language| language.to_string()).collect(),
        product: products.join(", "),
        version: view.front.version.clone(),
    };
    let commit = match &inputs.check.inputs.commit {
        Some(commit) => {
            format!("{} {}", words.say("field.commit"), commit.get(..10).unwrap_or(commit))
        }
        None => words.say("notice.no-repository"),
    };
    let as_of = words.sentence("site.as-of", &[("date", &inputs.check.inputs.as_of)]);
    let standing = Standing { language: language.to_string(), marks, commit, as_of };
    let narratives = section::narratives(&inputs.view, &view, language);
    let standards = inputs.coverage.standards.iter();
    let served = standards.map(|covered| vec![OnceLock::new(); covered.clauses.len()]).collect();
    Ok(Edition { words, view, narratives, frame, standing, served })
}

/// Looks every entry of every review up once.
fn reviews<'a>(inputs: &Inputs<'a>) -> HashMap<&'a str, Vec<ReviewEntry>> {
    let view::Inputs { project, graph, assessment, .. } = inputs.view;
    let judged = Judged { graph, assessment, language: project.config.main_language() };
    let mut reviews: HashMap<&str, Vec<ReviewEntry>> = HashMap::new();
    for review in project.of_kind("review") {
        for link in review.links_of("of") {
            let ids = match Target::parse(&link.to) {
                Some(Target::Record(id)) => vec![id],
                Some(Target::Link { from, to, .. }) => vec![from, to],
                Some(Target::Section { .. } | Target::Setting(_)) => vec![&*link.to],
                _ => continue,
            };
            let entry = judged.entry(&crate::assess::Pin::new(review, link));
            for id in ids {
                reviews.entry(id).or_default().push(entry.clone());
            }
        }
    }
    reviews
}

fn places<'a>(inputs: &Inputs<'a>) -> HashMap<&'a str, usize> {
    let commits = inputs.view.history.commits.iter().enumerate();
    commits.map(|(place, commit)| (&*commit.id, place)).collect()
}

fn rules(inputs: &Inputs<'_>) -> Vec<(&'static str, Vec<usize>)> {
    let mut rules: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for (index, found) in inputs.check.diagnostics.iter().enumerate() {
        rules.entry(found.code).or_default().push(index);
    }
    rules.into_iter().collect()
}

fn findings<'a>(inputs: &Inputs<'a>) -> HashMap<&'a str, Vec<usize>> {
    let mut findings: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, found) in inputs.check.diagnostics.iter().enumerate() {
        if let Some(record) = &found.record {
            findings.entry(record).or_default().push(index);
        }
    }
    findings
}

fn broken<'a>(inputs: &Inputs<'a>) -> HashMap<&'a str, Vec<BrokenLink<'a>>> {
    let mut broken: HashMap<&str, Vec<BrokenLink<'a>>> = HashMap::new();
    for link in &inputs.view.graph.broken {
        broken.entry(&link.link.to).or_default().push(*link);
    }
    broken
}

/// Returns what a reader must know before believing the site.
fn notices(cx: &Context<'_, '_>) -> Vec<Block> {
    show::notices(&cx.show())
}
