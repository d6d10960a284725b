//! Where a long document is cut into volumes.
//!
//! A cut depends on what stands around it and not on how much stands above. Of the places where a
//! volume may end it takes the one that the document itself makes most of, a chapter before a row;
//! among equals, the name of what follows decides, by a digest, which no edit of another place can
//! change. So whatever is added, removed or edited moves the nearest cuts at most, and all other
//! volumes stay as they are.

use super::height::{
    BODY, CELL_PADDING, LANDSCAPE_TABLE, UPRIGHT_TABLE, WHOLE_TABLE, height, of_row, table_height,
};
use super::width::Room;
use crate::report::document::{
    Block, Column, Document, Inline, Piece, Row, Table, each_text, id_words, plain_text,
};
use crate::report::manifest::sha256_of;
use std::ptr;

/// A volume is at least so much of the highest one.
const LEAST: f32 = 0.5;

/// The first volume changes with every commit, so it is kept short: at least and at most so much.
const FIRST: (f32, f32) = (1.0 / 16.0, 0.25);

/// A row or list that is higher than so much of a volume is cut inside.
const HIGH: f32 = 0.125;

/// To set a cell takes about as long as so many lines, beside those that it has: where there are many
/// short ones, a volume of as many lines would take twice as long as one of running text.
const CELL: f32 = 0.4;

/// How little a document makes of a place; headings have their level.
const BETWEEN_BLOCKS: u8 = 7;
const BETWEEN_ROWS: u8 = 8;
const INSIDE_ROW: u8 = 9;

/// A picture's height is not known; it is seldom more than half a page.
const PICTURE: f32 = 20.0;

/// Returns whether a document is not higher than so many lines.
pub(super) fn fits(document: &Document, lines: f32) -> bool {
    let of_whole = |block: &Block| match block {
        Block::Table(table) => table_height(table, &rooms(table)),
        block => of_block(block),
    };
    let mut left = lines;
    document.blocks.iter().all(|block| {
        left -= of_whole(block);
        left >= 0.0
    })
}

/// Returns the blocks of each volume, none of which is much higher than so many lines.
pub(super) fn volumes(document: &Document, lines: f32) -> Vec<Vec<Block>> {
    let units = Cutter { lines, units: Vec::new() }.cut(&document.blocks);
    let mut from = 0;
    let mut volumes = Vec::new();
    for cut in cuts(&units, lines).into_iter().chain([units.len()]) {
        volumes.push(joined(&units[from..cut], &document.words.continued));
        from = cut;
    }
    volumes
}

/// Returns before which units a volume ends.
fn cuts(units: &[Unit<'_>], lines: f32) -> Vec<usize> {
    let height_from = |from: usize| units[from..].iter().map(|unit| unit.height).sum::<f32>();
    let mut cuts = Vec::new();
    let mut from = 0;
    while height_from(from) > lines {
        let (least, most) = if from == 0 { FIRST } else { (LEAST, 1.0) };
        let Some(cut) = next_cut(units, from, (least * lines, most * lines)) else { break };
        cuts.push(cut);
        from = cut;
    }
    cuts
}

fn next_cut(units: &[Unit<'_>], from: usize, (least, most): (f32, f32)) -> Option<usize> {
    let mut above = 0.0;
    let mut best: Option<(u8, String, usize)> = None;
    for (at, pair) in units.windows(2).enumerate().skip(from) {
        above += pair[0].height;
        if above > most && best.is_some() {
            break;
        }
        let Some(rank) = pair[1].rank.filter(|_| above >= least) else { continue };
        if best.as_ref().is_some_and(|best| best.0 < rank) {
            continue;
        }
        let found = (rank, sha256_of(pair[1].name.as_bytes()), at + 1);
        best = Some(match best {
            Some(best) => best.min(found),
            None => found,
        });
    }
    best.map(|(_, _, at)| at)
}

/// A part of a document that is never cut.
struct Unit<'a> {
    what: What<'a>,
    height: f32,
    /// How little the document makes of its beginning; none where it stays with what is above it.
    rank: Option<u8>,
    name: String,
}

#[derive(Clone, Copy)]
enum What<'a> {
    Block(Part<'a>),
    Row(&'a Table, &'a Row),
    /// The n-th part of the highest cell of a row.
    Cell {
        table: &'a Table,
        row: &'a Row,
        cell: usize,
        n: usize,
        part: Part<'a>,
    },
}

/// A block, or a part of one that is high.
#[derive(Clone, Copy)]
struct Part<'a> {
    of: &'a Block,
    slice: Slice<'a>,
}

