//! The neighborhood of a record as columns: what it rests on to the left, what rests on it to the right.
//!
//! Places depend on the records and their links alone, so the drawing is the same in every language
//! and every run.

use super::Context;
use super::piece::Tone;
use crate::graph::TraceGraph;
use crate::model::Record;
use crate::report::view::Text;
use std::collections::{HashMap, HashSet};

/// Columns on either side of the record.
const REACH: usize = 2;

/// Records of a column that are drawn; the lists of links hold the others.
const MOST_ROWS: usize = 10;

/// How often columns are ordered by their neighbors; after these the order hardly moves.
const SWEEPS: usize = 6;

const WIDTH: i32 = 176;
const HEIGHT: i32 = 44;
/// From the left of a column to that of the next.
const COLUMN: i32 = 218;
/// From the top of a row to that of the next.
const ROW: i32 = 56;
const MARGIN: i32 = 8;

/// Room that lines need which join two boxes of the last column at their right.
const BOW: i32 = 28;

/// Room for words in a box, in tenths of a pixel.
const ROOM: i32 = 1560;
/// How much larger the letters of ids are than those of titles, in percent.
const ID_SIZE: i32 = 125;

/// A finished drawing in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub width: i32,
    pub height: i32,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Neighbors that are not drawn, for want of space.
    pub hidden: usize,
    /// Name and word of every kind in it, in the order in which they appear.
    pub kinds: Vec<(&'static str, String)>,
}

/// A record as a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub id: String,
    /// The id as far as it fits.
    pub short_id: String,
    pub title: Text,
    /// The title as far as it fits.
    pub short: String,
    /// What the color says, in words.
    pub state: String,
    pub kind: &'static str,
    pub tone: Tone,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    /// Whether it is the record whose page this is.
    pub is_center: bool,
}

/// A link as a line from what is named to the record that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Indexes into the boxes.
    pub upstream: usize,
    pub downstream: usize,
    /// As in `VER-003 verifies REQ-006`.
    pub sentence: String,
}

/// A drawing before it is put into words.
pub(super) struct Layout<'a> {
    placed: Vec<Placed<'a>>,
    /// Upstream and downstream end, and the field of the link.
    edges: Vec<(usize, usize, &'static str)>,
    hidden: usize,
}

struct Placed<'a> {
    record: &'a Record,
    column: usize,
    /// In units of half a row, from the middle of the drawing.
    offset: i32,
}

#[derive(Clone, Copy)]
enum Side {
    Upstream,
    Downstream,
}

impl<'a> Layout<'a> {
    /// Lays out what is at most two links away from a record.
    pub(super) fn around(graph: &TraceGraph<'a>, record: &'a Record) -> Self {
        let mut layout = Self {
            placed: vec![Placed { record, column: REACH, offset: 0 }],
            edges: Vec::new(),
            hidden: 0,
        };
        let mut at = HashMap::from([(&*record.id, 0)]);
        let mut hidden = HashSet::new();
        // What is near on either side comes first, so that no neighbor is found on a way around.
        for distance in 1..=REACH {
            for side in [Side::Upstream, Side::Downstream] {
                layout.add_column(graph, side, distance, &mut at, &mut hidden);
            }
        }
        hidden.retain(|id| !at.contains_key(id));
        layout.hidden = hidden.len();
        layout.add_edges(graph, &at);
        layout.order();
        layout
    }

    fn add_column(
        &mut self,
        graph: &TraceGraph<'a>,
        side: Side,
        distance: usize,
        at: &mut HashMap<&'a str, usize>,
        hidden: &mut HashSet<&'a str>,
    ) {
        let (before, column) = match side {
            Side::Upstream => (REACH + 1 - distance, REACH - distance),
            Side::Downstream => (REACH - 1 + distance, REACH + distance),
        };
        let mut n_rows = 0;
        for index in 0..self.placed.len() {
            if self.placed[index].column != before {
                continue;
            }
            for next in neighbors(graph, self.placed[index].record, side) {
                if at.contains_key(&*next.id) {
                    continue;
                }
                if n_rows == MOST_ROWS {
                    hidden.insert(&next.id);
                    continue;
                }
                n_rows += 1;
                at.insert(&next.id, self.placed.len());
                self.placed.push(Placed { record: next, column, offset: 0 });
            }
        }
    }

