//! YAML text → a tree in which every key and value knows its bytes.
//!
//! All problems of a file are found in one run: a broken document costs neither the documents
//! beside it nor the list items before and after the break. Nothing is expanded: anchors, aliases,
//! tags, merge keys and directives are refused at their place, so a bomb of aliases stays small.

mod decode;
mod tree;

pub use decode::{Decoded, decode, find_merge_conflict};
pub use tree::{Entry, Key, Node, Scalar, Value};

use crate::diagnostic::{Problem, ProblemKind};
use crate::source::{SourceId, Span};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};
use std::collections::HashMap;
use std::ops::Range;

/// What a file holds.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Every document, and for a broken list of records every item that could be read.
    pub documents: Vec<Node>,
    /// Stretches of the file that could not be read; whatever stands there is unknown.
    pub broken: Vec<Span>,
    pub problems: Vec<Problem>,
}

/// Reads every document of a file; never fails, and never reads past a place it does not understand
/// without saying so.
pub fn read(source: SourceId, text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    if find_merge_conflict(source, text, &mut parsed.problems) {
        parsed.broken.push(Span { source, start: 0, end: offset(text.len()) });
        return parsed;
    }
    for mut range in document_ranges(text) {
        while let Some(resume) = read_range(source, text, range.clone(), &mut parsed) {
            range.start = resume;
        }
    }
    parsed
}

