//! Pictures as SVG: the risk matrix with its risks, and the tree of software items with their classes.
//!
//! A picture repeats what tables say; its alternative text says it once more in words. Text enters
//! through [`escaped`] only, so nothing in a record becomes markup.

use super::Show;
use crate::report::document::Block;
use crate::report::view::{Entry, Fact, Matrix, MatrixCell, Register, Value};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Sizes in units of the picture; both pictures are as wide as a page of text.
const WIDTH: f32 = 640.0;
const ROW_LABEL: f32 = 104.0;
const CELL_HEIGHT: f32 = 62.0;
const HEAD_HEIGHT: f32 = 34.0;
const ITEM_HEIGHT: f32 = 31.0;
const ITEM_WIDTH: f32 = 440.0;
const INDENT: f32 = 30.0;

/// A picture holds so many items: a taller one leaves half of a page empty, or fits on none.
const MOST_ITEMS: usize = 22;

const FONT: &str = "font-family=\"'Source Sans 3', Helvetica, Arial, sans-serif\"";

impl Show<'_> {
    pub(super) fn initial_picture(&self) -> Vec<Block> {
        let matrix = self.view.risks.as_ref().map(|part| &part.initial);
        matrix.map(|matrix| self.matrix_picture("initial-matrix", matrix)).into_iter().collect()
    }

    pub(super) fn residual_picture(&self) -> Vec<Block> {
        let matrix = self.view.risks.as_ref().map(|part| &part.residual);
        matrix.map(|matrix| self.matrix_picture("residual-matrix", matrix)).into_iter().collect()
    }

    fn matrix_picture(&self, name: &str, matrix: &Matrix) -> Block {
        let columns = matrix.columns.len().max(1) as f32;
        let width = (WIDTH - ROW_LABEL) / columns;
        let height = HEAD_HEIGHT + CELL_HEIGHT * matrix.rows.len() as f32;
        let mut svg = opened(WIDTH, height);
        for (at, column) in matrix.columns.iter().enumerate() {
            let x = ROW_LABEL + width * (at as f32 + 0.5);
            let word = self.step("probability", column);
            for (line, words) in in_two_lines(&word, width).iter().rev().enumerate() {
                let y = 27.0 - 13.0 * line as f32;
                text(&mut svg, (x, y), 12.0, "middle", "600", &shortened(words, width, 12.0));
            }
        }
        for (at, row) in matrix.rows.iter().enumerate() {
            let y = HEAD_HEIGHT + CELL_HEIGHT * at as f32;
            let label = self.words.own("severity", &row.severity);
            let label = shortened(&label, ROW_LABEL - 12.0, 12.0);
            text(&mut svg, (4.0, y + CELL_HEIGHT / 2.0 + 4.0), 12.0, "start", "600", &label);
            for (column, cell) in row.cells.iter().enumerate() {
                let x = ROW_LABEL + width * column as f32;
                self.matrix_cell(&mut svg, (x, y), width, cell);
            }
        }
        svg.push_str("</svg>");
        let caption = self.say(&format!("figure.{name}"));
        Block::Figure { svg, alt: self.matrix_in_words(&caption, matrix), caption }
    }

    fn matrix_cell(&self, svg: &mut String, (x, y): (f32, f32), width: f32, cell: &MatrixCell) {
        let (fill, stroke) =
            if cell.is_acceptable { ("#e5f3e9", "#7fb393") } else { ("#fbe5e2", "#d18b83") };
        let (x, y, w, h) = (x + 1.5, y + 1.5, width - 3.0, CELL_HEIGHT - 3.0);
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"3\" fill=\"{fill}\" \
             stroke=\"{stroke}\"/>"
        );
        let level = self.stated_step("level", cell.level.as_deref());
        let weight = if cell.is_acceptable { "400" } else { "600" };
        let level = shortened(&level, width - 12.0, 12.0);
        text(svg, (x + 6.0, y + 16.0), 12.0, "start", weight, &level);
        // Which ones they are stands in the table: so many ids as there may be fit in no cell.
        if !cell.risks.is_empty() {
            let n = cell.risks.len().to_string();
            text(svg, (x + w / 2.0, y + 43.0), 24.0, "middle", "600", &n);
        }
    }

    fn matrix_in_words(&self, caption: &str, matrix: &Matrix) -> String {
        let mut words = format!("{caption}.");
        for row in &matrix.rows {
            for (column, cell) in matrix.columns.iter().zip(&row.cells) {
                if !cell.risks.is_empty() {
                    let n = cell.risks.len().to_string();
                    let level = self.stated_step("level", cell.level.as_deref());
                    let column = self.step("probability", column);
                    let values = [
                        ("severity", &*self.words.own("severity", &row.severity)),
                        ("probability", &column),
                        ("level", &level),
                        ("n", &n),
                    ];
                    words.push_str(&format!(" {}", self.words.sentence("figure.cell", &values)));
                }
            }
        }
        words
    }

    /// Draws the tree of software items; a larger one is drawn in several pictures.
    pub(super) fn item_tree(&self) -> Vec<Block> {
        let Some(register) = &self.view.register else { return Vec::new() };
        let drawn = in_tree_order(register);
        if drawn.is_empty() {
            return Vec::new();
        }
        let caption = self.say("figure.items");
        let n = drawn.len().div_ceil(MOST_ITEMS);
        // Of like size: one item alone on a second picture says nothing.
        let size = drawn.len().div_ceil(n);
        let pictures = drawn.chunks(size).enumerate().map(|(at, part)| {
            let caption = match n {
                1 => caption.clone(),
                _ => format!("{caption} ({}/{n})", at + 1),
            };
            // What an item is part of stands above it here too.
            let above = above(&drawn, at * size);
            self.tree_picture(caption, &[&above, part].concat())
        });
        pictures.collect()
    }

    fn tree_picture(&self, caption: String, drawn: &[(usize, &Entry)]) -> Block {
        let depth = drawn.iter().map(|(depth, _)| *depth).max().unwrap_or(0);
        let width = WIDTH.max(ITEM_WIDTH + INDENT * depth as f32 + 4.0);
        let mut svg = opened(width, ITEM_HEIGHT * drawn.len() as f32);
        for (at, (depth, entry)) in drawn.iter().enumerate() {
            let (x, y) = (INDENT * *depth as f32 + 2.0, ITEM_HEIGHT * at as f32);
            let above = drawn[..at].iter().rposition(|(above, _)| above + 1 == *depth);
            if let Some(above) = above {
                let (from, to) = (x - INDENT / 2.0, y + ITEM_HEIGHT / 2.0 - 2.0);
                let start = ITEM_HEIGHT * above as f32 + ITEM_HEIGHT - 6.0;
                let _ = write!(
                    svg,
                    "<path d=\"M{from} {start}V{to}H{x}\" fill=\"none\" stroke=\"#8b97a6\"/>"
                );
            }
            self.item_box(&mut svg, (x, y), entry);
        }
        svg.push_str("</svg>");
        let item = |(depth, entry): &(usize, &Entry)| {
            let level = (depth + 1).to_string();
            let (title, class) = (&entry.record.title.text, self.class_of(entry));
            let values = [
                ("level", level.as_str()),
                ("id", &entry.record.id),
                ("title", title),
                ("class", &class),
            ];
            self.words.sentence("figure.item", &values)
        };
        let items: Vec<String> = drawn.iter().map(item).collect();
        let alt = format!("{caption}. {}", items.join(" "));
        Block::Figure { svg, alt, caption }
    }

    fn item_box(&self, svg: &mut String, (x, y): (f32, f32), entry: &Entry) {
        let class = self.class_of(entry);
        let is_understated =
            matches!(entry.fact("class"), Some(Fact::State { is_good: false, .. }));
        let (fill, stroke) = match (class.as_str(), is_understated) {
            (_, true) => ("#fbe5e2", "#a3211b"),
            ("A", _) => ("#f4f6f9", "#8b97a6"),
            ("B", _) => ("#e8eff8", "#1f4a7a"),
            _ => ("#dfe6f3", "#1d2530"),
        };
        let (y, height) = (y + 2.0, ITEM_HEIGHT - 8.0);
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{ITEM_WIDTH}\" height=\"{height}\" rx=\"4\" \
             fill=\"{fill}\" stroke=\"{stroke}\"/>"
        );
        let id = &entry.record.id;
        let beside = x + 16.0 + 7.0 * id.chars().count().max(8) as f32;
        let room = x + ITEM_WIDTH - 40.0 - beside;
        let title = shortened(&entry.record.title.text, room, 13.0);
        text(svg, (x + 8.0, y + 16.0), 11.0, "start", "400", id);
        text(svg, (beside, y + 16.0), 13.0, "start", "600", &title);
        text(svg, (x + ITEM_WIDTH - 10.0, y + 17.0), 15.0, "end", "600", &class);
    }

    /// The declared class; one that is not declared counts as the worst.
    fn class_of(&self, entry: &Entry) -> String {
        match entry.value("safety_class") {
            Some(Value::Choice(class)) => class.clone(),
            _ => self.say("class.undeclared"),
        }
    }
}

