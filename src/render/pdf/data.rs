//! Document → the JSON that the template reads.
//!
//! Numbers, link targets, places to break and the decision which rows stay whole are settled here;
//! the template only draws.

use super::columns::{longest_words, shares};
use super::cut;
use super::elsewhere::links_between;
use super::height::{
    BODY, CELL_PADDING, LANDSCAPE_TABLE, UPRIGHT_TABLE, WHOLE_RECORD, WHOLE_ROW, WHOLE_TABLE,
    height, table_height,
};
use super::names::add_apart;
use super::node::{
    Column, Field, GoesOn, Heading, Node, Row as RowNode, Run, Table as TableNode, begins_with,
    target, words_of,
};
use super::pages::{GOES_ON, HAS_BEGUN};
use super::width::{Room, is_unbroken, longest_word};
use crate::render::numbering::{Numbering, contents};
use crate::report::document::{
    Block, Document, Inline, Mark, Piece, RendererWords, Row, Table, each_text, id_words,
    plain_text,
};
use crate::report::manifest::sha256_of;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashSet;

/// Share of a field's value, whose label stands to its left.
const FIELD_SHARE: f32 = 0.75;

/// The size of a block of code, in parts of that of text: a line of a terminal has to fit.
const CODE_BLOCK: f32 = 0.86;

/// So many digits tell the editions of a volume apart.
const EDITION: usize = 10;

/// Returns what the template shows, for each volume; a volume holds so many estimated lines.
///
/// Only the first depends on the whole: it holds the control block, the date and the records as data,
/// and names the edition of each of the others, which therefore stay as they are until something that
/// they show themselves changes.
pub(super) fn volumes(document: &Document, has_attachment: bool, lines: f32) -> Vec<Volume> {
    let cut = cut::volumes(document, lines);
    let mut parts = Writer::of(document).parts(&cut);
    links_between(&mut parts, &document.words.in_volume);
    let of = parts.len();
    let mut head = Head::of(document);
    let control = std::mem::take(&mut head.control);
    let first_edition = head.edition.take();
    let mut named = Vec::new();
    let mut volumes: Vec<Volume> = Vec::new();
    // The last ones first: the first one names them.
    for (at, part) in parts.iter().enumerate().rev() {
        let n = |number: usize| number.to_string();
        let volume = document.words.volume.replace("{n}", &n(at + 1)).replace("{of}", &n(of));
        head.volume = (of > 1).then(|| volume.clone());
        let blocks = written(part);
        let blocks_sha256 = sha256_of(&blocks);
        head.marks = marks(document, at, &cut[at]);
        if at == 0 {
            named.reverse();
            head.control = control.iter().cloned().chain(std::mem::take(&mut named)).collect();
            head.has_attachment = has_attachment;
            head.edition = first_edition.clone();
        } else {
            head.edition = None;
            let all = [&written(&head)[..], blocks_sha256.as_bytes()].concat();
            let edition = sha256_of(&all)[..EDITION].to_string();
            let said = |words: &str| words.replace("{edition}", &edition);
            let names = said(&document.words.begins_with).replace("{first}", &begins_with(part));
            named.push([volume, names]);
            head.edition = Some(said(&document.words.edition));
        }
        volumes.push(Volume { head: written(&head), blocks, blocks_sha256 });
    }
    volumes.reverse();
    volumes
}

/// Returns the marks of a volume. The first one has those of the whole; each of the others those that it
/// gives reason for itself, so that a volume of which nothing changed stays as it was approved.
pub(super) fn marks<'d>(document: &'d Document, at: usize, blocks: &[Block]) -> Vec<&'d str> {
    let named = |ids: &[String]| {
        let all: HashSet<&str> = ids.iter().map(String::as_str).collect();
        // An id such as `REQ-1-` is no word of a sentence, and is looked for as it is.
        let is_no_word = |id: &&String| !id_words(id).eq([(0, id.as_str())]);
        let others: Vec<&String> = ids.iter().filter(is_no_word).collect();
        let mut is_named = false;
        each_text(blocks, &mut |Piece { text, record }| {
            is_named = is_named
                || record.is_some_and(|record| all.contains(record))
                || id_words(text).any(|(_, word)| all.contains(word))
                || others.iter().any(|id| text.contains(id.as_str()));
        });
        is_named
    };
    let stands = |mark: &&Mark| at == 0 || mark.of.as_deref().is_none_or(named);
    document.marks.iter().filter(stands).map(|mark| &*mark.text).collect()
}

