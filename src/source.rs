//! The text of every file that was read, and the way from a byte to a line and column.
//!
//! Spans are byte ranges until the last step; [`Sources::position`] is the only place where they
//! become the 1-based line and column that people read.

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
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// All files of a run, in path order after the project file.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.files.push(Source { path: path.into(), text: text.into() });
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

    /// Returns the line and column at which a span starts.
    pub fn position(&self, span: Span) -> Position {
        position_in(self.text(span.source), span.start as usize)
    }

    /// Returns `path:line:column` of a span, as it is shown to people.
    pub fn place(&self, span: Span) -> String {
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.path(span.source))
    }
}

/// Returns the line and column of a byte offset; an offset past the end is the end.
pub fn position_in(text: &str, offset: usize) -> Position {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line_start =
        before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    let column = 1 + String::from_utf8_lossy(&before[line_start..]).chars().count();
    Position { line, column }
}
