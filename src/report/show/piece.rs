//! The small parts of which everything is made: texts, references, cells, rows and records.

use super::Show;
use crate::report::document::{Block, Column, Inline, Row, Table, id_words};
use crate::report::markup::blocks_of;
use crate::report::view::{Approval, Record, Ref, State, Text, VerifiedBy};

/// What stands in a cell without content: a reader sees that nothing was lost.
const NOTHING: &str = "–";

/// Label and value pairs that grow; what is absent is left out.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Vec<Block>)>);

impl Fields {
    pub(super) fn add(&mut self, label: String, value: Vec<Block>) {
        if !value.is_empty() {
            self.0.push((label, value));
        }
    }

    pub(super) fn block(self) -> Option<Block> {
        (!self.0.is_empty()).then_some(Block::Fields(self.0))
    }
}

/// Makes a paragraph of plain text.
pub(super) fn plain(text: impl Into<String>) -> Vec<Block> {
    vec![Block::text(text)]
}

/// Makes a row that stands for a record.
pub(super) fn record_row(record: &str, cells: Vec<Vec<Block>>) -> Row {
    Row { record: Some(record.to_string()), cells, ..Row::default() }
}

/// Makes a row that stands for nothing in particular.
pub(super) fn row(cells: Vec<Vec<Block>>) -> Row {
    Row { cells, ..Row::default() }
}

/// Makes a row that names what stands in the rows below it, where it does.
pub(super) fn leading_row(leads: bool, cells: Vec<Vec<Block>>) -> Row {
    Row { cells, leads, ..Row::default() }
}

/// Makes a paragraph of one strong run.
pub(super) fn strong(text: impl Into<String>) -> Vec<Block> {
    vec![Block::Paragraph(vec![Inline::Strong(vec![Inline::text(text)])])]
}

/// Makes a cell of an id.
pub(super) fn id(id: &str) -> Vec<Block> {
    vec![Block::Paragraph(vec![Inline::RecordLink(id.to_string())])]
}

/// Makes a cell of ids in one line.
pub(super) fn id_list<'i>(ids: impl IntoIterator<Item = &'i str>) -> Vec<Block> {
    let mut line = Vec::new();
    for id in ids {
        if !line.is_empty() {
            line.push(Inline::text(", "));
        }
        line.push(Inline::RecordLink(id.to_string()));
    }
    if line.is_empty() { plain(NOTHING) } else { vec![Block::Paragraph(line)] }
}

/// Joins lines to one paragraph.
pub(super) fn lines(lines: Vec<Vec<Inline>>) -> Vec<Block> {
    let mut joined = Vec::new();
    for line in lines {
        if !joined.is_empty() {
            joined.push(Inline::Break);
        }
        joined.extend(line);
    }
    if joined.is_empty() { plain(NOTHING) } else { vec![Block::Paragraph(joined)] }
}

