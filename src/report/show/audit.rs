//! Auditor notes in a finished document: a table before its content for the document as a whole, and
//! one under each heading of the first level for what stands below that.

use super::Show;
use super::piece::{lines, plain, row};
use crate::config::PROJECT_FILE;
use crate::report::document::{Block, Inline, Row};
use crate::report::view::{AuditNote, Touched};
use std::collections::BTreeMap;

/// So many ids of one place, and so many things that are missing, stand in a cell; the rest is counted.
const MOST_IDS: usize = 6;
const MOST_MISSING: usize = 4;

/// Tables and headings that show a section of the project file.
const SETTINGS: &[(&str, &str)] = &[
    ("table.severity", "risk"),
    ("table.probability", "risk"),
    ("table.levels", "risk"),
    ("table.matrix", "risk"),
    ("intended-purpose", "products"),
];

/// Returns whether the facts of the clause, or of its standard, are of low confidence.
fn is_unsure(note: &AuditNote) -> bool {
    [Some(note.confidence), note.doubt].contains(&Some("low"))
}

impl Show<'_> {
    /// Puts the notes in where they belong; nothing where none are asked for.
    pub(in crate::report) fn with_auditor_notes(&self, blocks: Vec<Block>) -> Vec<Block> {
        let Some(audit) = &self.view.audit else { return blocks };
        let parts = in_parts(blocks);
        let places = Places::of(&parts, &self.shown_settings());
        let mut noted = Vec::new();
        for (at, mut part) in parts.into_iter().enumerate() {
            let rows: Vec<Row> =
                audit.notes.iter().filter_map(|note| self.audit_row(note, &places, at)).collect();
            if at == 0 {
                noted.extend(part);
                noted.extend(self.audit_summary(&audit.notes));
                noted.extend(self.audit_table("audit-document", rows));
            } else {
                noted.push(part.remove(0));
                noted.extend(self.audit_table("audit-section", rows));
                noted.extend(part);
            }
        }
        noted
    }

    /// Returns the captions and headings under which sections of the project file are shown.
    fn shown_settings(&self) -> BTreeMap<String, String> {
        let named =
            |(key, section): &(&str, &str)| (self.say(key), format!("{PROJECT_FILE}#{section}"));
        SETTINGS.iter().map(named).collect()
    }

    fn audit_summary(&self, notes: &[AuditNote]) -> Vec<Block> {
        let of = |state: &str| notes.iter().filter(|n| n.clause.state == state).count().to_string();
        let unsure = notes.iter().filter(|note| is_unsure(note)).count().to_string();
        let values = [
            ("n", notes.len().to_string()),
            ("complete", of("complete")),
            ("partial", of("partial")),
            ("none", of("none")),
            ("judged", of("to-be-judged")),
            ("low", unsure),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        plain(self.words.sentence("audit.summary", &values))
    }

    fn audit_table(&self, name: &str, rows: Vec<Row>) -> Vec<Block> {
        let columns =
            [("clause", 30), ("clause-state", 15), ("audit-shown", 25), ("audit-next", 30)];
        self.table(name, &columns, rows, false)
    }

    /// Returns the row of a clause in a part of the document; none where the part does not show it.
    fn audit_row(&self, note: &AuditNote, places: &Places, part: usize) -> Option<Row> {
        let shown: Vec<Vec<Inline>> = note
            .touched
            .iter()
            .filter_map(|touched| self.audit_shown(touched, places, part))
            .collect();
        (!shown.is_empty()).then(|| {
            row(vec![
                self.audit_clause(note),
                self.audit_state(note),
                lines(shown),
                self.audit_next(note),
            ])
        })
    }

    fn audit_clause(&self, note: &AuditNote) -> Vec<Block> {
        let doubt = self.doubts(note.doubt, None);
        let number = format!("{}{doubt} – {}", note.standard, note.clause.number);
        let number = Inline::text(number);
        let mut line = vec![Inline::Strong(vec![number]), Inline::Break];
        line.extend(self.inline(&note.clause.title));
        vec![Block::Paragraph(line)]
    }

    /// A fact that is not sure must not be overlooked, so low confidence is strong.
    fn audit_state(&self, note: &AuditNote) -> Vec<Block> {
        let state = Inline::text(self.say(&format!("clause-state.{}", note.clause.state)));
        let sure = Inline::text(self.say(&format!("confidence.{}", note.confidence)));
        let sure = if note.confidence == "low" { Inline::Strong(vec![sure]) } else { sure };
        let mut said = vec![vec![state], vec![sure]];
        let basis = note.clause.basis.iter();
        said.extend(basis.map(|basis| vec![Inline::text(self.say(&format!("basis.{basis}")))]));
        lines(said)
    }

    fn audit_shown(&self, touched: &Touched, places: &Places, part: usize) -> Option<Vec<Inline>> {
        let here = touched.records.iter().filter(|id| places.record(id) == part);
        let records: Vec<&String> = here.collect();
        let is_section = touched.sections.iter().any(|anchor| places.section(anchor) == part);
        let is_whole = part == 0 && touched.is_whole;
        let settings = touched.settings.iter().filter(|name| places.setting(name) == part);
        let mut line = Vec::new();
        let mut add = |inlines: Vec<Inline>| {
            if !line.is_empty() {
                line.push(Inline::text("; "));
            }
            line.extend(inlines);
        };
        if is_whole {
            add(vec![Inline::text(self.say("audit.whole"))]);
        }
        settings.for_each(|setting| add(vec![Inline::Code(setting.clone())]));
        if is_section {
            add(vec![Inline::text(self.say("audit.section"))]);
        }
        if !records.is_empty() {
            add(self.audit_ids(records.iter().map(|id| id.as_str()), records.len()));
        }
        let why = touched.why.as_ref().filter(|_| !line.is_empty());
        let why = why.map(|why| [vec![Inline::text(": ")], self.inline(why)].concat());
        line.extend(why.into_iter().flatten());
        (!line.is_empty()).then_some(line)
    }

    fn audit_ids<'i>(&self, ids: impl Iterator<Item = &'i str>, n: usize) -> Vec<Inline> {
        let mut line = Vec::new();
        for id in ids.take(MOST_IDS) {
            if !line.is_empty() {
                line.push(Inline::text(", "));
            }
            line.extend(self.linked(id));
        }
        if n > MOST_IDS {
            let more = (n - MOST_IDS).to_string();
            let more = self.words.sentence("clause.more", &[("number", &more)]);
            line.push(Inline::text(format!(" {more}")));
        }
        line
    }

    /// First what is missing, then where else there is something to see.
    fn audit_next(&self, note: &AuditNote) -> Vec<Block> {
        let missing = &note.clause.missing;
        let mut said: Vec<Vec<Inline>> =
            missing.iter().take(MOST_MISSING).map(|one| self.missing_sentence(one)).collect();
        if missing.len() > MOST_MISSING {
            let more = (missing.len() - MOST_MISSING).to_string();
            let more = self.words.sentence("clause.more", &[("number", &more)]);
            said.push(vec![Inline::text(more)]);
        }
        for (place, ids) in &note.elsewhere {
            let mut line = vec![Inline::text(place.clone())];
            if !ids.is_empty() {
                line.push(Inline::text(": "));
                line.extend(self.audit_ids(ids.iter().map(String::as_str), ids.len()));
            }
            said.push(line);
        }
        // One that is not complete is named among what is missing.
        let is_said = |clause: &str| {
            let mut values = missing.iter().flat_map(|(_, values)| values);
            values.any(|(_, value)| value == clause)
        };
        let rests_on = note.clause.rests_on.iter().filter(|clause| !is_said(clause));
        let rests_on: Vec<&str> = rests_on.map(String::as_str).collect();
        if !rests_on.is_empty() {
            said.push(vec![Inline::text(rests_on.join(", "))]);
        }
        lines(said)
    }
}

