//! Records of any kind, as their descriptors have them: fields, links both ways, and what was judged.
//!
//! Tables and lists that a document describes in its `template.yaml` read nothing else, so that a
//! document about another kind is no Rust.

use super::Context;
use super::front::waiver_word;
use super::record::{Record, Ref, clean};
use super::value::Value;
use crate::assess::{SoupState, VulnerabilityState};
use crate::model::{self, Filter, Status};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What `fact.…` can name in the columns of a table: what was judged and stands in no record.
pub const FACTS: &[&str] = &["state", "class", "demanded-by", "results"];

/// The register part of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Kind → its records, drafts and retired ones too.
    pub kinds: BTreeMap<&'static str, Vec<Entry>>,
    /// Kind → how many are not retired.
    pub counts: BTreeMap<&'static str, usize>,
    /// How many records of the kinds that the document shows are retired.
    pub retired: usize,
    /// Ids of the records in each table that the document describes, in order.
    pub tables: BTreeMap<String, Vec<String>>,
}

/// One record with everything that it says and that was judged of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub record: Record,
    /// Own fields of the kind, in descriptor order.
    pub fields: Vec<(String, Value)>,
    pub links: Vec<LinkGroup>,
    /// Links from other records, by their field.
    pub sources: Vec<LinkGroup>,
    pub facts: Vec<(&'static str, Fact)>,
}

/// The links of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkGroup {
    pub name: &'static str,
    pub to: Vec<LinkEnd>,
}

/// The other end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkEnd {
    pub to: Ref,
    pub attributes: Vec<(&'static str, String)>,
}

/// Something that was judged of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// A sentence of the word list, its values, and whether it is as it should be.
    State {
        key: String,
        values: Vec<(&'static str, String)>,
        is_good: bool,
    },
    Records(Vec<Ref>),
}

/// How many risks are named that demand the class of an item; more are only counted.
const MOST_DEMANDS: usize = 8;

/// What links to records of most kinds and says nothing of them: reviews stand with the approvals.
const UNTOLD_SOURCES: &[&str] = &["review", "waiver"];

impl Register {
    /// Returns a record.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.kinds.values().flatten().find(|entry| entry.record.id == id)
    }

    /// Returns the records of a kind that are not retired.
    pub fn current<'r>(&'r self, kind: &str) -> impl Iterator<Item = &'r Entry> + use<'r> {
        let entries = self.kinds.get(kind).into_iter().flatten();
        entries.filter(|entry| !entry.record.is_retired())
    }
}

impl Entry {
    /// Returns the links of a field.
    pub fn links_of(&self, name: &str) -> &[LinkEnd] {
        group_of(&self.links, name)
    }

    /// Returns the links of a field that lead here.
    pub fn sources_of(&self, name: &str) -> &[LinkEnd] {
        group_of(&self.sources, name)
    }

    /// Returns the value at a path of fields.
    pub fn value(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let first = keys.next()?;
        let mut value = &self.fields.iter().find(|(name, _)| name == first)?.1;
        for key in keys {
            let Value::Group(entries) = value else { return None };
            value = &entries.iter().find(|(name, _)| name == key)?.1;
        }
        Some(value)
    }

    /// Returns something that was judged.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact)
    }
}

fn group_of<'g>(groups: &'g [LinkGroup], name: &str) -> &'g [LinkEnd] {
    groups.iter().find(|group| group.name == name).map_or(&[], |group| &group.to)
}

pub(super) fn register(cx: &Context<'_>) -> Register {
    let of_tables = cx.scope.tables.iter().flat_map(|table| &table.filters);
    let mut names: BTreeSet<&str> = of_tables.map(|filter| filter.kind).collect();
    names.extend(cx.scope.shows.iter().map(String::as_str));
    let kinds = names.iter().filter_map(|name| model::kinds::kind_named(name));
    let entries = |kind: &'static model::Kind| {
        let records = cx.project().of_kind(kind.name).map(|record| entry(cx, record));
        (kind.name, records.collect::<Vec<Entry>>())
    };
    let kinds: BTreeMap<&'static str, Vec<Entry>> = kinds.map(entries).collect();
    let current = |entries: &Vec<Entry>| entries.iter().filter(|e| !e.record.is_retired()).count();
    let shown = kinds.iter().filter(|(kind, _)| cx.shows(kind));
    let retired = shown.map(|(_, entries)| entries.len() - current(entries)).sum();
    let counts = kinds.iter().map(|(kind, entries)| (*kind, current(entries))).collect();
    let rows = |filters: &[Filter]| {
        let meant = filters.iter().flat_map(|filter| cx.meeting(filter));
        meant.map(|record| record.id.to_string()).collect::<Vec<_>>()
    };
    let tables = cx.scope.tables.iter().map(|table| (table.name.clone(), rows(&table.filters)));
    Register { counts, retired, tables: tables.collect(), kinds }
}

fn entry<'a>(cx: &Context<'a>, record: &'a model::Record) -> Entry {
    let value = |field: &crate::descriptor::Field| {
        Some((field.name.to_string(), cx.value(record.node.get(field.name)?, &field.of)?))
    };
    let links = record.kind.links.iter().map(|link| LinkGroup {
        name: link.name,
        to: record.links_of(link.name).map(|link| link_end(cx.reference(&link.to), link)).collect(),
    });
    Entry {
        record: cx.record(record),
        fields: record.kind.fields.iter().filter_map(value).collect(),
        links: links.filter(|group| !group.to.is_empty()).collect(),
        sources: sources(cx, record),
        facts: facts(cx, record),
    }
}

