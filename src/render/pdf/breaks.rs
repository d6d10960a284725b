//! Places to break, taken out again once every line is broken.
//!
//! They have no width, but whoever copies a fingerprint from a page would copy them too.

use super::width::BREAK;
use typst::layout::FrameItem;
use typst::text::TextItem;

/// Takes the places to break out of a run; returns whether anything of it is left.
pub(super) fn without(item: &mut FrameItem) -> bool {
    let FrameItem::Text(text) = item else { return true };
    if !text.text.contains(BREAK) {
        return true;
    }
    take_out(text);
    !text.text.is_empty()
}

fn take_out(item: &mut TextItem) {
    let breaks: Vec<usize> = item.text.match_indices(BREAK).map(|(at, _)| at).collect();
    let moved = |at: u16| {
        let before = breaks.partition_point(|start| *start < usize::from(at));
        at - (before * BREAK.len_utf8()) as u16
    };
    for glyph in &mut item.glyphs {
        glyph.range = moved(glyph.range.start)..moved(glyph.range.end);
    }
    // What stood for nothing but a place to break stands for nothing now.
    item.glyphs.retain(|glyph| !glyph.range.is_empty());
    item.text = item.text.chars().filter(|character| *character != BREAK).collect();
}
