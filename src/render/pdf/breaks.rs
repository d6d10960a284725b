//! Places to break, and those where none may be, taken out again once every line is broken.
//!
//! They have no width, but whoever copies a fingerprint from a page would copy them too.

use super::width::{BREAK, is_of_lines};
use typst::introspection::Tag;
use typst::layout::FrameItem;
use typst::model::HeadingElem;
use typst::text::{TextElem, TextItem};

/// Takes the places to break out of a run; returns whether anything of it is left.
pub(super) fn without(item: &mut FrameItem) -> bool {
    let FrameItem::Text(text) = item else { return true };
    if !text.text.contains(is_of_lines) {
        return true;
    }
    take_out(text);
    !text.text.is_empty()
}

/// Takes them out of what a heading is called in the list of bookmarks.
pub(super) fn out_of_bookmark(tag: &mut Tag) {
    let Tag::Start(element, _) = tag else { return };
    let Some(heading) = element.to_packed::<HeadingElem>() else { return };
    let name = heading.body.plain_text();
    if name.contains(is_of_lines)
        && let Some(heading) = element.to_packed_mut::<HeadingElem>()
    {
        heading.body = TextElem::packed(name.as_str().replace(is_of_lines, ""));
    }
}

fn take_out(item: &mut TextItem) {
    let breaks: Vec<usize> = item.text.match_indices(is_of_lines).map(|(at, _)| at).collect();
    let moved = |at: u16| {
        let before = breaks.partition_point(|start| *start < usize::from(at));
        // Both take as many bytes.
        at - (before * BREAK.len_utf8()) as u16
    };
    for glyph in &mut item.glyphs {
        glyph.range = moved(glyph.range.start)..moved(glyph.range.end);
    }
    // What stood for nothing but a place to break stands for nothing now.
    item.glyphs.retain(|glyph| !glyph.range.is_empty());
    item.text = item.text.chars().filter(|character| !is_of_lines(*character)).collect();
}
