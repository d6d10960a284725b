//! Narrative sections of a document, with the records, counts and lists that they ask for.

use super::Context;
use super::record::{Ref, Text, clean};
use crate::assess::{Approval, Choice};
use crate::model::{self, Filter, Piece, Query, Record, Status, pieces};
use crate::report::judged::Judged;
use crate::yaml::Node;
use serde::Serialize;
use std::collections::BTreeMap;

/// What people have written of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Narrative {
    /// In reading order; a part that stands inside another one has a higher level.
    pub parts: Vec<NarrativePart>,
    /// What the document needs and nobody has written.
    pub unwritten: Vec<Unwritten>,
    /// What the parts name, by the name.
    pub references: BTreeMap<String, Ref>,
    /// What they ask for, by the question as it was typed, on one line.
    pub answers: BTreeMap<String, Answer>,
    /// `fresh`, `outdated`, `missing` or `rejected`; none where nobody wrote anything.
    pub approval: Option<super::Approval>,
}

/// A heading and what stands below it up to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NarrativePart {
    /// Empty for what stands before every heading.
    pub anchor: String,
    /// 1 for the highest; 0 for what stands before every heading.
    pub level: usize,
    pub title: Text,
    /// Markdown.
    pub text: Text,
}

/// A section that the document needs and nobody has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unwritten {
    pub anchor: String,
    pub title: String,
}

/// The answer to a question of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Count(usize),
    Records(Vec<Ref>),
    /// None where the project does not say.
    Fact(Option<Text>),
    /// The question is wrong.
    Wrong,
}

impl Narrative {
    /// Returns the answer to a question, however it was broken over lines.
    pub fn answer(&self, query: &str) -> Option<&Answer> {
        self.answers.get(&one_line(query))
    }

    /// Returns the anchors of everything that is written or needed.
    pub fn anchors(&self) -> Vec<String> {
        let written = self.parts.iter().map(|part| part.anchor.clone());
        written.chain(self.unwritten.iter().map(|needed| needed.anchor.clone())).collect()
    }
}

