//! Fields of a record in human words: labels and values as the word list says them.

use super::Context;
use crate::descriptor::NOT_ESTIMABLE;
use crate::model::{Moment, Record};
use crate::report::document::{Block, Inline};
use crate::report::field::{FieldEntry, Shown, fields_of, fields_of_kind};
use crate::report::view::Text;

/// A value as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Line(Vec<Inline>),
    Prose(Vec<Block>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// Rows that have the same names, each with a name of its own or none.
    Grid {
        columns: Vec<String>,
        rows: Vec<(Option<String>, Vec<Value>)>,
    },
    /// There is nothing, or nothing that could be read.
    Nothing,
    /// Nothing where something must be said; what that counts as, in words.
    NotStated(String),
}

/// Fields that stand elsewhere on the page.
const ELSEWHERE: &[&str] = &["id", "kind", "title", "text", "status"];

/// Fields that hold the key of a person.
pub(super) const PERSONS: &[&str] =
    &["by", "person", "authorised_by", "approver", "participants", "team"];

/// A word longer than this is a digest, and is shown as code.
const DIGEST: usize = 40;

/// Returns a group in which every value is a word that has room in a column.
fn words_of(shown: &Shown) -> Option<&[(String, Shown)]> {
    let is_short = |(_, value): &(String, Shown)| match value {
        Shown::Word(word) => word.len() < DIGEST,
        value => matches!(value, Shown::Flag(_)),
    };
    match shown {
        Shown::Map(entries) if entries.iter().all(is_short) => Some(entries),
        _ => None,
    }
}

/// Returns whether a word is a day and time, as in `2026-10-03T14:10:00+02:00`.
fn is_date_time(word: &str) -> bool {
    word.as_bytes().get(10) == Some(&b'T') && Moment::parse(word).is_some()
}

/// Writes a day and time with its offset as people read it: `2026-10-03 14:10:00 +02:00`.
fn date_time(word: &str) -> String {
    let (day, time) = word.split_at(10);
    let time = &time[1..];
    match time.find(['+', '-', 'Z', 'z']) {
        Some(at) if time[at..].eq_ignore_ascii_case("z") => format!("{day} {} UTC", &time[..at]),
        Some(at) => format!("{day} {} {}", &time[..at], &time[at..]),
        None => format!("{day} {time}"),
    }
}

impl Context<'_, '_> {
    /// Returns the fields of a record without those that stand elsewhere; what its kind does not
    /// know comes last.
    pub(super) fn fields(&self, record: &Record) -> Vec<(String, Value)> {
        let (known, unknown) = fields_of(record, &self.project().config, self.language());
        let mut known: Vec<FieldEntry> =
            known.into_iter().filter(|entry| !ELSEWHERE.contains(&&*entry.field)).collect();
        let mut fields = Vec::new();
        for field in fields_of_kind(record.kind) {
            match known.iter().position(|entry| entry.field == field.name) {
                Some(at) => fields.push(self.field(&known.remove(at))),
                None if ELSEWHERE.contains(&field.name) => {}
                None if field.required || self.is_expected(record, field.name) => {
                    fields.push((self.label(field.name), self.absence(field.name)));
                }
                None => {}
            }
        }
        for link in record.kind.links {
            let is_wanted = link.min > 0 || self.is_expected(record, link.name);
            if is_wanted && record.links_of(link.name).next().is_none() {
                fields.push((self.say(&format!("link.{}", link.name)), self.absence(link.name)));
            }
        }
        fields.extend(known.iter().chain(&unknown).map(|entry| self.field(entry)));
        fields
    }

    /// Returns whether a document says of such a record that a field or link of it is missing.
    fn is_expected(&self, record: &Record, name: &str) -> bool {
        let mut expected =
            self.site.inputs.documents.iter().filter_map(|one| one.expects.get(record.kind.name));
        expected.any(|names| names.iter().any(|expected| expected == name))
    }

    fn absence(&self, name: &str) -> Value {
        let counts = self.edition.words.find(&format!("absent.{name}")).map(str::to_string);
        Value::NotStated(counts.unwrap_or_else(|| self.say("not-stated")))
    }

    fn field(&self, entry: &FieldEntry) -> (String, Value) {
        (self.label(&entry.field), self.value(&entry.field, &entry.value))
    }

    /// Returns the label of a field, else its name as it is written.
    pub(super) fn label(&self, field: &str) -> String {
        let groups = ["field", "estimate", "link", "setting.field"];
        let word = |group: &&str| self.edition.words.find(&format!("{group}.{field}"));
        let label = groups.iter().find_map(word).map(str::to_string);
        label.unwrap_or_else(|| field.replace('_', " "))
    }

    fn value(&self, field: &str, shown: &Shown) -> Value {
        match shown {
            Shown::Word(word) => Value::Line(vec![self.word(field, word)]),
            Shown::Flag(flag) => Value::Line(vec![Inline::text(self.yes_or_no(*flag))]),
            Shown::Text { text, language } => {
                let text = Text { text: text.clone(), language: language.clone() };
                Value::Prose(self.prose(&text))
            }
            Shown::List(items) => self.in_columns(field, items).unwrap_or_else(|| {
                Value::List(items.iter().map(|item| self.value(field, item)).collect())
            }),
            Shown::Map(entries) => Value::Map(
                entries.iter().map(|(key, value)| self.entry(field, key, value)).collect(),
            ),
            Shown::Nothing => Value::Nothing,
        }
    }

