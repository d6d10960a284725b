//! What every record shows: text in the document's language or marked as foreign, approval, links.

use super::Context;
use crate::assess;
use crate::descriptor::{CustomField, Type};
use crate::model::{self, Status, Target};
use crate::report::markup::without_slots;
use crate::yaml::{Node, Value};
use serde::Serialize;

/// A text, and its language where that is not the document's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    pub text: String,
    pub language: Option<String>,
}

/// A record that another one names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ref {
    pub id: String,
    pub title: Option<Text>,
    pub state: State,
}

/// Whether something that is named can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Draft,
    Active,
    Retired,
    /// It is there, but could not be read.
    Unread,
    /// Nothing has this name.
    Absent,
    /// A section of a document, which has no state.
    Section,
}

impl State {
    /// Returns the word for it, as records and the word list write it.
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Active => "active",
            State::Retired => "retired",
            State::Unread => "unread",
            State::Absent => "absent",
            State::Section => "section",
        }
    }
}

/// State of the approval that a record needs, and the review that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// `not-needed`, `draft`, `draft-approved`, `fresh`, `retired-approved`, `outdated`, `missing` or `rejected`.
    pub state: &'static str,
    pub review: Option<String>,
    pub person: Option<String>,
    pub role: Option<String>,
    pub date: Option<String>,
}

impl Approval {
    /// Returns whether it is that of a draft, approved or not.
    pub fn is_of_draft(&self) -> bool {
        matches!(self.state, "draft" | "draft-approved")
    }
}

/// A field that the project declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Custom {
    pub name: String,
    pub value: Text,
    pub is_prose: bool,
}

/// What records of every kind have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    pub id: String,
    pub title: Text,
    pub text: Option<Text>,
    pub rationale: Option<Text>,
    pub status: State,
    pub retirement_reason: Option<Text>,
    /// Names of the products it belongs to; empty where it belongs to all.
    pub products: Vec<String>,
    pub tags: Vec<String>,
    pub clauses: Vec<String>,
    pub is_confidential: bool,
    pub custom: Vec<Custom>,
    pub approval: Approval,
}

impl Record {
    /// Returns whether the record stands: a draft does not yet, a retired one no more.
    pub fn is_retired(&self) -> bool {
        self.status == State::Retired
    }
}

impl<'a> Context<'a> {
    pub(super) fn record(&self, record: &'a model::Record) -> Record {
        let words = |field: &str| {
            let items = record.node.get(field).map(Node::one_or_many).unwrap_or_default();
            items.iter().filter_map(Node::text).map(clean).collect::<Vec<_>>()
        };
        Record {
            id: record.id.to_string(),
            title: self.title(record),
            text: self.text(record, &["text"]),
            rationale: self.text(record, &["rationale"]),
            status: state_of(record.status),
            retirement_reason: self.text(record, &["retirement_reason"]),
            products: words("product").iter().map(|key| self.product(key).text).collect(),
            tags: words("tags"),
            clauses: words("clauses"),
            is_confidential: record.flag(&["confidential"]) == Some(true),
            custom: self.custom(record),
            approval: self.approval(record),
        }
    }

    /// Returns the title, or the id where there is none.
    pub(super) fn title(&self, record: &'a model::Record) -> Text {
        let id = || Text { text: record.id.to_string(), language: None };
        self.text(record, &["title"]).unwrap_or_else(id)
    }

    pub(super) fn text(&self, record: &'a model::Record, path: &[&str]) -> Option<Text> {
        self.localized(record.node.at(path)?)
    }

    /// Returns a text in the document's language, else in the main one, else in the first there is.
    pub(super) fn localized(&self, node: &Node) -> Option<Text> {
        let language = &self.scope.language;
        let main = self.project().config.main_language();
        let (of, text) = match &node.value {
            Value::Map(entries) => [language, main]
                .into_iter()
                .find_map(|wanted| Some((wanted, node.get(wanted)?)))
                .or(entries.first().map(|entry| (&*entry.key.text, &entry.value)))
                .and_then(|(of, value)| Some((of, value.text()?)))?,
            _ => (main, node.text()?),
        };
        let foreign = (of != language).then(|| of.to_string());
        Some(Text { text: clean(text), language: foreign })
    }

    pub(super) fn product(&self, key: &str) -> Text {
        let node = self.project().config.tree.at(&["products", key, "name"]);
        let key = || Text { text: clean(key), language: None };
        node.and_then(|node| self.localized(node)).unwrap_or_else(key)
    }

