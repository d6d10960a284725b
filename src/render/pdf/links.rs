//! Links to records, led to their places after the layout.
//!
//! A link to a label is looked up during the layout, which is then done once without its place and once
//! with it. Links leave the template as addresses instead, and become what they mean here.

use super::breaks;
use super::pages::going_on;
use std::collections::HashSet;
use typst::foundations::Label;
use typst::introspection::{Introspector, Location, Tag};
use typst::layout::{Frame, FrameItem};
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
    let mut leader = Leader { place, begun: HashSet::new(), begins_to: None };
    let pages = document.pages().iter().map(|page| {
        let mut page: Page = page.clone();
        leader.lead(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

struct Leader<P> {
    place: P,
    /// Rows that may go on, and have begun.
    begun: HashSet<Label>,
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

    /// No row goes on where it begins.
    fn see(&mut self, tag: &Tag) {
        match tag {
            Tag::Start(..) if going_on(tag).is_some_and(|label| self.begun.insert(label)) => {
                self.begins_to = Some(tag.location());
            }
            Tag::End(..) if self.begins_to == Some(tag.location()) => self.begins_to = None,
            _ => {}
        }
    }
}
