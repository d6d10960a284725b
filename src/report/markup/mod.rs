//! Markdown → blocks: the texts of records, and what a template printed.
//!
//! Nothing in a text can leave its block: raw HTML is shown as it was typed, pictures and refused
//! addresses become words, and the slots of a template are filled only after parsing, so that
//! record text never passes through a Markdown parser together with the template.

mod builder;
mod link;

use super::document::{Block, Inline, plain_text};
use crate::model::Piece;
use builder::Builder;
use pulldown_cmark::{Options, Parser};
use std::fmt;

/// Opens and closes the number of a slot. They are noncharacters of the private-use area, and
/// [`without_slots`] takes them out of everything that a template prints.
const SLOT: (char, char) = ('\u{e000}', '\u{e001}');

/// Why the Markdown of a template is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkupError {
    /// A slot that nobody left, or that was filled before.
    UnknownSlot(usize),
    /// A slot in the middle of a sentence, a heading, a table or code.
    SlotInText,
    /// A heading two or more levels below the one above it.
    SkippedHeading { title: String, level: u8, above: u8 },
}

impl fmt::Display for MarkupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarkupError::UnknownSlot(number) => {
                write!(f, "slot {number} is unknown, or stands twice")
            }
            MarkupError::SlotInText => f.write_str(
                "a table or list of records must stand alone, with an empty line before and after",
            ),
            MarkupError::SkippedHeading { title, level, above } => {
                write!(f, "the heading \"{title}\" of level {level} follows one of level {above}")
            }
        }
    }
}

/// Turns the text of a record into blocks; what `is_record` knows becomes a link.
///
/// Headings become strong paragraphs, since the document's own headings must stay in order.
pub fn blocks_of(text: &str, is_record: &dyn Fn(&str) -> bool) -> Vec<Block> {
    let mut builder = Builder::for_record(is_record);
    parser(text).for_each(|event| builder.take(event));
    builder.finish()
}

/// What narrative text may hold beside Markdown, and what takes its place.
pub trait Narration {
    /// Returns what stands in the place of a reference or question in a sentence.
    fn inline(&self, piece: Piece<'_>) -> Option<Vec<Inline>>;

    /// Returns what stands in the place of a question that is a paragraph of its own.
    fn block(&self, query: &str) -> Option<Vec<Block>>;
}

/// Turns narrative text below a heading into blocks; its answers are computed and never parsed.
pub fn narrative_blocks(text: &str, narration: &dyn Narration) -> Vec<Block> {
    let mut builder = Builder::for_narrative(narration);
    parser(text).for_each(|event| builder.take(event));
    builder.finish()
}

/// Turns what a template printed into blocks.
///
/// Each slot must stand alone in its paragraph; `fill` is given its number and the level of the
/// heading above it, and returns the blocks that take its place.
pub fn document_blocks(
    markdown: &str,
    fill: &mut dyn FnMut(usize, u8) -> Option<Vec<Block>>,
) -> Result<Vec<Block>, MarkupError> {
    let mut builder = Builder::for_template(fill);
    parser(markdown).for_each(|event| builder.take(event));
    let blocks = builder.finish_template()?;
    let mut above = 0;
    check_headings(&blocks, &mut above)?;
    Ok(blocks)
}

/// Returns the mark that a template prints where slot `number` is to be filled.
pub fn slot(number: usize) -> String {
    format!("{}{number}{}", SLOT.0, SLOT.1)
}

/// Returns a text without anything that could be taken for a slot.
pub fn without_slots(text: &str) -> String {
    text.chars().filter(|character| !is_slot_mark(*character)).collect()
}

/// Returns a text in which Markdown means nothing, for values that a template prints in a sentence.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars().filter(|character| !is_slot_mark(*character)) {
        match character {
            '\n' | '\r' => escaped.push(' '),
            _ if character.is_ascii_punctuation() => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn is_slot_mark(character: char) -> bool {
    character == SLOT.0 || character == SLOT.1
}

/// Returns the number of a slot, if the text is one and nothing else.
fn slot_number(text: &str) -> Option<usize> {
    text.trim().strip_prefix(SLOT.0)?.strip_suffix(SLOT.1)?.parse().ok()
}

// Footnotes are parsed so that their text is kept; without the option a definition would be taken
// for the target of a link, and vanish.
fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES)
}

fn check_headings(blocks: &[Block], above: &mut u8) -> Result<(), MarkupError> {
    for block in blocks {
        match block {
            Block::Heading { level, content, .. } => {
                if *level > *above + 1 {
                    let title = plain_text(content);
                    return Err(MarkupError::SkippedHeading {
                        title,
                        level: *level,
                        above: *above,
                    });
                }
                *above = *level;
            }
            Block::Record { blocks, .. } | Block::Foreign { blocks, .. } => {
                check_headings(blocks, above)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is more than text in a run.
#[derive(Clone, Copy)]
enum Special<'a> {
    Nothing,
    /// Ids of records become links.
    Records(&'a dyn Fn(&str) -> bool),
    Narration(&'a dyn Narration),
}

/// Joins neighboring runs of text, and makes of them what is more than text.
fn tidy(inlines: Vec<Inline>, special: Special<'_>) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::new();
    for inline in inlines {
        match (joined.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => joined.push(inline),
        }
    }
    match special {
        Special::Nothing => joined,
        Special::Records(is_record) => {
            joined.into_iter().flat_map(|inline| link::records_in(inline, is_record)).collect()
        }
        Special::Narration(narration) => {
            joined.into_iter().flat_map(|inline| link::pieces_in(inline, narration)).collect()
        }
    }
}

#[cfg(test)]
mod tests;