#[derive(Clone, Copy)]
enum Slice<'a> {
    Whole,
    /// A line of a paragraph, up to a break.
    Line(&'a [Inline]),
    /// An item of a list, with its place in it.
    Item(usize, &'a [Block]),
}

struct Cutter<'a> {
    lines: f32,
    units: Vec<Unit<'a>>,
}

impl<'a> Cutter<'a> {
    fn cut(mut self, blocks: &'a [Block]) -> Vec<Unit<'a>> {
        let mut above = None;
        for block in blocks {
            let rank = rank(above, block);
            match block {
                Block::Table(table) if is_cut(table) => self.table(table, rank),
                _ => self.block(block, rank),
            }
            above = Some(block);
        }
        self.units
    }

    fn add(&mut self, what: What<'a>, height: f32, rank: Option<u8>, name: &str) {
        self.units.push(Unit { what, height, rank, name: name.to_string() });
    }

    fn block(&mut self, block: &'a Block, rank: Option<u8>) {
        let is_high = of_block(block) > self.lines * HIGH;
        let is_list = matches!(block, Block::List { .. });
        let parts = if is_high && is_list { parts(block) } else { vec![whole(block)] };
        for (n, part) in parts.into_iter().enumerate() {
            let rank = if n == 0 { rank } else { Some(BETWEEN_ROWS) };
            let height = match part.slice {
                Slice::Whole => of_block(block),
                _ => part.height(BODY),
            };
            self.add(What::Block(part), height, rank, &part.name());
        }
    }

    fn table(&mut self, table: &'a Table, rank: Option<u8>) {
        let rooms = rooms(table);
        for (n, row) in table.rows.iter().enumerate() {
            let is_led = n > 0 && table.rows[n - 1].leads;
            let rank = if n == 0 { rank } else { Some(BETWEEN_ROWS).filter(|_| !is_led) };
            let height = of_row(row, &rooms);
            match highest(row, &rooms) {
                Some(cell) if height > self.lines * HIGH => {
                    self.cell((table, row, cell), rooms[cell], rank);
                }
                _ => {
                    let effort = height + CELL * row.cells.len() as f32;
                    self.add(What::Row(table, row), effort, rank, &name_of_row(row));
                }
            }
        }
    }

    fn cell(
        &mut self,
        (table, row, cell): (&'a Table, &'a Row, usize),
        room: Room,
        rank: Option<u8>,
    ) {
        for (n, part) in row.cells[cell].iter().flat_map(parts).enumerate() {
            let rank = if n == 0 { rank } else { Some(INSIDE_ROW) };
            let what = What::Cell { table, row, cell, n, part };
            self.add(what, part.height(room), rank, &part.name());
        }
    }
}

/// Returns how little a document makes of the place above a block.
fn rank(above: Option<&Block>, block: &Block) -> Option<u8> {
    let leads = match above {
        Some(Block::Heading { .. }) => true,
        // A line in strong type names what follows it, and the words above a table introduce it.
        Some(Block::Paragraph(content)) => {
            matches!(content[..], [Inline::Strong(_)]) || matches!(block, Block::Table(_))
        }
        Some(Block::Foreign { .. }) => matches!(block, Block::Table(_)),
        _ => false,
    };
    match block {
        Block::Heading { level, .. } if !leads => Some((*level).min(BETWEEN_BLOCKS)),
        _ => Some(BETWEEN_BLOCKS).filter(|_| !leads),
    }
}

fn is_cut(table: &Table) -> bool {
    let rooms = rooms(table);
    !table.rows.is_empty() && table_height(table, &rooms) > WHOLE_TABLE
}

/// Returns the room of each column as it is declared: the words in it may change, and move no cut.
fn rooms(table: &Table) -> Vec<Room> {
    let all: f32 = table.columns.iter().map(|column| f32::from(column.width)).sum();
    let width = if table.landscape { LANDSCAPE_TABLE } else { UPRIGHT_TABLE };
    let share = |column: &Column| f32::from(column.width) / all.max(1.0);
    let room = |column| Room((share(column) * width - CELL_PADDING).max(1.0));
    table.columns.iter().map(room).collect()
}

fn highest(row: &Row, rooms: &[Room]) -> Option<usize> {
    let heights = row.cells.iter().zip(rooms).map(|(cell, room)| height(cell, *room));
    heights.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
}

fn of_block(block: &Block) -> f32 {
    match block {
        Block::Figure { .. } => PICTURE,
        block => height(std::slice::from_ref(block), BODY),
    }
}

fn whole(of: &Block) -> Part<'_> {
    Part { of, slice: Slice::Whole }
}

