//! View → blocks: the tables, lists of records and texts that a template can name.
//!
//! Selecting and counting is done in the view; here it is only put into words and columns.

mod front;
mod narrative;
mod piece;
mod requirement;
mod risk;

use super::document::Block;
use super::view::View;
use super::words::Words;
use std::collections::BTreeSet;

pub use front::{control, marks, notices};

/// What a template can have shown.
#[derive(Debug)]
pub struct Shown {
    /// As a template writes it, as in `risk-summary`.
    pub name: &'static str,
    /// Part of the view that it shows; empty for the front, which every document has.
    pub part: &'static str,
    show: fn(&Show<'_>) -> Vec<Block>,
}

const fn front(name: &'static str, show: fn(&Show<'_>) -> Vec<Block>) -> Shown {
    Shown { name, part: "", show }
}

const fn requirements(name: &'static str, show: fn(&Show<'_>) -> Vec<Block>) -> Shown {
    Shown { name, part: "requirements", show }
}

const fn risks(name: &'static str, show: fn(&Show<'_>) -> Vec<Block>) -> Shown {
    Shown { name, part: "risks", show }
}

/// What `table(name=…)` can show.
pub const TABLES: &[Shown] = &[
    front("approvals", |show| show.approvals()),
    front("open-approvals", |show| show.open_approvals()),
    front("changes", |show| show.changes()),
    requirements("requirement-counts", |show| show.requirement_counts()),
    requirements("trace-downstream", |show| show.trace_downstream()),
    requirements("trace-upstream", |show| show.trace_upstream()),
    risks("severity", |show| show.severity()),
    risks("probability", |show| show.probability()),
    risks("levels", |show| show.levels()),
    risks("matrix", |show| show.matrix()),
    risks("risk-counts", |show| show.risk_counts()),
    risks("risk-summary", |show| show.risk_summary()),
    risks("initial-matrix", |show| show.initial_matrix()),
    risks("residual-matrix", |show| show.residual_matrix()),
    risks("hazards", |show| show.hazards()),
    risks("harms", |show| show.harms()),
    risks("control-summary", |show| show.control_summary()),
];

/// What `records(name=…)` can show.
pub const RECORDS: &[Shown] = &[
    requirements("needs", |show| show.needs()),
    requirements("system-requirements", |show| show.system_requirements()),
    requirements("software-requirements", |show| show.software_requirements()),
    requirements("retired-requirements", |show| show.retired_requirements()),
    risks("risks", |show| show.risks()),
    risks("controls", |show| show.controls()),
    risks("retired-risks", |show| show.retired_risks()),
];

/// What `text(name=…)` can show.
pub const TEXTS: &[Shown] = &[
    front("intended-purpose", |show| show.intended_purpose()),
    risks("policy-approval", |show| show.policy_approval()),
    risks("risk-verdict", |show| show.risk_verdict()),
];

/// A view, and the words to show it with.
#[derive(Debug)]
pub struct Show<'a> {
    pub view: &'a View,
    pub words: &'a Words,
    /// Ids that become links where a text names them.
    pub records: &'a BTreeSet<String>,
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
}

impl Slot {
    /// Returns the anchor of the narrative section that it places.
    pub fn section(&self) -> Option<String> {
        match self {
            Slot::Section { anchor, .. } => Some(anchor.clone()),
            Slot::Shown(_) => None,
        }
    }

    /// Returns the name by which a template calls it.
    pub fn name(&self) -> &str {
        match self {
            Slot::Shown(shown) => shown.name,
            Slot::Section { anchor, .. } => anchor,
        }
    }

    /// Returns the blocks that take its place.
    pub fn blocks(&self, show: &Show<'_>) -> Vec<Block> {
        match self {
            Slot::Shown(shown) => shown.blocks(show),
            Slot::Section { anchor, level } => show.section(anchor, *level),
        }
    }
}

impl Shown {
    /// Returns the blocks that take the place of a slot.
    pub fn blocks(&self, show: &Show<'_>) -> Vec<Block> {
        (self.show)(show)
    }
}
