//! Records of any kind, as their descriptors have them: fields, links both ways, and what was judged.
//!
//! Tables and lists that a document describes in its `template.yaml` read nothing else, so that a
//! document about another kind is no Rust.

use super::Context;
use super::front::waiver_word;
use super::mention::{Numbered, Numbers, number};
use super::record::{Record, Ref, clean};
use super::value::Value;
use crate::assess::{
    ClassState, Reason, SafetyClass, SoupState, VulnerabilityLack, VulnerabilityState,
};
use crate::descriptor::Field;
use crate::model::{self, Filter, Status, natural_order};
use crate::yaml::Node;
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

/// The links of one field; none where the document says that they are missing.
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
    /// Sentences of the word list, each with the records that it is about.
    Reasons(Vec<FactReason>),
}

/// Why something was judged so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactReason {
    /// Key of the sentence; the records follow it.
    pub key: &'static str,
    pub records: Vec<Ref>,
}

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

    /// Returns whether the links of a field are missing, and the document says so.
    pub fn misses_links(&self, column: &str) -> bool {
        let (groups, name) = match column.strip_prefix("reverse.") {
            Some(name) => (&self.sources, name),
            None => (&self.links, column),
        };
        groups.iter().any(|group| group.name == name && group.to.is_empty())
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

impl Numbered for Register {
    fn numbers(&self) -> Numbers {
        vec![("counts", number(&self.counts)), ("retired", number(&self.retired))]
    }
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
    let expected = cx.scope.expects.get(record.kind.name).map(Vec::as_slice).unwrap_or_default();
    let expects = |name: &str| expected.iter().any(|expected| expected == name);
    let value = |field: &Field| {
        let value = record.node.get(field.name).and_then(|node| cx.value(node, &field.of));
        let is_wanted = field.required || expects(field.name);
        Some((field.name.to_string(), value.or(is_wanted.then_some(Value::NotStated))?))
    };
    let links = record.kind.links.iter().map(|link| {
        let ends = record.links_of(link.name).map(|end| {
            let mut shown = link_end(cx.reference(&end.to), end);
            shown.attributes.extend(texts_of(cx, record, end));
            shown
        });
        (link, ends.collect::<Vec<LinkEnd>>())
    });
    let links = links.filter(|(link, to)| !to.is_empty() || link.min > 0 || expects(link.name));
    let mut sources = sources(cx, record);
    for name in expected.iter().filter_map(|name| name.strip_prefix("reverse.")) {
        if let (None, Some(name)) =
            (sources.iter().find(|group| group.name == name), link_named(name))
        {
            sources.push(LinkGroup { name, to: Vec::new() });
        }
    }
    sources.sort_by_key(|group| group.name);
    Entry {
        record: cx.record(record),
        fields: record.kind.fields.iter().filter_map(value).collect(),
        links: links.map(|(link, to)| LinkGroup { name: link.name, to }).collect(),
        sources,
        facts: facts(cx, record),
    }
}

fn link_named(name: &str) -> Option<&'static str> {
    let links = model::kinds::KINDS.iter().flat_map(|kind| kind.links);
    links.map(|link| link.name).find(|known| *known == name)
}

fn link_end(to: Ref, link: &model::Link) -> LinkEnd {
    let attributes = link
        .field
        .attributes
        .iter()
        .filter_map(|field| Some((field.name, clean(link.attribute(field.name)?))));
    LinkEnd { to, attributes: attributes.filter(|(name, _)| *name != "fingerprint").collect() }
}

/// Returns what an entry of a link says in several languages or as a list, such as why a result still
/// holds, and for which verifications.
fn texts_of(
    cx: &Context<'_>,
    record: &model::Record,
    link: &model::Link,
) -> Vec<(&'static str, String)> {
    let entries = record.node.get(link.field.name).map(Node::one_or_many).unwrap_or_default();
    // Two entries may name the same record, each for something else.
    let is_it = |entry: &&Node| entry.get("to").is_some_and(|to| to.span == link.span);
    let Some(entry) = entries.iter().find(is_it) else { return Vec::new() };
    let prose = link.field.attributes.iter().filter(|field| link.attribute(field.name).is_none());
    let said = |field: &Field| {
        let node = entry.get(field.name)?;
        let list = || node.items().iter().filter_map(Node::text).map(clean).collect::<Vec<_>>();
        let text = cx.localized(node).map_or_else(|| list().join(", "), |text| text.text);
        Some((field.name, text)).filter(|(_, text)| !text.is_empty())
    };
    prose.filter_map(said).collect()
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
        "vulnerability" => assessment
            .vulnerability(record)
            .map(|of| vulnerability_fact(record, of))
            .into_iter()
            .collect(),
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
    vec![("class", fact), ("demanded-by", Fact::Reasons(class_reasons(cx, record, class)))]
}

/// Says what demands the class of an item: risks by how they concern it, its parts, or its whole.
fn class_reasons<'a>(
    cx: &Context<'a>,
    item: &'a model::Record,
    class: &ClassState<'a>,
) -> Vec<FactReason> {
    let computed = class.computed();
    if computed == SafetyClass::A {
        return vec![FactReason { key: "class-reason.none", records: Vec::new() }];
    }
    let mut reasons: BTreeMap<&'static str, Vec<Ref>> = BTreeMap::new();
    let mut add = |key, to: &'a model::Record| {
        let known = reasons.entry(key).or_default();
        if known.iter().all(|known| known.id != *to.id) {
            known.push(cx.reference_to(to));
        }
    };
    for demand in class.demands.iter().filter(|demand| demand.class == computed) {
        match demand.reason {
            _ if demand.item.id != item.id => add("class-reason.part", demand.item),
            Reason::Arises => add("class-reason.arises", demand.risk),
            Reason::Controls => add("class-reason.controls", demand.risk),
            Reason::Unassigned => add("class-reason.unassigned", demand.risk),
        }
    }
    if class.demanded < computed {
        let whole = cx.inputs.graph.targets(&item.id, "part_of");
        whole.into_iter().for_each(|whole| add("class-reason.whole", whole));
    }
    let sorted = |mut records: Vec<Ref>| {
        records.sort_by(|one, other| natural_order(&one.id, &other.id));
        records
    };
    reasons.into_iter().map(|(key, records)| FactReason { key, records: sorted(records) }).collect()
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

/// What does not affect the product needs a reason and no decision.
fn vulnerability_fact(record: &model::Record, of: VulnerabilityState) -> (&'static str, Fact) {
    let word = match of {
        VulnerabilityState::Decided => match record.word(&["exploitability", "state"]) {
            Some("not-affected") => "not-affected",
            Some("fixed") => "fixed",
            _ => "decided",
        },
        VulnerabilityState::Undecided(VulnerabilityLack::Approval) => "no-approval",
        VulnerabilityState::Undecided(VulnerabilityLack::Reason) => "no-reason",
        VulnerabilityState::Undecided(VulnerabilityLack::Decision) => "no-decision",
        VulnerabilityState::Undecided(VulnerabilityLack::Knowledge) => "no-knowledge",
    };
    let is_good = of == VulnerabilityState::Decided;
    ("state", state(format!("vulnerability.{word}"), is_good))
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
