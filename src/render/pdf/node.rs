//! What the template reads of a volume, as it is written to its data file.
//!
//! The names of the fields are those of the template. Values are typed and borrow from the document,
//! since a long one has millions of them.

use serde::Serialize;
use std::borrow::Cow;

/// Begins the name of a place where a record is shown.
const TARGET: &str = "record:";

/// A block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(super) enum Node<'a> {
    Heading(Heading<'a>),
    Paragraph {
        /// Whether it stays with what follows it.
        leads: bool,
        c: Vec<Run<'a>>,
    },
    List {
        first: Option<u64>,
        items: Vec<Vec<Node<'a>>>,
    },
    Quote {
        blocks: Vec<Node<'a>>,
    },
    Foreign {
        lang: &'a str,
        region: Option<&'static str>,
        blocks: Vec<Node<'a>>,
    },
    Code {
        keep: bool,
        v: String,
    },
    Table(Table<'a>),
    /// What stands on a page of its own, turned for a wide table.
    Turned {
        blocks: Vec<Node<'a>>,
    },
    Fields {
        /// So many of them stay with what is above them.
        first: usize,
        fields: Vec<Field<'a>>,
    },
    Record {
        anchor: Option<String>,
        /// Whether it stays on one page.
        keep: bool,
        blocks: Vec<Node<'a>>,
    },
    Notice {
        keep: bool,
        blocks: Vec<Node<'a>>,
    },
    Figure {
        svg: &'a str,
        alt: Cow<'a, str>,
        number: String,
        caption: Cow<'a, str>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Heading<'a> {
    pub(super) level: u8,
    /// Whether it stands in the table of contents.
    pub(super) listed: bool,
    pub(super) number: Option<String>,
    pub(super) anchor: Option<String>,
    pub(super) c: Vec<Run<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Field<'a> {
    pub(super) label: Cow<'a, str>,
    /// Whether every word of the label stands whole.
    pub(super) whole: bool,
    /// Whether it stays on one page.
    pub(super) keep: bool,
    /// What is said of it on every page on which it goes on.
    pub(super) goes_on: Option<GoesOn<'a>>,
    pub(super) blocks: Vec<Node<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Table<'a> {
    pub(super) number: Option<String>,
    pub(super) caption: Option<Cow<'a, str>>,
    pub(super) columns: Vec<Column<'a>>,
    pub(super) rows: Vec<Row<'a>>,
    #[serde(skip)]
    pub(super) is_landscape: bool,
    /// Whether it stays on one page.
    pub(super) keep: bool,
    /// What is said of its record where it begins a page.
    pub(super) goes_on: Option<GoesOn<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Column<'a> {
    pub(super) title: Cow<'a, str>,
    /// Share of the width, in ten-thousandths.
    pub(super) width: f32,
    /// Whether every word of the column stands whole.
    pub(super) whole: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row<'a> {
    pub(super) anchor: Option<String>,
    /// Whether it stays on one page.
    pub(super) keep: bool,
    /// The level at which it names the rows below it; none for a row like others.
    pub(super) level: Option<usize>,
    /// What is said of it on every page on which it goes on.
    pub(super) goes_on: Option<GoesOn<'a>>,
    pub(super) cells: Vec<Vec<Node<'a>>>,
    pub(super) tones: Vec<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct GoesOn<'a> {
    /// Tells it from the others.
    pub(super) place: String,
    pub(super) name: String,
    pub(super) word: &'a str,
    /// Whether both have room on one line.
    pub(super) is_line: bool,
    /// Whether they stand above the row and not over its first cell.
    pub(super) spans: bool,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(super) enum Run<'a> {
    Text {
        v: Cow<'a, str>,
    },
    /// What no hyphen may break.
    Name {
        v: Cow<'a, str>,
    },
    Foreign {
        lang: &'a str,
        region: Option<&'static str>,
        c: Vec<Run<'a>>,
    },
    Strong {
        c: Vec<Run<'a>>,
    },
    Emphasis {
        c: Vec<Run<'a>>,
    },
    Code {
        v: Cow<'a, str>,
    },
    /// The id of a record, with the place that it leads to.
    Record {
        v: Cow<'a, str>,
        /// Whether no line breaks it anyway.
        plain: bool,
        to: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        elsewhere: Option<String>,
    },
    /// A link to a section.
    Within {
        to: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        elsewhere: Option<String>,
        c: Vec<Run<'a>>,
    },
    Link {
        to: &'a str,
        c: Vec<Run<'a>>,
    },
    Break,
}

/// Returns the name of the place where a record is shown.
pub(super) fn target(record: &str) -> String {
    format!("{TARGET}{record}")
}

/// Returns the record that is shown at a place; none for a section.
fn record_at(anchor: &str) -> Option<&str> {
    anchor.strip_prefix(TARGET)
}

impl<'a> Node<'a> {
    /// Returns its level, where it is a heading.
    pub(super) fn level(&self) -> Option<u8> {
        if let Node::Heading(heading) = self { Some(heading.level) } else { None }
    }

    /// Returns the name of the place that it is.
    fn anchor(&self) -> Option<&str> {
        match self {
            Node::Heading(Heading { anchor, .. }) | Node::Record { anchor, .. } => {
                anchor.as_deref()
            }
            _ => None,
        }
    }
}

/// Calls a function with every place that a link can lead to, in reading order.
pub(super) fn each_anchor<'n>(nodes: &'n [Node<'_>], see: &mut dyn FnMut(&'n str)) {
    for node in nodes {
        node.anchor().into_iter().for_each(&mut *see);
        match node {
            Node::Quote { blocks }
            | Node::Foreign { blocks, .. }
            | Node::Turned { blocks }
            | Node::Record { blocks, .. }
            | Node::Notice { blocks, .. } => each_anchor(blocks, see),
            Node::List { items, .. } => items.iter().for_each(|item| each_anchor(item, see)),
            Node::Fields { fields, .. } => {
                fields.iter().for_each(|field| each_anchor(&field.blocks, see));
            }
            Node::Table(table) => {
                for row in &table.rows {
                    row.anchor.as_deref().into_iter().for_each(&mut *see);
                    row.cells.iter().for_each(|cell| each_anchor(cell, see));
                }
            }
            Node::Heading(_) | Node::Paragraph { .. } | Node::Code { .. } | Node::Figure { .. } => {
            }
        }
    }
}

/// Calls a function with every run of text, and with those inside it.
pub(super) fn each_run(nodes: &mut [Node<'_>], see: &mut dyn FnMut(&mut [Run<'_>])) {
    for node in nodes {
        match node {
            Node::Heading(Heading { c, .. }) | Node::Paragraph { c, .. } => runs_in(c, see),
            Node::Quote { blocks }
            | Node::Foreign { blocks, .. }
            | Node::Turned { blocks }
            | Node::Record { blocks, .. }
            | Node::Notice { blocks, .. } => each_run(blocks, see),
            Node::List { items, .. } => items.iter_mut().for_each(|item| each_run(item, see)),
            Node::Fields { fields, .. } => {
                fields.iter_mut().for_each(|field| each_run(&mut field.blocks, see));
            }
            Node::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| each_run(cell, see));
            }
            Node::Code { .. } | Node::Figure { .. } => {}
        }
    }
}

