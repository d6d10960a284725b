//! Sources → [`Project`]: located records, checked against the descriptors of their kinds.
//!
//! A record that cannot be read stays as a [`Hole`] with whatever id can be read, so that nothing
//! that depends on it is taken for whole. The model knows no rule and no output.

mod belonging;
mod covered;
#[cfg(test)]
pub(crate) mod fixture;
mod kind;
pub mod kinds;
mod misplaced;
mod moment;
mod part;
mod query;
mod read;
mod record;
mod section;
mod target;
mod test_report;
mod test_words;

pub use kind::{Covers, ENVELOPE, Kind, LinkField, Products, Targets};
pub use misplaced::add_misplaced;
pub use moment::{Moment, day_of};
pub use part::{Presence, presence, read_record_file, read_sections, read_settings};
pub use query::{FACTS, Filter, Piece, Query, STATES, pieces};
pub use read::{SuppliedResults, read};
pub use record::{Link, Record, Status};
pub use section::{FRONT_MATTER, Narrative, Section};
pub use target::{Target, natural_key, natural_order, prefix_of};
pub use test_report::{CaseOutcome, TestCase};

use crate::config::Config;
use crate::diagnostic::{Problem, ProblemKind};
use crate::source::{Sources, Span};
use crate::yaml::Node;
use std::collections::{BTreeMap, HashMap};

/// A record, or a part of a file, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    pub id: Option<String>,
    pub span: Span,
    /// Whether it lies outside the records folder, where nothing is read.
    pub is_misplaced: bool,
}

impl Hole {
    fn new(id: Option<String>, span: Span) -> Self {
        Self { id, span, is_misplaced: false }
    }
}

/// How much was read; a check says so at its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub files: usize,
    pub records: usize,
    pub links: usize,
    pub results: usize,
    pub holes: usize,
}

/// Everything that was read from one snapshot.
#[derive(Debug)]
pub struct Project {
    pub sources: Sources,
    pub config: Config,
    /// Sorted by id, so that `RISK-2` stands before `RISK-10`.
    pub records: Vec<Record>,
    pub holes: Vec<Hole>,
    /// Links among the records: what they lead to is read, and no history tells what it was.
    pub record_links: Vec<String>,
    /// Every narrative file, by path.
    pub narratives: Vec<Narrative>,
    /// Sorted by document and anchor.
    pub sections: Vec<Section>,
    /// Test cases of each test run, by its id; none where the file could not be used.
    pub test_cases: BTreeMap<String, Vec<TestCase>>,
    /// Test runs whose results file was given for one command; no record pins it.
    pub supplied: Vec<String>,
    /// Every tag, and the id of the commit that it names; none without a repository.
    pub tags: BTreeMap<String, String>,
    /// Every file in the evidence folder, sorted.
    pub evidence_files: Vec<String>,
    /// Files that were looked at and not used: they are not what a record or the project file pins.
    pub refused_files: Vec<String>,
    pub problems: Vec<Problem>,
    index: HashMap<Box<str>, usize>,
    /// Kind → where its records stand; every rule asks for some kinds and none for all records.
    by_kind: BTreeMap<&'static str, Vec<usize>>,
}

impl Project {
    /// Returns the index of a record in [`Project::records`].
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Returns the record of an id.
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.index_of(id).map(|index| &self.records[index])
    }

    /// Returns the records of a kind, sorted by id.
    pub fn of_kind(&self, kind: &str) -> impl DoubleEndedIterator<Item = &Record> + Clone {
        let places = self.by_kind.get(kind).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|at| &self.records[*at])
    }

    /// Returns whether an id stands in a part of a file that could not be read.
    pub fn is_hole(&self, id: &str) -> bool {
        self.holes.iter().any(|hole| hole.id.as_deref() == Some(id))
    }

    /// Returns whether the results file of a test run was refused: it is not the one that the run pins, or
    /// it cannot be read.
    pub fn refuses_results_of(&self, run: &Record) -> bool {
        self.problems.iter().any(|problem| {
            matches!(problem.kind, ProblemKind::ChangedEvidence | ProblemKind::UnreadableResults)
                && problem.record.as_deref() == Some(&*run.id)
        })
    }

    /// Returns the narrative files of a document, by path.
    pub fn narratives_of(&self, document: &str) -> impl Iterator<Item = &Narrative> {
        self.narratives.iter().filter(move |narrative| narrative.document == document)
    }

    /// Returns the index in [`Project::sections`] of the section that a link names.
    pub fn section_index(&self, document: &str, anchor: &str) -> Option<usize> {
        let key =
            |section: &Section| (&*section.document, &*section.anchor).cmp(&(document, anchor));
        self.sections.binary_search_by(key).ok()
    }

    /// Returns the section that a link names.
    pub fn section(&self, document: &str, anchor: &str) -> Option<&Section> {
        self.section_index(document, anchor).map(|index| &self.sections[index])
    }

    /// Returns whether a file is pinned by its digest: in the project file, or by a test run.
    pub fn pins_file(&self, file: &str) -> bool {
        let listed = self.config.tree.get("evidence").map(Node::items).unwrap_or_default();
        let is_it = |node: &Node| node.get("file").and_then(Node::text) == Some(file);
        listed.iter().any(is_it)
            || self.of_kind("test-run").any(|run| run.word(&["results", "file"]) == Some(file))
    }

    /// Returns how much was read.
    pub fn counts(&self) -> Counts {
        Counts {
            files: self.sources.len(),
            records: self.records.len(),
            links: self.records.iter().map(|record| record.links.len()).sum(),
            results: self.of_kind("result").count()
                + self.test_cases.values().map(Vec::len).sum::<usize>(),
            holes: self.holes.len(),
        }
    }
}
