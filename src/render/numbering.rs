//! Numbers of headings, tables and figures, and the place that a link to a record leads to.
//!
//! Every format counts with this, so that "section 3.2" and "table 4" mean the same in all of them.

use crate::report::document::{Block, Document, plain_text};
use std::collections::BTreeSet;

/// Headings of these levels stand in the table of contents.
const CONTENTS_DEPTH: u8 = 2;

/// Anchors that the frame of a page uses itself.
const RESERVED: [&str; 2] = ["contents", "text"];

/// A heading as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered {
    /// None for the headings of records, which have their id.
    pub number: Option<String>,
    pub anchor: String,
}

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub level: u8,
    pub number: String,
    pub anchor: String,
    pub title: String,
}

/// Counts while a renderer walks through a document in reading order.
#[derive(Debug)]
pub(super) struct Numbering<'a> {
    with_block: BTreeSet<&'a str>,
    with_row: BTreeSet<&'a str>,
    claimed: BTreeSet<&'a str>,
    anchors: BTreeSet<String>,
    headings: Vec<usize>,
    /// Of this chapter.
    tables: usize,
    figures: usize,
    n_unnumbered: usize,
    /// The records and rows that are open; headings in them have no number.
    open: Vec<Option<&'a str>>,
}

impl<'a> Numbering<'a> {
    /// Returns the numbering at the start of a document.
    pub(super) fn of(document: &'a Document) -> Self {
        let mut numbering = Self {
            with_block: BTreeSet::new(),
            with_row: BTreeSet::new(),
            claimed: BTreeSet::new(),
            anchors: BTreeSet::new(),
            headings: Vec::new(),
            tables: 0,
            figures: 0,
            n_unnumbered: 0,
            open: Vec::new(),
        };
        numbering.find_records(&document.blocks);
        let taken = numbering.with_block.union(&numbering.with_row).copied();
        numbering.anchors = taken.chain(RESERVED).map(str::to_string).collect();
        numbering
    }

    fn find_records(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Record { id, .. } => {
                    self.with_block.insert(id);
                }
                Block::Table(table) => {
                    self.with_row.extend(table.rows.iter().filter_map(|row| row.record.as_deref()));
                }
                _ => {}
            }
            block.parts().into_iter().for_each(|part| self.find_records(part));
        }
    }

    /// Notes that the block or row of a record begins; none for other rows.
    pub(super) fn enter(&mut self, record: Option<&'a str>) {
        self.open.push(record);
    }

    /// Notes that it ends.
    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    /// Numbers the next heading; inside a record it has an anchor only.
    pub(super) fn heading(&mut self, level: u8, anchor: Option<&str>) -> Numbered {
        let number = self.open.is_empty().then(|| self.count(level));
        let name = match (&number, anchor) {
            (_, Some(anchor)) => anchor.to_string(),
            (Some(number), None) => format!("section-{}", number.replace('.', "-")),
            (None, None) => {
                self.n_unnumbered += 1;
                format!("heading-{}", self.n_unnumbered)
            }
        };
        Numbered { number, anchor: self.unique(name) }
    }

    fn count(&mut self, level: u8) -> String {
        if level <= 1 {
            (self.tables, self.figures) = (0, 0);
        }
        self.headings.resize(usize::from(level.max(1)), 0);
        if let Some(last) = self.headings.last_mut() {
            *last += 1;
        }
        let numbers: Vec<String> = self.headings.iter().map(usize::to_string).collect();
        numbers.join(".")
    }

    fn unique(&mut self, mut anchor: String) -> String {
        while !self.anchors.insert(anchor.clone()) {
            anchor.push('-');
        }
        anchor
    }

    /// Returns the number of the next table that has a caption.
    pub(super) fn table(&mut self) -> String {
        self.tables += 1;
        self.in_chapter(self.tables)
    }

    /// Returns the number of the next figure.
    pub(super) fn figure(&mut self) -> String {
        self.figures += 1;
        self.in_chapter(self.figures)
    }

    /// Counts in each chapter anew: what comes or goes in one leaves the numbers of the others alone.
    fn in_chapter(&self, number: usize) -> String {
        match self.headings.first() {
            Some(chapter) => format!("{chapter}.{number}"),
            None => number.to_string(),
        }
    }

    /// Returns whether the block that shows a record is where links to it lead.
    pub(super) fn claim_block(&mut self, record: &'a str) -> bool {
        self.claimed.insert(record)
    }

    /// Returns whether a row is where links to its record lead: the first, if no block shows it.
    pub(super) fn claim_row(&mut self, record: &'a str) -> bool {
        !self.with_block.contains(record) && self.claimed.insert(record)
    }

    /// Returns whether a link to a record leads to another place in this document.
    pub(super) fn leads_elsewhere(&self, record: &str) -> bool {
        let is_here = self.open.contains(&Some(record));
        !is_here && (self.with_block.contains(record) || self.with_row.contains(record))
    }
}

/// Returns the table of contents.
pub(super) fn contents(document: &Document) -> Vec<Entry> {
    let mut entries = Vec::new();
    collect(&document.blocks, &mut Numbering::of(document), &mut entries);
    entries
}

fn collect(blocks: &[Block], numbering: &mut Numbering<'_>, entries: &mut Vec<Entry>) {
    for block in blocks {
        if let Block::Heading { level, anchor, content } = block {
            let Numbered { number, anchor } = numbering.heading(*level, anchor.as_deref());
            if let Some(number) = number.filter(|_| *level <= CONTENTS_DEPTH) {
                let title = plain_text(content);
                entries.push(Entry { level: *level, number, anchor, title });
            }
        }
        let is_closed = matches!(block, Block::Record { .. } | Block::Table(_));
        if is_closed {
            numbering.enter(None);
        }
        block.parts().into_iter().for_each(|part| collect(part, numbering, entries));
        if is_closed {
            numbering.leave();
        }
    }
}
