//! The located tree: scalars, lists and mappings with the bytes they stand at.

use crate::source::Span;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// An alias, which is refused and never followed.
    Unreadable,
}

/// A single value, as its text after unquoting.
#[derive(Debug, Clone)]
pub struct Scalar {
    pub text: Box<str>,
    /// Whether it was written without quotes, so that `true` or nothing at all can mean more than text.
    pub plain: bool,
}

/// A key of a mapping and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: Key,
    pub value: Node,
}

/// A key and where it stands.
#[derive(Debug, Clone)]
pub struct Key {
    pub span: Span,
    pub text: Box<str>,
}

impl Node {
    /// Returns the value of a key of a mapping; the first, if the key stands twice.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the entry of a key of a mapping.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key.text == key)
    }

    /// Returns the value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Returns the entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Returns a list's items, or the value itself where one value stands for a list of one.
    pub fn one_or_many(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ if self.is_empty() => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns the text of a scalar that is not empty.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !self.is_empty() => Some(&scalar.text),
            _ => None,
        }
    }

    /// Returns whether the value was left out: `key:`, `key: ~` or `key: null`.
    pub fn is_empty(&self) -> bool {
        matches!(&self.value, Value::Scalar(Scalar { text, plain: true })
            if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Returns a plain `true` or `false`.
    pub fn flag(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar(Scalar { text, plain: true }) => match &**text {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns what the value is, in the words of a message.
    pub fn sort(&self) -> &'static str {
        match &self.value {
            Value::Scalar(_) if self.is_empty() => "nothing",
            Value::Scalar(_) => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Unreadable => "an alias",
        }
    }
}
