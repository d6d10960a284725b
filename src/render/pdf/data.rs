//! Document → the JSON that the template reads.
//!
//! Numbers, link targets, places to break and the decision which rows stay whole are settled here;
//! the template only draws.

use super::cut;
use super::elsewhere::links_between;
use super::height::{
    BODY, CELL_PADDING, LANDSCAPE_TABLE, LEAST_SHARE, UPRIGHT_TABLE, WHOLE_RECORD, WHOLE_ROW,
    WHOLE_TABLE, height, table_height,
};
use super::names;
use super::width::{FITTING, Room, longest_word};
use crate::render::numbering::{Numbering, contents};
use crate::report::document::{
    Block, Document, Inline, RendererWords, Row, Table, each_text, plain_text,
};
use crate::report::manifest::sha256_of;
use serde_json::{Value, json};

/// Share of a field's value, whose label stands to its left.
const FIELD_SHARE: f32 = 0.75;

/// Begins the name of a place where a record is shown.
const TARGET: &str = "record:";

/// So many digits tell the editions of a volume apart.
const EDITION: usize = 10;

/// Returns what the template shows, for each volume; a volume holds so many estimated lines.
///
/// Only the first depends on the whole: it holds the control block, the date and the records as data,
/// and names the edition of each of the others, which therefore stay as they are until something that
/// they show themselves changes.
pub(super) fn volumes(document: &Document, attachment: Option<&str>, lines: f32) -> Vec<Vec<u8>> {
    let cut = cut::volumes(document, lines);
    let mut writer = Writer { numbering: Numbering::of(document) };
    let mut parts = writer.parts(&cut);
    links_between(&mut parts, &document.words.in_volume);
    let of = parts.len();
    let mut head = head(document);
    head["has_contents"] = (!contents(document).is_empty()).into();
    let mut control = head["control"].clone();
    let mut volumes: Vec<Vec<u8>> = Vec::new();
    // The last ones first: the first one names them.
    for (at, part) in parts.into_iter().enumerate().rev() {
        let mut value = head.clone();
        let n = |number: usize| number.to_string();
        let named = document.words.volume.replace("{n}", &n(at + 1)).replace("{of}", &n(of));
        let begins = begins_with(&part);
        value["blocks"] = Value::Array(part);
        value["volume"] = if of > 1 { Value::from(&*named) } else { Value::Null };
        if at == 0 {
            value["control"] = control.take();
            value["attachment"] = attachment.into();
        } else {
            value["control"] = json!([]);
            value["edition"] = Value::Null;
            let edition = sha256_of(value.to_string().as_bytes())[..EDITION].to_string();
            let said = |words: &str| words.replace("{edition}", &edition);
            value["edition"] = said(&document.words.edition).into();
            let names = said(&document.words.begins_with).replace("{first}", &begins);
            if let Value::Array(rows) = &mut control {
                rows.insert(document.control.len(), json!([named, names]));
            }
        }
        volumes.push(value.to_string().into_bytes());
    }
    volumes.reverse();
    volumes
}

/// Returns the first record that blocks show, or else the innermost of the headings they begin with.
fn begins_with(values: &[Value]) -> String {
    let record = values.iter().find_map(first_record);
    let is_heading = |value: &&Value| value["t"] == "heading";
    // What stands on landscape pages is held together.
    let blocks = values.iter().flat_map(|value| match &value["blocks"] {
        Value::Array(inside) => &inside[..],
        _ => std::slice::from_ref(value),
    });
    let from_heading = blocks.skip_while(|value| !is_heading(value));
    let heading = from_heading.take_while(is_heading).last().map(words_of);
    record.or(heading).unwrap_or_default()
}

fn first_record(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(first_record),
        Value::Object(entries) => {
            let anchor = entries.get("anchor").and_then(Value::as_str);
            let own = anchor.and_then(|anchor| anchor.strip_prefix(TARGET)).map(str::to_string);
            own.or_else(|| entries.values().find_map(first_record))
        }
        _ => None,
    }
}

/// Returns the text of a run.
fn words_of(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(words_of).collect(),
        Value::Object(entries) => {
            let text = entries.get("v").and_then(Value::as_str).unwrap_or_default();
            let inside = ["c", "blocks"].into_iter().filter_map(|key| entries.get(key));
            inside.map(words_of).fold(text.to_string(), |all, one| all + &one)
        }
        _ => String::new(),
    }
}

