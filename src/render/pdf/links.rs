//! Links to records, led to their places after the layout.
//!
//! A link to a label is looked up during the layout, which is then done once without its place and once
//! with it. Links leave the template as addresses instead, and become what they mean here.

use super::breaks;
use super::pages::{HAS_BEGUN, going_on};
use std::collections::HashSet;
use typst::foundations::Label;
use typst::introspection::{Introspector, Location, Tag};
use typst::layout::{Abs, Frame, FrameItem};
use typst::model::{Destination, Document};
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

/// Leads every link whose address is a label of the document to the place with that label.
pub(super) fn led(document: PagedDocument) -> PagedDocument {
    let place = |address: &str| {
        let label = Label::new(PicoStr::intern(address))?;
        let found = document.introspector().query_label(label).ok()?;
        found.location().map(Destination::Location)
    };
    let above = HashSet::new();
    let mut leader = Leader { place, begun: HashSet::new(), above, begins_to: None };
    let pages = document.pages().iter().map(|page| {
        let mut page: Page = page.clone();
        leader.above.clear();
        find_above_body(&page.frame, Abs::zero(), &mut leader.above);
        leader.lead(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

/// So many millimetres from its top begins the body of a page.
const BODY: f64 = 31.0;

/// Finds what is said above the body of a page of the record that goes on there.
fn find_above_body(frame: &Frame, y: Abs, found: &mut HashSet<Location>) {
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) => find_above_body(&group.frame, y + position.y, found),
            FrameItem::Tag(tag) if (y + position.y).to_mm() < BODY && going_on(tag).is_some() => {
                found.insert(tag.location());
            }
            _ => {}
        }
    }
}

struct Leader<P> {
    place: P,
    /// Rows that may go on, and have begun.
    begun: HashSet<Label>,
    /// What stands above the body of the page.
    above: HashSet<Location>,
    /// Where something ends that is said of a row on later pages, and that stands where it begins.
    begins_to: Option<Location>,
}

impl<P: Fn(&str) -> Option<Destination>> Leader<P> {
    fn lead(&mut self, frame: &mut Frame) {
        frame.retain(|item| {
            match item {
                FrameItem::Group(group) => self.lead(&mut group.frame),
                FrameItem::Link(destination, _) => {
                    if let Destination::Url(address) = destination
                        && let Some(found) = (self.place)(address)
                    {
                        *destination = found;
                    }
                }
                FrameItem::Tag(tag) => {
                    self.see(tag);
                    breaks::out_of_bookmark(tag);
                }
                FrameItem::Text(_) if self.begins_to.is_some() => return false,
                _ => {}
            }
            breaks::without(item)
        });
    }

    /// No row goes on where it begins; a record does so at the top of a page.
    fn see(&mut self, tag: &Tag) {
        let goes_on = |label: Label| {
            label.resolve().starts_with(HAS_BEGUN) && self.above.contains(&tag.location())
        };
        match tag {
            Tag::Start(..)
                if going_on(tag)
                    .is_some_and(|label| self.begun.insert(label) && !goes_on(label)) =>
            {
                self.begins_to = Some(tag.location());
            }
            Tag::End(..) if self.begins_to == Some(tag.location()) => self.begins_to = None,
            _ => {}
        }
    }
}