/// The data of a volume: its blocks are written once, whatever stands around them.
pub(super) struct Volume {
    pub(super) head: Vec<u8>,
    blocks: Vec<u8>,
    pub(super) blocks_sha256: String,
}

impl Volume {
    /// Returns all of it.
    pub(super) fn whole(&self) -> Vec<u8> {
        let open = self.head.strip_suffix(b"}").unwrap_or(&self.head);
        [open, b",\"blocks\":", &self.blocks, b"}"].concat()
    }
}

fn written(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("every key is a string, and no value can fail")
}

/// What a volume shows around its blocks, under the names of the template.
#[derive(Serialize)]
struct Head<'a> {
    title: String,
    full_title: String,
    subject: String,
    number: Option<&'a str>,
    lang: &'a str,
    region: Option<&'static str>,
    marks: Vec<&'a str>,
    /// Only the first volume has one.
    control: Vec<[String; 2]>,
    /// What stands at the foot of every page; the date of the whole stands in its first volume.
    edition: Option<String>,
    volume: Option<String>,
    has_contents: bool,
    words: Words<'a>,
    accent: Option<&'a str>,
    serif: bool,
    logo: Option<&'a str>,
    logo_alt: &'a str,
    /// Whether the records are attached, as to the first volume.
    has_attachment: bool,
}

/// The words of the template.
#[derive(Serialize)]
struct Words<'a> {
    contents: &'a str,
    page_of: [&'a str; 3],
    table: &'a str,
    figure: &'a str,
    untranslated: &'a str,
    notice: &'a str,
}

impl<'a> Head<'a> {
    fn of(document: &'a Document) -> Self {
        let Document { language, title, subject, number, marks, control, date, style, .. } =
            document;
        let fit = |text: &str| fit(BODY, text).into_owned();
        let full_title = number.iter().map(|n| format!("{n} ")).chain([title.clone()]);
        let control = control.iter().map(|(label, value)| [fit(label), fit(value)]);
        let edition = date.as_deref().and_then(|date| date.get(..10)).unwrap_or_default();
        Self {
            title: fit(title),
            full_title: full_title.collect(),
            subject: fit(subject),
            number: number.as_deref(),
            lang: language,
            region: region(language),
            marks: marks.iter().map(|mark| &*mark.text).collect(),
            control: control.collect(),
            edition: Some(edition.to_string()),
            volume: None,
            has_contents: !contents(document).is_empty(),
            words: Words::of(&document.words),
            accent: style.accent.as_deref(),
            serif: style.is_serif,
            logo: style.logo.as_deref(),
            logo_alt: &style.logo_alt,
            has_attachment: false,
        }
    }
}

impl<'a> Words<'a> {
    fn of(words: &'a RendererWords) -> Self {
        let (before, rest) = words.page_of.split_once("{page}").unwrap_or((&words.page_of, ""));
        let (between, after) = rest.split_once("{pages}").unwrap_or((rest, ""));
        Self {
            contents: &words.contents,
            page_of: [before, between, after],
            table: &words.table,
            figure: &words.figure,
            untranslated: &words.untranslated,
            notice: &words.notice,
        }
    }
}

/// Returns the region whose typographic customs a language follows here.
fn region(language: &str) -> Option<&'static str> {
    match language {
        "sv" => Some("SE"),
        "en" => Some("GB"),
        _ => None,
    }
}

