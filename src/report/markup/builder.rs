//! Parser events → blocks, with a stack of what is open.

use super::{MarkupError, Narration, SLOT, Special, link, slot_number, tidy};
use crate::model::{Piece, pieces};
use crate::report::document::{Block, Column, Inline, Row, Table, plain_text};
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag};

/// Nesting beyond this is flattened: ten thousand `>` in a record must not exhaust the stack of a
/// renderer, and no reader follows more.
const DEEPEST: usize = 12;

/// Widths of a table's columns are the length of their longest cell, within these bounds.
const COLUMN: (usize, usize) = (6, 60);

/// Fills a slot: its number and the level of the heading above it, to blocks.
type Fill<'a> = &'a mut dyn FnMut(usize, u8) -> Option<Vec<Block>>;

pub(super) struct Builder<'a> {
    stack: Vec<Frame<'a>>,
    special: Special<'a>,
    /// Present in a template, whose headings are headings of the document.
    fill: Option<Fill<'a>>,
    heading_level: u8,
    error: Option<MarkupError>,
}

/// Something that was opened: what it holds so far.
#[derive(Default)]
struct Frame<'a> {
    /// None at the root.
    tag: Option<Tag<'a>>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    /// Items of a list, or cells of a row.
    parts: Vec<Vec<Block>>,
    rows: Vec<Vec<Vec<Block>>>,
}

impl<'a> Builder<'a> {
    pub(super) fn for_record(is_record: &'a dyn Fn(&str) -> bool) -> Self {
        Self { special: Special::Records(is_record), ..Self::empty() }
    }

    pub(super) fn for_narrative(narration: &'a dyn Narration) -> Self {
        Self { special: Special::Narration(narration), ..Self::empty() }
    }

    pub(super) fn for_template(fill: Fill<'a>) -> Self {
        Self { fill: Some(fill), ..Self::empty() }
    }

    fn empty() -> Self {
        let stack = vec![Frame::default()];
        Self { stack, special: Special::Nothing, fill: None, heading_level: 0, error: None }
    }

