//! The page of a section of a document or of the project file.

use super::Writer;
use crate::report::document::Block;
use crate::report::site::{SectionPage, Value};

/// Heading of the page's own parts; those of a text stand below it.
const LEVELS: [(&str, &str); 6] = [
    ("<h2>", "</h2>\n"),
    ("<h2>", "</h2>\n"),
    ("<h3>", "</h3>\n"),
    ("<h4>", "</h4>\n"),
    ("<h5>", "</h5>\n"),
    ("<h6>", "</h6>\n"),
];

impl Writer<'_> {
    pub(super) fn section_page(&mut self, page: &SectionPage) {
        self.put("<article class=\"record\">\n<header class=\"title\"><p class=\"eyebrow\">");
        self.html.text(&page.sort).put(" ");
        if let Some(whole) = &page.within {
            self.reference(whole);
            self.put(" ");
        }
        self.put("<span class=\"target\">").text(&page.target).put("</span> ");
        self.badge(&page.approval);
        self.put("</p>\n<h1>");
        self.text_of(&page.title);
        self.put("</h1>\n</header>\n<div class=\"columns\">\n<div class=\"main\">\n");
        if !page.text.is_empty() {
            self.put("<div class=\"text\">\n");
            self.headed(&page.text);
            self.put("</div>\n");
        }
        if let Some(value) = &page.value {
            // A word alone stands in a paragraph, like any text.
            let is_alone = !matches!(value, Value::Map(_) | Value::List(_) | Value::Grid { .. });
            self.put(if is_alone { "<div class=\"text\">" } else { "" });
            self.value(value);
            self.put(if is_alone { "</div>\n" } else { "" });
        }
        self.record_findings(&page.findings);
        self.sections_below(page);
        self.section("links", "site.downstream");
        self.groups(&page.downstream);
        self.put("</section>\n");
        self.reviews(&page.reviews);
        self.history(&page.history);
        self.put("</div>\n");
        self.section_aside(page);
        self.put("</div>\n</article>\n");
    }

    /// Writes a text with its headings, none of which skips a level.
    fn headed(&mut self, blocks: &[Block]) {
        let mut above = 1;
        for block in blocks {
            let Block::Heading { level, content, .. } = block else {
                self.block(block);
                continue;
            };
            let level = usize::from(*level).clamp(2, 6).min(above + 1);
            above = level;
            self.put(LEVELS[level - 1].0);
            self.inlines(content);
            self.put(LEVELS[level - 1].1);
        }
    }

    fn sections_below(&mut self, page: &SectionPage) {
        if page.below.is_empty() {
            return;
        }
        self.section("sections", "site.sections");
        self.put("<ul class=\"refs\">\n");
        for section in &page.below {
            self.put("<li>");
            self.reference(section);
            self.put("</li>\n");
        }
        self.put("</ul>\n</section>\n");
    }

    fn section_aside(&mut self, page: &SectionPage) {
        self.put("<aside class=\"state\" aria-labelledby=\"state\">\n<h2 id=\"state\">");
        self.say("site.state").put("</h2>\n<dl class=\"facts\">\n");
        page.facts.iter().for_each(|fact| self.fact(fact));
        self.put("</dl>\n<p class=\"source\">");
        for place in &page.places {
            self.put("<code>").text(place).put("</code><br>");
        }
        if let Some(fingerprint) = &page.fingerprint {
            self.say("site.fingerprint").put("<br><code>").text(fingerprint).put("</code>");
        }
        self.put("</p>\n</aside>\n");
    }
}