/// Returns the items with their depth, each behind what contains it.
fn in_tree_order(register: &Register) -> Vec<(usize, &Entry)> {
    let items: Vec<&Entry> = register.current("software-item").collect();
    let ids: BTreeSet<&str> = items.iter().map(|item| &*item.record.id).collect();
    let parent = |item: &Entry| item.links_of("part_of").first().map(|link| link.to.id.clone());
    let is_root = |item: &&Entry| parent(item).is_none_or(|parent| !ids.contains(parent.as_str()));
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(usize, &Entry)> =
        items.iter().copied().filter(is_root).map(|item| (0, item)).rev().collect();
    while let Some((depth, item)) = open.pop() {
        if seen.insert(&*item.record.id) {
            order.push((depth, item));
            let inside = items.iter().rev().copied();
            let inside = inside.filter(|part| parent(part).as_ref() == Some(&item.record.id));
            open.extend(inside.map(|part| (depth + 1, part)));
        }
    }
    // What is part of itself through others has no root, and is drawn all the same.
    let left = items.iter().copied().filter(|item| !seen.contains(&*item.record.id));
    let left: Vec<(usize, &Entry)> = left.map(|item| (0, item)).collect();
    order.extend(left);
    order
}

/// Returns what the item at a place is part of, from the outermost.
fn above<T: Copy>(drawn: &[(usize, T)], at: usize) -> Vec<(usize, T)> {
    let mut above = Vec::new();
    let mut depth = drawn[at].0;
    for item in drawn[..at].iter().rev() {
        if item.0 < depth {
            depth = item.0;
            above.push(*item);
        }
    }
    above.reverse();
    above
}

