//! Project → [`TraceGraph`]: everything that carries meaning as a node, every link as a typed edge.
//!
//! An edge leads upstream, from the record that holds the link to what it names. The graph parses
//! nothing and judges nothing.

mod cycle;

use crate::model::{Link, Project, Record, Section, Target, Targets};
use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, BTreeSet};

pub use cycle::Cycle;

/// What a node of the graph stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceNode<'a> {
    Record(&'a Record),
    Section(&'a Section),
    /// A section of the project file, such as the risk matrix or the gate policy.
    Setting(&'a str),
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Record {}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The text has no form that the field takes.
    Malformed,
    /// Nothing has this name.
    Missing,
    /// The target is of a kind that the field does not take.
    WrongKind,
}

/// A link that leads nowhere.
#[derive(Debug, Clone, Copy)]
pub struct BrokenLink<'a> {
    pub from: &'a Record,
    pub link: &'a Link,
    pub fault: Fault,
}

/// One typed edge, seen from one of its ends.
#[derive(Debug, Clone, Copy)]
pub struct Trace<'a> {
    pub link: &'a Link,
    /// The other end.
    pub node: TraceNode<'a>,
}

/// The trace graph of a project.
#[derive(Debug)]
pub struct TraceGraph<'a> {
    pub project: &'a Project,
    graph: DiGraph<TraceNode<'a>, &'a Link>,
    settings: BTreeMap<&'a str, NodeIndex>,
    /// Links that lead nowhere, in record order; links to unread records are not among them.
    pub broken: Vec<BrokenLink<'a>>,
    /// Links to records that could not be read.
    pub unread: Vec<BrokenLink<'a>>,
}

impl<'a> TraceGraph<'a> {
    /// Builds the graph of a project.
    pub fn new(project: &'a Project) -> Self {
        let mut graph = DiGraph::with_capacity(project.records.len(), project.records.len() * 3);
        for record in &project.records {
            graph.add_node(TraceNode::Record(record));
        }
        for section in &project.sections {
            graph.add_node(TraceNode::Section(section));
        }
        let mut settings = BTreeMap::new();
        for entry in project.config.tree.entries() {
            let name = &*entry.key.text;
            settings.entry(name).or_insert_with(|| graph.add_node(TraceNode::Setting(name)));
        }
        let (broken, unread) = (Vec::new(), Vec::new());
        let mut trace = Self { project, graph, settings, broken, unread };
        let holes: BTreeSet<&str> =
            project.holes.iter().filter_map(|hole| hole.id.as_deref()).collect();
        for (index, record) in project.records.iter().enumerate() {
            for link in &record.links {
                trace.add_link(index, record, link, &holes);
            }
        }
        trace
    }

    fn add_link(
        &mut self,
        index: usize,
        record: &'a Record,
        link: &'a Link,
        holes: &BTreeSet<&str>,
    ) {
        match self.resolve(link) {
            Ok(Some(target)) => {
                self.graph.add_edge(NodeIndex::new(index), target, link);
            }
            Ok(None) => {}
            Err(Fault::Missing) if holes.contains(&*link.to) => {
                self.unread.push(BrokenLink { from: record, link, fault: Fault::Missing });
            }
            Err(fault) => self.broken.push(BrokenLink { from: record, link, fault }),
        }
    }

    /// Finds the node of a link; none for targets that are no node, such as another link.
    fn resolve(&self, link: &Link) -> Result<Option<NodeIndex>, Fault> {
        let target = Target::parse(&link.to).ok_or(Fault::Malformed)?;
        match (target, link.field.targets) {
            (Target::Record(id), Targets::Kinds(kinds)) => {
                let index = self.project.index_of(id).ok_or(Fault::Missing)?;
                let kind = self.project.records[index].kind.name;
                kinds.contains(&kind).then_some(Some(NodeIndex::new(index))).ok_or(Fault::WrongKind)
            }
            (Target::Record(id), Targets::Anything) => {
                self.project.index_of(id).map(|at| Some(NodeIndex::new(at))).ok_or(Fault::Missing)
            }
            (Target::Section { document, anchor }, Targets::Section | Targets::Anything) => {
                self.section_node(document, anchor).map(Some).ok_or(Fault::Missing)
            }
            (Target::Setting(name), Targets::Anything) => {
                self.settings.get(name).copied().map(Some).ok_or(Fault::Missing)
            }
            (Target::Link { from, field, to }, Targets::Anything) => {
                let record = self.project.record(from).ok_or(Fault::Missing)?;
                let exists = record.links_of(field).any(|link| &*link.to == to);
                exists.then_some(None).ok_or(Fault::Missing)
            }
            (Target::Baseline(tag), Targets::Anything) => {
                self.project.tags.contains_key(tag).then_some(None).ok_or(Fault::Missing)
            }
            _ => Err(Fault::Malformed),
        }
    }