/// Returns what every volume shows.
fn head(document: &Document) -> Value {
    let Document { language, title, subject, number, marks, control, date, .. } = document;
    let full_title = number.iter().map(|n| format!("{n} ")).chain([title.clone()]);
    let control = control.iter().map(|(label, value)| [label, value].map(|t| BODY.fit(&plain(t))));
    json!({
        "title": BODY.fit(&plain(title)),
        "full_title": full_title.collect::<String>(),
        "subject": BODY.fit(&plain(subject)),
        "number": number,
        "lang": language,
        "region": region(language),
        "marks": marks,
        "control": control.collect::<Vec<_>>(),
        // What stands at the foot of every page; the date of the whole stands in its first volume.
        "edition": date.as_deref().and_then(|date| date.get(..10)).unwrap_or_default(),
        "words": words(&document.words),
        "accent": document.style.accent,
        "serif": document.style.is_serif,
        "logo": document.style.logo,
        "logo_alt": document.style.logo_alt,
    })
}

fn words(words: &RendererWords) -> Value {
    let (before, rest) = words.page_of.split_once("{page}").unwrap_or((&words.page_of, ""));
    let (between, after) = rest.split_once("{pages}").unwrap_or((rest, ""));
    json!({
        "contents": words.contents,
        "page_of": [before, between, after],
        "table": words.table,
        "figure": words.figure,
        "untranslated": words.untranslated,
        "notice": words.notice,
    })
}

/// Returns the region whose typographic customs a language follows here.
fn region(language: &str) -> Option<&'static str> {
    match language {
        "sv" => Some("SE"),
        "en" => Some("GB"),
        _ => None,
    }
}

/// Returns text on one line: a line break in data would be one on paper.
fn plain(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

struct Writer<'a> {
    numbering: Numbering<'a>,
}

impl<'a> Writer<'a> {
    /// Returns the blocks of every volume; one goes on under the headings that are open.
    fn parts(&mut self, volumes: &'a [Vec<Block>]) -> Vec<Vec<Value>> {
        let mut open: Vec<Value> = Vec::new();
        let mut parts = Vec::new();
        for blocks in volumes {
            let mut values: Vec<Value> = Vec::new();
            for (at, block) in blocks.iter().enumerate() {
                let mut value = self.block(block, BODY, true);
                if leads_on(block, blocks.get(at + 1)) {
                    value["leads"] = true.into();
                }
                if at == 0 {
                    values = repeated(&open, &value);
                }
                if let Some(level) = level_of(&value) {
                    open.retain(|heading| level_of(heading).is_some_and(|above| above < level));
                    open.push(value.clone());
                }
                put(&mut values, value);
            }
            parts.push(values);
        }
        parts
    }

