//! Tree + types → the one text that says what it means, whatever its layout.
//!
//! JSON with sorted keys. Text is in NFC without trailing space, a plain string is a mapping of
//! the main language, sets are sorted, numbers are in one notation, and nothing is filled in.

use super::{Field, Names, Type};
use crate::yaml::{Node, Value};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// Writes canonical JSON.
pub struct Canonical<'a> {
    names: &'a Names,
    out: String,
}

impl<'a> Canonical<'a> {
    /// Starts an empty text.
    pub fn new(names: &'a Names) -> Self {
        Self { names, out: String::with_capacity(512) }
    }

    /// Returns what was written.
    pub fn finish(self) -> String {
        self.out
    }

    /// Writes an object from members that are sorted here.
    pub fn object(&mut self, mut members: Vec<(&str, Member<'_>)>) {
        members.sort_by_key(|(name, _)| *name);
        self.out.push('{');
        for (index, (name, member)) in members.into_iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.string(name);
            self.out.push(':');
            match member {
                Member::Word(word) => self.string(word),
                Member::Value(node, of) => self.value(node, of),
                Member::Written(text) => self.out.push_str(&text),
            }
        }
        self.out.push('}');
    }

    /// Writes a value as its type reads it; a value that does not fit is written as it stands.
    pub fn value(&mut self, node: &Node, of: &Type) {
        match (of, &node.value) {
            (Type::Text, Value::Scalar(scalar)) => {
                let text = canonical_text(&scalar.text);
                self.out.push('{');
                self.string(&self.names.main_language.clone());
                self.out.push(':');
                self.string(&text);
                self.out.push('}');
            }
            (Type::Flag, _) if node.flag().is_some() => {
                self.out.push_str(if node.flag() == Some(true) { "true" } else { "false" });
            }
            (Type::Number, Value::Scalar(scalar)) => match scalar.text.parse::<f64>() {
                Ok(number) => self.out.push_str(&number.to_string()),
                Err(_) => self.string(&scalar.text),
            },
            (Type::Group(fields), Value::Map(_)) => self.group(node, fields),
            (Type::Table(_, values), Value::Map(entries)) => {
                let member = |e| member_of(e, values);
                self.object(entries.iter().map(member).collect());
            }
            (Type::List(item), Value::List(items)) => {
                self.array(items.iter().map(|value| self.written(value, item)).collect());
            }
            (Type::Set(item), _) => {
                let mut items: Vec<String> =
                    node.one_or_many().iter().map(|value| self.written(value, item)).collect();
                items.sort();
                items.dedup();
                self.array(items);
            }
            _ => self.raw(node),
        }
    }

    /// Returns the canonical text of one value.
    pub fn written(&self, node: &Node, of: &Type) -> String {
        let mut inner = Canonical::new(self.names);
        inner.value(node, of);
        inner.out
    }

    fn group(&mut self, node: &Node, fields: &[Field]) {
        let members = node.entries().iter().map(|entry| {
            match fields.iter().find(|field| field.name == &*entry.key.text) {
                Some(field) => (field.name, Member::Value(&entry.value, &field.of)),
                None => member_of(entry, &Type::Custom),
            }
        });
        self.object(members.collect());
    }

    fn array(&mut self, items: Vec<String>) {
        self.out.push('[');
        self.out.push_str(&items.join(","));
        self.out.push(']');
    }

    /// Writes a tree without a description, as for project fields and values that do not fit.
    fn raw(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar(_) if node.is_empty() => self.out.push_str("null"),
            Value::Scalar(scalar) => self.string(&canonical_text(&scalar.text)),
            Value::List(items) => {
                self.array(items.iter().map(|value| self.written(value, &Type::Custom)).collect());
            }
            Value::Map(entries) => {
                let member = |e| member_of(e, &Type::Custom);
                self.object(entries.iter().map(member).collect());
            }
            Value::Unreadable => self.out.push_str("null"),
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                c if c < ' ' => self.out.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

/// A member of an object.
pub enum Member<'a> {
    Word(&'a str),
    Value(&'a Node, &'a Type),
    /// Canonical JSON that was made elsewhere.
    Written(String),
}

fn member_of<'a>(entry: &'a crate::yaml::Entry, of: &'a Type) -> (&'a str, Member<'a>) {
    (&entry.key.text, Member::Value(&entry.value, of))
}

/// Returns text in NFC, without white space at the ends of lines and of the whole.
pub fn canonical_text(text: &str) -> Cow<'_, str> {
    let has_trailing_space =
        text.lines().any(|line| line.len() != line.trim_end().len()) || text.ends_with('\n');
    let text = match has_trailing_space {
        true => Cow::Owned(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")),
        false => Cow::Borrowed(text),
    };
    let text = match text {
        Cow::Owned(text) => Cow::Owned(text.trim_end().to_string()),
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end()),
    };
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => text,
        _ => Cow::Owned(text.nfc().collect()),
    }
}