    fn add_edges(&mut self, graph: &TraceGraph<'a>, at: &HashMap<&'a str, usize>) {
        for downstream in 0..self.placed.len() {
            let record = self.placed[downstream].record;
            for trace in graph.upstream(&record.id) {
                let upstream = trace.record().and_then(|other| at.get(&*other.id));
                if let Some(upstream) = upstream.filter(|upstream| **upstream != downstream) {
                    self.edges.push((*upstream, downstream, trace.link.field.name));
                }
            }
        }
    }

    /// Orders every column by the middle of its neighbors, in turns from the left and the right.
    fn order(&mut self) {
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); 2 * REACH + 1];
        for (index, placed) in self.placed.iter().enumerate() {
            columns[placed.column].push(index);
        }
        let mut around = vec![Vec::new(); self.placed.len()];
        for (upstream, downstream, _) in &self.edges {
            around[*upstream].push(*downstream);
            around[*downstream].push(*upstream);
        }
        self.place(&columns);
        for sweep in 0..SWEEPS {
            for nth in 0..columns.len() {
                let column = if sweep % 2 == 0 { nth } else { columns.len() - 1 - nth };
                let middle = |index: &usize| self.middle(&around[*index], *index);
                // A fraction as two whole numbers, so that no rounding decides the order.
                columns[column].sort_by(|a, b| {
                    let ((sum_a, n_a), (sum_b, n_b)) = (middle(a), middle(b));
                    (sum_a * n_b).cmp(&(sum_b * n_a))
                });
                self.place(&columns);
            }
        }
    }

    /// Returns the sum of the neighbors' offsets and their number; its own without any.
    fn middle(&self, around: &[usize], index: usize) -> (i32, i32) {
        let own = self.placed[index].column;
        let others = around.iter().filter(|other| self.placed[**other].column != own);
        let (sum, n) =
            others.fold((0, 0), |(sum, n), other| (sum + self.placed[*other].offset, n + 1));
        if n == 0 { (self.placed[index].offset, 1) } else { (sum, n) }
    }

    fn place(&mut self, columns: &[Vec<usize>]) {
        for column in columns {
            let last = i32::try_from(column.len()).unwrap_or(i32::MAX) - 1;
            for (row, index) in (0..).zip(column) {
                self.placed[*index].offset = 2 * row - last;
            }
        }
    }

    /// Puts the drawing into words; none where the record stands alone.
    pub(super) fn drawing(&self, cx: &Context<'_, 'a>) -> Option<Drawing> {
        if self.placed.len() < 2 {
            return None;
        }
        let mut used: Vec<usize> = self.placed.iter().map(|placed| placed.column).collect();
        used.sort_unstable();
        used.dedup();
        let n_columns = i32::try_from(used.len()).unwrap_or(1);
        let tallest = self.placed.iter().map(|placed| placed.offset.abs()).max().unwrap_or(0);
        let height = (tallest + 1) * ROW + 2 * MARGIN;
        let column = |placed: &Placed<'_>| used.partition_point(|column| *column < placed.column);
        let node = |(index, placed): (usize, &Placed<'a>)| {
            let title = cx.title(placed.record);
            let column = i32::try_from(column(placed)).unwrap_or(0);
            // What has no title of its own is told by its kind.
            let title = match title.text == *placed.record.id {
                true => Text { text: cx.kind(placed.record.kind.name), language: None },
                false => title,
            };
            let badges = cx.badges(placed.record);
            let states: Vec<&str> = badges.iter().map(|badge| &*badge.text).collect();
            Node {
                id: placed.record.id.to_string(),
                short_id: shortened(&placed.record.id, ROOM * 100 / ID_SIZE),
                short: shortened(&title.text, ROOM),
                title,
                state: states.join(", "),
                kind: placed.record.kind.name,
                tone: badges.iter().map(|it| it.tone).max().unwrap_or_default(),
                x: MARGIN + column * COLUMN,
                y: height / 2 + placed.offset * ROW / 2 - HEIGHT / 2,
                width: WIDTH,
                height: HEIGHT,
                is_center: index == 0,
            }
        };
        let last = used.last().copied();
        let is_bow = |(from, to, _): &(usize, usize, &str)| {
            let columns = (self.placed[*from].column, self.placed[*to].column);
            columns.0 == columns.1 && Some(columns.0) == last
        };
        let bow = if self.edges.iter().any(is_bow) { BOW } else { 0 };
        let mut kinds: Vec<(&'static str, String)> = Vec::new();
        for placed in &self.placed {
            let name = placed.record.kind.name;
            if kinds.iter().all(|(known, _)| *known != name) {
                kinds.push((name, cx.kind(name)));
            }
        }
        Some(Drawing {
            width: (n_columns - 1) * COLUMN + WIDTH + 2 * MARGIN + bow,
            height,
            nodes: self.placed.iter().enumerate().map(node).collect(),
            edges: self.edges.iter().map(|edge| self.edge(cx, *edge)).collect(),
            hidden: self.hidden,
            kinds,
        })
    }

    fn edge(&self, cx: &Context<'_, 'a>, edge: (usize, usize, &'static str)) -> Edge {
        let (upstream, downstream, field) = edge;
        let (from, to) = (&self.placed[downstream].record.id, &self.placed[upstream].record.id);
        Edge { upstream, downstream, sentence: cx.named(from, field, to) }
    }
}

/// Returns the records on one side; reviews name so much that they would hide everything else.
fn neighbors<'a>(graph: &TraceGraph<'a>, record: &Record, side: Side) -> Vec<&'a Record> {
    let traces = match side {
        Side::Upstream => graph.upstream(&record.id),
        Side::Downstream => graph.downstream(&record.id),
    };
    let records = traces.iter().filter_map(|trace| trace.record());
    records.filter(|next| next.kind.name != "review").collect()
}