    fn blocks(&mut self, blocks: &'a [Block], room: Room, is_top: bool) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for block in blocks {
            put(&mut values, self.block(block, room, is_top));
        }
        values
    }

    fn inside(&mut self, blocks: &'a [Block], room: Room) -> Vec<Value> {
        self.blocks(blocks, room, false)
    }

    fn block(&mut self, block: &'a Block, room: Room, is_top: bool) -> Value {
        match block {
            Block::Heading { level, anchor, content } => {
                self.heading(*level, anchor.as_deref(), content)
            }
            Block::Paragraph(content) => {
                // A line in strong type names what follows it, and stays with that.
                let leads = is_top && matches!(content[..], [Inline::Strong(_)]);
                json!({"t": "paragraph", "leads": leads, "c": self.run(content, room)})
            }
            Block::List { first, items } => {
                let narrower = Room(room.0 - 2.5);
                let items: Vec<_> = items.iter().map(|item| self.inside(item, narrower)).collect();
                json!({"t": "list", "first": first, "items": items})
            }
            Block::Quote(blocks) => {
                json!({"t": "quote", "blocks": self.inside(blocks, Room(room.0 - 3.0))})
            }
            Block::Foreign { language, blocks } => json!({
                "t": "foreign",
                "lang": language,
                "region": region(language),
                "blocks": self.blocks(blocks, room, is_top),
            }),
            Block::Code(code) => {
                let narrower = Room(room.0 - 2.0);
                let lines: Vec<_> = code.lines().map(|line| narrower.fit_code(line)).collect();
                let small = code.lines().any(|line| !narrower.holds_code(line));
                let keep = height(std::slice::from_ref(block), room) <= WHOLE_ROW;
                json!({"t": "code", "small": small, "keep": keep, "v": lines.join("\n")})
            }
            Block::Table(table) => self.table(table, room, is_top),
            Block::Fields(fields) => {
                let value = Room(room.0 * FIELD_SHARE);
                let label = Room(room.0 * (1.0 - FIELD_SHARE));
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(name, blocks)| {
                        let whole = label.holds(longest_word(name));
                        let name = label.fit(&plain(name));
                        json!({"label": name, "whole": whole, "blocks": self.inside(blocks, value)})
                    })
                    .collect();
                json!({"t": "fields", "first": 0, "fields": fields})
            }
            Block::Record { id, blocks } => self.record(id, blocks, room),
            Block::Notice(blocks) => {
                let keep = height(std::slice::from_ref(block), room) <= WHOLE_ROW;
                json!({"t": "notice", "keep": keep, "blocks": self.inside(blocks, Room(room.0 - 2.0))})
            }
            Block::Figure { svg, alt, caption } => {
                let number = self.numbering.figure();
                let caption = room.fit(&plain(caption));
                json!({
                    "t": "figure",
                    "svg": svg,
                    "alt": plain(alt),
                    "number": number,
                    "caption": caption,
                })
            }
        }
    }

    fn heading(&mut self, level: u8, anchor: Option<&str>, content: &'a [Inline]) -> Value {
        let numbered = self.numbering.heading(level, anchor);
        json!({
            "t": "heading",
            "level": level,
            "listed": numbered.number.is_some(),
            "number": numbered.number,
            "anchor": format!("section:{}", numbered.anchor),
            // The largest headings are half as large again as text.
            "c": self.run(content, Room(BODY.0 * 0.6)),
        })
    }

    fn record(&mut self, id: &'a str, blocks: &'a [Block], room: Room) -> Value {
        let anchor = self.numbering.claim_block(id).then(|| target(id));
        self.numbering.enter(Some(id));
        let keep = height(blocks, room) <= WHOLE_RECORD;
        let mut values = self.inside(blocks, Room(room.0 - 1.5));
        if !keep {
            hold_opening(blocks, &mut values, room);
        }
        self.numbering.leave();
        json!({"t": "record", "anchor": anchor, "keep": keep, "blocks": values})
    }

    fn table(&mut self, table: &'a Table, room: Room, is_top: bool) -> Value {
        // A page can only be turned between blocks, not inside one.
        let is_landscape = table.landscape && is_top;
        let all = match is_landscape {
            true => LANDSCAPE_TABLE,
            false => UPRIGHT_TABLE * room.0 / BODY.0,
        };
        let shares = shares(table, all);
        let rooms: Vec<Room> =
            shares.iter().map(|share| Room((share * all - CELL_PADDING).max(1.0))).collect();
        let number = (!table.caption.is_empty()).then(|| self.numbering.table());
        let caption = number.map(|_| room.fit(&plain(&table.caption)));
        let columns = table.columns.iter().zip(&shares).zip(&rooms);
        let columns: Vec<_> = columns
            .zip(longest_words(table))
            .map(|(((column, share), room), longest)| {
                let title = room.fit(&plain(&column.title));
                let whole = room.holds(longest);
                json!({"title": title, "width": (share * 1e4).round(), "whole": whole})
            })
            .collect();
        let rows: Vec<_> = table.rows.iter().map(|row| self.row(row, &rooms)).collect();
        json!({
            "t": "table",
            "number": number,
            "caption": caption,
            "columns": columns,
            "rows": rows,
            "landscape": is_landscape,
            "keep": table_height(table, &rooms) <= WHOLE_TABLE,
        })
    }

    fn row(&mut self, row: &'a Row, rooms: &[Room]) -> Value {
        let anchor = row.record.as_deref().filter(|record| self.numbering.claim_row(record));
        let heights = row.cells.iter().zip(rooms).map(|(cell, room)| height(cell, *room));
        let keep = heights.fold(0.0, f32::max) <= WHOLE_ROW;
        self.numbering.enter(anchor);
        let mut cells: Vec<Vec<Value>> = vec![Vec::new(); rooms.len()];
        for (index, cell) in row.cells.iter().enumerate() {
            // What stands beyond the last column would shift every row after it.
            let column = index.min(rooms.len().saturating_sub(1));
            if let (Some(place), Some(room)) = (cells.get_mut(column), rooms.get(column)) {
                place.extend(self.inside(cell, *room));
            }
        }
        self.numbering.leave();
        let tones = row.tones.iter().map(|tone| tone.word());
        let tones: Vec<_> = tones.collect();
        json!({"anchor": anchor.map(target), "keep": keep, "cells": cells, "tones": tones})
    }

    fn run(&self, inlines: &'a [Inline], room: Room) -> Vec<Value> {
        inlines.iter().flat_map(|inline| self.inline(inline, room)).collect()
    }

    fn inline(&self, inline: &'a Inline, room: Room) -> Vec<Value> {
        let value = match inline {
            Inline::Text(text) => return names::apart(&room.fit(&plain(text))),
            Inline::Foreign { language, content } => json!({
                "t": "foreign",
                "lang": language,
                "region": region(language),
                "c": self.run(content, room),
            }),
            Inline::Strong(content) => json!({"t": "strong", "c": self.run(content, room)}),
            Inline::Emphasis(content) => json!({"t": "emphasis", "c": self.run(content, room)}),
            Inline::Code(code) => {
                json!({"t": "code", "v": room.fit_code(&plain(code))})
            }
            Inline::RecordLink(id) => {
                let leads = self.numbering.leads_elsewhere(id);
                let to = leads.then(|| target(id));
                json!({"t": "record", "v": room.fit(id), "to": to})
            }
            Inline::Link { address, content } => match address.strip_prefix('#') {
                Some(anchor) => {
                    let to = format!("section:{anchor}");
                    json!({"t": "within", "to": to, "c": self.run(content, room)})
                }
                None => json!({"t": "link", "to": address, "c": self.run(content, room)}),
            },
            Inline::Break => json!({"t": "break"}),
        };
        vec![value]
    }
}

