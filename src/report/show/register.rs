//! Tables and lists of records of any kind, as `template.yaml` describes them.

use super::piece::{Fields, lines, plain, strong};
use super::range::{line_of, ranges};
use super::{Show, Shown};
use crate::documents::TableDescription;
use crate::report::document::{Block, Column, Inline, Row, Table, plain_text};
use crate::report::view::{Entry, Fact, FactReason, LinkEnd, Ref, State, Value};

pub(super) const SHOWN: &[Shown] = &[
    Shown::figure("register", "items", |show| show.item_tree()),
    Shown::text("register", "residual-verdict", |show| show.residual_verdict()),
];

/// Joins blocks that are all one paragraph to lines of one.
fn in_lines(blocks: Vec<Block>) -> Vec<Block> {
    let line = |block: &Block| match block {
        Block::Paragraph(line) => Some(line.clone()),
        _ => None,
    };
    match blocks.iter().map(line).collect::<Option<Vec<_>>>() {
        Some(short) => lines(short),
        None => blocks,
    }
}

/// A group of a list stands on one line where it is not longer than this.
const ONE_LINE: usize = 60;

/// Returns a paragraph without its breaks; none where it is too long for that.
fn on_one_line(paragraph: &[Inline]) -> Option<Vec<Inline>> {
    let is_broken = paragraph.contains(&Inline::Break);
    if is_broken && plain_text(paragraph).chars().count() > ONE_LINE {
        return None;
    }
    let joined = paragraph.iter().map(|inline| match inline {
        Inline::Break => Inline::text("; "),
        inline => inline.clone(),
    });
    Some(joined.collect())
}

