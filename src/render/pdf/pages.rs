//! Laid-out pages → the text that stands on them, for the search for lost records.
//!
//! Text outside the page area was written into the file, but no reader sees it: it does not count.

use super::width::{BREAK, is_of_lines};
use typst::foundations::Label;
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst::text::TextItem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

/// Marks where the table of contents ends.
const BODY: &str = "body";

/// Where a line was broken by hyphenation; no part of the word.
const SOFT_HYPHEN: char = '\u{ad}';

/// Returns the text that stands inside the pages, from the start of the body.
pub(super) fn shown(document: &PagedDocument) -> String {
    let body = Label::new(PicoStr::intern(BODY));
    let (text, repeats_to) = (String::new(), None);
    let mut shown = Shown { body, has_begun: false, repeats_to, text, is_broken: false };
    for page in document.pages() {
        shown.frame(&page.frame, Transform::identity(), page.frame.size());
        shown.text.push('\n');
    }
    shown.text
}

/// Begins the name of what is said of a row on every page on which it goes on.
pub(super) const GOES_ON: &str = "goes-on:";

/// The same of a part of a record, which has begun above it.
pub(super) const HAS_BEGUN: &str = "goes-on:record:";

/// Returns the name of an element by which a row is said to go on.
pub(super) fn going_on(tag: &Tag) -> Option<Label> {
    let Tag::Start(element, _) = tag else { return None };
    element.label().filter(|label| label.resolve().starts_with(GOES_ON))
}

struct Shown {
    body: Option<Label>,
    has_begun: bool,
    /// Where something ends that repeats what stands elsewhere, and therefore shows nothing.
    repeats_to: Option<Location>,
    text: String,
    /// Whether the last run ended where a word goes on.
    is_broken: bool,
}

impl Shown {
    fn frame(&mut self, frame: &Frame, transform: Transform, page: Size) {
        for (position, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let moved = transform
                        .pre_concat(Transform::translate(position.x, position.y))
                        .pre_concat(group.transform);
                    self.frame(&group.frame, moved, page);
                }
                FrameItem::Text(text) => {
                    let start = position.transform(transform);
                    let end = Point::new(position.x + text.width(), position.y);
                    let is_own = self.has_begun && self.repeats_to.is_none();
                    if is_own && is_inside(start, end.transform(transform), page) {
                        self.add(text);
                    }
                }
                FrameItem::Tag(tag) if going_on(tag).is_some() => {
                    self.repeats_to = Some(tag.location());
                }
                FrameItem::Tag(tag @ Tag::End(..)) => {
                    self.repeats_to = self.repeats_to.filter(|end| *end != tag.location());
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    self.has_begun |= self.body.is_some() && element.label() == self.body;
                }
                _ => {}
            }
        }
    }

    /// Adds a run of text, whole again where a line was broken inside a word.
    fn add(&mut self, item: &TextItem) {
        if !self.is_broken {
            self.text.push('\n');
        }
        self.is_broken = item.text.ends_with(['-', BREAK, SOFT_HYPHEN]);
        self.text.extend(item.text.chars().filter(|c| !is_of_lines(*c) && *c != SOFT_HYPHEN));
    }
}

fn is_inside(start: Point, end: Point, page: Size) -> bool {
    let within = |value: Abs, limit: Abs| value >= Abs::zero() && value <= limit;
    [start, end].iter().all(|point| within(point.x, page.x) && within(point.y, page.y))
}
