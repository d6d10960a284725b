//! The frame of a page: head, marks, control block, table of contents and foot.

use super::Writer;
use super::escape::{attribute, data_address, style_string, text};
use crate::render::numbering::{Entry, contents};
use crate::report::document::Document;

const STYLE: &str = include_str!("../../../templates/document.css");

/// Columns have widths of their own, so style attributes must be allowed; nothing else is.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

impl Writer<'_> {
    pub(super) fn page(&mut self) {
        let Document { language, words, .. } = self.document;
        let title = text(&self.full_title());
        self.put(&format!("<!doctype html>\n<html lang=\"{}\">\n<head>\n", attribute(language)));
        self.put("<meta charset=\"utf-8\">\n");
        self.put(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n"));
        self.put("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.put("<meta name=\"referrer\" content=\"no-referrer\">\n");
        self.put("<meta name=\"color-scheme\" content=\"light dark\">\n");
        let margins = self.margins() + &self.chosen();
        self.put(&format!("<title>{title}</title>\n<style>\n{STYLE}{margins}</style>\n"));
        self.put("</head>\n<body>\n");
        self.put(&format!("<a class=\"skip\" href=\"#text\">{}</a>\n", text(&words.skip)));
        self.marks();
        self.head();
        self.put("<div class=\"columns\">\n");
        self.contents();
        self.put("<main id=\"text\" tabindex=\"-1\">\n");
        self.blocks(&self.document.blocks);
        self.put("</main>\n</div>\n");
        self.foot();
        self.put("</body>\n</html>\n");
    }

    fn full_title(&self) -> String {
        let Document { number, title, .. } = self.document;
        number.iter().map(|number| format!("{number} ")).chain([title.clone()]).collect()
    }

    /// Returns what stands around every printed page: title, marks, date and page number.
    fn margins(&self) -> String {
        let Document { marks, date, words, .. } = self.document;
        let (before, rest) = words.page_of.split_once("{page}").unwrap_or((&words.page_of, ""));
        let (between, after) = rest.split_once("{pages}").unwrap_or((rest, ""));
        let [before, between, after] = [before, between, after].map(style_string);
        let title = style_string(&self.full_title());
        let marks: Vec<&str> = marks.iter().map(|mark| &*mark.text).collect();
        let marks = style_string(&marks.join(" · "));
        let date = date.as_deref().and_then(|date| date.get(..10)).unwrap_or_default();
        let date = style_string(date);
        format!(
            "@page {{\n\
             @top-left {{ content: {title}; }}\n\
             @top-right {{ content: {marks}; }}\n\
             @bottom-left {{ content: {date}; }}\n\
             @bottom-right {{ content: {before} counter(page) {between} counter(pages) {after}; }}\n\
             }}\n"
        )
    }

    /// Returns the look that the project chooses; a color is checked before it comes here.
    fn chosen(&self) -> String {
        let style = &self.document.style;
        let accent = style.accent.as_deref().filter(|accent| {
            accent.strip_prefix('#').is_some_and(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
        });
        let accent = accent.map(|accent| {
            format!(
                "@media (prefers-color-scheme: light) {{ :root {{ --accent: {accent}; }} }}\n\
                 @media print {{ :root {{ --accent: {accent}; }} }}\n"
            )
        });
        let serif =
            style.is_serif.then_some("body { font-family: Georgia, 'Times New Roman', serif; }\n");
        format!("{}{}", accent.unwrap_or_default(), serif.unwrap_or_default())
    }

    /// Printed pages have the marks in their margins; the page as a whole has them on top.
    fn marks(&mut self) {
        if self.document.marks.is_empty() {
            return;
        }
        self.put("<ul class=\"marks\">\n");
        for mark in &self.document.marks {
            self.put(&format!("<li>{}</li>\n", text(&mark.text)));
        }
        self.put("</ul>\n");
    }

    fn head(&mut self) {
        let Document { number, title, subject, control, words, .. } = self.document;
        self.put("<header>\n");
        if let Some(logo) = &self.document.style.logo {
            let source = data_address("image/svg+xml", logo);
            let alt = attribute(&self.document.style.logo_alt);
            self.put(&format!("<p class=\"logo\"><img src=\"{source}\" alt=\"{alt}\"></p>\n"));
        }
        if !subject.is_empty() {
            self.put(&format!("<p class=\"subject\">{}</p>\n", text(subject)));
        }
        self.put(&format!("<h1>{}</h1>\n", text(title)));
        if let Some(number) = number {
            self.put(&format!("<p class=\"number\">{}</p>\n", text(number)));
        }
        if !control.is_empty() {
            self.put(&format!(
                "<table class=\"control\">\n<caption>{}</caption>\n",
                text(&words.control)
            ));
            for (label, value) in control {
                let (label, value) = (text(label), text(value));
                self.put(&format!("<tr><th scope=\"row\">{label}</th><td>{value}</td></tr>\n"));
            }
            self.put("</table>\n");
        }
        self.put("</header>\n");
    }

    fn contents(&mut self) {
        let entries = contents(self.document);
        if entries.is_empty() {
            return;
        }
        let heading = text(&self.document.words.contents);
        self.put("<nav aria-labelledby=\"contents\">\n");
        self.put(&format!("<h2 id=\"contents\">{heading}</h2>\n<ol>\n"));
        // The contents have two levels: entries of the second stand in a list inside the first.
        for chapter in entries.chunk_by(|_, next| next.level > 1) {
            self.put("<li>");
            chapter.iter().take(1).for_each(|entry| self.entry(entry));
            if let [_, sections @ ..] = chapter
                && !sections.is_empty()
            {
                self.put("<ol>");
                for entry in sections {
                    self.put("<li>");
                    self.entry(entry);
                    self.put("</li>");
                }
                self.put("</ol>");
            }
            self.put("</li>\n");
        }
        self.put("</ol>\n</nav>\n");
    }

    fn entry(&mut self, entry: &Entry) {
        let anchor = attribute(&entry.anchor);
        let (number, title) = (text(&entry.number), text(&entry.title));
        self.put(&format!("<a href=\"#{anchor}\"><span class=\"no\">{number}</span> {title}</a>"));
    }

    fn foot(&mut self) {
        let Document { date, .. } = self.document;
        let date = date.as_deref().and_then(|date| date.get(..10)).unwrap_or_default();
        let title = text(&self.full_title());
        self.put(&format!("<footer><p>{title}</p><p>{}</p></footer>\n", text(date)));
    }
}