/// Returns text on one line, since a line break in data would be one on paper, with places to break.
fn fit(room: Room, text: &str) -> Cow<'_, str> {
    match plain(text) {
        Cow::Borrowed(text) => room.fit(text),
        Cow::Owned(text) => Cow::Owned(room.fit(&text).into_owned()),
    }
}

fn fit_code(room: Room, code: &str) -> Cow<'_, str> {
    match plain(code) {
        Cow::Borrowed(code) => room.fit_code(code),
        Cow::Owned(code) => Cow::Owned(room.fit_code(&code).into_owned()),
    }
}

fn plain(text: &str) -> Cow<'_, str> {
    const LINE_BREAKS: [char; 3] = ['\n', '\r', '\t'];
    match text.contains(LINE_BREAKS) {
        true => text.replace(LINE_BREAKS, " ").into(),
        false => text.into(),
    }
}

struct Writer<'a> {
    numbering: Numbering<'a>,
    /// The word for what goes on from the page before.
    continued: &'a str,
    /// How many rows may go on.
    going_on: usize,
    /// The record that is being written, where it may go on.
    record: Option<&'a str>,
    /// Whether what is being written stays on one page.
    is_in_kept: bool,
}

impl<'a> Writer<'a> {
    fn of(document: &'a Document) -> Self {
        let continued = &document.words.continued;
        Self {
            numbering: Numbering::of(document),
            continued,
            going_on: 0,
            record: None,
            is_in_kept: false,
        }
    }

