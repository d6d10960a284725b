//! A record kind → its fields and links for machines.

use super::field_row::{FieldRow, field_rows};
use crate::model::{Kind, LinkField, Targets};
use serde::Serialize;

/// A record kind: its fields and links, without those that every record has.
#[derive(Debug, Serialize)]
pub struct KindReport {
    /// As in `risk`.
    kind: &'static str,
    /// How its ids begin, as in `RISK`.
    prefix: &'static str,
    /// What it is, in one sentence.
    summary: &'static str,
    /// Whether it needs a title.
    needs_title: bool,
    /// Whether an active or retired one needs a fresh approval.
    needs_approval: bool,
    /// Whether retiring one needs a `retirement_reason`.
    retires_with_reason: bool,
    /// Its fields, each one before those inside it.
    fields: Vec<FieldRow>,
    /// Its links.
    links: Vec<LinkRow>,
}

/// A link of a record kind.
#[derive(Debug, Serialize)]
struct LinkRow {
    /// As in `controls`.
    name: &'static str,
    /// What it may lead to: kinds, or what else has an address.
    to: Vec<&'static str>,
    /// How many an active record needs.
    min: usize,
    /// How many it may have; null where there is no limit.
    max: Option<usize>,
    /// What it says.
    doc: &'static str,
    /// What an entry of it may say beside `to`.
    attributes: Vec<FieldRow>,
}

impl KindReport {
    /// Tells what a kind holds.
    pub fn of(kind: &Kind) -> Self {
        let link = |link: &LinkField| LinkRow {
            name: link.name,
            to: targets(link),
            min: link.min,
            max: Some(link.max).filter(|max| *max != usize::MAX),
            doc: link.doc,
            attributes: field_rows("", link.attributes),
        };
        Self {
            kind: kind.name,
            prefix: kind.prefix,
            summary: kind.summary,
            needs_title: kind.titled,
            needs_approval: kind.needs_approval,
            retires_with_reason: kind.retires_with_reason,
            fields: field_rows("", kind.fields),
            links: kind.links.iter().map(link).collect(),
        }
    }
}

/// Returns what a link may lead to: kinds, or what else has an address.
pub(super) fn targets(link: &LinkField) -> Vec<&'static str> {
    match link.targets {
        Targets::Kinds(kinds) => kinds.to_vec(),
        Targets::Section => vec!["document section"],
        Targets::Anything => {
            vec!["record", "link", "document section", "project-file section", "baseline"]
        }
    }
}