/// A line above a table stays with it, where it is no longer than so many characters.
const LEADING_LINE: usize = 160;

/// Returns whether a block is a line that introduces what follows it.
fn leads_on(block: &Block, following: Option<&Block>) -> bool {
    let Block::Paragraph(content) = block else { return false };
    let text = plain_text(content);
    let is_short = text.chars().count() <= LEADING_LINE;
    let is_led = match following {
        Some(Block::Table(_)) => true,
        Some(Block::Code(_) | Block::List { .. }) => text.ends_with(':'),
        _ => false,
    };
    is_short && is_led
}

/// So many of the first fields go with the heading of a record that is cut.
const OPENING: usize = 2;

/// Holds together what opens a record: its heading, a short text and the first of its fields.
fn hold_opening(blocks: &[Block], values: &mut [Value], room: Room) {
    let opening = blocks.iter().zip(values).take(3);
    for (block, value) in opening {
        match block {
            Block::Paragraph(_) => {
                value["leads"] = (height(std::slice::from_ref(block), room) <= WHOLE_ROW).into();
            }
            Block::Fields(fields) => {
                let first = &fields[..fields.len().min(OPENING)];
                let first_ones = Block::Fields(first.to_vec());
                let is_short = height(&[first_ones], room) <= WHOLE_ROW;
                value["first"] = if is_short { first.len() } else { 0 }.into();
                return;
            }
            Block::Heading { .. } => {}
            _ => return,
        }
    }
}

fn level_of(value: &Value) -> Option<u64> {
    if value["t"] == "heading" { value["level"].as_u64() } else { None }
}

/// Returns the headings under which a volume goes on: one that began with a heading of a lower level
/// would skip a level, which the standard refuses.
fn repeated(open: &[Value], next: &Value) -> Vec<Value> {
    let below = level_of(next).unwrap_or(u64::MAX);
    let above = open.iter().filter(|heading| level_of(heading).is_some_and(|l| l < below));
    let without_anchor = |heading: &Value| {
        let mut heading = heading.clone();
        heading["anchor"] = Value::Null;
        heading
    };
    above.map(without_anchor).collect()
}

/// Returns where the headings begin that stand at the end.
fn behind_headings(values: &[Value]) -> usize {
    values.iter().rposition(|value| value["t"] != "heading").map_or(0, |at| at + 1)
}