    /// Returns the blocks of every volume; one goes on under the headings that are open.
    fn parts(&mut self, volumes: &'a [Vec<Block>]) -> Vec<Vec<Node<'a>>> {
        let mut open: Vec<Heading<'a>> = Vec::new();
        let mut parts = Vec::new();
        for blocks in volumes {
            self.going_on = 0;
            let mut nodes: Vec<Node<'a>> = Vec::new();
            for (at, block) in blocks.iter().enumerate() {
                let mut node = self.block(block, BODY, true);
                if let Node::Paragraph { leads, .. } = &mut node {
                    let above = at.checked_sub(1).and_then(|above| blocks.get(above));
                    *leads |= leads_on(block, above, blocks.get(at + 1));
                }
                if at == 0 {
                    nodes = repeated(&open, &node);
                }
                if let Node::Heading(heading) = &node {
                    open.retain(|above| above.level < heading.level);
                    open.push(heading.clone());
                }
                put(&mut nodes, node);
            }
            parts.push(nodes);
        }
        parts
    }

    fn blocks(&mut self, blocks: &'a [Block], room: Room, is_top: bool) -> Vec<Node<'a>> {
        let mut nodes = Vec::with_capacity(blocks.len());
        for block in blocks {
            put(&mut nodes, self.block(block, room, is_top));
        }
        nodes
    }

    fn inside(&mut self, blocks: &'a [Block], room: Room) -> Vec<Node<'a>> {
        self.blocks(blocks, room, false)
    }

    fn block(&mut self, block: &'a Block, room: Room, is_top: bool) -> Node<'a> {
        match block {
            Block::Heading { level, anchor, content } => {
                Node::Heading(self.heading(*level, anchor.as_deref(), content))
            }
            Block::Paragraph(content) => {
                // A line in strong type names what follows it, and stays with that.
                let leads = is_top && matches!(content[..], [Inline::Strong(_)]);
                Node::Paragraph { leads, c: self.run(content, room) }
            }
            Block::List { first, items } => {
                let narrower = Room(room.0 - 2.5);
                let items = items.iter().map(|item| self.inside(item, narrower)).collect();
                Node::List { first: *first, items }
            }
            Block::Quote(blocks) => Node::Quote { blocks: self.inside(blocks, Room(room.0 - 3.0)) },
            Block::Foreign { language, blocks } => Node::Foreign {
                lang: language,
                region: region(language),
                blocks: self.blocks(blocks, room, is_top),
            },
            Block::Code(code) => {
                let inner = Room((room.0 - 2.0) / CODE_BLOCK);
                let lines: Vec<_> = code.lines().map(|line| inner.fit_code(line)).collect();
                Node::Code { keep: is_short(block, room), v: lines.join("\n") }
            }
            Block::Table(table) => Node::Table(self.table(table, room, is_top)),
            Block::Fields(fields) => Node::Fields { first: 0, fields: self.fields(fields, room) },
            Block::Record { id, blocks } => self.record(id, blocks, room),
            Block::Notice(blocks) => {
                let keep = is_short(block, room);
                Node::Notice { keep, blocks: self.inside(blocks, Room(room.0 - 2.0)) }
            }
            Block::Figure { svg, alt, caption } => Node::Figure {
                svg,
                alt: plain(alt),
                number: self.numbering.figure(),
                caption: fit(room, caption),
            },
        }
    }

    fn heading(&mut self, level: u8, anchor: Option<&str>, content: &'a [Inline]) -> Heading<'a> {
        let numbered = self.numbering.heading(level, anchor);
        Heading {
            level,
            listed: numbered.number.is_some(),
            number: numbered.number,
            anchor: Some(format!("section:{}", numbered.anchor)),
            // The largest headings are half as large again as text.
            c: self.run(content, Room(BODY.0 * 0.6)),
        }
    }

    fn fields(&mut self, fields: &'a [(String, Vec<Block>)], room: Room) -> Vec<Field<'a>> {
        let value = Room(room.0 * FIELD_SHARE);
        let label = Room(room.0 * (1.0 - FIELD_SHARE));
        // What was said last still holds: at the beginning nothing that names the record.
        let mut names_record = false;
        let field = |(name, blocks): &'a (String, Vec<Block>)| {
            let keep = self.is_in_kept || height(blocks, value) <= WHOLE_ROW;
            let goes_on = match (self.record, keep) {
                (None, true) => None,
                (Some(_), true) if names_record => None,
                (Some(record), true) => Some(self.stands_above(HAS_BEGUN, record.to_string())),
                (None, false) => Some(self.stands_above(GOES_ON, name.clone())),
                (Some(record), false) => {
                    Some(self.stands_above(GOES_ON, format!("{record}, {name}")))
                }
            };
            names_record = keep;
            Field {
                label: fit(label, name),
                whole: label.holds(longest_word(name)),
                keep,
                goes_on,
                blocks: self.inside(blocks, value),
            }
        };
        fields.iter().map(field).collect()
    }

    fn record(&mut self, id: &'a str, blocks: &'a [Block], room: Room) -> Node<'a> {
        let anchor = self.numbering.claim_block(id).then(|| target(id));
        self.numbering.enter(Some(id));
        let keep = height(blocks, room) <= WHOLE_RECORD;
        let outer = (self.record, self.is_in_kept);
        // Where its heading opens it, its fields are no beginning.
        let goes_on = !keep && matches!(blocks.first(), Some(Block::Heading { .. }));
        (self.record, self.is_in_kept) = (goes_on.then_some(id), keep);
        let mut nodes = self.inside(blocks, Room(room.0 - 1.5));
        (self.record, self.is_in_kept) = outer;
        if !keep {
            hold_opening(blocks, &mut nodes, room);
        }
        self.numbering.leave();
        Node::Record { anchor, keep, blocks: nodes }
    }

    fn table(&mut self, table: &'a Table, room: Room, is_top: bool) -> TableNode<'a> {
        // A page can only be turned between blocks, not inside one.
        let is_landscape = table.landscape && is_top;
        let all = match is_landscape {
            true => LANDSCAPE_TABLE,
            false => UPRIGHT_TABLE * room.0 / BODY.0,
        };
        let longest = longest_words(table);
        let shares = shares(table, &longest, all);
        let rooms: Vec<Room> =
            shares.iter().map(|share| Room((share * all - CELL_PADDING).max(1.0))).collect();
        let number = (!table.caption.is_empty()).then(|| self.numbering.table());
        let columns = table.columns.iter().zip(&shares).zip(&rooms).zip(longest);
        let column = |(((column, share), room), longest): (((_, &f32), &Room), f32)| {
            let column: &'a crate::report::document::Column = column;
            Column {
                title: fit(*room, &column.title),
                width: (share * 1e4).round(),
                whole: room.holds(longest),
            }
        };
        let keep = table_height(table, &rooms) <= WHOLE_TABLE;
        let mut rows: Vec<_> = table.rows.iter().map(|row| self.row(row, &rooms, keep)).collect();
        set_levels(&mut rows);
        let record = self.record.filter(|_| keep).map(str::to_string);
        TableNode {
            goes_on: record.map(|record| self.stands_above(HAS_BEGUN, record)),
            caption: number.is_some().then(|| fit(room, &table.caption)),
            number,
            columns: columns.map(column).collect(),
            rows,
            is_landscape,
            keep,
        }
    }

    fn row(&mut self, row: &'a Row, rooms: &[Room], is_in_kept: bool) -> RowNode<'a> {
        let anchor = row.record.as_deref().filter(|record| self.numbering.claim_row(record));
        let heights = row.cells.iter().zip(rooms).map(|(cell, room)| height(cell, *room));
        let keep = heights.fold(0.0, f32::max) <= WHOLE_ROW;
        self.numbering.enter(anchor);
        let mut cells: Vec<Vec<Node<'a>>> = vec![Vec::new(); rooms.len()];
        for (index, cell) in row.cells.iter().enumerate() {
            // What stands beyond the last column would shift every row after it.
            let column = index.min(rooms.len().saturating_sub(1));
            if let (Some(place), Some(room)) = (cells.get_mut(column), rooms.get(column)) {
                place.extend(self.inside(cell, *room));
            }
        }
        self.numbering.leave();
        let tones = row.tones.iter().map(|tone| tone.word()).collect();
        let level = (row.leads && keep).then_some(FIRST_LEVEL);
        let goes_on = if keep || is_in_kept { None } else { self.goes_on(row, rooms) };
        RowNode { anchor: anchor.map(target), keep, level, goes_on, cells, tones }
    }

    /// Returns what is said of a row that may go on: the first words of it, over its first cell where that
    /// is only one line, so that it leaves the rest of its column empty, and else on a line of their own.
    fn goes_on(&mut self, row: &Row, rooms: &[Room]) -> Option<GoesOn<'a>> {
        let name = row.cells.iter().map(|cell| first_line(cell)).find(|name| !name.is_empty())?;
        let room = *rooms.first()?;
        let is_one_line = |text: &str| room.lines(text) <= 1.0;
        let is_alone = match row.cells.first().map(Vec::as_slice) {
            Some([Block::Paragraph(content)]) => {
                let said = self.without_continued(content);
                plain_text(said) == name && is_one_line(&name) && !said.contains(&Inline::Break)
            }
            _ => false,
        };
        let mut goes_on = self.stands_above(GOES_ON, name);
        if is_alone {
            goes_on.is_line = is_one_line(&format!("{} {}", goes_on.name, self.continued));
            goes_on.spans = false;
        }
        Some(goes_on)
    }

    /// Returns what is said on a line of its own of what goes on.
    fn stands_above(&mut self, begins: &str, name: String) -> GoesOn<'a> {
        self.going_on += 1;
        let place = format!("{begins}{}", self.going_on);
        let name = shortened(name);
        GoesOn { place, name, word: self.continued, is_line: true, spans: true }
    }

    /// Leaves out what says that a row goes on from another volume.
    fn without_continued<'c>(&self, content: &'c [Inline]) -> &'c [Inline] {
        match content {
            [said @ .., Inline::Break, Inline::Text(word)] if word == self.continued => said,
            _ => content,
        }
    }

    fn run(&self, inlines: &'a [Inline], room: Room) -> Vec<Run<'a>> {
        let mut run = Vec::with_capacity(inlines.len());
        inlines.iter().for_each(|inline| self.add(inline, room, &mut run));
        run
    }

    fn add(&self, inline: &'a Inline, room: Room, run: &mut Vec<Run<'a>>) {
        run.push(match inline {
            Inline::Text(text) => return add_apart(fit(room, text), run),
            Inline::Foreign { language, content } => Run::Foreign {
                lang: language,
                region: region(language),
                c: self.run(content, room),
            },
            Inline::Strong(content) => Run::Strong { c: self.run(content, room) },
            Inline::Emphasis(content) => Run::Emphasis { c: self.run(content, room) },
            Inline::Code(code) => Run::Code { v: fit_code(room, code) },
            Inline::RecordLink(id) => {
                let to = self.numbering.leads_elsewhere(id).then(|| target(id));
                Run::Record { v: room.fit_id(id), plain: is_unbroken(id), to, elsewhere: None }
            }
            Inline::Link { address, content } => match address.strip_prefix('#') {
                Some(anchor) => {
                    let to = Some(format!("section:{anchor}"));
                    Run::Within { to, elsewhere: None, c: self.run(content, room) }
                }
                None => Run::Link { to: address, c: self.run(content, room) },
            },
            Inline::Break => Run::Break,
        });
    }
}

/// So many characters tell one row from another.
const NAME: usize = 60;

/// Returns the first line of a cell.
fn first_line(cell: &[Block]) -> String {
    let first = match cell.first() {
        Some(Block::Paragraph(content)) => {
            content.split(|inline| *inline == Inline::Break).next().map(plain_text)
        }
        _ => {
            let mut first = None;
            each_text(cell, &mut |Piece { text, .. }| {
                first = first.take().or_else(|| Some(text.to_string()));
            });
            first
        }
    };
    first.unwrap_or_default().trim().to_string()
}

fn shortened(name: String) -> String {
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name,
    }
}

/// The level of a row below the head of the table, which has the first.
const FIRST_LEVEL: usize = 2;

/// Sets the levels of rows that lead: each is below those right above it, so that all stay together. The
/// last row leads nothing.
fn set_levels(rows: &mut [RowNode<'_>]) {
    let mut above = None;
    if let Some(last) = rows.last_mut() {
        last.level = None;
    }
    for row in rows {
        row.level = row.level.map(|first| above.map_or(first, |above: usize| above + 1));
        above = row.level;
    }
}

/// A line above a table stays with it, where it is no longer than so many characters.
const LEADING_LINE: usize = 160;

/// Returns whether a block is a line that introduces what follows it.
fn leads_on(block: &Block, above: Option<&Block>, following: Option<&Block>) -> bool {
    let Block::Paragraph(content) = block else { return false };
    let text = plain_text(content);
    let is_short = text.chars().count() <= LEADING_LINE;
    let is_first = matches!(above, Some(Block::Heading { .. }));
    let is_led = match following {
        Some(Block::Table(_)) => true,
        Some(Block::Code(_) | Block::List { .. }) => is_first || text.ends_with(':'),
        // One line below a heading would stand at the foot of a page as lonely as the heading alone.
        Some(Block::Paragraph(_) | Block::Record { .. } | Block::Notice(_)) => is_first,
        _ => false,
    };
    is_short && is_led
}

/// So many of the first fields go with the heading of a record that is cut.
const OPENING: usize = 2;

/// Holds together what opens a record: its heading, a short text and the first of its fields.
fn hold_opening(blocks: &[Block], nodes: &mut [Node<'_>], room: Room) {
    for (block, node) in blocks.iter().zip(nodes).take(3) {
        match node {
            Node::Heading(_) => {}
            Node::Paragraph { leads, .. } => *leads = is_short(block, room),
            Node::Fields { first, fields } => {
                *first = opening(block, room).min(fields.len());
                // Those stand apart and never go on.
                let said = fields.first_mut().and_then(|field| field.goes_on.take());
                if let Some(next) = fields.get_mut(*first) {
                    next.goes_on = next.goes_on.take().or(said);
                }
                return;
            }
            _ => return,
        }
    }
}

/// Returns how many of the first fields stay together.
fn opening(block: &Block, room: Room) -> usize {
    let Block::Fields(fields) = block else { return 0 };
    let first = &fields[..fields.len().min(OPENING)];
    if is_short(&Block::Fields(first.to_vec()), room) { first.len() } else { 0 }
}

fn is_short(block: &Block, room: Room) -> bool {
    height(std::slice::from_ref(block), room) <= WHOLE_ROW
}

/// Returns the headings under which a volume goes on: one that began with a heading of a lower level
/// would skip a level, which the standard refuses.
fn repeated<'a>(open: &[Heading<'a>], next: &Node<'a>) -> Vec<Node<'a>> {
    let is_above = |heading: &&Heading<'a>| next.level().is_none_or(|level| heading.level < level);
    let without_anchor = |heading: &Heading<'a>| Heading { anchor: None, ..heading.clone() };
    open.iter().filter(is_above).map(without_anchor).map(Node::Heading).collect()
}

/// Returns where the headings begin that stand at the end.
fn behind_headings(nodes: &[Node<'_>]) -> usize {
    nodes.iter().rposition(|node| node.level().is_none()).map_or(0, |at| at + 1)
}

/// What introduces a wide table goes with it where it is no longer than so many characters.
const INTRODUCTION: usize = 1000;

/// So do all words that stand above the first table, where they would fill no page.
const BEGINNING: usize = 1600;

/// Returns where the section begins that a wide table belongs to, and the chapter, where only a few words
/// stand between their headings: they would stay behind on a page that is nearly empty.
fn introduction(nodes: &[Node<'_>]) -> usize {
    let mut begins = behind_headings(nodes);
    let mut length = 0;
    let mut end = nodes.len();
    loop {
        let text = nodes[..end].iter().rev().take_while(|node| is_text(node));
        let (count, characters) = text.fold((0, 0), |(count, characters), node| {
            (count + 1, characters + words_of(node).chars().count())
        });
        let above = behind_headings(&nodes[..end - count]);
        length += characters;
        let is_chapter = end == nodes.len() || level_of(nodes, above) < level_of(nodes, begins);
        if above == end - count || length > INTRODUCTION || !is_chapter {
            break;
        }
        begins = above;
        end = above;
    }
    let characters = nodes.iter().map(|node| words_of(node).chars().count()).sum::<usize>();
    let is_beginning = nodes.iter().all(|node| is_text(node) || node.level().is_some());
    if is_beginning && characters <= BEGINNING { 0 } else { begins }
}

fn is_text(node: &Node<'_>) -> bool {
    matches!(node, Node::Paragraph { .. } | Node::Foreign { .. })
}

fn level_of(nodes: &[Node<'_>], at: usize) -> Option<u8> {
    nodes.get(at).and_then(Node::level)
}

/// Adds a block; a wide table turns the page, and takes with it what would stay behind alone. Wide tables
/// follow each other on turned pages.
fn put<'a>(nodes: &mut Vec<Node<'a>>, node: Node<'a>) {
    if !matches!(&node, Node::Table(table) if table.is_landscape) {
        nodes.push(node);
        return;
    }
    let mut introduced = nodes.split_off(introduction(nodes));
    introduced.iter_mut().for_each(lead);
    introduced.push(node);
    match nodes.last_mut() {
        Some(Node::Turned { blocks }) => blocks.append(&mut introduced),
        _ => nodes.push(Node::Turned { blocks: introduced }),
    }
}

/// What introduces a wide table stays with it.
fn lead(node: &mut Node<'_>) {
    if let Node::Paragraph { leads, .. } = node {
        *leads = true;
    }
}
