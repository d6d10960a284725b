//! Pages of the guide → documents: one for each page, and one book of all of them.
//!
//! The pages are Markdown as a code host shows it, with links from page to page and to headings. Here
//! every link is followed: one that leads nowhere is an error, and so is a page that the first one
//! does not name.

use super::document::{Block, Document, Inline, RendererWords, plain_text};
use super::markup::{MarkupError, document_blocks};
use super::words::Words;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

/// The page that names all others, in the order of the book.
pub const FIRST: &str = "README.md";

/// Text of each page by its path below the folder, with `/`.
pub type Pages = BTreeMap<String, String>;

/// A guide whose links all lead somewhere.
pub struct Guide {
    title: String,
    pages: Vec<Page>,
    /// Files beside the pages that links lead to.
    files: BTreeSet<String>,
}

/// One page: its blocks, below a heading of level 1.
struct Page {
    path: String,
    blocks: Vec<Block>,
}

/// Where a link leads.
enum Target {
    Elsewhere,
    /// A page, and the anchor in it; empty for its start.
    Page(String, String),
    File,
}

impl Guide {
    /// Reads pages; `files` are those beside them. The first page gives the order of the others.
    pub fn read(pages: &Pages, files: &BTreeSet<String>) -> Result<Self, Error> {
        let mut read = BTreeMap::new();
        for (path, text) in pages {
            let blocks = document_blocks(&without_comments(text), &mut |_, _| None);
            let blocks = blocks.map_err(|cause: MarkupError| fault(path, cause.to_string()))?;
            read.insert(path.clone(), Page { path: path.clone(), blocks: with_anchors(blocks) });
        }
        let first = read.remove(FIRST).ok_or_else(|| fault(FIRST, "there is no such page"))?;
        let title = first.title();
        let mut guide = Self { title, pages: vec![first], files: files.clone() };
        for path in guide.pages[0].linked_pages() {
            guide.pages.extend(read.remove(&path));
        }
        if let Some(path) = read.keys().next() {
            return Err(fault(path, format!("{FIRST} has no link to it")));
        }
        guide.check_links()?;
        Ok(guide)
    }

    /// Returns each page as a document of its own, with its path.
    pub fn documents(&self) -> Result<Vec<(String, Document)>, Error> {
        let document = |page: &Page| {
            let mut blocks = page.blocks[1..].to_vec();
            for block in &mut blocks {
                if let Block::Heading { level, .. } = block {
                    *level -= 1;
                }
            }
            let rewrite = |address: &str| match page.target(address, &self.files) {
                Target::Page(path, anchor) if path != page.path => {
                    Some(relative(&page.path, &html(&path)) + &hash(&anchor))
                }
                _ => Some(address.to_string()),
            };
            let mut blocks = rewritten(blocks, &rewrite);
            blocks.splice(0..0, self.way_back(page));
            Ok((html(&page.path), self.document(&html(&page.path), page.title(), blocks)?))
        };
        self.pages.iter().map(document).collect()
    }

    /// Returns a link to the first page, on every other one.
    fn way_back(&self, page: &Page) -> Option<Block> {
        let address = relative(&page.path, &html(FIRST));
        let link = Inline::Link { address, content: vec![Inline::text(&*self.title)] };
        (page.path != FIRST).then(|| Block::Paragraph(vec![link]))
    }

    /// Returns all pages as the chapters of one document.
    pub fn book(&self) -> Result<Document, Error> {
        let mut blocks = Vec::new();
        for page in &self.pages {
            let mut chapter = page.blocks.clone();
            for block in &mut chapter {
                if let Block::Heading { anchor: Some(anchor), level, .. } = block {
                    let own = if *level == 1 { String::new() } else { anchor.clone() };
                    *anchor = book_anchor(&page.path, &own);
                }
            }
            let rewrite = |address: &str| match page.target(address, &self.files) {
                Target::Page(path, anchor) => Some(format!("#{}", book_anchor(&path, &anchor))),
                Target::File => None,
                Target::Elsewhere => Some(address.to_string()),
            };
            blocks.extend(rewritten(chapter, &rewrite));
        }
        self.document("guide", format!("techfile: {}", self.title), blocks)
    }

    fn document(&self, id: &str, title: String, blocks: Vec<Block>) -> Result<Document, Error> {
        let words = Words::of("en")?;
        Ok(Document {
            id: id.to_string(),
            language: "en".to_string(),
            title,
            subject: format!("techfile {}", env!("CARGO_PKG_VERSION")),
            blocks,
            // No date and no approvals stand in its first volume.
            words: RendererWords {
                edition: words.say("render.edition_alone"),
                ..words.for_renderers()
            },
            ..Document::default()
        })
    }

    fn check_links(&self) -> Result<(), Error> {
        for page in &self.pages {
            for address in page.links() {
                let leads = match page.target(&address, &self.files) {
                    Target::Elsewhere => !is_relative(&address),
                    Target::File => true,
                    Target::Page(path, anchor) => {
                        let target = self.pages.iter().find(|other| other.path == path);
                        target.is_some_and(|other| other.has(&anchor))
                    }
                };
                if !leads {
                    return Err(fault(&page.path, format!("`{address}` leads nowhere")));
                }
            }
        }
        Ok(())
    }
}