fn runs_in(runs: &mut [Run<'_>], see: &mut dyn FnMut(&mut [Run<'_>])) {
    see(runs);
    for run in runs {
        match run {
            Run::Foreign { c, .. }
            | Run::Strong { c }
            | Run::Emphasis { c }
            | Run::Within { c, .. }
            | Run::Link { c, .. } => runs_in(c, see),
            Run::Text { .. }
            | Run::Name { .. }
            | Run::Code { .. }
            | Run::Record { .. }
            | Run::Break => {}
        }
    }
}

/// Returns the first record that blocks show, or else the innermost of the headings they begin with.
pub(super) fn begins_with(nodes: &[Node<'_>]) -> String {
    let mut record = None;
    each_anchor(nodes, &mut |anchor| record = record.or(record_at(anchor)));
    let is_heading = |node: &&Node<'_>| node.level().is_some();
    // What stands on landscape pages is held together.
    let blocks = nodes.iter().flat_map(|node| match node {
        Node::Turned { blocks } => &blocks[..],
        _ => std::slice::from_ref(node),
    });
    let from_heading = blocks.skip_while(|node| !is_heading(node));
    let heading = from_heading.take_while(is_heading).last().map(words_of);
    record.map(str::to_string).or(heading).unwrap_or_default()
}

/// Returns the words of a block of text.
pub(super) fn words_of(node: &Node<'_>) -> String {
    let mut words = String::new();
    add_words(node, &mut words);
    words
}

fn add_words(node: &Node<'_>, words: &mut String) {
    match node {
        Node::Heading(Heading { c, .. }) | Node::Paragraph { c, .. } => add_words_of_run(c, words),
        Node::Foreign { blocks, .. } | Node::Quote { blocks } | Node::Notice { blocks, .. } => {
            blocks.iter().for_each(|node| add_words(node, words));
        }
        _ => {}
    }
}

fn add_words_of_run(runs: &[Run<'_>], words: &mut String) {
    for run in runs {
        match run {
            Run::Text { v } | Run::Name { v } | Run::Code { v } | Run::Record { v, .. } => {
                words.push_str(v);
            }
            Run::Foreign { c, .. }
            | Run::Strong { c }
            | Run::Emphasis { c }
            | Run::Within { c, .. }
            | Run::Link { c, .. } => add_words_of_run(c, words),
            Run::Break => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(words: &'static str) -> Node<'static> {
        let c = vec![Run::Text { v: words.into() }];
        Node::Heading(Heading { level: 1, listed: true, number: None, anchor: None, c })
    }

    #[test]
    fn a_volume_that_begins_on_a_landscape_page_is_named_after_its_heading() {
        let code = Node::Code { keep: true, v: String::new() };
        let blocks = vec![heading("Clause by clause"), heading("ISO 13485"), code];
        assert_eq!(begins_with(&[Node::Turned { blocks }, heading("ISO 14971")]), "ISO 13485");
    }

    #[test]
    fn a_volume_that_shows_a_record_is_named_after_the_first() {
        let record = |id: &str| Node::Record {
            anchor: Some(target(id)),
            keep: true,
            blocks: vec![heading("Title")],
        };
        let blocks = vec![record("REQ-2"), record("REQ-1")];
        assert_eq!(begins_with(&[heading("All"), Node::Turned { blocks }]), "REQ-2");
    }
}
