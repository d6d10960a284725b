//! Blocks of prose and runs of text, as the texts of records hold them.

use super::Writer;
use crate::report::document::{Block, Inline, Table, id_words};
use crate::report::site::{Badge, Ref, Tone, Value};
use crate::report::view::Text;

/// A longer id, such as the name of a document, may be broken.
pub(super) const LONGEST_WHOLE: usize = 20;

impl Writer<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    pub(super) fn block(&mut self, block: &Block) {
        match block {
            // The headings of a text are not those of the page.
            Block::Heading { content, .. } => {
                self.put("<p><strong>");
                self.inlines(content);
                self.put("</strong></p>\n");
            }
            Block::Paragraph(content) => {
                self.put("<p>");
                self.inlines(content);
                self.put("</p>\n");
            }
            Block::List { first, items } => self.list(*first, items),
            Block::Quote(blocks) => {
                self.put("<blockquote>");
                self.blocks(blocks);
                self.put("</blockquote>\n");
            }
            Block::Foreign { language, blocks } => {
                self.put("<div class=\"foreign\"><p class=\"untranslated\">");
                self.say("render.untranslated").put("</p><div lang=\"").text(language).put("\">\n");
                self.blocks(blocks);
                self.put("</div></div>\n");
            }
            Block::Code(code) => {
                self.put("<pre tabindex=\"0\"><code>").text(code).put("</code></pre>\n");
            }
            Block::Table(table) => self.text_table(table),
            Block::Fields(fields) => {
                for (label, blocks) in fields {
                    self.put("<p><strong>").text(label).put("</strong></p>");
                    self.blocks(blocks);
                }
            }
            Block::Record { blocks, .. } => self.blocks(blocks),
            Block::Notice(blocks) => {
                self.put("<aside class=\"notice\"><p class=\"word\">");
                self.say("render.notice").put("</p>\n");
                self.blocks(blocks);
                self.put("</aside>\n");
            }
            // No text holds a picture; its words are what must not be lost.
            Block::Figure { alt, caption, .. } => {
                self.put("<p>").text(caption).put(": ").text(alt).put("</p>\n");
            }
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>]) {
        match first {
            None => self.put("<ul>\n"),
            Some(first) => self.put("<ol start=\"").number(first).put("\">\n"),
        };
        for item in items {
            self.put("<li>");
            self.blocks(item);
            self.put("</li>\n");
        }
        self.put(if first.is_none() { "</ul>\n" } else { "</ol>\n" });
    }

    fn text_table(&mut self, table: &Table) {
        self.put("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        for column in &table.columns {
            self.put("<th scope=\"col\">").text(&column.title).put("</th>");
        }
        self.put("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.put("<tr>");
            for cell in &row.cells {
                self.put("<td>");
                self.blocks(cell);
                self.put("</td>");
            }
            self.put("</tr>\n");
        }
        self.put("</tbody></table></div>\n");
    }

    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        inlines.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.whole(text),
            Inline::Foreign { language, content } => {
                self.put("<span lang=\"").text(language).put("\">");
                self.inlines(content);
                self.put("</span>");
            }
            Inline::Strong(content) => {
                self.put("<strong>");
                self.inlines(content);
                self.put("</strong>");
            }
            Inline::Emphasis(content) => {
                self.put("<em>");
                self.inlines(content);
                self.put("</em>");
            }
            // A section that is quoted is one step away, but no link stands inside another one.
            Inline::Code(code) if !self.in_link && self.addresses.section(code).is_some() => {
                self.record_link(code);
            }
            Inline::Code(code) => {
                self.put("<code>").text(code).put("</code>");
            }
            Inline::RecordLink(id) if self.in_link => {
                self.html.text(id);
            }
            Inline::RecordLink(id) => self.record_link(id),
            Inline::Link { address, content } => self.outward(address, content),
            Inline::Break => {
                self.put("<br>");
            }
        }
    }

    /// Writes a link out of the site. A relative one would lead into it, where nothing of the project
    /// lies, so its address is shown instead.
    fn outward(&mut self, address: &str, content: &[Inline]) {
        let is_outward = ["http:", "https:", "mailto:"].iter().any(|scheme| {
            address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        if is_outward {
            self.put("<a class=\"outward\" rel=\"noreferrer\" href=\"").text(address).put("\">");
            let outside = std::mem::replace(&mut self.in_link, true);
            self.inlines(content);
            self.in_link = outside;
            self.put("</a>");
        } else {
            self.inlines(content);
            self.put(" (<code>").text(address).put("</code>)");
        }
    }

    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Line(line) => self.inlines(line),
            Value::Prose(blocks) => self.blocks(blocks),
            Value::List(items) => {
                self.put("<ul>");
                for item in items {
                    self.put("<li>");
                    self.value(item);
                    self.put("</li>");
                }
                self.put("</ul>");
            }
            Value::Map(entries) => self.fields(entries),
            Value::Grid { columns, rows } => self.grid(columns, rows),
            Value::Nothing => {
                self.put("–");
            }
            Value::NotStated(words) => {
                self.put("<strong>").text(words).put("</strong>");
            }
        }
    }

    /// Writes a text in which no id and no day is broken over two lines, unless it is long.
    pub(super) fn whole(&mut self, text: &str) {
        // Most texts hold neither, and are looked at once.
        if !text.contains('-') {
            self.html.text(text);
            return;
        }
        let mut done = 0;
        let words = id_words(text).filter(|(_, word)| word.len() <= LONGEST_WHOLE);
        for (start, word) in words.filter(|(_, word)| word.contains(|c: char| c.is_ascii_digit())) {
            self.html.text(&text[done..start]).put("<span class=\"whole\">").text(word);
            self.put("</span>");
            done = start + word.len();
        }
        self.html.text(&text[done..]);
    }

    fn grid(&mut self, columns: &[String], rows: &[(Option<String>, Vec<Value>)]) {
        let is_named = rows.iter().any(|(name, _)| name.is_some());
        self.put("<div class=\"scroll\" tabindex=\"0\"><table class=\"stacked\">\n<thead><tr>");
        if is_named {
            self.put("<td></td>");
        }
        for column in columns {
            self.put("<th scope=\"col\">").text(column).put("</th>");
        }
        self.put("</tr></thead>\n<tbody>\n");
        for (name, cells) in rows {
            self.put("<tr>");
            if is_named {
                self.put("<th scope=\"row\">").text(name.as_deref().unwrap_or_default());
                self.put("</th>");
            }
            for (column, cell) in columns.iter().zip(cells) {
                self.put("<td data-label=\"").text(column).put("\">");
                self.value(cell);
                self.put("</td>");
            }
            self.put("</tr>\n");
        }
        self.put("</tbody></table></div>\n");
    }

    pub(super) fn fields(&mut self, fields: &[(String, Value)]) {
        self.put("<dl>\n");
        for (label, value) in fields {
            self.put("<div><dt>").text(label).put("</dt><dd>");
            self.value(value);
            self.put("</dd></div>\n");
        }
        self.put("</dl>\n");
    }

    pub(super) fn badge(&mut self, badge: &Badge) {
        self.tone("badge ", badge.tone);
        self.whole(&badge.text);
        self.put("</span>");
    }

    /// Opens a span whose class says a tone.
    pub(super) fn tone(&mut self, class: &'static str, tone: Tone) -> &mut super::Html {
        self.put("<span class=\"").put(class).put(tone.word()).put("\">")
    }

    pub(super) fn badges(&mut self, badges: &[Badge]) {
        for badge in badges {
            self.put(" ");
            self.badge(badge);
        }
    }

    /// Writes an id, its title and what is to be known of it.
    pub(super) fn reference(&mut self, to: &Ref) {
        self.named(&to.id, to.has_page, to.title.as_ref());
        self.badges(&to.badges);
    }

    /// Writes an id with its title. A section is called by its title, and how links write it stands
    /// small beside it.
    pub(super) fn named(&mut self, id: &str, has_page: bool, title: Option<&Text>) {
        match (has_page, title) {
            (true, Some(title)) if self.addresses.section(id).is_some() => {
                let (root, address) = (self.root, self.addresses.page(id));
                self.put("<a class=\"target\" href=\"").put(root).text(&address).put("\">");
                self.text_of(title);
                self.put("</a> <span class=\"way\">").text(id).put("</span>");
                return;
            }
            (true, _) => self.record_link(id),
            (false, _) => {
                self.put("<code>").text(id).put("</code>");
            }
        }
        if let Some(title) = title {
            self.put(" ");
            self.text_of(title);
        }
    }

    /// Writes a text, which may be in another language than the page.
    pub(super) fn text_of(&mut self, text: &Text) {
        self.text_of_with(text, |writer, text| {
            writer.html.text(text);
        });
    }

    /// Writes a text, in whatever way, and says which language it is in where that is another one.
    pub(super) fn text_of_with(&mut self, text: &Text, write: impl Fn(&mut Self, &str)) {
        match &text.language {
            Some(language) => {
                // What is not translated is marked, in sight and for screen readers.
                self.put("<abbr class=\"tongue\" title=\"");
                self.say("render.untranslated").put("\">").text(language).put("</abbr> ");
                self.put("<span lang=\"").text(language).put("\">");
                write(self, &text.text);
                self.put("</span>");
            }
            None => write(self, &text.text),
        }
    }
}
