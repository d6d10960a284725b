//! Fields of a record, in the order and form of its descriptor.

use crate::config::{Config, SETTINGS};
use crate::descriptor::{Field, Type};
use crate::model::{ENVELOPE, Kind, Record};
use crate::yaml::{Entry, Node, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// One field and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldEntry {
    /// Path of the value, as in `estimates.residual.probability`.
    pub field: String,
    /// The value.
    pub value: Shown,
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Word(String),
    Flag(bool),
    /// Prose; the language, where it is not the one that was asked for.
    Text {
        text: String,
        language: Option<String>,
    },
    List(Vec<Shown>),
    Map(Vec<(String, Shown)>),
    /// Nothing, or something that could not be read.
    Nothing,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Shown::Word(text) | Shown::Text { text, language: None } => text.serialize(serializer),
            Shown::Text { text, language } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("text", text)?;
                map.serialize_entry("language", language)?;
                map.end()
            }
            Shown::Flag(flag) => flag.serialize(serializer),
            Shown::List(items) => items.serialize(serializer),
            Shown::Map(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
            Shown::Nothing => serializer.serialize_none(),
        }
    }
}

/// How values are shown.
#[derive(Debug, Clone, Copy)]
struct Form<'a> {
    config: &'a Config,
    language: &'a str,
}

/// Returns the fields that a kind of records has: the common ones, but for those that it describes
/// itself, and its own.
pub fn fields_of_kind(kind: &'static Kind) -> impl Iterator<Item = &'static Field> {
    let is_own = |field: &&Field| kind.fields.iter().any(|own| own.name == field.name);
    ENVELOPE.iter().filter(move |field| !is_own(field)).chain(kind.fields)
}

/// Returns the fields of a record in descriptor order without its links, and the ones that its kind
/// does not have.
pub fn fields_of(
    record: &Record,
    config: &Config,
    language: &str,
) -> (Vec<FieldEntry>, Vec<FieldEntry>) {
    let form = Form { config, language };
    let known = || fields_of_kind(record.kind);
    let entry = |field: &Field| {
        let node = record.node.get(field.name)?;
        Some(FieldEntry { field: field.name.to_string(), value: form.value(node, &field.of) })
    };
    let is_known = |name: &str| {
        known().any(|field| field.name == name)
            || record.kind.links.iter().any(|link| link.name == name)
    };
    let unknown = record.node.entries().iter().filter(|entry| !is_known(&entry.key.text));
    let unknown = unknown.map(|entry| FieldEntry {
        field: entry.key.text.to_string(),
        value: form.as_written(&entry.value),
    });
    (known().filter_map(entry).collect(), unknown.collect())
}

/// Returns what a section of the project file holds, in the form of its descriptor.
pub fn setting_of(entry: &Entry, config: &Config, language: &str) -> Shown {
    let form = Form { config, language };
    match SETTINGS.iter().find(|field| *field.name == *entry.key.text) {
        Some(field) => form.value(&entry.value, &field.of),
        None => form.as_written(&entry.value),
    }
}

impl Form<'_> {
    fn value(self, node: &Node, of: &Type) -> Shown {
        match of {
            Type::Text => self.text(node),
            Type::Flag => node.flag().map_or_else(|| self.as_written(node), Shown::Flag),
            Type::List(inner) | Type::Set(inner) => {
                Shown::List(node.one_or_many().iter().map(|item| self.value(item, inner)).collect())
            }
            Type::Group(fields) => self.group(node, fields),
            Type::Table(_, inner) => self.mapping(node, |_| Some(**inner)),
            Type::Custom => self.mapping(node, |name| {
                let custom = self.config.names.custom.iter().find(|field| field.name == name);
                custom.map(|field| field.of)
            }),
            _ => self.as_written(node),
        }
    }

    /// Shows the known fields in their order, then whatever else was written.
    fn group(self, node: &Node, fields: &[Field]) -> Shown {
        if !matches!(node.value, Value::Map(_)) {
            return self.as_written(node);
        }
        let known = fields.iter().filter_map(|field| {
            Some((field.name.to_string(), self.value(node.get(field.name)?, &field.of)))
        });
        let is_known = |name: &str| fields.iter().any(|field| field.name == name);
        let unknown = node.entries().iter().filter(|entry| !is_known(&entry.key.text));
        let unknown =
            unknown.map(|entry| (entry.key.text.to_string(), self.as_written(&entry.value)));
        Shown::Map(known.chain(unknown).collect())
    }

    fn mapping(self, node: &Node, type_of: impl Fn(&str) -> Option<Type>) -> Shown {
        if !matches!(node.value, Value::Map(_)) {
            return self.as_written(node);
        }
        let value = |key: &str, node: &Node| match type_of(key) {
            Some(of) => self.value(node, &of),
            None => self.as_written(node),
        };
        let entries = node.entries().iter();
        let shown =
            entries.map(|e| (e.key.text.to_string(), value(&e.key.text, &e.value))).collect();
        Shown::Map(shown)
    }

    fn text(self, node: &Node) -> Shown {
        let Value::Map(entries) = &node.value else {
            return match node.text() {
                // A plain string is of the main language.
                Some(text) => {
                    let main = self.config.main_language();
                    let language = (main != self.language).then(|| main.to_string());
                    Shown::Text { text: text.to_string(), language }
                }
                None => self.as_written(node),
            };
        };
        let wanted = [self.language, self.config.main_language()];
        let entry = wanted.iter().find_map(|language| node.entry(language)).or(entries.first());
        match entry.and_then(|entry| Some((&*entry.key.text, entry.value.text()?))) {
            Some((language, text)) => {
                let language = (language != self.language).then(|| language.to_string());
                Shown::Text { text: text.to_string(), language }
            }
            None => self.as_written(node),
        }
    }

    fn as_written(self, node: &Node) -> Shown {
        match &node.value {
            Value::Scalar(_) => {
                node.text().map_or(Shown::Nothing, |text| Shown::Word(text.to_string()))
            }
            Value::List(items) => {
                Shown::List(items.iter().map(|item| self.as_written(item)).collect())
            }
            Value::Map(_) => self.mapping(node, |_| None),
            Value::Unreadable => Shown::Nothing,
        }
    }
}
