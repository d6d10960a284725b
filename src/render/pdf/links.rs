//! Links to records, led to their places after the layout.
//!
//! A link to a label is looked up during the layout, which is then done once without its place and once
//! with it. Links leave the template as addresses instead, and become what they mean here.

use super::breaks;
use typst::foundations::Label;
use typst::introspection::Introspector;
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
    let pages = document.pages().iter().map(|page| {
        let mut page: Page = page.clone();
        lead(&mut page.frame, &place);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

fn lead(frame: &mut Frame, place: &impl Fn(&str) -> Option<Destination>) {
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => lead(&mut group.frame, place),
            FrameItem::Link(destination, _) => {
                if let Destination::Url(address) = destination
                    && let Some(found) = place(address)
                {
                    *destination = found;
                }
            }
            _ => {}
        }
        breaks::without(item)
    });
}
