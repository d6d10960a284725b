//! View → blocks: the tables, lists of records and texts that a template can name.
//!
//! Selecting and counting is done in the view; here it is only put into words and columns.

mod audit;
mod coverage;
mod evidence;
mod front;
mod narrative;
mod past;
mod picture;
mod piece;
mod range;
mod register;
mod requirement;
mod risk;
mod risk_policy;
mod trace;

use super::document::Block;
use super::view::View;
use super::words::Words;
use crate::documents::TableDescription;
use std::collections::BTreeSet;

pub use front::{control, marks, notices};

/// What a template can have shown.
#[derive(Debug)]
pub struct Shown {
    /// The function by which a template calls it: `table`, `records`, `text` or `figure`.
    pub function: &'static str,
    /// As a template writes it, as in `risk-summary`.
    pub name: &'static str,
    /// Part of the view that it shows; empty for the front, which every document has.
    pub part: &'static str,
    show: fn(&Show<'_>) -> Vec<Block>,
}

impl Shown {
    const fn new(
        function: &'static str,
        part: &'static str,
        name: &'static str,
        show: fn(&Show<'_>) -> Vec<Block>,
    ) -> Self {
        Self { function, name, part, show }
    }

    const fn table(
        part: &'static str,
        name: &'static str,
        show: fn(&Show<'_>) -> Vec<Block>,
    ) -> Self {
        Self::new("table", part, name, show)
    }

    const fn records(
        part: &'static str,
        name: &'static str,
        show: fn(&Show<'_>) -> Vec<Block>,
    ) -> Self {
        Self::new("records", part, name, show)
    }

    const fn text(
        part: &'static str,
        name: &'static str,
        show: fn(&Show<'_>) -> Vec<Block>,
    ) -> Self {
        Self::new("text", part, name, show)
    }

    const fn figure(
        part: &'static str,
        name: &'static str,
        show: fn(&Show<'_>) -> Vec<Block>,
    ) -> Self {
        Self::new("figure", part, name, show)
    }
}

/// The functions by which templates call what can be shown.
pub const FUNCTIONS: &[&str] = &["table", "records", "text", "figure"];

/// Everything that can be shown, by the file that shows it.
pub const SHOWN: &[&[Shown]] = &[
    front::SHOWN,
    requirement::SHOWN,
    risk::SHOWN,
    risk_policy::SHOWN,
    register::SHOWN,
    evidence::SHOWN,
    trace::SHOWN,
    past::SHOWN,
    coverage::SHOWN,
];

/// A view, and the words to show it with.
#[derive(Debug)]
pub struct Show<'a> {
    pub view: &'a View,
    pub words: &'a Words,
    /// Ids that become links where a text names them.
    pub records: &'a BTreeSet<String>,
    /// Tables that the document describes.
    pub tables: &'a [TableDescription],
    /// Level of the heading under which something is shown.
    pub level: u8,
}

/// What takes the place of a slot.
#[derive(Debug, Clone)]
pub enum Slot {
    Shown(&'static Shown),
    /// A narrative section, with the level of its heading.
    Section {
        anchor: String,
        level: u8,
    },
    /// The narrative sections that have no place of their own.
    OtherSections,
    /// A table that the document describes.
    Table(String),
    /// Every record of a kind that is not retired.
    Kind(String),
    /// What is retired of the kinds that the document shows.
    Retired,
}

impl Slot {
    /// Returns the anchor of the narrative section that it places.
    pub fn section(&self) -> Option<String> {
        match self {
            Slot::Section { anchor, .. } => Some(anchor.clone()),
            _ => None,
        }
    }

    /// Returns the name by which a template calls it.
    pub fn name(&self) -> &str {
        match self {
            Slot::Shown(shown) => shown.name,
            Slot::Section { anchor: name, .. } | Slot::Table(name) | Slot::Kind(name) => name,
            Slot::OtherSections => "other_sections",
            Slot::Retired => "retired",
        }
    }

    /// Returns the blocks that take its place; `placed` are the narrative sections with one of their own.
    pub fn blocks(&self, show: &Show<'_>, placed: &BTreeSet<String>) -> Vec<Block> {
        match self {
            Slot::Shown(shown) => shown.blocks(show),
            Slot::OtherSections => show.other_sections(placed),
            Slot::Section { anchor, level } => show.section(anchor, *level),
            Slot::Table(name) => show.described_table(name),
            Slot::Kind(kind) => show.of_kind(kind),
            Slot::Retired => show.retired_records(),
        }
    }
}

impl Shown {
    /// Returns the blocks that take the place of a slot.
    pub fn blocks(&self, show: &Show<'_>) -> Vec<Block> {
        (self.show)(show)
    }
}