impl Show<'_> {
    /// Returns a word.
    pub(super) fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// Returns the word for one of the values of a field; one that the field does not have is shown
    /// as it was written, and said to be unknown.
    pub(in crate::report) fn value(&self, field: &str, value: &str) -> String {
        let known = self.words.find(&format!("value.{field}.{value}"));
        let unknown = || self.words.sentence("value.unknown", &[("value", value)]);
        known.map_or_else(unknown, str::to_string)
    }

    /// Returns the blocks of a text, marked where it is in another language.
    pub(super) fn prose(&self, text: &Text) -> Vec<Block> {
        let blocks = blocks_of(&text.text, &|word| self.records.contains(word));
        match &text.language {
            Some(language) => vec![Block::Foreign { language: language.clone(), blocks }],
            None => blocks,
        }
    }

    /// Returns the blocks of a text that may be absent.
    pub(super) fn maybe(&self, text: Option<&Text>) -> Vec<Block> {
        text.map(|text| self.prose(text)).unwrap_or_default()
    }

    /// Returns a sentence of ours in which the ids of shown records are links.
    pub(in crate::report) fn linked(&self, sentence: &str) -> Vec<Inline> {
        let mut line = Vec::new();
        let mut done = 0;
        for (start, word) in id_words(sentence).filter(|(_, word)| self.records.contains(*word)) {
            line.push(Inline::text(&sentence[done..start]));
            line.push(Inline::RecordLink(word.to_string()));
            done = start + word.len();
        }
        line.push(Inline::text(&sentence[done..]));
        line
    }

    /// Returns a short text as part of a line.
    pub(super) fn inline(&self, text: &Text) -> Vec<Inline> {
        let content = match &blocks_of(&text.text, &|_| false)[..] {
            [Block::Paragraph(content)] => content.clone(),
            _ => vec![Inline::text(text.text.clone())],
        };
        match &text.language {
            Some(language) => vec![Inline::Foreign { language: language.clone(), content }],
            None => content,
        }
    }

    /// Returns a cell of a short text, or words that say that there is none.
    pub(super) fn cell(&self, text: Option<&Text>) -> Vec<Block> {
        match text {
            Some(text) => vec![Block::Paragraph(self.inline(text))],
            None => plain(self.say("not-stated")),
        }
    }

    /// Returns a word for a value that may be absent.
    pub(super) fn stated(&self, value: Option<&str>) -> String {
        value.map_or_else(|| self.say("not-stated"), str::to_string)
    }

    pub(super) fn yes_or_no(&self, is_so: bool) -> String {
        self.say(if is_so { "yes" } else { "no" })
    }

    /// Returns an id, with what must be known of it: that it is a draft, retired, or not there.
    pub(super) fn reference(&self, to: &Ref, with_title: bool) -> Vec<Inline> {
        // A record without a title of its own is called by its id.
        let title = to.title.as_ref().filter(|title| with_title && title.text != to.id);
        let title = title.map(|title| self.inline(title));
        let mut line = match (to.state, title) {
            // A section is known by its heading; its address only says where that stands.
            (State::Section, Some(mut title)) => {
                title.extend([Inline::text(" "), Inline::Code(to.id.clone())]);
                title
            }
            (State::Section, None) => vec![Inline::Code(to.id.clone())],
            (State::Absent | State::Unread, _) => vec![Inline::text(to.id.clone())],
            (_, title) => {
                let mut line = vec![Inline::RecordLink(to.id.clone())];
                line.extend(title.iter().map(|_| Inline::text(" ")));
                line.extend(title.into_iter().flatten());
                line
            }
        };
        if !matches!(to.state, State::Active | State::Section) {
            let state = self.say(&format!("state.{}", to.state.word()));
            line.push(Inline::text(" "));
            line.push(Inline::Emphasis(vec![Inline::text(format!("({state})"))]));
        }
        line
    }

    /// Returns references, each on a line of its own; nothing where there are none.
    pub(super) fn references(&self, to: &[Ref]) -> Vec<Block> {
        if to.is_empty() {
            return Vec::new();
        }
        lines(to.iter().map(|to| self.reference(to, true)).collect())
    }

    /// Returns references without titles, one behind the other: in a narrow cell, a line for each
    /// would make the row as high as a page.
    pub(super) fn reference_cell(&self, to: &[Ref]) -> Vec<Block> {
        // The address of a section is long, and broken itself.
        if to.iter().any(|to| to.state == State::Section) {
            return lines(to.iter().map(|to| self.reference(to, false)).collect());
        }
        let mut line = Vec::new();
        for to in to {
            line.extend((!line.is_empty()).then(|| Inline::text(", ")));
            line.extend(self.reference(to, false));
        }
        if line.is_empty() { plain(NOTHING) } else { vec![Block::Paragraph(line)] }
    }

    /// Returns a verification with its outcome.
    pub(super) fn verified_by(&self, by: &VerifiedBy, with_title: bool) -> Vec<Inline> {
        let mut line = self.reference(&by.verification, with_title);
        let outcome = self.say(&format!("outcome.{}", by.outcome));
        let aspect = self.value("aspect", &by.aspect);
        line.push(Inline::text(if with_title { format!(" – {aspect}: ") } else { ": ".into() }));
        line.push(Inline::Strong(vec![Inline::text(outcome)]));
        for (index, result) in by.results.iter().enumerate() {
            line.push(Inline::text(if index == 0 { " (" } else { ", " }));
            line.push(Inline::RecordLink(result.clone()));
        }
        if !by.results.is_empty() {
            line.push(Inline::text(")"));
        }
        line
    }

    /// Returns the state of an approval as a sentence.
    pub(super) fn approval(&self, approval: &Approval) -> Vec<Inline> {
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        let values = [
            ("person", value(&approval.person)),
            ("role", self.words.own("role", &value(&approval.role))),
            ("date", value(&approval.date)),
            ("review", value(&approval.review)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let sentence =
            Inline::text(self.words.sentence(&format!("approval.{}", approval.state), &values));
        match approval.state {
            "fresh" | "retired-approved" | "not-needed" | "draft" | "draft-approved" => {
                vec![sentence]
            }
            _ => vec![Inline::Strong(vec![sentence])],
        }
    }

    /// Returns a record: its heading, its text, and its fields.
    pub(super) fn record(&self, record: &Record, fields: Fields, rest: Vec<Block>) -> Block {
        let mut content = vec![Inline::text(record.id.clone()), Inline::text("  ")];
        content.extend(self.inline(&record.title));
        if record.status != State::Active {
            let state = self.say(&format!("state.{}", record.status.word()));
            content.push(Inline::text(" "));
            content.push(Inline::Emphasis(vec![Inline::text(format!("({state})"))]));
        }
        let heading = Block::Heading { level: self.level + 1, anchor: None, content };
        let mut blocks = vec![heading];
        blocks.extend(self.maybe(record.text.as_ref()));
        blocks.extend(fields.block());
        blocks.extend(rest);
        Block::Record { id: record.id.clone(), blocks }
    }

    /// Adds what records of every kind have, at the end.
    pub(super) fn add_common(&self, record: &Record, fields: &mut Fields) {
        let words = |words: &[String]| match words.is_empty() {
            true => Vec::new(),
            false => plain(words.join(", ")),
        };
        fields.add(
            self.say("field.retirement_reason"),
            self.maybe(record.retirement_reason.as_ref()),
        );
        fields.add(self.say("field.product"), words(&record.products));
        for custom in &record.custom {
            let value = match custom.is_prose {
                true => self.prose(&custom.value),
                false => plain(custom.value.text.clone()),
            };
            fields.add(custom.name.clone(), value);
        }
        fields.add(self.say("field.clauses"), words(&record.clauses));
        fields.add(self.say("field.tags"), words(&record.tags));
        if record.is_confidential {
            fields.add(self.say("field.confidential"), plain(self.say("yes")));
        }
        let approval = vec![Block::Paragraph(self.approval(&record.approval))];
        fields.add(self.say("label.approval"), approval);
    }

    /// Makes a table; without rows, a sentence that says so.
    pub(super) fn table(
        &self,
        name: &str,
        columns: &[(&str, u16)],
        rows: Vec<Row>,
        landscape: bool,
    ) -> Vec<Block> {
        if rows.is_empty() {
            return plain(self.say(&format!("table.{name}.none")));
        }
        let column = |(key, width): &(&str, u16)| Column {
            title: self.say(&format!("column.{key}")),
            width: *width,
        };
        let caption = self.say(&format!("table.{name}"));
        let columns = columns.iter().map(column).collect();
        vec![Block::Table(Table { caption, columns, rows, landscape })]
    }
}
