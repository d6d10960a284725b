//! Values of a record's fields, in the form of its descriptor and the language of the document.

use super::Context;
use super::record::{Text, clean};
use crate::descriptor::{Field, Type, Vocabulary};
use crate::yaml::{Node, Value as Tree};
use serde::Serialize;

/// A value as a document can show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// One of the values of a field, which the word list translates.
    Choice(String),
    Word(String),
    /// A digest or a path, to be set as code.
    Code(String),
    Flag(bool),
    Prose(Text),
    List(Vec<Value>),
    /// Nothing, where something must be said.
    NotStated,
    /// Fields of a group, in their order.
    Group(Vec<(String, Value)>),
}

impl<'a> Context<'a> {
    /// Returns the value of a field; none where there is none, or it could not be read.
    pub(super) fn value(&self, node: &'a Node, of: &Type) -> Option<Value> {
        match of {
            Type::Text => self.localized(node).map(Value::Prose),
            Type::Flag => node.flag().map(Value::Flag),
            Type::Choice(_) => word(node).map(Value::Choice),
            Type::Digest => word(node).map(Value::Code),
            Type::Name(Vocabulary::Person) => {
                node.text().map(|person| Value::Word(self.person(person)))
            }
            Type::Name(Vocabulary::Product) => {
                node.text().map(|product| Value::Prose(self.product(product)))
            }
            Type::List(inner) | Type::Set(inner) => {
                let items = node.one_or_many().iter();
                let items: Vec<Value> = items.filter_map(|item| self.value(item, inner)).collect();
                (!items.is_empty()).then_some(Value::List(items))
            }
            Type::Group(fields) => self.group(node, fields),
            Type::Table(_, inner) => {
                let entry = |entry: &'a crate::yaml::Entry| {
                    Some((clean(&entry.key.text), self.value(&entry.value, inner)?))
                };
                group_of(node.entries().iter().filter_map(entry).collect())
            }
            Type::Moment => word(node).map(|written| Value::Word(moment(&written))),
            _ => word(node).map(Value::Word),
        }
    }

    fn group(&self, node: &'a Node, fields: &[Field]) -> Option<Value> {
        if !matches!(node.value, Tree::Map(_)) {
            return word(node).map(Value::Word);
        }
        let entry = |field: &Field| {
            let value = node.get(field.name).and_then(|node| self.value(node, &field.of));
            let value = value.or(field.required.then_some(Value::NotStated))?;
            Some((field.name.to_string(), value))
        };
        group_of(fields.iter().filter_map(entry).collect())
    }
}

fn group_of(entries: Vec<(String, Value)>) -> Option<Value> {
    (!entries.is_empty()).then_some(Value::Group(entries))
}

fn word(node: &Node) -> Option<String> {
    node.text().map(clean)
}

/// Writes a day as it is, and a time of day as people read it: `2026-10-02 14:10 (+02:00)`.
pub(super) fn moment(written: &str) -> String {
    let Some((day, time)) = written.split_once(['T', 't', ' ']) else { return written.to_string() };
    let (clock, zone) = time.split_at(time.find(['+', '-', 'Z', 'z']).unwrap_or(time.len()));
    let clock = clock.strip_suffix(":00").filter(|clock| clock.len() == 5).unwrap_or(clock);
    match zone {
        "" => format!("{day} {clock}"),
        "Z" | "z" => format!("{day} {clock} (UTC)"),
        zone => format!("{day} {clock} ({zone})"),
    }
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_reads_like_the_days_beside_it() {
        let table = [
            ("2026-10-02", "2026-10-02"),
            ("2026-10-02T14:10:00+02:00", "2026-10-02 14:10 (+02:00)"),
            ("2026-10-02T14:10:07-05:00", "2026-10-02 14:10:07 (-05:00)"),
            ("2026-10-02T14:10Z", "2026-10-02 14:10 (UTC)"),
            ("soon", "soon"),
        ];
        for (written, shown) in table {
            assert_eq!(moment(written), shown, "{written}");
        }
    }
}