    fn custom(&self, record: &'a model::Record) -> Vec<Custom> {
        let declared = &self.project().config.names.custom;
        let field = |field: &CustomField| {
            let node = record.node.at(&["custom", &field.name])?;
            let is_prose = matches!(field.of, Type::Text);
            let word = || Some(Text { text: clean(node.text()?), language: None });
            let value = if is_prose { self.localized(node) } else { word() };
            Some(Custom { name: field.name.clone(), value: value?, is_prose })
        };
        declared.iter().filter_map(field).collect()
    }

    pub(super) fn approval(&self, record: &'a model::Record) -> Approval {
        let approvals = &self.inputs.assessment.approvals;
        if record.status == Status::Draft {
            // A draft needs no approval, but what it says may have one, as for results carried over.
            return match approvals.of_present_state(record) {
                assess::Approval::Fresh(pin) if record.kind.needs_approval => {
                    self.signed("draft-approved", pin.review)
                }
                _ => self.unsigned("draft"),
            };
        }
        match approvals.of_record(record) {
            // What was approved is that it is retired, such as a change that was turned down.
            assess::Approval::Fresh(pin) if record.status == Status::Retired => {
                self.signed("retired-approved", pin.review)
            }
            approval => self.approval_state(approval),
        }
    }

    pub(super) fn approval_state(&self, approval: assess::Approval<'a>) -> Approval {
        match approval {
            assess::Approval::NotNeeded => self.unsigned("not-needed"),
            assess::Approval::Missing => self.unsigned("missing"),
            assess::Approval::Fresh(pin) => self.signed("fresh", pin.review),
            assess::Approval::Outdated(pin) => self.signed("outdated", pin.review),
            assess::Approval::Rejected(pin) => self.signed("rejected", pin.review),
        }
    }

    fn unsigned(&self, state: &'static str) -> Approval {
        Approval { state, review: None, person: None, role: None, date: None }
    }

    fn signed(&self, state: &'static str, review: &model::Record) -> Approval {
        let word = |field: &str| review.word(&[field]).map(clean);
        Approval {
            state,
            review: Some(review.id.to_string()),
            person: review.word(&["by"]).map(|key| self.person(key)),
            role: word("role"),
            date: word("date").map(|date| date.chars().take(10).collect()),
        }
    }

    /// Returns the name of a person, or the key where the project file does not name one.
    pub(super) fn person(&self, key: &str) -> String {
        let person = self.project().config.people.get(key);
        clean(person.map_or(key, |person| &person.name))
    }

    /// Returns what a record's links of a field name, whether or not it is there.
    pub(super) fn links(&self, record: &'a model::Record, field: &str) -> Vec<Ref> {
        record.links_of(field).map(|link| self.reference(&link.to)).collect()
    }

    /// Returns the records whose links of a field lead here.
    pub(super) fn sources(&self, record: &model::Record, field: &str) -> Vec<Ref> {
        let sources = self.inputs.graph.sources(&record.id, field);
        sources.into_iter().map(|(source, _)| self.reference_to(source)).collect()
    }

    /// Returns the heading of a section; the whole of a document has none.
    pub(super) fn heading(&self, section: &model::Section) -> Option<Text> {
        let (main, language) = (self.project().config.main_language(), &self.scope.language);
        let text = |of: &str| Some((of.to_string(), section.texts.get(of)?));
        let (of, text) = text(language).or_else(|| text(main))?;
        let line = text.lines().next().filter(|line| line.starts_with('#'))?;
        let title = line.trim_start_matches('#').split("{#").next().unwrap_or_default();
        Some(Text { text: clean(title), language: (of != *language).then_some(of) })
    }

    pub(super) fn reference_to(&self, record: &'a model::Record) -> Ref {
        let title = Some(self.title(record));
        Ref { id: record.id.to_string(), title, state: state_of(record.status) }
    }

    pub(super) fn reference(&self, to: &str) -> Ref {
        let other = |state| Ref { id: clean(to), title: None, state };
        match Target::parse(to) {
            Some(Target::Record(id)) => match self.project().record(id) {
                Some(record) => self.reference_to(record),
                None if self.project().is_hole(id) => other(State::Unread),
                None => other(State::Absent),
            },
            Some(Target::Section { document, anchor }) => {
                match self.project().section(document, anchor) {
                    Some(section) => Ref { title: self.heading(section), ..other(State::Section) },
                    None => other(State::Absent),
                }
            }
            _ => other(State::Absent),
        }
    }
}

/// Returns a text without anything that a template could mistake for a slot.
pub(super) fn clean(text: &str) -> String {
    without_slots(text.trim())
}

fn state_of(status: Status) -> State {
    match status {
        Status::Draft => State::Draft,
        Status::Active => State::Active,
        Status::Retired => State::Retired,
    }
}
