//! The block tree of a document: what is said, without how it is written.
//!
//! Renderers see nothing else of the program. Text from records stands in [`Inline::Text`] and is
//! never markup; a block that shows a record knows its id, so that the output can be searched for it.

/// A finished document in one language, ready to be written in any format.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// As in `software-requirements`; also the file name.
    pub id: String,
    /// `en` or `sv`; the language of headings and fixed words.
    pub language: String,
    pub title: String,
    /// Product and version, as shown under the title and in the page header.
    pub subject: String,
    /// Document number of the project, where it has one.
    pub number: Option<String>,
    /// Marks that stand on every page, such as a draft or a dirty work tree; empty for none.
    pub marks: Vec<String>,
    /// Label and value pairs of the control block: product, version, baseline, date, commit, …
    pub control: Vec<(String, String)>,
    /// Date of the last commit that changed something shown, `2026-10-03T14:10:00+02:00`; none without history.
    pub date: Option<String>,
    pub blocks: Vec<Block>,
    /// Ids of every record that the document promises to show.
    pub records: Vec<String>,
    /// Fixed words in the document's language that renderers need.
    pub words: RendererWords,
}

/// The few words that a renderer adds on its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RendererWords {
    /// Heading of the table of contents.
    pub contents: String,
    /// `Page {page} of {pages}`.
    pub page_of: String,
    /// Caption word of tables, as in `Table 3`.
    pub table: String,
    /// Caption word of figures.
    pub figure: String,
    /// Mark put before text that is shown in another language for want of a translation.
    pub untranslated: String,
}

/// One block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// `level` starts at 1 and never skips.
    Heading {
        level: u8,
        anchor: Option<String>,
        content: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    Code(String),
    Table(Table),
    /// Label and value pairs, such as the fields of a record.
    Fields(Vec<(String, Vec<Block>)>),
    /// Everything that is said about one record; `id` is also the link target.
    Record {
        id: String,
        blocks: Vec<Block>,
    },
    /// Something the reader must not overlook: missing data, unread records.
    Notice(Vec<Block>),
    /// A picture with its alternative text.
    Figure {
        svg: String,
        alt: String,
        caption: String,
    },
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    /// Text in a language other than the document's.
    Foreign {
        language: String,
        content: Vec<Inline>,
    },
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Code(String),
    /// A link to a record of this document or, where it is not shown here, just its id.
    RecordLink(String),
    /// A link to an address that is http, https, mailto or relative.
    Link {
        address: String,
        content: Vec<Inline>,
    },
    Break,
}

/// A table whose header row repeats on every page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Whether it is too wide for an upright page.
    pub landscape: bool,
}

/// A column and its share of the width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    pub width: u16,
}

/// A row; `record` is set where the row stands for a record, which makes it the link target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub record: Option<String>,
    pub cells: Vec<Vec<Block>>,
}

impl Inline {
    /// Makes a run of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Inline::Text(text.into())
    }
}

impl Block {
    /// Makes a paragraph of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Block::Paragraph(vec![Inline::text(text)])
    }
}
