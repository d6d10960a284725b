//! Tables, with heads that a screen reader can follow.

use super::Writer;
use super::escape::{attribute, text};
use crate::report::document::{Block, Column, Inline, Row, Table, Tone, plain_text};

/// A table with more columns than this scrolls on a phone rather than being squeezed.
const MANY_COLUMNS: usize = 4;

/// A word no longer than this stays whole in its cell: dates break at their hyphens otherwise.
const SHORT: usize = 12;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        let wide = if table.landscape { " wide" } else { "" };
        let many = if table.columns.len() > MANY_COLUMNS { " many" } else { "" };
        // A table that is wider than a phone scrolls by itself; the keyboard must reach it.
        let label = attribute(&table.caption);
        let region = match label.is_empty() {
            true => " tabindex=\"0\"".to_string(),
            false => format!(" tabindex=\"0\" role=\"region\" aria-label=\"{label}\""),
        };
        self.put(&format!("<div class=\"table{wide}{many}\"{region}><table>\n"));
        if !table.caption.is_empty() {
            let word = text(&self.document.words.table);
            let number = self.numbering.table();
            let caption = text(&table.caption);
            self.put(&format!("<caption>{word} {number}: {caption}</caption>\n"));
        }
        self.columns(&table.columns);
        self.put("<tbody>\n");
        table.rows.iter().for_each(|row| self.row(row));
        self.put("</tbody>\n</table></div>\n");
    }

    fn columns(&mut self, columns: &[Column]) {
        let all: u32 = columns.iter().map(|column| u32::from(column.width)).sum();
        self.put("<colgroup>");
        for column in columns {
            let percent = 100 * u32::from(column.width) / all.max(1);
            self.put(&format!("<col style=\"width:{percent}%\">"));
        }
        self.put("</colgroup>\n<thead><tr>");
        for column in columns {
            self.put(&format!("<th scope=\"col\">{}</th>", text(&column.title)));
        }
        self.put("</tr></thead>\n");
    }

    /// Writes a row; what names its record is the head of the row.
    fn row(&mut self, row: &'a Row) {
        let claimed = row.record.as_deref().filter(|record| self.numbering.claim_row(record));
        let anchor = claimed.map(|record| format!(" id=\"{}\"", attribute(record)));
        self.numbering.enter(claimed);
        self.put(&format!("<tr{}>", anchor.unwrap_or_default()));
        for (index, cell) in row.cells.iter().enumerate() {
            let is_head = index == 0 && (row.record.is_some() || names_row(cell));
            let (tag, scope) = if is_head { ("th", " scope=\"row\"") } else { ("td", "") };
            let tone = row.tones.get(index).filter(|tone| **tone != Tone::Plain);
            let classes = tone.map(|tone| tone.word()).into_iter();
            let classes: Vec<&str> = classes.chain(is_short(cell).then_some("short")).collect();
            let classes = match classes.is_empty() {
                true => String::new(),
                false => format!(" class=\"{}\"", classes.join(" ")),
            };
            self.put(&format!("<{tag}{scope}{classes}>"));
            self.cell(cell);
            self.put(&format!("</{tag}>"));
        }
        self.numbering.leave();
        self.put("</tr>\n");
    }

    /// Writes a cell; a lone paragraph needs no element of its own.
    fn cell(&mut self, blocks: &'a [Block]) {
        match blocks {
            // The cell itself is not broken.
            [Block::Paragraph(content)] if is_short(blocks) => {
                self.put(&text(&plain_text(content)))
            }
            [Block::Paragraph(content)] => self.inlines(content),
            blocks => self.blocks(blocks),
        }
    }
}

/// A first cell that is only strong, or only an id, says what its row is about.
fn names_row(cell: &[Block]) -> bool {
    let [Block::Paragraph(content)] = cell else { return false };
    matches!(&content[..], [Inline::Strong(_) | Inline::RecordLink(_)])
}

fn is_short(cell: &[Block]) -> bool {
    let [Block::Paragraph(content)] = cell else { return false };
    let [Inline::Text(text)] = &content[..] else { return false };
    text.chars().count() <= SHORT && !text.contains(' ')
}
