//! The world of a template: one source, its data, the records to attach, embedded fonts, no disk, network or clock.

use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, is_default_ignorable};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The embedded fonts, parsed once for all documents of a run; they never change.
pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

/// Faces of the project's own choice; the others come with the engine.
const OWN: [&[u8]; 3] = [
    include_bytes!("../../../templates/fonts/SourceSans3_400Regular.ttf"),
    include_bytes!("../../../templates/fonts/SourceSans3_400Regular_Italic.ttf"),
    include_bytes!("../../../templates/fonts/SourceSans3_600SemiBold.ttf"),
];

/// Changes with the fonts, so that nothing that was set with others is taken for the same.
const DIGEST: &str = "typst 0.15.1, typst-assets 0.15.1, Source Sans 3 of 2024";

pub(super) struct Fonts {
    list: Vec<Font>,
    book: LazyHash<FontBook>,
    library: LazyHash<Library>,
    /// Whether each of the usual characters can be printed.
    usual: Vec<bool>,
}

/// Nearly all characters of a text come before this one; they are looked up once.
const USUAL: u32 = 0x2100;

impl Fonts {
    fn embedded() -> Self {
        let all = OWN.into_iter().chain(typst_assets::fonts());
        let list: Vec<Font> = all.flat_map(|data| Font::iter(Bytes::new(data))).collect();
        let book = LazyHash::new(FontBook::from_fonts(&list));
        // For `pdf.data-cell`: what names the rows below it stands in the head of a table, which
        // alone stays with the next row, and is read out as the cells that it consists of.
        let library =
            Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        let mut fonts = Self { list, book, library: LazyHash::new(library), usual: Vec::new() };
        let usual = (0..USUAL).map(|code| char::from_u32(code).is_some_and(|c| fonts.hold(c)));
        fonts.usual = usual.collect();
        fonts
    }

    /// Returns what tells these fonts and this engine from others.
    pub(super) fn digest(&self) -> &'static [u8] {
        DIGEST.as_bytes()
    }

    /// Returns whether a character can be printed, or leaves no trace on paper anyway.
    pub(super) fn cover(&self, character: char) -> bool {
        let usual = self.usual.get(u32::from(character) as usize).copied();
        usual.unwrap_or_else(|| self.hold(character))
    }

    fn hold(&self, character: char) -> bool {
        let code = u32::from(character);
        matches!(character, ' ' | '\n' | '\r' | '\t')
            || is_default_ignorable(character)
            || self.list.iter().any(|font| font.info().coverage.contains(code))
    }
}

/// What a template can see.
pub(super) struct ClosedWorld {
    template: Source,
    data_file: FileId,
    data: Bytes,
    records_file: FileId,
    records: Bytes,
}

impl ClosedWorld {
    pub(super) fn new(template: &str, data: Vec<u8>, records: &[u8]) -> Self {
        Self {
            template: Source::new(file("/main.typ"), template.to_string()),
            data_file: file("/data.json"),
            data: Bytes::new(data),
            records_file: file("/records.json"),
            records: Bytes::new(records.to_vec()),
        }
    }
}

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths are absolute and plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}

impl World for ClosedWorld {
    fn library(&self) -> &LazyHash<Library> {
        &FONTS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(not_found(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            _ if id == self.data_file => Ok(self.data.clone()),
            _ if id == self.records_file => Ok(self.records.clone()),
            _ => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.list.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