    fn section_node(&self, document: &str, anchor: &str) -> Option<NodeIndex> {
        let at = self.project.section_index(document, anchor)?;
        Some(NodeIndex::new(self.project.records.len() + at))
    }

    fn node_of(&self, id: &str) -> Option<NodeIndex> {
        self.project.index_of(id).map(NodeIndex::new)
    }

    /// Returns what a record's links lead to.
    pub fn upstream(&self, id: &str) -> Vec<Trace<'a>> {
        self.traces(id, Direction::Outgoing)
    }

    /// Returns what links to a record.
    pub fn downstream(&self, id: &str) -> Vec<Trace<'a>> {
        self.traces(id, Direction::Incoming)
    }

    fn traces(&self, id: &str, direction: Direction) -> Vec<Trace<'a>> {
        let traces = self.edges(id, direction).map(|edge| self.trace(edge, direction));
        in_record_order(traces)
    }

    /// Returns the edges of a record, the newest first.
    fn edges(
        &self,
        id: &str,
        direction: Direction,
    ) -> impl Iterator<Item = EdgeReference<'_, &'a Link>> {
        let node = self.node_of(id).into_iter();
        node.flat_map(move |node| self.graph.edges_directed(node, direction))
    }

    fn trace(&self, edge: EdgeReference<'_, &'a Link>, direction: Direction) -> Trace<'a> {
        let other = match direction {
            Direction::Outgoing => edge.target(),
            Direction::Incoming => edge.source(),
        };
        Trace { link: edge.weight(), node: self.graph[other] }
    }

    /// Returns the edges of a field that join a record to other records.
    fn to_records(
        &self,
        id: &str,
        field: &str,
        direction: Direction,
    ) -> impl Iterator<Item = (&'a Record, &'a Link)> {
        let edges = self.edges(id, direction).filter(move |edge| edge.weight().field.name == field);
        let traces = edges.map(move |edge| self.trace(edge, direction));
        traces.filter_map(|trace| Some((trace.record()?, trace.link)))
    }

    /// Returns the records that a record's links of a field lead to.
    pub fn targets(&self, id: &str, field: &str) -> Vec<&'a Record> {
        let records = self.to_records(id, field, Direction::Outgoing).map(|(record, _)| record);
        in_record_order(records)
    }

    /// Returns the records whose links of a field lead to a record, with the link.
    pub fn sources(&self, id: &str, field: &str) -> Vec<(&'a Record, &'a Link)> {
        in_record_order(self.to_records(id, field, Direction::Incoming))
    }

    /// Returns the same in no order, for whoever only asks whether there is one.
    pub fn links_to(&self, id: &str, field: &str) -> impl Iterator<Item = (&'a Record, &'a Link)> {
        self.to_records(id, field, Direction::Incoming)
    }

    /// Returns the cycles of links that must have none.
    pub fn cycles(&self) -> Vec<Cycle<'a>> {
        cycle::find(&self.graph)
    }
}

/// Turns around what the graph lists with the newest edge first: people expect the order of the records.
fn in_record_order<T>(newest_first: impl Iterator<Item = T>) -> Vec<T> {
    let mut found: Vec<T> = newest_first.collect();
    found.reverse();
    found
}

impl<'a> Trace<'a> {
    /// Returns whether the other end is a document section with a text below its heading, in every
    /// language that its document has.
    pub fn is_written_section(&self, project: &Project) -> bool {
        matches!(self.node, TraceNode::Section(section) if section.is_written_for_all(project))
    }

    /// Returns the other end, where it is a record.
    pub fn record(&self) -> Option<&'a Record> {
        match self.node {
            TraceNode::Record(record) => Some(record),
            _ => None,
        }
    }
}