fn parts(of: &Block) -> Vec<Part<'_>> {
    let part = |slice| Part { of, slice };
    match of {
        Block::Paragraph(content) => {
            content.split(|inline| *inline == Inline::Break).map(Slice::Line).map(part).collect()
        }
        Block::List { items, .. } => {
            items.iter().enumerate().map(|(n, item)| part(Slice::Item(n, item))).collect()
        }
        _ => vec![whole(of)],
    }
}

impl Part<'_> {
    fn height(&self, room: Room) -> f32 {
        match self.slice {
            Slice::Whole => height(std::slice::from_ref(self.of), room),
            Slice::Line(line) => room.lines(&plain_text(line)),
            Slice::Item(_, blocks) => height(blocks, room),
        }
    }

    fn name(&self) -> String {
        match (self.slice, self.of) {
            (Slice::Whole, Block::Record { id, .. }) => id.clone(),
            (Slice::Whole, block) => name_of(std::slice::from_ref(block)),
            (Slice::Line(line), _) => short(plain_text(line)),
            (Slice::Item(_, blocks), _) => name_of(blocks),
        }
    }
}

fn name_of_row(row: &Row) -> String {
    let first = || row.cells.iter().map(|cell| name_of(cell)).find(|name| !name.is_empty());
    row.record.clone().or_else(first).unwrap_or_default()
}

fn name_of(blocks: &[Block]) -> String {
    let mut text = String::new();
    each_text(blocks, &mut |Piece { text: piece, .. }| {
        text.push_str(piece);
        text.push(' ');
    });
    short(text)
}

/// Returns the id that a text begins with or names first, which stays when the rest is edited.
fn short(text: String) -> String {
    let id = id_words(&text).next().map(|(_, id)| id.to_string());
    id.unwrap_or(text)
}

/// Puts units together again; a row that goes on is marked with a word.
fn joined(units: &[Unit<'_>], word: &str) -> Vec<Block> {
    let mut joined = Joined { word, blocks: Vec::new(), table: None, row: None, part: None };
    units.iter().for_each(|unit| joined.add(unit.what));
    joined.blocks
}

/// What was put together last goes on with what belongs to the same.
struct Joined<'a> {
    /// Says that a row goes on from another volume.
    word: &'a str,
    blocks: Vec<Block>,
    table: Option<&'a Table>,
    row: Option<&'a Row>,
    part: Option<&'a Block>,
}

impl<'a> Joined<'a> {
    fn add(&mut self, what: What<'a>) {
        match what {
            What::Block(part) => {
                let goes_on = is_same(&mut self.part, part.of);
                put(&mut self.blocks, part, goes_on);
            }
            What::Row(table, row) => {
                let begins = table.rows.first().is_some_and(|first| ptr::eq(first, row));
                self.table(table, begins).push(row.clone());
            }
            What::Cell { table, row, cell, n, part } => {
                let begins = n == 0 && table.rows.first().is_some_and(|first| ptr::eq(first, row));
                let is_open = is_same(&mut self.row, row);
                let goes_on = is_same(&mut self.part, part.of) && is_open;
                let word = self.word;
                let rows = self.table(table, begins);
                if !is_open && n == 0 {
                    rows.push(without(row, cell));
                } else if !is_open {
                    rows.push(continued(row, cell, word));
                }
                if let Some(place) = rows.last_mut().and_then(|row| row.cells.get_mut(cell)) {
                    put(place, part, goes_on);
                }
            }
        }
    }