impl Show<'_> {
    fn entries<'e>(&'e self, ids: &'e [String]) -> impl Iterator<Item = &'e Entry> + 'e {
        let register = self.view.register.as_ref();
        ids.iter().filter_map(move |id| register?.entry(id))
    }

    /// Shows a table that the document describes.
    pub(super) fn described_table(&self, name: &str) -> Vec<Block> {
        let Some(table) = self.tables.iter().find(|table| table.name == name) else {
            return Vec::new();
        };
        let ids = self.view.register.as_ref().and_then(|register| register.tables.get(name));
        let ids = ids.map(Vec::as_slice).unwrap_or_default();
        let rows: Vec<Row> = self.entries(ids).map(|entry| self.entry_row(table, entry)).collect();
        let language = self.words.language();
        if rows.is_empty() {
            return plain(table.none[language].clone());
        }
        let column = |(name, width): &(String, u16)| Column {
            title: self.column_title(name),
            width: *width,
        };
        vec![Block::Table(Table {
            caption: table.titles[language].clone(),
            columns: table.columns.iter().map(column).collect(),
            rows,
            landscape: table.landscape,
        })]
    }

    fn column_title(&self, name: &str) -> String {
        if let Some(own) = self.words.find(&format!("column.{name}")) {
            return own.to_string();
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        match name.split_once('.') {
            Some(("reverse", link)) => self.say(&format!("reverse.{link}")),
            Some(("fact", fact)) => self.say(&format!("fact.{fact}")),
            _ => {
                let link = self.words.find(&format!("link.{last}"));
                let field = self.words.find(&format!("field.{last}"));
                field.or(link).map_or_else(|| self.say(&format!("field.{last}")), str::to_string)
            }
        }
    }

    fn entry_row(&self, table: &TableDescription, entry: &Entry) -> Row {
        let cells = table.columns.iter().map(|(column, _)| {
            let cell = self.entry_cell(entry, column);
            match cell.is_empty() {
                true if entry.misses_links(column) => strong(self.say("not-stated")),
                true => plain("–"),
                false => cell,
            }
        });
        Row { record: Some(entry.record.id.clone()), cells: cells.collect(), ..Row::default() }
    }

    fn entry_cell(&self, entry: &Entry, column: &str) -> Vec<Block> {
        let record = &entry.record;
        match column.split_once('.') {
            Some(("reverse", link)) => return self.source_cell(entry.sources_of(link)),
            Some(("fact", fact)) => {
                return entry.fact(fact).map(|fact| self.fact(fact, false)).unwrap_or_default();
            }
            _ => {}
        }
        match column {
            "id" => {
                let mut line = vec![Inline::RecordLink(record.id.clone())];
                if record.status != State::Active {
                    let state = self.say(&format!("state.{}", record.status.word()));
                    line.push(Inline::Break);
                    line.push(Inline::Emphasis(vec![Inline::text(format!("({state})"))]));
                }
                vec![Block::Paragraph(line)]
            }
            "title" => vec![Block::Paragraph(self.inline(&record.title))],
            "text" => self.maybe(record.text.as_ref()),
            "rationale" => self.maybe(record.rationale.as_ref()),
            "status" => plain(self.value("status", record.status.word())),
            "product" => plain(record.products.join(", ")),
            "approval" => vec![Block::Paragraph(self.approval(&record.approval))],
            _ => {
                let links = self.link_cell(entry.links_of(column));
                match entry.value(column) {
                    Some(value) if links.is_empty() => {
                        self.value_blocks(column.rsplit('.').next().unwrap_or(column), value)
                    }
                    _ => links,
                }
            }
        }
    }

    /// Returns what leads to a record: it may be much, and what follows each other is the first and last.
    fn source_cell(&self, links: &[LinkEnd]) -> Vec<Block> {
        if links.iter().any(|link| !link.attributes.is_empty()) {
            return self.link_cell(links);
        }
        let to: Vec<&Ref> = links.iter().map(|link| &link.to).collect();
        match self.reference_ranges(&to) {
            line if line.is_empty() => Vec::new(),
            line => vec![Block::Paragraph(line)],
        }
    }

    /// Returns references without titles in one line; those that follow each other are the first and last.
    fn reference_ranges(&self, to: &[&Ref]) -> Vec<Inline> {
        // What is not active says so itself.
        let runs =
            to.chunk_by(|one, other| [one, other].iter().all(|to| to.state == State::Active));
        let mut line = Vec::new();
        for run in runs {
            line.extend((!line.is_empty()).then(|| Inline::text(", ")));
            match run {
                [to] => line.extend(self.reference(to, false)),
                _ => {
                    let ids: Vec<&str> = run.iter().map(|to| &*to.id).collect();
                    line.extend(line_of(&ranges(&ids), |id| vec![Inline::RecordLink(id.into())]));
                }
            }
        }
        line
    }

    fn link_cell(&self, links: &[LinkEnd]) -> Vec<Block> {
        if links.is_empty() {
            return Vec::new();
        }
        if links.iter().all(|link| link.attributes.is_empty()) {
            let to: Vec<Ref> = links.iter().map(|link| link.to.clone()).collect();
            return self.reference_cell(&to);
        }
        lines(links.iter().map(|link| self.link_end(link, false)).collect())
    }

    fn link_lines(&self, links: &[LinkEnd]) -> Vec<Block> {
        if links.is_empty() {
            return strong(self.say("not-stated"));
        }
        lines(links.iter().map(|link| self.link_end(link, true)).collect())
    }

    fn link_end(&self, link: &LinkEnd, with_title: bool) -> Vec<Inline> {
        let mut line = self.reference(&link.to, with_title);
        let attributes: Vec<String> = link
            .attributes
            .iter()
            .map(|(name, value)| {
                let known = self.words.find(&format!("value.{name}.{value}"));
                known.map_or_else(|| value.clone(), str::to_string)
            })
            .collect();
        if !attributes.is_empty() {
            line.push(Inline::text(format!(" ({})", attributes.join(", "))));
        }
        line
    }

    fn fact(&self, fact: &Fact, with_title: bool) -> Vec<Block> {
        match fact {
            Fact::State { key, values, is_good } => {
                let values: Vec<(&str, &str)> =
                    values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let sentence = self.words.sentence(key, &values);
                if *is_good { plain(sentence) } else { strong(sentence) }
            }
            Fact::Records(records) => {
                lines(records.iter().map(|record| self.reference(record, with_title)).collect())
            }
            Fact::Reasons(reasons) => {
                lines(reasons.iter().map(|reason| self.fact_reason(reason)).collect())
            }
        }
    }

    fn fact_reason(&self, reason: &FactReason) -> Vec<Inline> {
        let mut line = vec![Inline::text(self.say(reason.key))];
        let records: Vec<&Ref> = reason.records.iter().collect();
        line.extend((!records.is_empty()).then(|| Inline::text(" ")));
        line.extend(self.reference_ranges(&records));
        line
    }

    /// Shows every record of a kind that is not retired.
    pub(super) fn of_kind(&self, kind: &str) -> Vec<Block> {
        let Some(register) = &self.view.register else { return Vec::new() };
        let records: Vec<Block> = register.current(kind).map(|entry| self.entry(entry)).collect();
        if records.is_empty() { plain(self.say("records.none")) } else { records }
    }

    /// Shows what is retired of the kinds that the document promises.
    pub(super) fn retired_records(&self) -> Vec<Block> {
        let Some(register) = &self.view.register else { return Vec::new() };
        let all = register.kinds.values().flatten();
        let retired = all.filter(|entry| entry.record.is_retired());
        retired.map(|entry| self.entry(entry)).collect()
    }

    /// Shows one record: its fields in their order, its links both ways, and what was judged.
    fn entry(&self, entry: &Entry) -> Block {
        let mut fields = Fields::default();
        fields.add(self.say("field.rationale"), self.maybe(entry.record.rationale.as_ref()));
        for (name, value) in &entry.fields {
            fields.add(self.say(&format!("field.{name}")), self.value_blocks(name, value));
        }
        for group in &entry.links {
            fields.add(self.say(&format!("link.{}", group.name)), self.link_lines(&group.to));
        }
        for group in &entry.sources {
            fields.add(self.say(&format!("reverse.{}", group.name)), self.link_lines(&group.to));
        }
        for (name, fact) in &entry.facts {
            fields.add(self.say(&format!("fact.{name}")), self.fact(fact, true));
        }
        self.add_common(&entry.record, &mut fields);
        self.record(&entry.record, fields, Vec::new())
    }

    /// Returns the blocks of a value; `field` is the name under which its words stand.
    fn value_blocks(&self, field: &str, value: &Value) -> Vec<Block> {
        match value {
            // As every outcome: what is no pass stands out.
            Value::Choice(word) if field == "verdict" && word != "pass" => {
                strong(self.value(field, word))
            }
            Value::Choice(word) => plain(self.value(field, word)),
            Value::Word(word) => plain(self.step(field, word)),
            Value::Code(code) => vec![Block::Paragraph(vec![Inline::Code(code.clone())])],
            Value::NotStated => strong(self.absence(field)),
            Value::Flag(flag) => plain(self.yes_or_no(*flag)),
            Value::Prose(text) => self.prose(text),
            Value::Group(entries) => {
                in_lines(entries.iter().flat_map(|(n, value)| self.labelled(n, value)).collect())
            }
            Value::List(items) => self.value_list(field, items),
        }
    }

    /// Says that a field is not there, and what that counts as.
    fn absence(&self, field: &str) -> String {
        let counts = self.words.find(&format!("absent.{field}"));
        counts.map_or_else(|| self.say("not-stated"), str::to_string)
    }

    fn value_list(&self, field: &str, items: &[Value]) -> Vec<Block> {
        let items: Vec<Vec<Block>> =
            items.iter().map(|item| self.value_blocks(field, item)).collect();
        let line = |item: &Vec<Block>| match &item[..] {
            [Block::Paragraph(line)] => on_one_line(line),
            _ => None,
        };
        match items.iter().map(line).collect::<Option<Vec<_>>>() {
            Some(short) => lines(short),
            None => vec![Block::List { first: None, items }],
        }
    }

    /// Returns one field of a group: on one line where it fits on one.
    fn labelled(&self, name: &str, value: &Value) -> Vec<Block> {
        let label = self.words.find(&format!("field.{name}"));
        // The names of a table, such as severity steps, are words of the project.
        let label = label.map_or_else(|| name.to_string(), str::to_string);
        let label = Inline::Emphasis(vec![Inline::text(format!("{label}:"))]);
        let mut blocks = self.value_blocks(name, value);
        match blocks.first_mut() {
            Some(Block::Paragraph(line)) => {
                line.splice(0..0, [label, Inline::text(" ")]);
            }
            _ => blocks.insert(0, Block::Paragraph(vec![label])),
        }
        blocks
    }

    /// Says whether a person answers for the overall residual risk of the judged release.
    fn residual_verdict(&self) -> Vec<Block> {
        let front = &self.view.front;
        let evaluations: Vec<&Entry> = match &self.view.register {
            Some(register) => register.current("residual-evaluation").collect(),
            None => Vec::new(),
        };
        let of_release = |entry: &&&Entry| {
            let release = front.release.as_ref().map(|release| &release.id);
            entry.links_of("of").iter().any(|link| Some(&link.to.id) == release)
        };
        match evaluations.iter().find(of_release) {
            Some(entry) => {
                let mut line =
                    vec![Inline::text(self.say("residual.evaluated")), Inline::text(" ")];
                line.push(Inline::RecordLink(entry.record.id.clone()));
                line.push(Inline::text(": "));
                line.extend(self.approval(&entry.record.approval));
                line.push(Inline::text("."));
                vec![Block::Paragraph(line)]
            }
            None => vec![Block::Notice(plain(self.say("residual.missing")))],
        }
    }
}
