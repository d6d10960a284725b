//! The text of every file that was read, and the way from a byte to a line and column.
//!
//! Spans are byte ranges until the last step; [`Sources::position`] is the only place where they
//! become the 1-based line and column that people read.

use std::sync::OnceLock;

/// Names one file among the [`Sources`] of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

impl SourceId {
    /// Returns the id of the `index`-th file that was, or will be, added to [`Sources`].
    pub fn nth(index: usize) -> Self {
        Self(u32::try_from(index).expect("a project has fewer than four billion files"))
    }

    /// Returns the file's place in the order in which files were added.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in one file; `start <= end`, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// Returns the empty span at the first byte of a file.
    pub fn start_of(source: SourceId) -> Self {
        Self { source, start: 0, end: 0 }
    }

    /// Returns the span as a range that can index the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A 1-based line and a 1-based column that counts Unicode characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// One file: its path relative to the project folder, with `/`, and its text without a byte-order mark.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
    /// Made when a place in the file is first asked for; most files are never asked.
    index: OnceLock<Index>,
}

/// All files of a run, in path order after the project file.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let (path, text) = (path.into(), text.into());
        self.files.push(Source { path, text, index: OnceLock::new() });
        SourceId::nth(self.files.len() - 1)
    }

    /// Returns the path of a file, relative to the project folder.
    pub fn path(&self, source: SourceId) -> &str {
        &self.files[source.index()].path
    }

    /// Returns the paths of all files, in the order in which they were added.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.path)
    }

    /// Returns the text of a file.
    pub fn text(&self, source: SourceId) -> &str {
        &self.files[source.index()].text
    }

    /// Returns the text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.range()).unwrap_or_default()
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns the line and column at which a span starts; an offset past the end is the end.
    pub fn position(&self, span: Span) -> Position {
        let file = &self.files[span.source.index()];
        let index = file.index.get_or_init(|| Index::of(&file.text));
        index.position(&file.text, span.start as usize)
    }

    /// Returns the byte at which the line of a span starts.
    pub fn line_start(&self, span: Span) -> usize {
        let file = &self.files[span.source.index()];
        let index = file.index.get_or_init(|| Index::of(&file.text));
        index.mark_before(span.start as usize).line_start
    }

    /// Returns `path:line:column` of a span, as it is shown to people.
    pub fn place(&self, span: Span) -> String {
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.path(span.source))
    }
}

/// Bytes whose line and column are known, so that no place is counted from the start of the file:
/// a file of a machine's making may hold a hundred thousand findings, or a line of megabytes.
#[derive(Debug)]
struct Index {
    /// In byte order; the start of every line, and every few thousand bytes in a long one.
    marks: Vec<Mark>,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    offset: usize,
    line_start: usize,
    line: usize,
    column: usize,
}

/// How far apart marks are in a long line.
const STRIDE: usize = 4096;

impl Index {
    fn of(text: &str) -> Self {
        let mut mark = Mark { offset: 0, line_start: 0, line: 1, column: 1 };
        let mut marks = vec![mark];
        for (newline, _) in text.match_indices('\n').chain([(text.len(), "")]) {
            while newline - mark.offset > STRIDE {
                let offset = text.ceil_char_boundary(mark.offset + STRIDE);
                let column = mark.column + characters(&text[mark.offset..offset]);
                mark = Mark { offset, column, ..mark };
                marks.push(mark);
            }
            let start = (newline + 1).min(text.len());
            mark = Mark { offset: start, line_start: start, line: mark.line + 1, column: 1 };
            if newline < text.len() {
                marks.push(mark);
            }
        }
        Self { marks }
    }

    fn mark_before(&self, offset: usize) -> Mark {
        let after = self.marks.partition_point(|mark| mark.offset <= offset);
        self.marks[after.saturating_sub(1)]
    }

    fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let mark = self.mark_before(offset);
        let column = mark.column + characters(&text[mark.offset..offset]);
        Position { line: mark.line, column }
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every position, counted from the start of the file.
    #[test]
    fn positions_are_those_of_a_count_from_the_start() {
        let long = "å".repeat(5000);
        for text in
            ["", "a", "a\nb\n", "\n\n", "å\r\nb", &format!("{long}\n{long}x\n"), &"y".repeat(9000)]
        {
            let mut sources = Sources::default();
            let source = sources.add("a.yaml", text);
            let (mut line, mut column) = (1, 1);
            for (offset, c) in text.char_indices().chain([(text.len(), ' ')]) {
                let start = u32::try_from(offset).expect("a short text");
                let found = sources.position(Span { source, start, end: start });
                assert_eq!(found, Position { line, column }, "byte {offset}");
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
        }
    }
}