fn one_line(query: &str) -> String {
    query.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn narrative(cx: &Context<'_>) -> Narrative {
    let document = &cx.scope.document;
    let parts = parts(cx);
    let is_written = |anchor: &str| {
        cx.project().section(document, anchor).is_some_and(model::Section::is_written)
    };
    let needed = cx.scope.sections.iter().filter(|section| !is_written(&section.anchor));
    let unwritten = needed.map(|section| Unwritten {
        anchor: section.anchor.clone(),
        title: section.titles[&cx.scope.language].clone(),
    });
    let (mut references, mut answers) = (BTreeMap::new(), BTreeMap::new());
    for part in &parts {
        let texts = [&part.title.text, &part.text.text];
        for (_, _, piece) in texts.into_iter().flat_map(|text| pieces(text)) {
            match piece {
                Piece::Reference(to) | Piece::Id(to) => {
                    references.entry(to.to_string()).or_insert_with(|| cx.reference(to));
                }
                Piece::Query(query) => {
                    answers.entry(one_line(query)).or_insert_with(|| answer(cx, query));
                }
            }
        }
    }
    let approval = match cx.inputs.assessment.approvals.of_narrative(document) {
        Approval::NotNeeded => None,
        approval => Some(cx.approval_state(approval)),
    };
    Narrative { parts, unwritten: unwritten.collect(), references, answers, approval }
}

/// Returns the parts in the document's language; one that is not translated stands in another,
/// behind what it follows there.
fn parts(cx: &Context<'_>) -> Vec<NarrativePart> {
    let mut parts = parts_in(cx, &cx.scope.language);
    for language in &cx.project().config.languages {
        let mut before: Option<String> = None;
        for part in parts_in(cx, language) {
            let anchor = part.anchor.clone();
            if parts.iter().all(|known| known.anchor != anchor) {
                let at = place_after(&parts, before.as_deref(), part.level);
                parts.insert(at, part);
            }
            before = Some(anchor);
        }
    }
    let highest = parts.iter().map(|part| part.level).filter(|level| *level > 0).min();
    for part in parts.iter_mut().filter(|part| part.level > 0) {
        part.level -= highest.unwrap_or(1) - 1;
    }
    parts
}

/// Returns where a part goes that follows another one: behind everything that stands inside that.
fn place_after(parts: &[NarrativePart], before: Option<&str>, level: usize) -> usize {
    let before = before.and_then(|anchor| parts.iter().position(|part| part.anchor == anchor));
    let first = before.map_or(0, |at| at + 1);
    let inside = parts[first..].iter().take_while(|part| part.level > level);
    first + inside.count()
}

fn parts_in(cx: &Context<'_>, language: &str) -> Vec<NarrativePart> {
    let foreign = (language != cx.scope.language).then(|| language.to_string());
    let text = |text: &str| Text { text: clean(text), language: foreign.clone() };
    let mut parts = Vec::new();
    let narratives = cx.project().narratives_of(&cx.scope.document);
    for narrative in narratives.filter(|narrative| narrative.language == language) {
        for (index, heading) in narrative.headings.iter().enumerate() {
            let own = narrative.own_text(index);
            let is_empty_start = heading.level == 0 && own.trim().is_empty();
            if is_empty_start || narrative.is_title(index) {
                continue;
            }
            parts.push(NarrativePart {
                anchor: heading.anchor.clone(),
                level: heading.level,
                title: text(&heading.title),
                text: text(own),
            });
        }
    }
    parts
}

fn answer(cx: &Context<'_>, query: &str) -> Answer {
    match Query::parse(query) {
        Err(_) => Answer::Wrong,
        Ok(Query::Count(filter)) => Answer::Count(cx.meeting(&filter).count()),
        Ok(Query::Records(filter)) => {
            Answer::Records(cx.meeting(&filter).map(|record| cx.reference_to(record)).collect())
        }
        Ok(Query::Fact(fact)) => Answer::Fact(fact_of(cx, fact)),
    }
}

fn fact_of(cx: &Context<'_>, fact: &str) -> Option<Text> {
    let config = &cx.project().config;
    let plain = |text: String| Some(Text { text: clean(&text), language: None });
    let release = match cx.inputs.assessment.release {
        Choice::Release(release) => Some(release),
        _ => None,
    };
    match fact {
        "product" => {
            let names = config.products().into_iter().map(|key| cx.product(key).text);
            plain(names.collect::<Vec<_>>().join(", "))
        }
        "manufacturer" => cx.localized(config.tree.at(&["manufacturer", "name"])?),
        "release" => plain(release?.id.to_string()),
        "version" => plain(release?.word(&["version"])?.to_string()),
        "baseline" => plain(super::change::baselines_here(cx).first()?.to_string()),
        _ => None,
    }
}

impl<'a> Context<'a> {
    /// Returns the records that a filter means; retired ones only where it asks for them.
    pub(super) fn meeting<'f>(
        &'f self,
        filter: &'f Filter,
    ) -> impl Iterator<Item = &'a Record> + 'f {
        let asks_status = filter.conditions.iter().any(|(path, _)| path == "status");
        let is_meant = move |record: &&Record| {
            (asks_status || record.status != Status::Retired)
                && filter.conditions.iter().all(|(path, value)| self.holds(record, path, value))
        };
        self.project().of_kind(filter.kind).filter(is_meant)
    }

    fn holds(&self, record: &Record, path: &str, value: &str) -> bool {
        if path == "status" {
            return record.status.word() == value;
        }
        if path == "state" {
            return self.state_word(record) == Some(value.to_string());
        }
        if record.links.iter().any(|link| link.field.name == path) {
            return record.links_of(path).any(|link| &*link.to == value);
        }
        let keys: Vec<&str> = path.split('.').collect();
        let items = record.node.at(&keys).map(Node::one_or_many).unwrap_or_default();
        items.iter().any(|item| item.text() == Some(value))
    }

    /// Returns how a record was judged, in a word of [`model::STATES`].
    pub(super) fn state_word(&self, record: &Record) -> Option<String> {
        match record.kind.name {
            "requirement" => {
                let is_verified = self.is_verified(record, "fulfilment");
                let has_any = !self.verified_by(record, "fulfilment").is_empty();
                let word = match (is_verified, has_any) {
                    (true, _) => "verified",
                    (false, true) => "not-verified",
                    (false, false) => "no-verification",
                };
                Some(word.to_string())
            }
            "problem-report" => {
                let is_closed = record.has(&["closed"]);
                Some(if is_closed { "closed" } else { "open" }.to_string())
            }
            _ => {
                let (graph, assessment) = (self.inputs.graph, self.inputs.assessment);
                let judged = Judged { graph, assessment, language: &self.scope.language };
                let state = judged.state(record)?;
                Some(state.rsplit(", ").next().unwrap_or(&state).to_string())
            }
        }
    }
}
