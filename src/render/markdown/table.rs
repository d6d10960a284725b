//! Tables as pipe tables, padded where that keeps them readable.

use super::inline::escaped;
use super::{Writer, anchor_tag};
use crate::report::document::{Block, Row, Table};

/// Cells are padded up to this many characters; beyond it a table is no longer read as text.
const WIDEST: usize = 28;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) -> Vec<String> {
        let titles: Vec<String> = table.columns.iter().map(|c| escaped(&c.title)).collect();
        let mut caption = Vec::new();
        if !table.caption.is_empty() {
            let word = escaped(&self.document.words.table);
            let number = self.numbering.table();
            let text = escaped(&table.caption);
            caption = vec![format!("**{word} {number}: {text}**"), String::new()];
        }
        let rows = table.rows.iter().map(|row| self.row(row, titles.len())).collect();
        caption.extend(lines(&titles, rows));
        caption
    }

    fn row(&mut self, row: &'a Row, n_columns: usize) -> Vec<String> {
        let claimed = row.record.as_deref().filter(|record| self.numbering.claim_row(record));
        self.numbering.enter(claimed);
        let mut cells: Vec<String> = row.cells.iter().map(|cell| self.cell(cell)).collect();
        self.numbering.leave();
        // A pipe table drops what stands beyond its last column; it joins the last one instead.
        if cells.len() > n_columns && n_columns > 0 {
            let beyond = cells.split_off(n_columns);
            cells.extend(beyond.into_iter().reduce(|a, b| format!("{a}<br>{b}")));
            let last = cells.split_off(n_columns - 1).join("<br>");
            cells.push(last);
        }
        cells.resize(n_columns, String::new());
        if let (Some(record), Some(first)) = (claimed, cells.first_mut()) {
            first.insert_str(0, &anchor_tag(record));
        }
        cells
    }

    /// Returns the blocks of a cell on one line.
    fn cell(&mut self, blocks: &'a [Block]) -> String {
        self.cell_lines(blocks).join("<br>")
    }

    fn cell_lines(&mut self, blocks: &'a [Block]) -> Vec<String> {
        blocks.iter().flat_map(|block| self.cell_block(block)).collect()
    }

    fn cell_block(&mut self, block: &'a Block) -> Vec<String> {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => {
                vec![self.inlines(content).replace("\\\n", "<br>")]
            }
            Block::List { first, items } => self.cell_list(*first, items),
            Block::Foreign { blocks, .. } => {
                let mut lines = self.cell_lines(blocks);
                if let Some(line) = lines.first_mut() {
                    let mark = escaped(&self.document.words.untranslated);
                    line.insert_str(0, &format!("*{mark}* "));
                }
                lines
            }
            Block::Code(text) => text.lines().map(super::inline::code_span).collect(),
            Block::Table(table) => {
                let titles = table.columns.iter().map(|c| escaped(&c.title)).collect();
                let mut rows = vec![titles];
                rows.extend(table.rows.iter().map(|row| self.row(row, table.columns.len())));
                rows.into_iter().map(|cells: Vec<String>| cells.join(" · ")).collect()
            }
            Block::Fields(fields) => {
                let field = |(label, blocks): &'a (String, Vec<Block>)| {
                    format!("{}: {}", escaped(label), self.cell(blocks))
                };
                fields.iter().map(field).collect()
            }
            Block::Quote(blocks) | Block::Notice(blocks) => self.cell_lines(blocks),
            Block::Record { blocks, .. } => self.cell_lines(blocks),
            Block::Figure { caption, alt, .. } => vec![escaped(caption), escaped(alt)],
        }
    }

    fn cell_list(&mut self, first: Option<u64>, items: &'a [Vec<Block>]) -> Vec<String> {
        let mark = |index: usize| match first {
            Some(first) => format!("{}. ", first + index as u64),
            None => "• ".to_string(),
        };
        let item = |(index, item): (usize, &'a Vec<Block>)| mark(index) + &self.cell(item);
        items.iter().enumerate().map(item).collect()
    }
}

/// Returns the lines of a pipe table; cells are already Markdown.
pub(super) fn lines(titles: &[String], rows: Vec<Vec<String>>) -> Vec<String> {
    let titles: Vec<String> = titles.iter().map(|title| guard_pipes(title)).collect();
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.iter().map(|cell| guard_pipes(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).chain(titles.get(column));
        let lengths = cells.map(|cell| cell.chars().count());
        lengths.filter(|length| *length <= WIDEST).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..titles.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!(" {cell:<width$} |"));
        format!("|{}", padded.collect::<String>())
    };
    let rule = widths.iter().map(|width| format!(" {} |", "-".repeat(*width)));
    let head = [line(&titles), format!("|{}", rule.collect::<String>())];
    head.into_iter().chain(rows.iter().map(|row| line(row))).collect()
}

/// Puts a backslash before every pipe: a table is split there before anything else is read, and
/// the split takes exactly one backslash away, in code too.
fn guard_pipes(cell: &str) -> String {
    cell.replace('|', "\\|")
}
