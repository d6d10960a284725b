//! Which addresses survive, and where a text names a record.

use super::Narration;
use crate::model::pieces;
use crate::report::document::{Inline, id_words};

/// Returns an address as it may be written into a document, or none where it is refused.
///
/// Allowed are http, https, mailto and relative addresses. A browser drops tabs and line breaks
/// anywhere in an address and control characters before it, so they are dropped before judging.
pub(super) fn allowed(address: &str) -> Option<String> {
    let bare: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let bare = bare.trim_matches(|c: char| c <= ' ');
    let scheme_end =
        bare.find([':', '/', '?', '#', '\\']).filter(|&at| bare[at..].starts_with(':'));
    let is_allowed = match scheme_end {
        Some(at) => matches!(&*bare[..at].to_ascii_lowercase(), "http" | "https" | "mailto"),
        // `//host` and what browsers read as that would leave the document for a host.
        None => !bare.starts_with("//") && !bare.contains('\\') && !bare.is_empty(),
    };
    (is_allowed && !bare.contains(char::is_control)).then(|| bare.to_string())
}

/// Splits a run of text at the ids that name a record; other runs stay as they are.
pub(super) fn records_in(inline: Inline, is_record: &dyn Fn(&str) -> bool) -> Vec<Inline> {
    let Inline::Text(text) = inline else { return vec![inline] };
    let mut inlines = Vec::new();
    let mut done = 0;
    for (start, word) in id_words(&text) {
        if is_record(word) {
            let before = &text[done..start];
            if !before.is_empty() {
                inlines.push(Inline::text(before));
            }
            inlines.push(Inline::RecordLink(word.to_string()));
            done = start + word.len();
        }
    }
    if done < text.len() {
        inlines.push(Inline::text(&text[done..]));
    }
    inlines
}

/// Splits a run of narrative text at what stands for something else; other runs stay as they are.
pub(super) fn pieces_in(inline: Inline, narration: &dyn Narration) -> Vec<Inline> {
    let Inline::Text(text) = inline else { return vec![inline] };
    let mut inlines = Vec::new();
    let mut done = 0;
    for (start, end, piece) in pieces(&text) {
        if let Some(replaced) = narration.inline(piece) {
            inlines.extend((done < start).then(|| Inline::text(&text[done..start])));
            inlines.extend(replaced);
            done = end;
        }
    }
    if done < text.len() {
        inlines.push(Inline::text(&text[done..]));
    }
    inlines
}