/// Cuts a document before each heading of the first level.
fn in_parts(blocks: Vec<Block>) -> Vec<Vec<Block>> {
    let mut parts = vec![Vec::new()];
    for block in blocks {
        if matches!(block, Block::Heading { level: 1, .. }) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(block);
        }
    }
    parts
}

/// In which part of a document each record and each section is shown.
#[derive(Debug, Default)]
struct Places {
    blocks: BTreeMap<String, usize>,
    rows: BTreeMap<String, usize>,
    sections: BTreeMap<String, usize>,
    settings: BTreeMap<String, usize>,
}

impl Places {
    /// `settings` are the captions and headings under which sections of the project file are shown.
    fn of(parts: &[Vec<Block>], settings: &BTreeMap<String, String>) -> Self {
        let mut places = Self::default();
        for (at, part) in parts.iter().enumerate() {
            places.find(part, at);
            for setting in part.iter().filter_map(|block| settings.get(name_of(block)?)) {
                places.settings.entry(setting.clone()).or_insert(at);
            }
        }
        places
    }

    fn find(&mut self, blocks: &[Block], at: usize) {
        for block in blocks {
            match block {
                Block::Record { id, .. } => {
                    self.blocks.entry(id.clone()).or_insert(at);
                }
                Block::Heading { anchor: Some(anchor), .. } => {
                    self.sections.entry(anchor.clone()).or_insert(at);
                }
                Block::Table(table) => {
                    for id in table.rows.iter().filter_map(|row| row.record.as_ref()) {
                        self.rows.entry(id.clone()).or_insert(at);
                    }
                }
                _ => {}
            }
            block.parts().into_iter().for_each(|part| self.find(part, at));
        }
    }

    /// A record stands where it is shown in full; what stands nowhere is noted for the whole.
    fn record(&self, id: &str) -> usize {
        self.blocks.get(id).or_else(|| self.rows.get(id)).copied().unwrap_or(0)
    }

    fn section(&self, anchor: &str) -> usize {
        self.sections.get(anchor).copied().unwrap_or(0)
    }

    fn setting(&self, name: &str) -> usize {
        self.settings.get(name).copied().unwrap_or(0)
    }
}

/// Returns the caption of a table, or the text of a heading.
fn name_of(block: &Block) -> Option<&str> {
    match block {
        Block::Table(table) => Some(&table.caption),
        Block::Heading { content, .. } => match &content[..] {
            [Inline::Text(text)] => Some(text),
            _ => None,
        },
        _ => None,
    }
}