/// Splits a file at its `---` lines; the marker is one everywhere, even inside a scalar (YAML 1.2.2, 9.1.2).
fn document_ranges(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    for (newline, _) in text.match_indices("\n---") {
        let rest = &text[newline + 4..];
        if rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']) {
            starts.push(newline + 1);
        }
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Reads one document; after a break inside a list, returns where its next item starts.
fn read_range(
    source: SourceId,
    text: &str,
    range: Range<usize>,
    parsed: &mut Parsed,
) -> Option<usize> {
    let options = granit_parser::options! {
        strict_indentation: true,
        disallow_directives: true,
        emit_unresolved_aliases: true,
        emit_comments: false
    };
    let mut builder = Builder::new(source, text, range.start);
    for event in Parser::new_from_str_with_options(&text[range.clone()], options) {
        match event {
            Ok((event, span)) => builder.take(event, span.byte_range().unwrap_or(0..0)),
            Err(error) => {
                parsed.problems.append(&mut builder.problems);
                return break_off(source, text, range, builder, &error, parsed);
            }
        }
    }
    parsed.problems.append(&mut builder.problems);
    parsed.documents.extend(builder.roots);
    None
}

/// Keeps the finished items of a broken list, marks the rest as unread and finds the next item.
fn break_off(
    source: SourceId,
    text: &str,
    range: Range<usize>,
    builder: Builder<'_>,
    error: &ScanError,
    parsed: &mut Parsed,
) -> Option<usize> {
    let at = range.start + error.marker().byte_offset().unwrap_or(0).min(range.len());
    parsed.problems.push(explain(source, text, at, error));
    let is_list = matches!(builder.stack.first(), Some(Frame::List(..)));
    let finished = match builder.stack.into_iter().next() {
        Some(Frame::List(_, items)) => items,
        _ => Vec::new(),
    };
    let kept = builder.roots.into_iter().chain(finished);
    let before = parsed.documents.len();
    parsed.documents.extend(kept);
    let last = parsed.documents[before..].last();
    let broken_from = last.map_or(range.start, |node| node.span.end as usize);
    let resume = if is_list { next_item(text, range.start, at, range.end) } else { None };
    let broken_to = resume.unwrap_or(range.end);
    parsed.broken.push(Span { source, start: offset(broken_from), end: offset(broken_to) });
    resume
}

/// Returns where the next item of a list starts: at the break itself or after it, and after `start`.
fn next_item(text: &str, start: usize, at: usize, end: usize) -> Option<usize> {
    let from = decode::floor_char_boundary(text, at.saturating_sub(1).max(start));
    text[from..end].find("\n- ").map(|newline| from + newline + 1)
}

/// Says in the words of someone who edits YAML what the parser stumbled over.
fn explain(source: SourceId, text: &str, at: usize, error: &ScanError) -> Problem {
    let tab = match error.kind() {
        ErrorKind::TabInPlainScalar => decode::tab_in_later_indentation(text, at),
        _ => decode::tab_in_indentation(text, at),
    };
    if let Some(tab) = tab {
        let span = Span { source, start: offset(tab), end: offset(tab + 1) };
        return Problem::new(ProblemKind::InvalidYaml, span, "a tab indents this line")
            .help("indent with spaces; YAML does not allow tabs there");
    }
    let at = decode::floor_char_boundary(text, at);
    let span = Span { source, start: offset(at), end: offset(at) };
    if *error.kind() == ErrorKind::DirectiveDisallowed {
        return Problem::new(ProblemKind::RefusedYaml, span, "a directive is not allowed here")
            .help("remove the line that starts with `%`");
    }
    if text[at..].trim().is_empty() {
        let message = "the file ends in the middle of a value";
        let help =
            "close the quote or bracket; if the file is cut off, compare it with the last commit";
        return Problem::new(ProblemKind::InvalidYaml, span, message).help(help);
    }
    let is_open_quote = matches!(
        error.kind(),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::UnclosedQuotedScalar
    );
    if let Some(quote) = is_open_quote.then(|| open_quote(text, at)).flatten() {
        let span = Span { source, start: offset(quote), end: offset(quote + 1) };
        return Problem::new(ProblemKind::InvalidYaml, span, "this quote is not closed").help(
            "close it in this line, or indent the lines that it goes on in; \
             what stands from here to the next record was not read",
        );
    }
    if *error.kind() == ErrorKind::MappingValueNotAllowed && is_first_colon(text, at) {
        let message =
            "this line is indented deeper than the name above it, which already has a value";
        return Problem::new(ProblemKind::InvalidYaml, span, message).help(
            "indent it as much as that name, or put the value in quotes if this line goes on with it; \
             what stands from here to the next record was not read",
        );
    }
    let message = in_plain_words(error);
    Problem::new(ProblemKind::InvalidYaml, span, message)
        .help("mend this place: what stands from here to the next record was not read")
}

/// Whether the colon at a place is the first one in its line that ends a name.
fn is_first_colon(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    !text[start..at].contains(": ")
}

/// Returns where the quote was opened that the parser could not close: in the last line before a place
/// that opens one and does not close it.
fn open_quote(text: &str, at: usize) -> Option<usize> {
    let mut end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    loop {
        let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
        if let Some(quote) = unclosed_in(&text[start..end]) {
            return Some(start + quote);
        }
        end = start.checked_sub(1)?;
    }
}

/// Returns where a line opens a quote that it does not close.
fn unclosed_in(line: &str) -> Option<usize> {
    let (mut open, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match open {
            None if c == '#' && before == ' ' => break,
            // Inside a word, as in `nurse's`, it opens nothing.
            None if matches!(c, '"' | '\'') && " [{,".contains(before) => open = Some((at, c)),
            Some((_, quote)) if c == quote && (quote == '\'' || before != '\\') => open = None,
            _ => {}
        }
        before = c;
    }
    open.map(|(at, _)| at)
}

/// Puts the mistakes that people make most into their words; the rest stays in those of the parser.
fn in_plain_words(error: &ScanError) -> String {
    let words = match error.kind() {
        ErrorKind::MappingValueNotAllowed => "a colon inside a value: put the value in quotes",
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::UnclosedQuotedScalar => {
            "a quote was opened before and is not closed"
        }
        ErrorKind::InvalidIndentation => "this line is not indented like those that it belongs to",
        ErrorKind::InvalidSimpleKey | ErrorKind::SimpleKeyExpected => {
            "a name without a colon after it"
        }
        ErrorKind::UnclosedFlowCollection { .. } => "this bracket is not closed",
        ErrorKind::RecursionLimitExceeded => "values are nested too deep",
        _ => return error.info().to_string(),
    };
    words.to_string()
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("files are limited to 16 MiB")
}

enum Frame {
    List(Span, Vec<Node>),
    Map(Span, Vec<Entry>, Option<Key>),
}

struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    base: usize,
    stack: Vec<Frame>,
    /// Finished documents; a line `...` ends one without a `---` after it.
    roots: Vec<Node>,
    problems: Vec<Problem>,
}

impl<'t> Builder<'t> {
    fn new(source: SourceId, text: &'t str, base: usize) -> Self {
        let stack = Vec::with_capacity(8);
        Self { source, text, base, stack, roots: Vec::new(), problems: Vec::new() }
    }

