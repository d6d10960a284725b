//! Blanks in the files of the example: what has to be computed when the example is written.
//!
//! A review says `fingerprint: pin` beside the `to:` that it approves; an entry `to: every KIND`
//! stands for all records of the kind that nobody has approved in that role as they stand now. A
//! digest says `sha256: pin` beside its `file:`. All other bytes stay as they are.

use super::{Files, fault};
use crate::config::sha256_of;
use crate::error::Error;
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node, Scalar, Value};
use std::collections::BTreeSet;

/// For each wanted target or `every KIND`: what it stands for, with the fingerprints, in the project
/// that these files make.
pub type Fingerprints<'a> =
    dyn Fn(&Files, &[String]) -> Result<Vec<Vec<(String, String)>>, Error> + 'a;

/// What stands where a computed value belongs.
const PIN: &str = "pin";
const EVERY: &str = "every ";

/// Fills blanks in one commit after the other, and remembers what was approved.
pub(super) struct Blanks<'a> {
    fingerprints: &'a Fingerprints<'a>,
    /// Role, target and fingerprint of every approval so far.
    approved: BTreeSet<[String; 3]>,
}

/// An entry of a review whose fingerprint is still to be computed.
struct Blank {
    path: String,
    /// The whole entry, as `{to: REQ-001, fingerprint: pin}`.
    entry: Span,
    fingerprint: Span,
    target: String,
    role: String,
    is_approval: bool,
}

impl<'a> Blanks<'a> {
    pub(super) fn new(fingerprints: &'a Fingerprints<'a>) -> Self {
        Self { fingerprints, approved: BTreeSet::new() }
    }

    /// Fills every blank of these files.
    pub(super) fn fill(&mut self, files: &mut Files, paths: &[String]) -> Result<(), Error> {
        let mut blanks = Vec::new();
        for path in paths.iter().filter(|path| path.ends_with(".yaml")) {
            fill_digests(files, path)?;
            blanks.extend(blanks_in(files, path));
        }
        if blanks.is_empty() {
            return Ok(());
        }
        let targets: Vec<String> = blanks.iter().map(|blank| blank.target.clone()).collect();
        let found = (self.fingerprints)(files, &targets)?;
        if found.len() != blanks.len() {
            return Err(fault("not every target has a fingerprint"));
        }
        // From the last to the first, so that the places of those before stay true.
        for (blank, found) in blanks.iter().zip(found).rev() {
            self.fill_one(files, blank, found)?;
        }
        Ok(())
    }

    fn fill_one(
        &mut self,
        files: &mut Files,
        blank: &Blank,
        mut found: Vec<(String, String)>,
    ) -> Result<(), Error> {
        let key = |to: &str, fingerprint: &str| {
            [blank.role.clone(), to.to_string(), fingerprint.to_string()]
        };
        let is_every = blank.target.starts_with(EVERY);
        if is_every {
            found.retain(|(to, fingerprint)| !self.approved.contains(&key(to, fingerprint)));
        }
        let Some((_, first)) = found.first() else {
            return Err(fault(format!("{}: nothing for `{}`", blank.path, blank.target)));
        };
        let content = files.entry(blank.path.clone()).or_default();
        match is_every {
            true => {
                let text = entries(&found, line_start(content, blank.entry));
                content.splice(blank.entry.range(), text.bytes());
            }
            false => drop(content.splice(blank.fingerprint.range(), first.bytes())),
        }
        if blank.is_approval {
            self.approved.extend(found.iter().map(|(to, fingerprint)| key(to, fingerprint)));
        }
        Ok(())
    }
}

/// One entry a line, each beginning as the line of the first one does.
fn entries(found: &[(String, String)], begin: String) -> String {
    let entry =
        |(to, fingerprint): &(String, String)| format!("{{to: {to}, fingerprint: {fingerprint}}}");
    found.iter().map(entry).collect::<Vec<_>>().join(&format!("\n{begin}"))
}

fn line_start(content: &[u8], span: Span) -> String {
    let before = &content[..span.range().start];
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    String::from_utf8_lossy(&before[start..]).into_owned()
}

fn documents(files: &Files, path: &str) -> Vec<Node> {
    let text = files.get(path).map(|content| String::from_utf8_lossy(content));
    yaml::read(SourceId::nth(0), &text.unwrap_or_default()).documents
}

/// The records of a file, which holds one or a list of them.
fn records(documents: &[Node]) -> impl Iterator<Item = &Node> {
    documents.iter().flat_map(|document| match document.items() {
        [] => std::slice::from_ref(document),
        items => items,
    })
}

fn blanks_in(files: &Files, path: &str) -> Vec<Blank> {
    let documents = documents(files, path);
    records(&documents).flat_map(|review| blanks_of(review, path)).collect()
}

fn blanks_of(review: &Node, path: &str) -> Vec<Blank> {
    let said = |key: &str| review.get(key).and_then(Node::text).unwrap_or_default();
    let is_approval = said("meaning") == "approved" && said("decision") == "accepted";
    let entries = review.get("of").map(Node::items).unwrap_or_default();
    let blank = |entry: &Node| {
        let pin = entry.get("fingerprint").filter(|value| is_pin(value))?;
        Some(Blank {
            path: path.to_string(),
            entry: entry.span,
            fingerprint: pin.span,
            target: entry.get("to").and_then(Node::text)?.to_string(),
            role: said("role").to_string(),
            is_approval,
        })
    };
    entries.iter().filter_map(blank).collect()
}

fn fill_digests(files: &mut Files, path: &str) -> Result<(), Error> {
    let documents = documents(files, path);
    let mut places = Vec::new();
    documents.iter().for_each(|document| find_digests(document, &mut places));
    for (span, file) in places.into_iter().rev() {
        let content = files.get(&file).ok_or_else(|| fault(format!("{path}: no file {file}")))?;
        let digest = sha256_of(content);
        files.entry(path.to_string()).or_default().splice(span.range(), digest.bytes());
    }
    Ok(())
}

fn find_digests(node: &Node, places: &mut Vec<(Span, String)>) {
    let pin = node.get("sha256").filter(|value| is_pin(value));
    if let (Some(pin), Some(file)) = (pin, node.get("file").and_then(Node::text)) {
        places.push((pin.span, file.to_string()));
    }
    for child in node.entries().iter().map(|entry| &entry.value).chain(node.items()) {
        find_digests(child, places);
    }
}

fn is_pin(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(Scalar { text, plain: true }) if &**text == PIN)
}
