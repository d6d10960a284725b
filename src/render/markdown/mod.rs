//! Document → Markdown that reads well as it is: pipe tables, and nothing of a record is markup.
//!
//! Blocks become lines, so that a list item or a quote only has to put something before each.

mod inline;
mod shown;
mod table;

pub(super) use shown::shown;

use super::numbering::{Numbering, contents};
use crate::report::document::{Block, Document, Inline};
use inline::{address, escaped};

/// Stand around the table of contents, which does not count as showing a record.
const CONTENTS: (&str, &str) = ("<!-- contents -->", "<!-- /contents -->");

/// Writes a document as Markdown.
pub(super) fn render(document: &Document) -> String {
    let mut writer = Writer { document, numbering: Numbering::of(document) };
    let mut lines = writer.head();
    lines.extend(contents_lines(document));
    lines.extend(writer.blocks(&document.blocks));
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}

fn contents_lines(document: &Document) -> Vec<String> {
    let entries = contents(document);
    if entries.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![CONTENTS.0.to_string(), String::new()];
    lines.extend([format!("## {}", escaped(&document.words.contents)), String::new()]);
    for entry in entries {
        let indent = "  ".repeat(usize::from(entry.level.saturating_sub(1)));
        let target = address(&format!("#{}", entry.anchor));
        let title = escaped(&entry.title);
        lines.push(format!("{indent}- [{} {title}]({target})", entry.number));
    }
    lines.extend([String::new(), CONTENTS.1.to_string(), String::new()]);
    lines
}

struct Writer<'a> {
    document: &'a Document,
    numbering: Numbering<'a>,
}

impl<'a> Writer<'a> {
    fn head(&mut self) -> Vec<String> {
        let Document { title, subject, number, marks, control, .. } = self.document;
        let number = number.iter().map(|number| format!("{} ", escaped(number)));
        let title = number.chain([escaped(title)]).collect::<String>();
        let mut lines = vec![format!("# {title}"), String::new()];
        if !subject.is_empty() {
            lines.extend([escaped(subject), String::new()]);
        }
        if !marks.is_empty() {
            let marks: Vec<_> = marks.iter().map(|mark| escaped(&mark.text)).collect();
            lines.extend([format!("> **{}**", marks.join(" · ")), String::new()]);
        }
        if !control.is_empty() {
            let rows =
                control.iter().map(|(label, value)| [label, value].map(|text| escaped(text)));
            lines.extend(table::lines(&["", ""].map(String::from), rows.map(Vec::from).collect()));
            lines.push(String::new());
        }
        lines
    }

    /// Returns the lines of blocks, each with an empty line after it.
    fn blocks(&mut self, blocks: &'a [Block]) -> Vec<String> {
        let mut lines = Vec::new();
        for block in blocks {
            lines.extend(self.block(block));
            if lines.last().is_some_and(|line: &String| !line.is_empty()) {
                lines.push(String::new());
            }
        }
        lines
    }

    fn block(&mut self, block: &'a Block) -> Vec<String> {
        match block {
            Block::Heading { level, anchor, content } => {
                self.heading(*level, anchor.as_deref(), content)
            }
            Block::Paragraph(content) => self.paragraph(content),
            Block::List { first, items } => self.list(*first, items),
            Block::Quote(blocks) => {
                let mut lines = self.blocks(blocks);
                lines.pop();
                prefixed("> ", "> ", lines)
            }
            Block::Foreign { blocks, .. } => {
                let mark = format!("*{}*", escaped(&self.document.words.untranslated));
                let mut lines = vec![mark, String::new()];
                lines.extend(self.blocks(blocks));
                lines
            }
            Block::Code(text) => code(text),
            Block::Table(table) => self.table(table),
            Block::Fields(fields) => self.fields(fields),
            Block::Record { id, blocks } => self.record(id, blocks),
            Block::Notice(blocks) => self.notice(blocks),
            Block::Figure { alt, caption, .. } => {
                let word = escaped(&self.document.words.figure);
                let number = self.numbering.figure();
                let (caption, alt) = (escaped(caption), escaped(alt));
                vec![format!("*{word} {number}: {caption}*"), String::new(), format!("({alt})")]
            }
        }
    }

    fn heading(&mut self, level: u8, anchor: Option<&str>, content: &'a [Inline]) -> Vec<String> {
        let numbered = self.numbering.heading(level, anchor);
        let marks = "#".repeat(usize::from(level) + 1);
        let text = self.inlines(content);
        let Some(number) = numbered.number else { return vec![format!("{marks} {text}")] };
        let anchor = anchor_tag(&numbered.anchor);
        vec![anchor, String::new(), format!("{marks} {number} {text}")]
    }

    fn paragraph(&mut self, content: &'a [Inline]) -> Vec<String> {
        let text = self.inlines(content);
        text.split('\n').map(str::to_string).collect()
    }

    fn list(&mut self, first: Option<u64>, items: &'a [Vec<Block>]) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let mark = match first {
                Some(first) => format!("{}. ", first + index as u64),
                None => "- ".to_string(),
            };
            let mut item = self.blocks(item);
            item.pop();
            let is_long = item.iter().any(String::is_empty);
            lines.extend(prefixed(&mark, &" ".repeat(mark.len()), item));
            if is_long {
                lines.push(String::new());
            }
        }
        lines
    }

    fn fields(&mut self, fields: &'a [(String, Vec<Block>)]) -> Vec<String> {
        let mut lines = Vec::new();
        for (label, value) in fields {
            let label = format!("**{}:**", escaped(label));
            match &value[..] {
                [Block::Paragraph(content)] => {
                    let mut text = self.paragraph(content);
                    text[0].insert_str(0, &format!("{label} "));
                    lines.extend(prefixed("- ", "  ", text));
                }
                blocks => {
                    let mut text = vec![label, String::new()];
                    text.extend(self.blocks(blocks));
                    lines.extend(prefixed("- ", "  ", text));
                }
            }
        }
        lines
    }

    fn record(&mut self, id: &'a str, blocks: &'a [Block]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.numbering.claim_block(id) {
            lines.extend([anchor_tag(id), String::new()]);
        }
        self.numbering.enter(Some(id));
        lines.extend(self.blocks(blocks));
        self.numbering.leave();
        lines
    }

    fn notice(&mut self, blocks: &'a [Block]) -> Vec<String> {
        let mut lines = self.blocks(blocks);
        lines.pop();
        let word = format!("**{}:** ", escaped(&self.document.words.notice));
        match blocks.first() {
            Some(Block::Paragraph(_)) => lines[0].insert_str(0, &word),
            _ => lines.splice(0..0, [word.trim_end().to_string(), String::new()]).for_each(drop),
        }
        prefixed("> ", "> ", lines)
    }
}

fn anchor_tag(name: &str) -> String {
    let safe: String = name.chars().filter(|c| c.is_alphanumeric() || "-_.".contains(*c)).collect();
    format!("<a id=\"{safe}\"></a>")
}

fn code(text: &str) -> Vec<String> {
    let fence = "`".repeat(inline::longest_run(text, '`').max(2) + 1);
    let body = text.lines().map(inline::visible);
    [fence.clone()].into_iter().chain(body).chain([fence]).collect()
}

/// Puts `first` before the first line and `rest` before the others.
fn prefixed(first: &str, rest: &str, lines: Vec<String>) -> Vec<String> {
    let with = |(index, line): (usize, String)| {
        let prefix = if index == 0 { first } else { rest };
        format!("{prefix}{line}").trim_end().to_string()
    };
    lines.into_iter().enumerate().map(with).collect()
}

#[cfg(test)]
mod tests;