fn link_end(to: Ref, link: &model::Link) -> LinkEnd {
    let attributes = link
        .field
        .attributes
        .iter()
        .filter_map(|field| Some((field.name, clean(link.attribute(field.name)?))));
    LinkEnd { to, attributes: attributes.filter(|(name, _)| *name != "fingerprint").collect() }
}

fn sources<'a>(cx: &Context<'a>, record: &'a model::Record) -> Vec<LinkGroup> {
    let mut groups: BTreeMap<&'static str, Vec<LinkEnd>> = BTreeMap::new();
    for trace in cx.inputs.graph.downstream(&record.id) {
        let Some(source) = trace.record() else { continue };
        if !UNTOLD_SOURCES.contains(&source.kind.name) {
            let end = link_end(cx.reference_to(source), trace.link);
            groups.entry(trace.link.field.name).or_default().push(end);
        }
    }
    groups.into_iter().map(|(name, to)| LinkGroup { name, to }).collect()
}

fn state(key: impl Into<String>, is_good: bool) -> Fact {
    Fact::State { key: key.into(), values: Vec::new(), is_good }
}

/// Nothing is judged of what is retired.
fn facts<'a>(cx: &Context<'a>, record: &'a model::Record) -> Vec<(&'static str, Fact)> {
    if record.status == Status::Retired {
        return Vec::new();
    }
    let assessment = cx.inputs.assessment;
    match record.kind.name {
        "software-item" => class_facts(cx, record),
        "soup" => assessment.component(record).map(component_fact).into_iter().collect(),
        "vulnerability" => {
            let is_decided = assessment.vulnerability(record) == Some(VulnerabilityState::Decided);
            let word = if is_decided { "decided" } else { "undecided" };
            vec![("state", state(format!("vulnerability.{word}"), is_decided))]
        }
        "waiver" => vec![("state", waiver_fact(cx, record))],
        "risk" => {
            let is_complete = assessment.risk(record).is_some_and(|risk| risk.is_complete());
            let word = if is_complete { "complete" } else { "not-complete" };
            vec![("state", state(format!("risk-state.{word}"), is_complete))]
        }
        "requirement" => {
            let word = cx.state_word(record).unwrap_or_default();
            vec![("state", state(format!("verdict.{word}"), word == "verified"))]
        }
        "problem-report" => {
            let is_closed = record.has(&["closed"]);
            let word = if is_closed { "closed" } else { "open" };
            vec![("state", state(format!("problem.{word}"), is_closed))]
        }
        _ => verification_facts(cx, record),
    }
}

fn class_facts<'a>(cx: &Context<'a>, record: &'a model::Record) -> Vec<(&'static str, Fact)> {
    let Some(class) = cx.inputs.assessment.class(record) else { return Vec::new() };
    let computed = class.computed();
    let is_good = class.declared.is_some_and(|declared| declared >= computed);
    let values = vec![("class", computed.word().to_string())];
    let fact = Fact::State { key: "class.at-least".to_string(), values, is_good };
    let mut seen = BTreeSet::new();
    let demanding = class.demands.iter().filter(|demand| demand.class == class.demanded);
    let demanding: Vec<&model::Record> =
        demanding.map(|demand| demand.risk).filter(|risk| seen.insert(&risk.id)).collect();
    let named = demanding.iter().take(MOST_DEMANDS).map(|risk| cx.reference_to(risk)).collect();
    let mut facts = vec![("class", fact)];
    if !demanding.is_empty() {
        facts.push(("demanded-by", Fact::Records(named)));
    }
    facts
}

fn component_fact(of: &SoupState) -> (&'static str, Fact) {
    let (word, day) = match of {
        SoupState::Missing => ("missing", None),
        SoupState::OfOtherVersion => ("of-other-version", None),
        SoupState::NotAcceptable => ("not-acceptable", None),
        SoupState::Overdue(day) => ("overdue", Some(day)),
        SoupState::Holds(day) => ("holds", Some(day)),
    };
    let values = day.map(|day| ("date", day.clone())).into_iter().collect();
    ("state", Fact::State { key: format!("component.{word}"), values, is_good: word == "holds" })
}

fn waiver_fact(cx: &Context<'_>, record: &model::Record) -> Fact {
    let waivers = &cx.inputs.assessment.waivers;
    match waivers.iter().find(|state| state.waiver.id == record.id).map(|state| state.lacks) {
        Some(lacks) => state(waiver_word(lacks), lacks.is_none()),
        None => state("waiver.draft", false),
    }
}

fn verification_facts(cx: &Context<'_>, record: &model::Record) -> Vec<(&'static str, Fact)> {
    let Some(verification) = cx.inputs.assessment.verification(record) else { return Vec::new() };
    let outcome = verification.outcome.word();
    let results = verification.deciding.iter().map(|evidence| cx.reference_to(evidence.record));
    let mut results: Vec<Ref> = results.collect();
    results.dedup();
    let mut facts = vec![("state", state(format!("outcome.{outcome}"), outcome == "pass"))];
    if !results.is_empty() {
        facts.push(("results", Fact::Records(results)));
    }
    facts
}