    pub(super) fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.stack.push(Frame { tag: Some(tag), ..Frame::default() }),
            Event::End(_) => self.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.refuse_slot(&text);
                self.push_inline(Inline::Code(text.into_string()));
            }
            Event::FootnoteReference(label) => self.text(&format!("[{label}]")),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.push_inline(Inline::Break),
            // A rule says nothing; the others come only with options that are off.
            Event::Rule
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    /// Returns the blocks of a record's text.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.settle();
        self.stack.pop().unwrap_or_default().blocks
    }

    /// Returns the blocks of a template, or the first thing that was wrong with it.
    pub(super) fn finish_template(mut self) -> Result<Vec<Block>, MarkupError> {
        self.settle();
        match self.error.take() {
            Some(error) => Err(error),
            None => Ok(self.finish()),
        }
    }

    fn top(&mut self) -> &mut Frame<'a> {
        self.stack.last_mut().expect("the root frame is popped last")
    }

    fn text(&mut self, text: &str) {
        let holds_slots = matches!(self.top().tag, Some(Tag::Paragraph | Tag::Item));
        if !holds_slots {
            self.refuse_slot(text);
        }
        self.push_inline(Inline::text(text));
    }

    fn refuse_slot(&mut self, text: &str) {
        if self.fill.is_some() && text.contains(SLOT.0) {
            self.error.get_or_insert(MarkupError::SlotInText);
        }
    }

    fn push_inline(&mut self, inline: Inline) {
        self.top().inlines.push(inline);
    }

    fn push_block(&mut self, block: Block) {
        self.settle();
        self.top().blocks.push(block);
    }

    fn push_blocks(&mut self, blocks: Vec<Block>) {
        self.settle();
        self.top().blocks.extend(blocks);
    }

    /// Makes a paragraph of the text that a tight list item holds without one.
    fn settle(&mut self) {
        let inlines = std::mem::take(&mut self.top().inlines);
        let paragraph = self.paragraph(inlines);
        self.top().blocks.extend(paragraph);
    }

    /// Returns a paragraph, the blocks of the slot that stands in its place, or nothing.
    fn paragraph(&mut self, inlines: Vec<Inline>) -> Vec<Block> {
        if let Some(blocks) = self.asked(&inlines) {
            return blocks;
        }
        let content = self.tidy(inlines);
        if let Some(fill) = self.fill.as_mut() {
            if let [Inline::Text(text)] = &content[..]
                && let Some(number) = slot_number(text)
            {
                return fill(number, self.heading_level).unwrap_or_else(|| {
                    self.error.get_or_insert(MarkupError::UnknownSlot(number));
                    Vec::new()
                });
            }
            self.refuse_slot(&plain_text(&content));
        }
        if content.is_empty() { Vec::new() } else { vec![Block::Paragraph(content)] }
    }

    fn tidy(&self, inlines: Vec<Inline>) -> Vec<Inline> {
        let in_link = self.stack.iter().any(|frame| matches!(frame.tag, Some(Tag::Link { .. })));
        tidy(inlines, if in_link { Special::Nothing } else { self.special })
    }

    /// Returns the answer to a question that is the whole paragraph.
    fn asked(&self, inlines: &[Inline]) -> Option<Vec<Block>> {
        let Special::Narration(narration) = self.special else { return None };
        let text = plain_text(inlines);
        match pieces(text.trim())[..] {
            [(0, end, Piece::Query(query))] if end == text.trim().len() => narration.block(query),
            _ => None,
        }
    }

    fn close(&mut self) {
        let is_deep = self.stack.len() > DEEPEST;
        self.settle_item();
        let Some(frame) = self.stack.pop() else { return };
        let Frame { tag, blocks, inlines, parts, rows } = frame;
        match tag {
            Some(Tag::Heading { level, .. }) => self.close_heading(level, inlines),
            Some(Tag::BlockQuote(_)) if !is_deep => self.push_block(Block::Quote(blocks)),
            Some(Tag::CodeBlock(_)) => self.push_block(Block::Code(code_of(&inlines))),
            Some(Tag::HtmlBlock) => {
                let html = vec![Inline::text(code_of(&inlines))];
                self.push_block(Block::Paragraph(html));
            }
            Some(Tag::List(first)) if !is_deep => {
                self.push_block(Block::List { first, items: parts });
            }
            Some(Tag::List(_)) => self.push_blocks(parts.into_iter().flatten().collect()),
            Some(Tag::Item) => self.top().parts.push(blocks),
            Some(Tag::FootnoteDefinition(label)) => self.push_blocks(footnote(&label, blocks)),
            Some(Tag::Table(_)) => self.push_block(Block::Table(table_of(rows))),
            Some(Tag::TableHead | Tag::TableRow) => self.top().rows.push(parts),
            Some(Tag::TableCell) => {
                let content = self.tidy(inlines);
                self.top().parts.push(vec![Block::Paragraph(content)]);
            }
            Some(Tag::Emphasis) if !is_deep => {
                let content = self.tidy(inlines);
                self.push_inline(Inline::Emphasis(content));
            }
            Some(Tag::Strong) if !is_deep => {
                let content = self.tidy(inlines);
                self.push_inline(Inline::Strong(content));
            }
            Some(Tag::Link { link_type, dest_url, .. }) => {
                self.close_link(link_type, &dest_url, inlines);
            }
            Some(Tag::Image { dest_url, .. }) => {
                let alt = plain_text(&inlines);
                self.push_inline(Inline::text(format!("{alt} ({dest_url})")));
            }
            Some(Tag::Paragraph) => {
                let paragraph = self.paragraph(inlines);
                self.push_blocks(paragraph);
            }
            // Too deep, or of an extension that is off: what it holds stays, the wrapping goes.
            _ => {
                self.top().inlines.extend(inlines);
                if !blocks.is_empty() {
                    self.push_blocks(blocks);
                }
            }
        }
    }

    /// Settles the text of a list item or quote before it closes.
    fn settle_item(&mut self) {
        let holds_blocks = matches!(
            self.top().tag,
            Some(Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_))
        );
        if holds_blocks {
            self.settle();
        }
    }

    fn close_heading(&mut self, level: HeadingLevel, inlines: Vec<Inline>) {
        let content = self.tidy(inlines);
        if self.fill.is_none() || self.stack.len() > 1 {
            self.push_block(Block::Paragraph(vec![Inline::Strong(content)]));
            return;
        }
        self.heading_level = level as u8;
        self.push_block(Block::Heading { level: level as u8, anchor: None, content });
    }

    fn close_link(&mut self, link_type: LinkType, address: &str, inlines: Vec<Inline>) {
        let content = tidy(inlines, Special::Nothing);
        let address = match link_type {
            LinkType::Email => format!("mailto:{address}"),
            _ => address.to_string(),
        };
        match link::allowed(&address) {
            Some(address) => self.push_inline(Inline::Link { address, content }),
            None => {
                let shown = plain_text(&content);
                self.top().inlines.extend(content);
                if shown != address {
                    self.push_inline(Inline::text(format!(" ({address})")));
                }
            }
        }
    }
}

fn code_of(inlines: &[Inline]) -> String {
    plain_text(inlines).trim_end().to_string()
}

fn footnote(label: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    let mark = Inline::text(format!("[{label}] "));
    match blocks.first_mut() {
        Some(Block::Paragraph(content)) => content.insert(0, mark),
        _ => blocks.insert(0, Block::Paragraph(vec![mark])),
    }
    blocks
}

/// Makes a table of the rows, of which the first is the header.
fn table_of(mut rows: Vec<Vec<Vec<Block>>>) -> Table {
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    let titles: Vec<String> = header.iter().map(|cell| cell_text(cell)).collect();
    let width = |column: usize, title: &str| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let longest = cells.map(|cell| cell_text(cell).chars().count()).max().unwrap_or(0);
        longest.max(title.chars().count()).clamp(COLUMN.0, COLUMN.1) as u16
    };
    let columns = titles
        .iter()
        .enumerate()
        .map(|(column, title)| Column { title: title.clone(), width: width(column, title) });
    let columns = columns.collect();
    let rows = rows.into_iter().map(|cells| Row { cells, ..Row::default() }).collect();
    Table { caption: String::new(), columns, rows, landscape: false }
}

fn cell_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    crate::report::document::each_text(blocks, &mut |piece| text.push_str(piece.text));
    text
}
