//! The bytes of a file → the records that it holds, where sections and whole files count as records.

use super::flat::Flat;
use super::version::{FileRecords, Record};
use crate::history::Part;
use crate::load::failure::ReadFailure;
use crate::load::snapshot::{LARGE_FILE_POINTER, PROJECT_FILE};
use crate::narrative::{Heading, outline};
use crate::source::SourceId;
use crate::yaml::{self, Node, Value};
use std::sync::Arc;

/// Parts a target from what tells its copies apart: a section is one target in all its languages,
/// but each language has a file and a course of its own.
pub(super) const APART: char = '\0';

/// What must be known of a file to parse it.
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) part: Part,
    /// Language of narrative that names none.
    pub(super) language: &'a str,
}

/// Parses a file.
pub(super) fn parse(file: File<'_>, bytes: Vec<u8>) -> FileRecords {
    let source = SourceId::nth(0);
    if file.part == Part::File && std::str::from_utf8(&bytes).is_err() {
        return whole(file.path, Flat::of_values([digest(&bytes)]));
    }
    // What stands for the content is not the content.
    if file.part != Part::File && bytes.starts_with(LARGE_FILE_POINTER) {
        return FileRecords::unreadable(ReadFailure::LargeFilePointer.reason());
    }
    let decoded = yaml::decode(source, bytes);
    if !decoded.is_sound {
        return FileRecords::unparsed(Vec::new(), decoded.text);
    }
    let text = decoded.text;
    match file.part {
        Part::Narrative => narrative(text, file.language),
        Part::File if !is_yaml(file.path) => whole(file.path, Flat::of_values(blocks_of(&text))),
        part => data(part, file.path, text),
    }
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn data(part: Part, path: &str, text: String) -> FileRecords {
    let parsed = yaml::read(SourceId::nth(0), &text);
    let is_broken = !parsed.broken.is_empty();
    let records = match part {
        Part::ProjectFile => parsed.documents.first().map(settings_of).unwrap_or_default(),
        Part::File if is_broken => Vec::new(),
        Part::File => whole(path, Flat::of_documents(&parsed.documents)).records,
        _ => parsed.documents.iter().flat_map(records_of).collect(),
    };
    match is_broken {
        true => FileRecords::unparsed(records, text),
        false => FileRecords { records, unread: None },
    }
}

fn whole(path: &str, fields: Flat) -> FileRecords {
    FileRecords { records: vec![Arc::new(Record { id: path.into(), fields })], unread: None }
}

/// What is no text is known by its size and digest only.
fn digest(bytes: &[u8]) -> (String, String) {
    let id = crate::load::git::blob_id(bytes);
    ("content".to_string(), format!("{} bytes that are no text, blob {id}", bytes.len()))
}

/// Returns the record that a document is, or those that it lists.
fn records_of(document: &Node) -> Vec<Arc<Record>> {
    let nodes = match &document.value {
        Value::List(items) => &items[..],
        _ => std::slice::from_ref(document),
    };
    let record = |node: &Node| {
        let id = node.get("id")?.text()?;
        Some(Arc::new(Record { id: id.into(), fields: Flat::of_record(node) }))
    };
    nodes.iter().filter_map(record).collect()
}

fn settings_of(document: &Node) -> Vec<Arc<Record>> {
    let section = |entry: &yaml::Entry| {
        let name = &*entry.key.text;
        let id = format!("{PROJECT_FILE}#{name}").into();
        Arc::new(Record { id, fields: Flat::of_section(name, &entry.value) })
    };
    document.entries().iter().map(section).collect()
}

/// Returns the named blocks of a template and what stands outside them.
fn blocks_of(text: &str) -> Vec<(String, String)> {
    let mut values = Vec::new();
    let mut outside = String::new();
    let mut rest = text;
    while let Some((before, name, block, after)) = next_block(rest) {
        outside.push_str(before);
        values.push((format!("block.{name}"), block.trim().to_string()));
        rest = after;
    }
    outside.push_str(rest);
    let outside = outside.trim();
    values.extend((!outside.is_empty()).then(|| ("text".to_string(), outside.to_string())));
    values
}

/// Splits a text at its first block: what stands before, name, content, and what stands behind.
fn next_block(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (start, tag) = text.match_indices("{%").find_map(|(at, _)| {
        let tag = text[at + 2..].trim_start_matches('-').trim_start();
        Some((at, tag.strip_prefix("block ")?))
    })?;
    let (head, body) = tag.split_once("%}")?;
    let name = head.trim_end_matches('-').trim();
    let end = body.find("endblock")?;
    let content = body[..end].rfind("{%").map_or(&body[..end], |at| &body[..at]);
    let after = body[end..].split_once("%}").map_or("", |(_, after)| after);
    Some((&text[..start], name, content, after))
}

/// Returns the sections of a narrative file, each with the text up to the next heading. A file without
/// front matter is no narrative.
fn narrative(text: String, language: &str) -> FileRecords {
    let Some(outline) = outline(&text) else { return FileRecords::default() };
    let parsed = yaml::read(SourceId::nth(0), &text[outline.front.clone()]);
    let Some(front) = parsed.documents.first().filter(|_| parsed.broken.is_empty()) else {
        return FileRecords::unparsed(Vec::new(), text);
    };
    let Some(document) = front.get("document").and_then(Node::text) else {
        return FileRecords::default();
    };
    let language = front.get("lang").and_then(Node::text).unwrap_or(language);
    let body = &text[outline.body..];
    let ends = outline.headings.iter().map(|heading| heading.start).chain([body.len()]);
    let ends: Vec<usize> = ends.collect();
    let preamble = body[..ends[0]].trim();
    let values = (!preamble.is_empty()).then(|| (format!("text.{language}"), preamble.to_string()));
    let mut fields = Flat::of_values(values);
    if let Some(title) = front.get("title") {
        fields = fields.with_key("title", title);
    }
    let of_document = Arc::new(Record { id: target(document, "", language), fields });
    let section = |(heading, end): (&Heading, &usize)| {
        let below = body[heading.end..*end].trim();
        let title = (format!("heading.{language}"), heading.title.clone());
        let below = (!below.is_empty()).then(|| (format!("text.{language}"), below.to_string()));
        let fields = Flat::of_values([title].into_iter().chain(below));
        Arc::new(Record { id: target(document, &heading.anchor, language), fields })
    };
    let sections = outline.headings.iter().zip(&ends[1..]).map(section);
    FileRecords { records: [of_document].into_iter().chain(sections).collect(), unread: None }
}

fn target(document: &str, anchor: &str, language: &str) -> Arc<str> {
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    format!("doc:{document}{anchor}{APART}{language}").into()
}