    /// Returns the rows of a table that is open; its head is repeated in every volume.
    fn table(&mut self, table: &'a Table, begins: bool) -> &mut Vec<Row> {
        if !is_same(&mut self.table, table) {
            let caption = if begins { table.caption.clone() } else { String::new() };
            let Table { columns, landscape, .. } = table;
            let (columns, landscape) = (columns.clone(), *landscape);
            self.blocks.push(Block::Table(Table { caption, columns, rows: Vec::new(), landscape }));
        }
        match self.blocks.last_mut() {
            Some(Block::Table(table)) => &mut table.rows,
            _ => unreachable!("a table that goes on was added last"),
        }
    }
}

fn is_same<'a, T>(last: &mut Option<&'a T>, now: &'a T) -> bool {
    last.replace(now).is_some_and(|last| ptr::eq(last, now))
}

fn put(blocks: &mut Vec<Block>, part: Part<'_>, goes_on: bool) {
    match (part.slice, blocks.last_mut().filter(|_| goes_on)) {
        (Slice::Line(line), Some(Block::Paragraph(content))) => {
            content.push(Inline::Break);
            content.extend_from_slice(line);
        }
        (Slice::Line(line), _) => blocks.push(Block::Paragraph(line.to_vec())),
        (Slice::Item(_, item), Some(Block::List { items, .. })) => items.push(item.to_vec()),
        (Slice::Item(n, item), _) => {
            let Block::List { first, .. } = part.of else { unreachable!("an item is of a list") };
            let first = first.map(|first| first + n as u64);
            blocks.push(Block::List { first, items: vec![item.to_vec()] });
        }
        (Slice::Whole, _) => blocks.push(part.of.clone()),
    }
}

fn without(row: &Row, cell: usize) -> Row {
    let mut row = row.clone();
    row.cells[cell] = Vec::new();
    row
}