pub(super) fn opened(width: f32, height: f32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" {FONT}>"
    )
}

pub(super) fn text(
    svg: &mut String,
    (x, y): (f32, f32),
    size: f32,
    anchor: &str,
    weight: &str,
    words: &str,
) {
    let words = escaped(words);
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
         font-weight=\"{weight}\" fill=\"#1d2530\">{words}</text>"
    );
}

/// Returns as much of a text as has room, roughly.
fn shortened(words: &str, room: f32, size: f32) -> String {
    let most = (room / (size * 0.56)).max(3.0) as usize;
    if words.chars().count() <= most {
        return words.to_string();
    }
    let kept: String = words.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Returns the head of a column in lines: in two, where it has no room on one.
fn in_two_lines(words: &str, room: f32) -> Vec<&str> {
    let is_whole = shortened(words, room, 12.0) == words;
    let middle = |(at, _): &(usize, &str)| at.abs_diff(words.len() / 2);
    match words.match_indices(' ').min_by_key(middle) {
        Some((at, _)) if !is_whole => vec![&words[..at], &words[at + 1..]],
        _ => vec![words],
    }
}

fn escaped(words: &str) -> String {
    let mut escaped = String::new();
    for character in words.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML knows no control characters.
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::above;

    #[test]
    fn what_goes_on_in_another_picture_stands_below_what_it_is_part_of() {
        let drawn = [(0, "a"), (1, "b"), (2, "c"), (1, "d"), (2, "e"), (2, "f"), (0, "g")];
        let found = |at| above(&drawn, at);
        assert_eq!(found(0), []);
        assert_eq!(found(2), [(0, "a"), (1, "b")]);
        assert_eq!(found(3), [(0, "a")]);
        assert_eq!(found(5), [(0, "a"), (1, "d")]);
        assert_eq!(found(6), []);
    }
}