/// Returns a text as far as it fits into a room.
fn shortened(text: &str, room: i32) -> String {
    let mut used = 0;
    // Where a text is cut, a sign for what is left out takes the last of the room.
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        used += width_of(letter);
        if used > room {
            return format!("{}…", text[..end].trim_end());
        }
        if used + width_of('…') <= room {
            end = at + letter.len_utf8();
        }
    }
    text.to_string()
}

/// Returns how wide a letter is at the size of titles, in tenths of a pixel, in a wide font such as
/// DejaVu Sans: readers have others, most of them narrower.
fn width_of(letter: char) -> i32 {
    match letter {
        // Joins two signs, or says how the one before it is drawn.
        '\u{200d}' | '\u{fe0f}' => 0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 36,
        'f' | 'r' | 't' | 'J' | '-' | '(' | ')' | '[' | ']' | '/' => 45,
        'm' | 'w' | 'M' | 'W' | 'Q' | 'O' | 'Ö' | '…' | '@' | '%' | '–' | '—' => 109,
        _ if letter.is_uppercase() => 84,
        _ if letter < '\u{1100}' => 70,
        _ => 120,
    }
}

#[cfg(test)]
mod tests {
    use super::{ROOM, shortened, width_of};

    #[test]
    fn a_title_is_cut_where_the_box_ends() {
        let table = [
            ("Luft i slangen", "Luft i slangen"),
            ("The weekly summary counts test prescriptions", "The weekly summary co…"),
            ("MMMMMMMMMMMMMMMMMMMM", "MMMMMMMMMMMMM…"),
            ("illi illi illi illi illi illi illi", "illi illi illi illi illi illi illi"),
            ("👩‍⚕️ 👩‍⚕️", "👩‍⚕️ 👩‍⚕️"),
        ];
        for (title, expected) in table {
            let short = shortened(title, ROOM);
            assert_eq!(short, expected);
            assert!(short.chars().map(width_of).sum::<i32>() <= ROOM, "{short}");
        }
    }
}
