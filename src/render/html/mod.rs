//! Document → one self-contained HTML file, which runs no script and fetches nothing.
//!
//! The policy in its head forbids both, whatever a text may hold; the style sheet is embedded and
//! pictures are data. Everything that comes from a document is escaped in [`escape`].

mod escape;
mod page;
mod shown;
mod table;

pub(super) use shown::shown;

use super::numbering::Numbering;
use crate::report::document::{Block, Document, Inline, id_words};
use escape::{attribute, data_address, text};

/// Writes a document as HTML.
pub(super) fn render(document: &Document) -> String {
    let mut writer = Writer { document, numbering: Numbering::of(document), out: String::new() };
    writer.page();
    writer.out
}

struct Writer<'a> {
    document: &'a Document,
    numbering: Numbering<'a>,
    out: String,
}

impl<'a> Writer<'a> {
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading { level, anchor, content } => {
                self.heading(*level, anchor.as_deref(), content);
            }
            Block::Paragraph(content) => self.element("p", content),
            Block::List { first, items } => self.list(*first, items),
            Block::Quote(blocks) => self.wrapped("blockquote", "", blocks),
            Block::Foreign { language, blocks } => self.foreign(language, blocks),
            Block::Code(code) => {
                let code = text(code);
                self.put(&format!("<pre tabindex=\"0\"><code>{code}</code></pre>\n"));
            }
            Block::Table(table) => self.table(table),
            Block::Fields(fields) => self.fields(fields),
            Block::Record { id, blocks } => self.record(id, blocks),
            Block::Notice(blocks) => {
                let word = text(&self.document.words.notice);
                self.put("<aside class=\"notice\">\n");
                self.put(&format!("<p class=\"word\">{word}</p>\n"));
                self.blocks(blocks);
                self.put("</aside>\n");
            }
            Block::Figure { svg, alt, caption } => self.figure(svg, alt, caption),
        }
    }

    fn wrapped(&mut self, tag: &str, attributes: &str, blocks: &'a [Block]) {
        self.put(&format!("<{tag}{attributes}>\n"));
        self.blocks(blocks);
        self.put(&format!("</{tag}>\n"));
    }

    fn element(&mut self, tag: &str, content: &'a [Inline]) {
        self.put(&format!("<{tag}>"));
        self.inlines(content);
        self.put(&format!("</{tag}>\n"));
    }

    fn heading(&mut self, level: u8, anchor: Option<&str>, content: &'a [Inline]) {
        let numbered = self.numbering.heading(level, anchor);
        let tag = format!("h{}", (level + 1).min(6));
        self.put(&format!("<{tag} id=\"{}\">", attribute(&numbered.anchor)));
        if let Some(number) = numbered.number {
            self.put(&format!("<span class=\"no\">{number}</span> "));
        }
        self.inlines(content);
        self.put(&format!("</{tag}>\n"));
    }

    fn list(&mut self, first: Option<u64>, items: &'a [Vec<Block>]) {
        let (open, close) = match first {
            None => ("<ul>\n".to_string(), "</ul>\n"),
            Some(1) => ("<ol>\n".to_string(), "</ol>\n"),
            Some(first) => (format!("<ol start=\"{first}\">\n"), "</ol>\n"),
        };
        self.put(&open);
        items.iter().for_each(|item| self.wrapped("li", "", item));
        self.put(close);
    }

    fn foreign(&mut self, language: &str, blocks: &'a [Block]) {
        let mark = text(&self.document.words.untranslated);
        self.put(&format!("<div class=\"foreign\"><p class=\"untranslated\">{mark}</p>\n"));
        self.wrapped("div", &format!(" lang=\"{}\"", attribute(language)), blocks);
        self.put("</div>\n");
    }

    fn fields(&mut self, fields: &'a [(String, Vec<Block>)]) {
        self.put("<dl>\n");
        for (label, value) in fields {
            self.put(&format!("<div><dt>{}</dt>", text(label)));
            self.wrapped("dd", "", value);
            self.put("</div>\n");
        }
        self.put("</dl>\n");
    }

    fn record(&mut self, id: &'a str, blocks: &'a [Block]) {
        let anchor = match self.numbering.claim_block(id) {
            true => format!(" id=\"{}\"", attribute(id)),
            false => String::new(),
        };
        self.numbering.enter(Some(id));
        self.wrapped("section", &format!(" class=\"record\"{anchor}"), blocks);
        self.numbering.leave();
    }

    fn figure(&mut self, svg: &str, alt: &str, caption: &str) {
        let word = text(&self.document.words.figure);
        let number = self.numbering.figure();
        let (source, alt, caption) =
            (data_address("image/svg+xml", svg), attribute(alt), text(caption));
        self.put(&format!("<figure><img src=\"{source}\" alt=\"{alt}\">\n"));
        self.put(&format!("<figcaption>{word} {number}: {caption}</figcaption></figure>\n"));
    }

    fn inlines(&mut self, inlines: &'a [Inline]) {
        inlines.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &'a Inline) {
        match inline {
            Inline::Text(words) => self.words(words),
            Inline::Foreign { language, content } => {
                let mark = text(&self.document.words.untranslated);
                self.put(&format!("<span class=\"untranslated\">{mark}</span> "));
                self.put(&format!("<span lang=\"{}\">", attribute(language)));
                self.inlines(content);
                self.put("</span>");
            }
            Inline::Strong(content) => self.spanned("strong", content),
            Inline::Emphasis(content) => self.spanned("em", content),
            Inline::Code(code) => {
                let code = text(code);
                self.put(&format!("<code>{code}</code>"));
            }
            Inline::RecordLink(id) => self.record_link(id),
            Inline::Link { address, content } => {
                let address = attribute(address);
                self.put(&format!("<a href=\"{address}\" rel=\"noreferrer\">"));
                self.inlines(content);
                self.put("</a>");
            }
            Inline::Break => self.put("<br>"),
        }
    }

    fn spanned(&mut self, tag: &str, content: &'a [Inline]) {
        self.put(&format!("<{tag}>"));
        self.inlines(content);
        self.put(&format!("</{tag}>"));
    }

    /// Writes text; browsers break a line in front of the digits of an id or a date, unless they are told.
    fn words(&mut self, words: &str) {
        let mut done = 0;
        // An id may end in a hyphen or a point, and is looked for as a whole.
        let ends = ['-', '.'];
        let is_whole = |at: usize, word: &str| {
            !words[..at].ends_with(ends) && !words[at + word.len()..].starts_with(ends)
        };
        let numbered = |(at, word): &(usize, &str)| is_numbered(word) && is_whole(*at, word);
        for (at, word) in id_words(words).filter(numbered) {
            self.out.push_str(&text(&words[done..at]));
            self.out.push_str(&format!("<span class=\"short\">{}</span>", text(word)));
            done = at + word.len();
        }
        self.out.push_str(&text(&words[done..]));
    }

    fn record_link(&mut self, id: &str) {
        let shown = text(id);
        match self.numbering.leads_elsewhere(id) {
            true => {
                let anchor = attribute(id);
                self.put(&format!("<a class=\"id\" href=\"#{anchor}\">{shown}</a>"));
            }
            false => self.put(&format!("<span class=\"id\">{shown}</span>")),
        }
    }
}

/// What is longer may have to be broken.
const LONGEST_NUMBER: usize = 24;

/// Returns whether a word has digits behind a hyphen, as `REV-032` and `2026-11-17`.
fn is_numbered(word: &str) -> bool {
    let is_break = |pair: &[u8]| pair[0] == b'-' && pair[1].is_ascii_digit();
    word.len() <= LONGEST_NUMBER && word.as_bytes().windows(2).any(is_break)
}

#[cfg(test)]
mod tests;
