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
    /// What stands on every page, such as a draft or a dirty work tree; empty for none.
    pub marks: Vec<Mark>,
    /// Label and value pairs of the control block: product, version, baseline, date, commit, …
    pub control: Vec<(String, String)>,
    /// Date of the last commit that changed something shown, `2026-10-03T14:10:00+02:00`; none without history.
    pub date: Option<String>,
    pub blocks: Vec<Block>,
    /// Ids of every record that the document promises to show.
    pub records: Vec<String>,
    /// Fixed words in the document's language that renderers need.
    pub words: RendererWords,
    pub style: Style,
}

/// Something that stands on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub text: String,
    /// The records for whose sake it stands: a volume in which none of them is named goes without it.
    /// None where it is of the whole document.
    pub of: Option<Vec<String>>,
}

/// What a project chooses of the look of its documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// Color of headings and links, as `#1f4a7a`; none for the usual one.
    pub accent: Option<String>,
    /// Whether text is set with serifs.
    pub is_serif: bool,
    /// A picture for the first page, as SVG.
    pub logo: Option<String>,
    /// Its alternative text.
    pub logo_alt: String,
}

/// The few words that a renderer adds on its own, in the document's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RendererWords {
    /// Heading of the table of contents.
    pub contents: String,
    /// `Page {page} of {pages}`.
    pub page_of: String,
    /// Caption word of tables, as in `Table 3.1`.
    pub table: String,
    /// Caption word of figures.
    pub figure: String,
    /// Mark put before text that is shown in another language for want of a translation.
    pub untranslated: String,
    /// Opens every notice, so that it is one without color too.
    pub notice: String,
    /// Caption of the control block.
    pub control: String,
    /// Link past the table of contents.
    pub skip: String,
    /// `Volume {n} of {of}`.
    pub volume: String,
    /// Stands behind the id of a record in another volume: `(volume {n})`.
    pub in_volume: String,
    /// Says what a volume begins with, and its edition: `{first}`, `{edition}`.
    pub begins_with: String,
    /// Stands for the date in every volume but the first: `{edition}`.
    pub edition: String,
    /// Stands under the name of a row that goes on from the page before.
    pub continued: String,
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
    /// `first` is the number of the first item; none makes the list unordered.
    List {
        first: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    /// Blocks in a language other than the document's, marked as such.
    Foreign {
        language: String,
        blocks: Vec<Block>,
    },
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
    /// Background of each cell; empty for none. It repeats what the text says, and never replaces it.
    pub tones: Vec<Tone>,
    /// Whether it names what stands in the rows below it, and stays with the first of them.
    pub leads: bool,
}

/// What a cell means, for those who see color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Bad,
}

impl Tone {
    /// Returns its name in style sheets.
    pub fn word(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Bad => "bad",
        }
    }
}

impl Mark {
    /// Makes a mark of the whole document.
    pub fn of_whole(text: impl Into<String>) -> Self {
        Self { text: text.into(), of: None }
    }
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

    /// Returns the blocks inside, in reading order; each slice is one part, such as a cell.
    pub fn parts(&self) -> Vec<&[Block]> {
        match self {
            Block::List { items, .. } => items.iter().map(Vec::as_slice).collect(),
            Block::Quote(blocks)
            | Block::Notice(blocks)
            | Block::Foreign { blocks, .. }
            | Block::Record { blocks, .. } => vec![blocks],
            Block::Table(table) => {
                table.rows.iter().flat_map(|row| row.cells.iter().map(Vec::as_slice)).collect()
            }
            Block::Fields(fields) => fields.iter().map(|(_, blocks)| blocks.as_slice()).collect(),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Code(_) | Block::Figure { .. } => {
                Vec::new()
            }
        }
    }
}

/// A piece of a document's text, as [`each_text`] finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// The innermost record under which it stands.
    pub record: Option<&'a str>,
}

/// Hands every piece of text that a reader will see to `visit`, in reading order.
pub fn each_text<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(Piece<'a>)) {
    Walk { record: None, visit }.blocks(blocks);
}

struct Walk<'a, 'v> {
    record: Option<&'a str>,
    visit: &'v mut dyn FnMut(Piece<'a>),
}

impl<'a> Walk<'a, '_> {
    fn text(&mut self, text: &'a str) {
        (self.visit)(Piece { text, record: self.record });
    }

    fn under(&mut self, record: Option<&'a str>, parts: impl IntoIterator<Item = &'a [Block]>) {
        let outer = self.record;
        self.record = record.or(outer);
        parts.into_iter().for_each(|blocks| self.blocks(blocks));
        self.record = outer;
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => self.inlines(content),
            Block::Code(text) => self.text(text),
            Block::Table(table) => self.table(table),
            Block::Fields(fields) => {
                for (label, blocks) in fields {
                    self.text(label);
                    self.blocks(blocks);
                }
            }
            Block::Record { id, .. } => self.under(Some(id), block.parts()),
            Block::Figure { caption, .. } => self.text(caption),
            Block::List { .. } | Block::Quote(_) | Block::Notice(_) | Block::Foreign { .. } => {
                self.under(None, block.parts());
            }
        }
    }

    fn table(&mut self, table: &'a Table) {
        self.text(&table.caption);
        table.columns.iter().for_each(|column| self.text(&column.title));
        for Row { record, cells, .. } in &table.rows {
            self.under(record.as_deref(), cells.iter().map(Vec::as_slice));
        }
    }

    fn inlines(&mut self, inlines: &'a [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) | Inline::RecordLink(text) => {
                    self.text(text);
                }
                Inline::Foreign { content, .. }
                | Inline::Strong(content)
                | Inline::Emphasis(content)
                | Inline::Link { content, .. } => self.inlines(content),
                Inline::Break => {}
            }
        }
    }
}

/// Returns every word of a text that has the form of an id, with the byte at which it starts.
pub fn id_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(move |c| !is_part(c))
        .map(|word| word.trim_matches(['-', '.']))
        .filter(|word| word.contains('-'))
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Returns the plain text of a run, as it stands in a table of contents.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    let mut add = |piece: Piece<'_>| text.push_str(piece.text);
    Walk { record: None, visit: &mut add }.inlines(inlines);
    text
}
