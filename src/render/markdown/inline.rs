//! Runs of text → one line of Markdown, in which the text of a record means nothing.

use super::Writer;
use crate::report::document::{Inline, plain_text};

impl<'a> Writer<'a> {
    /// Writes a run; a break is a backslash at the end of a line.
    pub(super) fn inlines(&mut self, inlines: &'a [Inline]) -> String {
        let mut line = Line { text: String::new(), is_start: true };
        self.write(inlines, &mut line);
        finished(line.text)
    }

    fn write(&self, inlines: &'a [Inline], line: &mut Line) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => line.push_text(text),
                Inline::Foreign { content, .. } => {
                    line.push_markup(&format!("*{}* ", escaped(&self.document.words.untranslated)));
                    self.write(content, line);
                }
                Inline::Strong(content) => self.wrap("**", content, line),
                Inline::Emphasis(content) => self.wrap("*", content, line),
                Inline::Code(text) => line.push_markup(&code_span(text)),
                Inline::RecordLink(id) if self.numbering.leads_elsewhere(id) => {
                    let target = address(&format!("#{id}"));
                    line.push_markup(&format!("[{}]({target})", escaped(id)));
                }
                Inline::RecordLink(id) => line.push_text(id),
                Inline::Link { address: target, content } => {
                    line.push_markup("[");
                    self.write(content, line);
                    line.push_markup(&format!("]({})", address(target)));
                }
                Inline::Break => line.push_break(),
            }
        }
    }

    /// Writes emphasis; spaces at its edges go outside, where they do not unmake it.
    fn wrap(&self, mark: &str, content: &'a [Inline], line: &mut Line) {
        let plain = plain_text(content);
        if plain.trim().is_empty() {
            return line.push_text(&plain);
        }
        let mut inner = Line { text: String::new(), is_start: line.is_start };
        self.write(content, &mut inner);
        let trimmed = inner.text.trim();
        if plain.starts_with(char::is_whitespace) {
            line.push_text(" ");
        }
        line.push_markup(&format!("{mark}{trimmed}{mark}"));
        if plain.ends_with(char::is_whitespace) {
            line.push_text(" ");
        }
    }
}

/// A line that grows, and whether the next character would stand first on it.
struct Line {
    text: String,
    is_start: bool,
}

impl Line {
    fn push_text(&mut self, text: &str) {
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                if !self.is_start && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
                continue;
            }
            let before = self.text.chars().next_back();
            if needs_backslash(character, before, rest.peek().copied(), self) {
                self.text.push('\\');
            }
            self.text.push(visible_char(character));
            self.is_start = false;
        }
    }

    fn push_markup(&mut self, markup: &str) {
        self.text.push_str(markup);
        self.is_start = false;
    }

    fn push_break(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push_str("\\\n");
        self.is_start = true;
    }

    /// Returns whether the line so far is a number, which a `.` would make a list.
    fn is_number(&self) -> bool {
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        !line.is_empty() && line.chars().all(|c| c.is_ascii_digit())
    }
}

fn needs_backslash(
    character: char,
    before: Option<char>,
    after: Option<char>,
    line: &Line,
) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match character {
        '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '&' | '$' => true,
        '_' => !(is_word(before) && is_word(after)),
        '#' | '+' | '-' | '=' | ':' | '>' | '|' => line.is_start,
        '.' | ')' => line.is_number() && after.is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// Takes away spaces and breaks at the end, where they say nothing.
fn finished(mut text: String) -> String {
    while text.ends_with(' ') || text.ends_with("\\\n") {
        text.truncate(text.len() - if text.ends_with(' ') { 1 } else { 2 });
    }
    text
}

/// Returns plain text as a line of Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut line = Line { text: String::new(), is_start: true };
    line.push_text(text);
    line.text.trim_end().to_string()
}

/// Returns an address that cannot end early.
pub(super) fn address(address: &str) -> String {
    let mut safe = String::new();
    for byte in address.bytes() {
        match byte {
            b'(' | b')' | b'<' | b'>' | b'\\' | b'|' | b'`' | b'"' | b'*' | b'[' | b']' => {
                safe.push_str(&format!("%{byte:02X}"));
            }
            0x21..=0x7e => safe.push(char::from(byte)),
            _ => safe.push_str(&format!("%{byte:02X}")),
        }
    }
    safe
}

pub(super) fn code_span(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = visible(&text);
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns the length of the longest run of a character.
pub(super) fn longest_run(text: &str, character: char) -> usize {
    text.split(|c| c != character).map(str::len).max().unwrap_or(0)
}

/// Returns a line in which control characters can be seen.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

fn visible_char(character: char) -> char {
    if character.is_control() && character != '\t' { '\u{fffd}' } else { character }
}