/// What introduces a wide table goes with it where it is no longer than so many characters.
const INTRODUCTION: usize = 1000;

/// Returns where the section begins that a wide table belongs to: its headings and the few words below
/// them would stay behind on a page that is nearly empty.
fn introduction(values: &[Value]) -> usize {
    let headings = behind_headings(values);
    let is_text = |value: &&Value| value["t"] == "paragraph" || value["t"] == "foreign";
    let text = values.iter().rev().take_while(is_text);
    let (count, length) = text.fold((0, 0), |(count, length), value| {
        (count + 1, length + words_of(value).chars().count())
    });
    let above = behind_headings(&values[..values.len() - count]);
    let has_heading = above < values.len() - count;
    if has_heading && length <= INTRODUCTION { above } else { headings }
}

/// Adds a block; a wide table turns the page.
fn put(values: &mut Vec<Value>, value: Value) {
    match value["landscape"] == Value::Bool(true) {
        true => turn_page(values, value),
        false => values.push(value),
    }
}

/// Puts a wide table on a turned page, with what would stay behind alone.
fn turn_page(values: &mut Vec<Value>, table: Value) {
    let first = introduction(values);
    let mut blocks = values.split_off(first);
    blocks.push(table);
    values.push(json!({"t": "turned", "blocks": blocks}));
}

/// Returns the name of the place where a record is shown.
fn target(record: &str) -> String {
    format!("{TARGET}{record}")
}

/// Bold type is wider by so much.
const BOLD: f32 = 1.06;

/// Columns give way so that words up to these widths stand whole, as long as there is room for all.
const WHOLE_WORDS: [f32; 6] = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0];

/// Returns the share of the width that each column gets, in a table of that width.
fn shares(table: &Table, all: f32) -> Vec<f32> {
    let sum: f32 = table.columns.iter().map(|column| f32::from(column.width)).sum();
    let wanted = table.columns.iter().map(|column| f32::from(column.width) / sum.max(1.0));
    let wanted: Vec<f32> = wanted.map(|share| share.max(LEAST_SHARE)).collect();
    let longest = longest_words(table);
    let needs = WHOLE_WORDS.iter().map(|most| {
        let need = |word: &f32| (word.min(*most) / FITTING + CELL_PADDING) / all;
        longest.iter().map(need).collect::<Vec<f32>>()
    });
    let fitting = needs.into_iter().find(|needs| needs.iter().sum::<f32>() <= 1.0);
    with_least(&wanted, &fitting.unwrap_or_else(|| vec![0.0; wanted.len()]))
}

/// Returns the width of the longest word of each column.
fn longest_words(table: &Table) -> Vec<f32> {
    let mut longest: Vec<f32> =
        table.columns.iter().map(|column| longest_word(&column.title) * BOLD).collect();
    for row in &table.rows {
        for (longest, cell) in longest.iter_mut().zip(&row.cells) {
            each_text(cell, &mut |piece| *longest = longest.max(longest_word(piece.text)));
        }
    }
    longest
}

/// Divides the width as wanted, after each column has got the least that it needs.
fn with_least(wanted: &[f32], least: &[f32]) -> Vec<f32> {
    let mut is_raised = vec![false; wanted.len()];
    loop {
        let raised: f32 = least.iter().zip(&is_raised).filter(|(_, is)| **is).map(|(l, _)| l).sum();
        let free: f32 = wanted.iter().zip(&is_raised).filter(|(_, is)| !**is).map(|(w, _)| w).sum();
        let scale = (1.0 - raised) / free.max(f32::EPSILON);
        let share = |at: usize| if is_raised[at] { least[at] } else { wanted[at] * scale };
        match (0..wanted.len()).find(|at| !is_raised[*at] && share(*at) < least[*at]) {
            Some(at) => is_raised[at] = true,
            None => return (0..wanted.len()).map(share).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::begins_with;
    use serde_json::json;

    #[test]
    fn a_volume_that_begins_on_a_landscape_page_is_named_after_its_heading() {
        let heading = |words: &str| json!({"t": "heading", "c": [{"t": "text", "v": words}]});
        let table = json!({"t": "table", "rows": []});
        let held = json!({"blocks": [heading("Clause by clause"), heading("ISO 13485"), table]});
        assert_eq!(begins_with(&[held, heading("ISO 14971")]), "ISO 13485");
    }
}