impl Page {
    fn title(&self) -> String {
        match self.blocks.first() {
            Some(Block::Heading { content, .. }) => plain_text(content),
            _ => self.path.clone(),
        }
    }

    fn has(&self, anchor: &str) -> bool {
        let is_it = |block: &Block| matches!(block, Block::Heading { anchor: Some(own), .. } if own == anchor);
        anchor.is_empty() || self.blocks.iter().any(is_it)
    }

    fn links(&self) -> Vec<String> {
        let found = std::cell::RefCell::new(Vec::new());
        let note = |address: &str| {
            found.borrow_mut().push(address.to_string());
            Some(address.to_string())
        };
        rewritten(self.blocks.clone(), &note);
        found.into_inner()
    }

    fn linked_pages(&self) -> Vec<String> {
        let page = |address: String| match self.target(&address, &BTreeSet::new()) {
            Target::Page(path, _) => Some(path),
            _ => None,
        };
        self.links().into_iter().filter_map(page).collect()
    }

    fn target(&self, address: &str, files: &BTreeSet<String>) -> Target {
        if !is_relative(address) {
            return Target::Elsewhere;
        }
        let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
        let path = match path {
            "" => self.path.clone(),
            path => joined(&self.path, path),
        };
        match path.ends_with(".md") {
            true => Target::Page(path, anchor.to_string()),
            false if files.contains(&path) => Target::File,
            false => Target::Elsewhere,
        }
    }
}

fn is_relative(address: &str) -> bool {
    !address.contains(':') && !address.starts_with('/')
}

/// Returns the path that an address means, seen from a page.
fn joined(from: &str, address: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns the address of a file, seen from a page.
fn relative(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let inside = to.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    match inside {
        Some(inside) if !folder.is_empty() => inside.to_string(),
        _ => "../".repeat(from.matches('/').count()) + to,
    }
}

/// Returns the name under which a page is written; the first one is what a browser opens.
fn html(path: &str) -> String {
    match path {
        FIRST => "index.html".to_string(),
        path => path.trim_end_matches(".md").to_string() + ".html",
    }
}

fn hash(anchor: &str) -> String {
    if anchor.is_empty() { String::new() } else { format!("#{anchor}") }
}

fn book_anchor(path: &str, anchor: &str) -> String {
    let page = path.trim_end_matches(".md").replace('/', "-");
    if anchor.is_empty() { page } else { format!("{page}--{anchor}") }
}

/// Gives each heading the anchor that code hosts give it.
fn with_anchors(mut blocks: Vec<Block>) -> Vec<Block> {
    for block in &mut blocks {
        if let Block::Heading { anchor, content, .. } = block {
            let title = plain_text(content).to_lowercase().replace(' ', "-");
            let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
            *anchor = Some(title.chars().filter(is_kept).collect());
        }
    }
    blocks
}

/// Leaves out comments, which say how a page is tested and are not for readers.
fn without_comments(text: &str) -> String {
    let mut in_code = false;
    let mut kept = String::new();
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code || !(line.starts_with("<!--") && line.ends_with("-->")) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Returns blocks with each address replaced; where nothing takes its place, only its words stay.
fn rewritten(blocks: Vec<Block>, rewrite: &dyn Fn(&str) -> Option<String>) -> Vec<Block> {
    let inside = |blocks: Vec<Block>| rewritten(blocks, rewrite);
    let block = |block: Block| match block {
        Block::Heading { level, anchor, content } => {
            Block::Heading { level, anchor, content: relinked(content, rewrite) }
        }
        Block::Paragraph(content) => Block::Paragraph(relinked(content, rewrite)),
        Block::List { first, items } => {
            Block::List { first, items: items.into_iter().map(inside).collect() }
        }
        Block::Quote(blocks) => Block::Quote(inside(blocks)),
        Block::Table(mut table) => {
            for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                *cell = inside(std::mem::take(cell));
            }
            Block::Table(table)
        }
        // Markdown makes no others.
        other => other,
    };
    blocks.into_iter().map(block).collect()
}

fn relinked(content: Vec<Inline>, rewrite: &dyn Fn(&str) -> Option<String>) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for inline in content {
        match inline {
            Inline::Link { address, content } => {
                let content = relinked(content, rewrite);
                match rewrite(&address) {
                    Some(address) => inlines.push(Inline::Link { address, content }),
                    None => inlines.extend(content),
                }
            }
            Inline::Strong(content) => inlines.push(Inline::Strong(relinked(content, rewrite))),
            Inline::Emphasis(content) => {
                inlines.push(Inline::Emphasis(relinked(content, rewrite)));
            }
            other => inlines.push(other),
        }
    }
    inlines
}

fn fault(page: &str, message: impl Into<String>) -> Error {
    Error::Usage(format!("{page}: {}", message.into()))
}
