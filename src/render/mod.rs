//! How it is written: reports as text and JSON, documents as Markdown, HTML and PDF.
//!
//! A document is rendered to bytes, and then searched for every record that it promises to show.
//! A form of checks and verdicts is one file, and one line in the list of them.

pub mod comment;
mod html;
mod markdown;
mod numbering;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
mod sample;
mod shown;
pub mod site;

use crate::error::Error;
use crate::report::check_report::CheckReport;
use crate::report::document::Document;
use crate::report::gate_report::GateReport;
use crate::report::manifest::sha256_of;
use text::Style;

/// A form in which a check and a verdict can be written.
#[derive(Debug)]
pub struct CheckFormat {
    /// As `--format` names it.
    pub name: &'static str,
    /// Whether it says which clauses a finding concerns; finding them out takes the standards.
    pub names_clauses: bool,
    pub check: fn(&CheckReport, Style) -> String,
    pub gate: fn(&GateReport, Style) -> String,
}

registry! {
    /// Every form of checks and verdicts, in the order of the help.
    pub const CHECK_FORMATS: &[&CheckFormat] = FORMAT of [
        pub text,
        pub json,
        sarif,
        junit,
        github,
        gitlab,
    ];
}

/// The form for comments of merge requests, which checks and verdicts fence as text.
pub const COMMENT: &CheckFormat = &CheckFormat {
    name: "markdown",
    names_clauses: false,
    check: |report, _| comment::fenced(&text::check(report, Style::default())),
    gate: |report, _| comment::fenced(&text::gate(report, Style::default())),
};

/// Returns the form of a name.
pub fn format_named(name: &str) -> Option<&'static CheckFormat> {
    CHECK_FORMATS.iter().copied().find(|format| format.name == name)
}

/// A document as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub bytes: Vec<u8>,
    /// What a reader sees, taken from what was written and not from what was meant, without the
    /// table of contents.
    pub shown: String,
    /// SHA-256 of the bytes, in 64 hexadecimal digits.
    pub sha256: String,
}

impl Output {
    pub fn new(bytes: Vec<u8>, shown: String) -> Self {
        let sha256 = sha256_of(&bytes);
        Self { bytes, shown, sha256 }
    }
}

/// A way to write documents.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    pub extension: &'static str,
    /// Whether this build of the program can write it; if not, rendering says so.
    pub is_built: bool,
    /// Writes a document as one file, or as several volumes; the second argument is the records as
    /// JSON, which a format may attach.
    pub render: fn(&Document, Option<&str>, &dyn Kept) -> Result<Vec<Output>, Error>,
}

/// What was rendered before, for formats that take long. What it returns was made from exactly the
/// same; it may forget anything. Several threads may ask at once.
pub trait Kept: Sync {
    /// Returns what was rendered from these bytes.
    fn get(&self, made_from: &[&[u8]]) -> Option<Output>;

    /// Notes what was rendered from these bytes.
    fn put(&self, made_from: &[&[u8]], output: &Output);
}

/// Keeps nothing.
#[derive(Debug)]
pub struct NothingKept;

impl Kept for NothingKept {
    fn get(&self, _: &[&[u8]]) -> Option<Output> {
        None
    }

    fn put(&self, _: &[&[u8]], _: &Output) {}
}

/// Every format, in the order in which they are offered.
pub const FORMATS: &[Format] = &[
    Format { name: "md", extension: "md", is_built: true, render: as_markdown },
    Format { name: "html", extension: "html", is_built: true, render: as_html },
    Format { name: "pdf", extension: "pdf", is_built: cfg!(feature = "pdf"), render: as_pdf },
];

/// Returns the records that a document promises and its output does not show.
pub fn missing_records(document: &Document, outputs: &[Output]) -> Vec<String> {
    let shown: Vec<&str> = outputs.iter().map(|output| output.shown.as_str()).collect();
    shown::missing(document, &shown.join("\n"))
}

/// Returns each character that a PDF cannot show, with the record in which it stands.
#[cfg(feature = "pdf")]
pub fn unsupported_characters(document: &Document) -> Vec<(char, Option<String>)> {
    pdf::unsupported_characters(document)
}

/// Returns nothing: this build writes no PDF, and other formats show every character.
#[cfg(not(feature = "pdf"))]
pub fn unsupported_characters(_: &Document) -> Vec<(char, Option<String>)> {
    Vec::new()
}

fn as_markdown(document: &Document, _: Option<&str>, _: &dyn Kept) -> Result<Vec<Output>, Error> {
    let text = markdown::render(document);
    let shown = markdown::shown(&text);
    Ok(vec![Output::new(text.into_bytes(), shown)])
}

fn as_html(document: &Document, _: Option<&str>, _: &dyn Kept) -> Result<Vec<Output>, Error> {
    let text = html::render(document);
    let shown = html::shown(&text);
    Ok(vec![Output::new(text.into_bytes(), shown)])
}

#[cfg(feature = "pdf")]
fn as_pdf(
    document: &Document,
    attachment: Option<&str>,
    kept: &dyn Kept,
) -> Result<Vec<Output>, Error> {
    pdf::render(document, attachment, kept)
}

#[cfg(not(feature = "pdf"))]
fn as_pdf(document: &Document, _: Option<&str>, _: &dyn Kept) -> Result<Vec<Output>, Error> {
    let message = "PDF was left out of this build; build techfile with its `pdf` feature";
    Err(Error::Render { document: document.id.clone(), format: "pdf", message: message.into() })
}

#[cfg(test)]
mod tests;