    /// Returns several groups of the same short fields as rows of a table.
    fn in_columns(&self, field: &str, items: &[Shown]) -> Option<Value> {
        let groups: Option<Vec<&[(String, Shown)]>> = items.iter().map(words_of).collect();
        let groups = groups.filter(|groups| groups.len() > 1)?;
        let first = *groups.first()?;
        let names =
            |group: &[(String, Shown)]| group.iter().map(|(name, _)| name.clone()).collect();
        let of_first: Vec<String> = names(first);
        if groups.iter().any(|group| names(group) != of_first) {
            return None;
        }
        let cells = |group: &&[(String, Shown)]| {
            let cell = |(name, value): &(String, Shown)| self.entry(field, name, value).1;
            (None, group.iter().map(cell).collect())
        };
        let columns = first.iter().map(|(name, value)| self.entry(field, name, value).0);
        Some(Value::Grid { columns: columns.collect(), rows: groups.iter().map(cells).collect() })
    }

    /// The project's own fields keep their names.
    fn entry(&self, field: &str, key: &str, value: &Shown) -> (String, Value) {
        let label = if field == "custom" { key.to_string() } else { self.label(key) };
        (label, self.value(key, value))
    }

    fn word(&self, field: &str, word: &str) -> Inline {
        if let Some(known) = self.edition.words.find(&format!("value.{field}.{word}")) {
            return Inline::text(known);
        }
        match word {
            NOT_ESTIMABLE => Inline::text(self.say("not-estimable")),
            _ if field == "product" => match self.product(word) {
                Text { text, language: Some(language) } => {
                    Inline::Foreign { language, content: vec![Inline::text(text)] }
                }
                Text { text, language: None } => Inline::text(text),
            },
            _ if is_date_time(word) => Inline::text(date_time(word)),
            _ if PERSONS.contains(&field) => Inline::text(self.person(word)),
            _ if self.has_page(word) => Inline::RecordLink(word.to_string()),
            _ if word.len() >= DIGEST && !word.contains(' ') => Inline::Code(word.to_string()),
            _ => Inline::text(self.own(field, word)),
        }
    }

    /// Returns the path of a field in words, as in `Estimates › After risk control › Probability`.
    pub(super) fn path(&self, path: &str) -> String {
        let said = |step: &Step<'_>| match step {
            Step::Entry(entry) => entry.to_string(),
            Step::Field(field) => match self.edition.words.find(&format!("language.{field}")) {
                Some(language) => language.to_string(),
                None => self.label(field),
            },
        };
        steps(path).iter().map(said).collect::<Vec<String>>().join(" › ")
    }
}

/// A step on the way to a value.
#[derive(Debug, PartialEq, Eq)]
enum Step<'p> {
    Field(&'p str),
    /// What tells an entry of a list from the others, such as the id that it names.
    Entry(&'p str),
}

/// Returns the steps of a path such as `carries_over[RES-001].reason.en`.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some((entry, after)) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
            steps.push(Step::Entry(entry));
            rest = after;
        } else {
            let start = usize::from(rest.starts_with('.'));
            let next = rest.char_indices().skip(1).find(|(_, sign)| matches!(sign, '.' | '['));
            let end = next.map_or(rest.len(), |(at, _)| at);
            steps.push(Step::Field(&rest[start..end]));
            rest = &rest[end..];
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_step_by_step() {
        use Step::{Entry, Field};
        let table = [
            ("text", vec![Field("text")]),
            ("text.en", vec![Field("text"), Field("en")]),
            ("verifies[REQ-1]", vec![Field("verifies"), Entry("REQ-1")]),
            (
                "carries_over[RES-004#2].reason.en",
                vec![Field("carries_over"), Entry("RES-004#2"), Field("reason"), Field("en")],
            ),
            ("custom[a.b].c[2]", vec![Field("custom"), Entry("a.b"), Field("c"), Entry("2")]),
            ("[1", vec![Field("[1")]),
            ("å[", vec![Field("å"), Field("[")]),
            ("a..b", vec![Field("a"), Field(""), Field("b")]),
        ];
        for (path, expected) in table {
            assert_eq!(steps(path), expected, "{path}");
        }
    }

    #[test]
    fn a_day_and_time_is_written_as_people_read_it() {
        let said = |word: &str| is_date_time(word).then(|| date_time(word));
        assert_eq!(
            said("2026-10-03T14:10:00+02:00").as_deref(),
            Some("2026-10-03 14:10:00 +02:00")
        );
        assert_eq!(said("2026-10-03T14:10:00Z").as_deref(), Some("2026-10-03 14:10:00 UTC"));
        assert_eq!(said("2026-10-03").or(said("ABCDEFGHIJTx")), None);
    }
}
