//! Bytes → text: encoding, byte-order mark, tabs, and the markers of an unfinished merge.

use crate::diagnostic::{Problem, ProblemKind};
use crate::source::{SourceId, Span};

/// The text of a file and what was wrong with its bytes.
#[derive(Debug)]
pub struct Decoded {
    /// Text without byte-order mark; where bytes are no UTF-8, `U+FFFD` stands in their place.
    pub text: String,
    pub problems: Vec<Problem>,
    /// Whether the text is what the author wrote; if not, nothing in it may be believed.
    pub is_sound: bool,
}

/// Turns the bytes of a file into text.
pub fn decode(source: SourceId, bytes: Vec<u8>) -> Decoded {
    let mut problems = Vec::new();
    let (text, is_sound) = match String::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            problems.push(wrong_encoding(source, start));
            (text, false)
        }
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            let message = "the file starts with a byte-order mark";
            let problem = Problem::new(ProblemKind::ByteOrderMark, Span::start_of(source), message)
                .help("save the file as UTF-8 without a byte-order mark");
            problems.push(problem);
            rest.to_string()
        }
        None => text,
    };
    Decoded { text, problems, is_sound }
}

fn wrong_encoding(source: SourceId, start: usize) -> Problem {
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    let span = Span { source, start, end: start };
    Problem::new(ProblemKind::WrongEncoding, span, "this byte is not UTF-8")
        .help("save the file as UTF-8; it may be in Latin-1 or Windows-1252")
}

/// Reports the first marker that git left in the file; such a file holds two versions at once.
pub fn find_merge_conflict(source: SourceId, text: &str, problems: &mut Vec<Problem>) -> bool {
    let Some(start) =
        line_starting_with(text, "<<<<<<< ").or_else(|| line_starting_with(text, ">>>>>>> "))
    else {
        return false;
    };
    let start = super::offset(start);
    let span = Span { source, start, end: start + 7 };
    let message = "the file holds the markers of an unfinished merge";
    let help = "settle the conflict, remove the markers and commit; nothing in this file was read";
    problems.push(Problem::new(ProblemKind::MergeConflict, span, message).help(help));
    true
}

fn line_starting_with(text: &str, marker: &str) -> Option<usize> {
    if text.starts_with(marker) {
        return Some(0);
    }
    text.find(&format!("\n{marker}")).map(|newline| newline + 1)
}

/// Returns the first tab in the indentation of the line at a byte, or of the line before it, where
/// the parser notices it one token late.
pub(super) fn tab_in_indentation(text: &str, at: usize) -> Option<usize> {
    let at = floor_char_boundary(text, at);
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let previous = text[..line_start.saturating_sub(1)].rfind('\n').map_or(0, |n| n + 1);
    [line_start, previous].into_iter().find_map(|start| tab_in_line(text, start))
}

/// Returns the first tab in the indentation of a line after a byte, where the parser names the start
/// of a text that goes on in an indented line.
pub(super) fn tab_in_later_indentation(text: &str, at: usize) -> Option<usize> {
    let at = floor_char_boundary(text, at);
    let mut starts = text[at..].match_indices('\n').map(|(newline, _)| at + newline + 1);
    starts.find_map(|start| tab_in_line(text, start))
}

fn tab_in_line(text: &str, start: usize) -> Option<usize> {
    let line = text[start..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    line[..indent].find('\t').map(|tab| start + tab)
}

/// Returns the nearest character boundary at or before a byte.
pub(super) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