/// Returns a row that goes on in another volume: its first cell says of what, and that it does.
fn continued(row: &Row, cell: usize, word: &str) -> Row {
    let mut continued = without(row, cell);
    continued.cells.iter_mut().skip(1).for_each(Vec::clear);
    match continued.cells.first_mut().map(Vec::as_mut_slice) {
        Some([.., Block::Paragraph(content)]) => {
            content.extend([Inline::Break, Inline::text(word)]);
        }
        _ if cell == 0 => {}
        _ => {
            let said = Block::text(word);
            continued.cells.first_mut().into_iter().for_each(|first| first.push(said.clone()));
        }
    }
    continued
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{document, heading, only, table_of};

    fn cut(blocks: &[Block], lines: f32) -> Vec<Vec<Block>> {
        volumes(&only(blocks.to_vec(), &[]), lines)
    }

    fn requirement(n: usize) -> Block {
        let text = Block::text("Larmet ljuder när behållaren är tom. ".repeat(6));
        Block::Record { id: format!("REQ-{n}"), blocks: vec![heading(3, "Krav"), text] }
    }

    /// A clause with so many lines of evidence.
    fn clause(lines: impl Iterator<Item = usize>) -> Block {
        let mut content = Vec::new();
        for n in lines {
            content.extend([Inline::text(format!("records/VER-{n}.yaml: VER-{n}")), Inline::Break]);
        }
        content.pop();
        let cells = vec![vec![Block::text("5.7.1")], vec![Block::Paragraph(content)]];
        let mut table = table_of(0);
        if let Block::Table(table) = &mut table {
            table.columns.truncate(2);
            table.rows = vec![Row { cells, ..Row::default() }];
        }
        table
    }

    /// A document of every sort of thing that is cut.
    fn long() -> Vec<Block> {
        let item = |n: usize| vec![Block::text(format!("NEED-{n}"))];
        let mut blocks = vec![heading(1, "Faror"), Block::text("Alla."), table_of(200)];
        blocks.extend([heading(1, "Krav"), heading(2, "Kraven")]);
        blocks.extend((1..=80).map(requirement));
        blocks.extend([heading(1, "Bevis"), clause(1..=400), heading(1, "Behov")]);
        blocks.push(Block::List { first: Some(1), items: (1..=200).map(item).collect() });
        blocks
    }

    #[test]
    fn what_is_not_cut_stays_as_it_is() {
        for blocks in [document("sv").blocks, long(), Vec::new()] {
            assert_eq!(cut(&blocks, 1e6), std::slice::from_ref(&blocks));
            let units = Cutter { lines: 1.0, units: Vec::new() }.cut(&blocks);
            assert_eq!(joined(&units, "(forts.)"), blocks);
        }
    }

    #[test]
    fn nothing_is_lost_or_said_twice_between_volumes() {
        let texts = |blocks: &[Block]| {
            let mut texts = Vec::new();
            each_text(blocks, &mut |piece| texts.push(piece.text.to_string()));
            texts
        };
        // What is repeated in every volume that goes on.
        let is_head = |text: &String| {
            ["5.7.1", "(forts.)", "Fara", "Beskrivning", "Utfall", ""].contains(&text.as_str())
        };
        for lines in [60.0, 100.0, 300.0, 900.0] {
            let cut = cut(&long(), lines);
            assert!(cut.len() > 2, "{lines}: {}", cut.len());
            let mut all: Vec<String> = cut.iter().flat_map(|part| texts(part)).collect();
            let mut expected = texts(&long());
            all.retain(|text| !is_head(text));
            expected.retain(|text| !is_head(text));
            assert!(all == expected, "{lines}");
        }
    }

    #[test]
    fn a_row_that_goes_on_says_of_what() {
        let cut = cut(&[clause(1..=400)], 100.0);
        assert!(cut.len() > 3, "{}", cut.len());
        for (at, part) in cut.iter().enumerate() {
            let [Block::Table(table)] = &part[..] else { panic!("{part:?}") };
            assert_eq!(table.rows.len(), 1);
            let mut name = vec![Inline::text("5.7.1")];
            if at > 0 {
                name.extend([Inline::Break, Inline::text("(forts.)")]);
            }
            assert_eq!(table.rows[0].cells[0], [Block::Paragraph(name)]);
        }
    }

    #[test]
    fn a_row_that_leads_ends_no_volume() {
        let mut table = table_of(300);
        if let Block::Table(table) = &mut table {
            table
                .rows
                .iter_mut()
                .for_each(|row| row.leads = row.record.as_deref() != Some("HAZ-150"));
        }
        let cut = cut(&[table], 60.0);
        let ends = cut.iter().map(|part| match &part[..] {
            [Block::Table(table)] => table.rows.last().and_then(|row| row.record.clone()),
            other => panic!("{other:?}"),
        });
        let ends: Vec<_> = ends.flatten().collect();
        assert_eq!(ends, ["HAZ-150", "HAZ-300"]);
    }

    #[test]
    fn no_volume_is_higher_than_what_was_asked_for() {
        for lines in [60.0, 100.0, 300.0] {
            for part in cut(&long(), lines) {
                let units = Cutter { lines, units: Vec::new() }.cut(&part);
                let height: f32 = units.iter().map(|unit| unit.height).sum();
                assert!(height <= lines + 1.0, "{height} in place of {lines}");
            }
        }
    }

    #[test]
    fn a_chapter_begins_a_volume_where_one_can() {
        let mut blocks: Vec<Block> = (1..=80).map(requirement).collect();
        blocks.insert(60, heading(1, "Andra"));
        let begins = |part: &Vec<Block>| part.first() == Some(&heading(1, "Andra"));
        assert!(cut(&blocks, 200.0).iter().any(begins));
    }

    /// The volume of the edit is new, and at most one on either side of it.
    #[test]
    fn an_edit_moves_the_cuts_beside_it_only() {
        let before = cut(&long(), 120.0);
        let requirements = 5..85;
        for at in requirements.step_by(7) {
            let mut longer = long();
            longer.insert(at, requirement(1000 + at));
            let mut shorter = long();
            shorter.remove(at);
            let mut edited = long();
            if let Block::Record { blocks, .. } = &mut edited[at] {
                blocks.extend([Block::text("Nytt."), Block::text("Och mer.")]);
            }
            for changed in [longer, shorter, edited] {
                let after = cut(&changed, 120.0);
                let new = after.iter().filter(|part| !before.contains(part)).count();
                assert!((1..=3).contains(&new), "{at}: {new} of {} are new", after.len());
            }
        }
    }
}
