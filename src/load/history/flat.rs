//! A record's tree → its values by path, so that two states can be compared value by value.
//!
//! Paths are like `estimates.residual.probability`. An item of a list is named by what it is, not by
//! where it stands: `controls[RISK-004]`, `verifies[REQ-1].aspect`, `actions[2].by`. Values that were
//! left out are not there; neither is an empty list or mapping.

use crate::history::FieldChange;
use crate::yaml::{Node, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Keys whose value names an item of a list, best first.
const NAMING_KEYS: [&str; 6] = ["to", "id", "step", "level", "clause", "key"];

/// Keys that name the items of a list whose order is meant.
const ORDERED_KEYS: [&str; 2] = ["step", "level"];

/// Levels of nesting, beyond which a value is an attack on the stack.
const MAX_DEPTH: usize = 100;

/// All values of a record, sorted by path. One text holds them all, since there are very many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flat {
    text: Box<str>,
    fields: Box<[Field]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Field {
    start: u32,
    /// Where the path ends and the value begins.
    middle: u32,
    end: u32,
}

impl Flat {
    /// Flattens a record, without its id.
    pub(super) fn of_record(node: &Node) -> Self {
        let mut builder = Builder::default();
        for entry in node.entries().iter().filter(|entry| &*entry.key.text != "id") {
            builder.under_key(&entry.key.text, &entry.value);
        }
        builder.finish()
    }

    /// Flattens a whole file of data, such as a mapping.
    pub(super) fn of_documents(documents: &[Node]) -> Self {
        let mut builder = Builder::default();
        documents.iter().for_each(|document| builder.node(document));
        builder.finish()
    }

    /// Takes values as they are, by path.
    pub(super) fn of_values(values: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut builder = Builder::default();
        for (path, value) in values {
            builder.path = path;
            builder.value(&value);
        }
        builder.finish()
    }

    /// Adds the values of a key of a tree to values that are given.
    pub(super) fn with_key(self, key: &str, node: &Node) -> Self {
        let mut builder = Builder { text: self.text.into(), ..Builder::default() };
        builder.fields = self.fields.into_vec();
        builder.under_key(key, node);
        builder.finish()
    }

    /// Flattens a section of the project file. A single value has the section's name as its path, and
    /// the order of a list, as of the languages, is a value too.
    pub(super) fn of_section(name: &str, node: &Node) -> Self {
        let mut builder = Builder::default();
        match &node.value {
            Value::Map(_) => builder.node(node),
            Value::List(items) if !is_ordered(items) => {
                builder.under_key(name, node);
                builder.path.push_str(name);
                builder.order(items);
            }
            _ => builder.under_key(name, node),
        }
        builder.finish()
    }

    /// Returns paths and values, in path order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|field| {
            let Field { start, middle, end } = *field;
            let at = |from: u32, to: u32| &self.text[from as usize..to as usize];
            (at(start, middle), at(middle, end))
        })
    }

    /// Returns about how much memory it takes.
    pub(super) fn n_bytes(&self) -> usize {
        self.text.len() + self.fields.len() * size_of::<Field>() + size_of::<Self>()
    }

    /// Returns what is different in a later state.
    pub(super) fn differences(&self, after: &Flat) -> Vec<FieldChange> {
        let mut differences = Vec::new();
        if self == after {
            return differences;
        }
        let (mut left, mut right) = (self.iter().peekable(), after.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return differences,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.0.cmp(new.0),
            };
            let old = if order.is_le() { left.next() } else { None };
            let new = if order.is_ge() { right.next() } else { None };
            differences.extend(difference(old, new));
        }
    }

    /// Returns every value, as lost.
    pub(super) fn lost(&self) -> Vec<FieldChange> {
        self.iter().filter_map(|value| difference(Some(value), None)).collect()
    }

    /// Returns every value, as gained.
    pub(super) fn gained(&self) -> Vec<FieldChange> {
        self.iter().filter_map(|value| difference(None, Some(value))).collect()
    }
}

fn difference(before: Option<(&str, &str)>, after: Option<(&str, &str)>) -> Option<FieldChange> {
    let (path, _) = before.or(after)?;
    if let (Some((_, before)), Some((_, after))) = (before, after)
        && is_same_text(before, after)
    {
        return None;
    }
    let value = |side: Option<(&str, &str)>| side.map(|(_, value)| value.to_string());
    Some(FieldChange { path: path.to_string(), before: value(before), after: value(after) })
}

/// Two ways to type a letter are one text, as in fingerprints.
fn is_same_text(before: &str, after: &str) -> bool {
    before == after || !(before.is_ascii() && after.is_ascii()) && before.nfc().eq(after.nfc())
}

