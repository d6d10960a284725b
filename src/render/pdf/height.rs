//! How high blocks are, in lines and roughly: enough to decide what is kept on one page.

use super::width::Room;
use crate::report::document::{Block, Inline, Row, Table, plain_text};

/// Room of a line of running text and of a table, in parts of their font sizes.
pub(super) const BODY: Room = Room(42.0);
pub(super) const UPRIGHT_TABLE: f32 = 50.0;
pub(super) const LANDSCAPE_TABLE: f32 = 80.0;

/// What the padding of a cell takes.
pub(super) const CELL_PADDING: f32 = 1.15;

/// What is not higher than so many lines stays on one page, which holds about fifty: an estimate that
/// is wrong by half still fits.
pub(super) const WHOLE_ROW: f32 = 16.0;
pub(super) const WHOLE_TABLE: f32 = 26.0;
pub(super) const WHOLE_RECORD: f32 = 30.0;

/// Higher than any page: a picture's height is not known.
const UNKNOWN: f32 = 1000.0;

/// Returns how many lines blocks take, rather too many than too few.
pub(super) fn height(blocks: &[Block], room: Room) -> f32 {
    blocks.iter().map(|block| of_block(block, room)).sum()
}

fn of_block(block: &Block, room: Room) -> f32 {
    match block {
        Block::Heading { content, .. } => 1.5 + of_run(content, room) * 1.3,
        Block::Paragraph(content) => 0.3 + of_run(content, room),
        Block::List { items, .. } => {
            items.iter().map(|item| height(item, Room(room.0 - 2.5))).sum::<f32>() + 0.3
        }
        Block::Quote(blocks) | Block::Foreign { blocks, .. } | Block::Record { blocks, .. } => {
            1.5 + height(blocks, Room(room.0 - 3.0))
        }
        Block::Notice(blocks) => 3.0 + height(blocks, Room(room.0 - 3.0)),
        Block::Code(code) => {
            1.5 + code.lines().map(|line| Room(room.0 * 0.75).lines(line)).sum::<f32>()
        }
        Block::Table(table) => {
            let share = room.0 / table.columns.len().max(1) as f32;
            table_height(table, &vec![Room(share); table.columns.len()])
        }
        Block::Fields(fields) => {
            let of_field = |(label, value): &(String, Vec<Block>)| {
                height(value, Room(room.0 * 0.75)).max(Room(room.0 * 0.25).lines(label)) + 0.5
            };
            fields.iter().map(of_field).sum()
        }
        Block::Figure { .. } => UNKNOWN,
    }
}

/// Returns how many lines a table takes whose columns have these rooms.
pub(super) fn table_height(table: &Table, rooms: &[Room]) -> f32 {
    let head = table.columns.iter().zip(rooms).map(|(column, room)| room.lines(&column.title));
    let rows = table.rows.iter().map(|row| of_row(row, rooms));
    2.5 + head.fold(0.0, f32::max) + rows.sum::<f32>()
}

/// Returns how many lines a row takes.
pub(super) fn of_row(row: &Row, rooms: &[Room]) -> f32 {
    let heights = row.cells.iter().zip(rooms).map(|(cell, room)| height(cell, *room));
    heights.fold(0.0, f32::max) + 0.5
}

/// A break ends a line; what stands between two breaks takes lines of its own.
fn of_run(content: &[Inline], room: Room) -> f32 {
    let lines = content.split(|inline| *inline == Inline::Break);
    let height = |line: &[Inline]| match line {
        [Inline::Text(text) | Inline::Code(text) | Inline::RecordLink(text)] => room.lines(text),
        _ => room.lines(&plain_text(line)),
    };
    lines.map(height).sum()
}
