//! Document → PDF/A-3a and PDF/UA-1: tagged, searchable, with the records attached as data.
//!
//! The template is static and text reaches it only as data, so nothing in a record can become
//! markup. The same document gives the same bytes: the only date is the document's own.

mod breaks;
mod columns;
mod cut;
mod data;
mod elsewhere;
mod height;
mod links;
mod names;
mod node;
mod pages;
mod width;
mod world;

use super::{Kept, Output};
use crate::error::Error;
use crate::report::document::{Document, Piece, each_text};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::{ClosedWorld, FONTS};

const TEMPLATE: &str = include_str!("../../../templates/document.typ");

/// Stands for the date of a document without history, and of a volume that the first one dates: the
/// standard demands one, and a clock would make every build different. No reader sees it on a page.
const NO_DATE: &str = "1970-01-01T00:00:00+00:00";

/// A volume has no more pages; whoever prints it must be able to bind it.
const MOST_PAGES: usize = 250;

/// A document of at most so many estimated lines, about 170 pages, is one volume.
const WHOLE: f32 = 10_000.0;

/// A longer one is cut after at most so many, about 30 pages: memory grows with the pages of a volume,
/// and so does what one changed record costs.
const VOLUME: f32 = 2_000.0;

/// Below so many lines a volume holds hardly more than one block, which nothing can cut.
const LEAST_VOLUME: f32 = 50.0;

/// Writes a document as PDF, a long one in volumes; `attachment` is the records as JSON.
pub(super) fn render(
    document: &Document,
    attachment: Option<&str>,
    kept: &dyn Kept,
) -> Result<Vec<Output>, Error> {
    let failed = |message| Error::Render { document: document.id.clone(), format: "pdf", message };
    refuse_unsupported(document).map_err(failed)?;
    let lines = if cut::fits(document, WHOLE) { WHOLE } else { VOLUME };
    volumes(TEMPLATE, document, attachment, kept, lines).map_err(failed)
}

/// Renders volumes of at most so many lines; smaller ones where an estimate was too low.
fn volumes(
    template: &str,
    document: &Document,
    attachment: Option<&str>,
    kept: &dyn Kept,
    lines: f32,
) -> Result<Vec<Output>, String> {
    let mut outputs = Vec::new();
    for data in data::volumes(document, attachment.is_some(), lines) {
        // The first one holds them.
        let attached = attachment.filter(|_| outputs.is_empty()).unwrap_or_default().as_bytes();
        let ident = ident(document, outputs.len());
        let date = document.date.as_deref().filter(|_| outputs.is_empty()).unwrap_or(NO_DATE);
        let made_from = [
            template.as_bytes(),
            &data.head,
            data.blocks_sha256.as_bytes(),
            attached,
            ident.as_bytes(),
            date.as_bytes(),
            FONTS.digest(),
        ];
        if let Some(output) = kept.get(&made_from) {
            outputs.push(output);
            continue;
        }
        let world = ClosedWorld::new(template, data.whole(), attached);
        let may_be_cut = lines >= LEAST_VOLUME;
        let output = volume(world, ident.clone(), date, may_be_cut)?;
        let Some(output) = output else {
            return volumes(template, document, attachment, kept, lines / 2.0);
        };
        kept.put(&made_from, &output);
        outputs.push(output);
    }
    Ok(outputs)
}

/// So many volumes are being set.
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// Renders one volume; none where it has too many pages and may be cut.
fn volume(
    world: ClosedWorld,
    ident: String,
    date: &str,
    may_be_cut: bool,
) -> Result<Option<Output>, String> {
    AT_WORK.fetch_add(1, Ordering::Relaxed);
    let output = lay_out(&world).and_then(|pages| {
        if may_be_cut && pages.pages().len() > MOST_PAGES {
            return Ok(None);
        }
        // Places to break tell where a word goes on, and are taken out with the links.
        let shown = pages::shown(&pages);
        let options = options(ident, date)?;
        let bytes = typst_pdf::pdf(&links::led(pages), &options);
        Ok(Some(Output::new(bytes.map_err(|error| messages(&error))?, shown)))
    });
    // Layouts stay in a process-wide cache, hundreds of megabytes for a long document. What other
    // threads are at work on goes only if it was not asked for while each of them did a volume.
    let others = AT_WORK.fetch_sub(1, Ordering::Relaxed) - 1;
    typst::comemo::evict(others);
    output
}

fn ident(document: &Document, before: usize) -> String {
    format!("techfile/{}/{}/{}", document.id, document.language, before + 1)
}

/// Returns each character that no embedded font has, with the record in which it stands.
pub(super) fn unsupported_characters(document: &Document) -> Vec<(char, Option<String>)> {
    let mut found = BTreeSet::new();
    let mut look = |text: &str, record: Option<&str>| {
        let unsupported = text.chars().filter(|character| !FONTS.cover(*character));
        found.extend(unsupported.map(|character| (character, record.map(str::to_string))));
    };
    let Document { title, subject, number, marks, control, .. } = document;
    let marks = marks.iter().map(|mark| &mark.text);
    let heads = [title, subject].into_iter().chain(number).chain(marks);
    heads.for_each(|text| look(text, None));
    control.iter().flat_map(|(label, value)| [label, value]).for_each(|text| look(text, None));
    each_text(&document.blocks, &mut |Piece { text, record }| look(text, record));
    found.into_iter().collect()
}

fn lay_out(world: &ClosedWorld) -> Result<PagedDocument, String> {
    let compiled = typst::compile::<PagedDocument>(world);
    let pages = compiled.output.map_err(|errors| messages(&errors))?;
    // A warning means wrong page numbers or a font that is not there, never a matter of taste.
    if compiled.warnings.is_empty() { Ok(pages) } else { Err(messages(&compiled.warnings)) }
}

fn refuse_unsupported(document: &Document) -> Result<(), String> {
    let unsupported = unsupported_characters(document);
    if unsupported.is_empty() {
        return Ok(());
    }
    let named = unsupported.iter().map(|(character, record)| {
        let code = format!("U+{:04X}", u32::from(*character));
        record.as_ref().map_or(code.clone(), |record| format!("{code} in {record}"))
    });
    Err(format!("no font has {}", named.collect::<Vec<_>>().join(", ")))
}

fn options(ident: String, date: &str) -> Result<PdfOptions, String> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| error.message().to_string())?;
    Ok(PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("techfile".to_string())),
        timestamp: timestamp(date),
        standards,
        ..PdfOptions::default()
    })
}

/// Reads `2026-10-03T14:10:00+02:00`.
fn timestamp(date: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| date.get(from..to)?.parse::<u8>().ok();
    let datetime = Datetime::from_ymd_hms(
        date.get(..4)?.parse().ok()?,
        part(5, 7)?,
        part(8, 10)?,
        part(11, 13)?,
        part(14, 16)?,
        part(17, 19)?,
    )?;
    let sign = if date.get(19..20) == Some("-") { -1 } else { 1 };
    match (part(20, 22), part(23, 25)) {
        (Some(hours), Some(minutes)) => {
            Timestamp::new_local(datetime, sign * (i32::from(hours) * 60 + i32::from(minutes)))
        }
        _ => Some(Timestamp::new_utc(datetime)),
    }
}

fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    let messages = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str());
    messages.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