#[derive(Default)]
struct Builder {
    path: String,
    depth: usize,
    text: String,
    fields: Vec<Field>,
}

impl Builder {
    fn finish(self) -> Flat {
        let Self { text, mut fields, .. } = self;
        let path = |field: &Field| &text[field.start as usize..field.middle as usize];
        let whole = |field: &Field| &text[field.middle as usize..field.end as usize];
        fields.sort_by(|a, b| (path(a), whole(a)).cmp(&(path(b), whole(b))));
        Flat { fields: fields.into_boxed_slice(), text: text.into_boxed_str() }
    }

    fn node(&mut self, node: &Node) {
        if node.is_empty() {
            return;
        }
        if self.depth == MAX_DEPTH {
            return self.value("(nested too deep)");
        }
        self.depth += 1;
        match &node.value {
            Value::Scalar(scalar) => self.value(&scalar.text),
            Value::Unreadable => self.value("(alias)"),
            Value::List(items) => self.list(items),
            Value::Map(entries) => {
                entries.iter().for_each(|entry| self.under_key(&entry.key.text, &entry.value));
            }
        }
        self.depth -= 1;
    }

    /// Adds the value at the current path. Space at the end is layout, as in fingerprints.
    fn value(&mut self, value: &str) {
        let offset =
            |text: &String| u32::try_from(text.len()).expect("files are limited to 16 MiB");
        let start = offset(&self.text);
        self.text.push_str(&self.path);
        let middle = offset(&self.text);
        self.text.push_str(value.trim_end());
        self.fields.push(Field { start, middle, end: offset(&self.text) });
    }

    fn under_key(&mut self, key: &str, value: &Node) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        if key.is_empty() || key.contains(['.', '[', ']', '"']) {
            self.path.push_str(&format!("{key:?}"));
        } else {
            self.path.push_str(key);
        }
        self.node(value);
        self.path.truncate(length);
    }

    fn list(&mut self, items: &[Node]) {
        let mut named: BTreeMap<Cow<'_, str>, Vec<&Node>> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            named.entry(name_of(index, item)).or_default().push(item);
        }
        for (name, items) in named {
            match items[..] {
                [item] => self.item(&name, item),
                _ => self.namesakes(&name, items),
            }
        }
        if is_ordered(items) {
            self.order(items);
        }
    }

    /// Adds the order of a list's items as a value of its own.
    fn order(&mut self, items: &[Node]) {
        if items.len() > 1 {
            let names: Vec<_> =
                items.iter().enumerate().map(|(index, item)| name_of(index, item)).collect();
            self.value(&names.join(", "));
        }
    }

    /// Adds items of one name, numbered by what they hold, so that their order does not matter.
    fn namesakes(&mut self, name: &str, items: Vec<&Node>) {
        let content = |item: &Node| {
            let mut builder = Builder { depth: self.depth, ..Builder::default() };
            builder.item_content(item);
            let flat = builder.finish();
            flat.iter().map(|(path, value)| format!("{path}\0{value}")).collect::<Vec<_>>()
        };
        let different: BTreeMap<Vec<String>, &Node> =
            items.into_iter().map(|item| (content(item), item)).collect();
        for (number, item) in (1..).zip(different.values()) {
            match number {
                1 => self.item(name, item),
                _ => self.item(&format!("{name}#{number}"), item),
            }
        }
    }

    fn item(&mut self, name: &str, item: &Node) {
        let length = self.path.len();
        self.path.push('[');
        self.path.push_str(name);
        self.path.push(']');
        self.item_content(item);
        self.path.truncate(length);
    }

    /// Adds an item of a list; `{to: X}` means the same as `X`.
    fn item_content(&mut self, item: &Node) {
        if self.depth == MAX_DEPTH || item.entries().is_empty() {
            return self.node(item);
        }
        self.depth += 1;
        for entry in item.entries() {
            match (&*entry.key.text, entry.value.text()) {
                ("to", Some(target)) => self.value(target),
                (key, _) => self.under_key(key, &entry.value),
            }
        }
        self.depth -= 1;
    }
}

fn name_of(index: usize, item: &Node) -> Cow<'_, str> {
    let name = match &item.value {
        Value::Map(_) => NAMING_KEYS.iter().find_map(|key| item.get(key)?.text()),
        _ => item.text(),
    };
    match name {
        Some(name) => Cow::Borrowed(name.trim_end()),
        None => Cow::Owned((index + 1).to_string()),
    }
}

/// Returns whether the items are steps or levels, whose order is part of what they mean.
fn is_ordered(items: &[Node]) -> bool {
    let name = |item: &Node| NAMING_KEYS.into_iter().find(|key| item.get(key).is_some());
    items.iter().all(|item| name(item).is_some_and(|key| ORDERED_KEYS.contains(&key)))
}