    fn span(&self, bytes: &Range<usize>) -> Span {
        let (start, end) = (offset(self.base + bytes.start), offset(self.base + bytes.end));
        Span { source: self.source, start, end }
    }

    fn take(&mut self, event: Event<'_>, bytes: Range<usize>) {
        let span = self.span(&bytes);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                let plain = style == ScalarStyle::Plain;
                let scalar = Scalar { text: text.into(), plain };
                self.push(Node { span, value: Value::Scalar(scalar) });
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(span, "an alias is not allowed here", "write the value out");
                self.push(Node { span, value: Value::Unreadable });
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                self.stack.push(Frame::List(span, Vec::new()));
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                self.stack.push(Frame::Map(span, Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => {}
        }
    }

    fn refuse_properties(&mut self, span: Span, anchor: usize, tagged: bool) {
        if anchor != 0 {
            let place = self.property(span, '&');
            self.refuse(place, "an anchor is not allowed here", "remove the `&name`");
        }
        if tagged {
            let place = self.property(span, '!');
            self.refuse(place, "a tag is not allowed here", "remove the `!tag`");
        }
    }

    /// Returns the anchor or tag of a value, which the parser does not place: it is one of the words
    /// right before it, unless comments stand between.
    fn property(&self, value: Span, sign: char) -> Span {
        let mut before = &self.text[..value.start as usize];
        loop {
            before = before.trim_end();
            let start = before.rfind([' ', '\t', '\n', '{', '[', ',']).map_or(0, |at| at + 1);
            let word = &before[start..];
            if !word.starts_with(['&', '!']) {
                return value;
            }
            if word.starts_with(sign) {
                return Span { start: offset(start), end: offset(before.len()), ..value };
            }
            before = &before[..start];
        }
    }

    fn refuse(&mut self, span: Span, message: &str, help: &str) {
        self.problems.push(Problem::new(ProblemKind::RefusedYaml, span, message).help(help));
    }

    fn close(&mut self, end: Span) {
        let node = match self.stack.pop() {
            Some(Frame::List(start, items)) => {
                let end = collection_end(start, end, items.last().map(|item| item.span.end));
                Node { span: Span { end, ..start }, value: Value::List(items) }
            }
            Some(Frame::Map(start, entries, _)) => {
                self.find_duplicates(&entries);
                let end = collection_end(start, end, entries.last().map(|e| e.value.span.end));
                Node { span: Span { end, ..start }, value: Value::Map(entries) }
            }
            None => return,
        };
        self.push(node);
    }

    fn push(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.roots.push(node),
            Some(Frame::List(_, items)) => items.push(node),
            Some(Frame::Map(_, entries, waiting)) => match waiting.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => {
                    let key = self.key(node);
                    if let Some(Frame::Map(_, _, waiting)) = self.stack.last_mut() {
                        *waiting = Some(key);
                    }
                }
            },
        }
    }

    fn key(&mut self, node: Node) -> Key {
        let span = node.span;
        match node.value {
            Value::Scalar(Scalar { text, plain }) => {
                if plain && &*text == "<<" {
                    self.refuse(span, "a merge key is not allowed here", "write the fields out");
                }
                Key { span, text }
            }
            _ => {
                let message = "a key must be a single word";
                let problem = Problem::new(ProblemKind::InvalidYaml, span, message);
                self.problems
                    .push(problem.help("write `name: value`; text in braces needs quotes"));
                Key { span, text: "".into() }
            }
        }
    }

    fn find_duplicates(&mut self, entries: &[Entry]) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let few = entries.len() <= 24;
        for (index, Entry { key, .. }) in entries.iter().enumerate() {
            let first = if few {
                entries[..index].iter().find(|e| e.key.text == key.text).map(|e| e.key.span)
            } else {
                seen.insert(&key.text, key.span)
            };
            if let Some(first) = first {
                let message = format!("`{}` stands twice in this mapping", key.text);
                let problem = Problem::new(ProblemKind::DuplicateKey, key.span, message)
                    .also(first, "the first one is here")
                    .help("keep one of the two");
                self.problems.push(problem);
            }
        }
    }
}

/// A flow collection ends at its bracket; a block collection at its last child, since the parser
/// puts its end after the comments that follow.
fn collection_end(start: Span, end: Span, last_child: Option<u32>) -> u32 {
    let is_flow = start.end > start.start;
    match last_child {
        Some(last) if !is_flow => last,
        _ => end.end.max(start.end),
    }
}
