//! Records as they were judged, in one language: the title, the state in a word, and the reviews.

use crate::assess::{Approval, Assessment, Pin, fingerprint};
use crate::graph::TraceGraph;
use crate::model::{Project, Record, Target};
use serde::Serialize;

/// What reports about single records read.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'r, 'a> {
    pub graph: &'r TraceGraph<'a>,
    pub assessment: &'r Assessment<'a>,
    pub language: &'r str,
}

/// What one review says of a record, or of a link to or from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewEntry {
    /// The record or link, as the review names it.
    pub of: String,
    /// Id of the review.
    pub review: String,
    /// Key of the person.
    pub by: String,
    /// The role in which the person reviewed.
    pub role: String,
    /// What the review says, as in `approved`.
    pub meaning: String,
    /// `accepted` or `rejected`.
    pub decision: String,
    /// Day of the review.
    pub date: String,
    /// `current`, `outdated`, or `not counted` where the review is a draft, or its person lacks the role.
    pub state: &'static str,
}

impl<'a> Judged<'_, 'a> {
    /// Returns the project.
    pub fn project(&self) -> &'a Project {
        self.graph.project
    }

    /// Returns the title of a record.
    pub fn title(&self, record: &Record) -> String {
        record.title(&self.project().config, self.language).to_string()
    }

    /// Returns what is to be known of a record in a word or two; none if it is simply active.
    pub fn state(&self, record: &Record) -> Option<String> {
        let status = (!record.is_active()).then(|| record.status.word().to_string());
        let judged = match record.kind.name {
            "verification" | "validation" | "usability-evaluation" => {
                self.assessment.verification(record).map(|state| state.outcome.word().to_string())
            }
            "risk" => self.assessment.risk(record).map(|state| {
                let word = if state.is_complete() { "controlled" } else { "unmitigated" };
                word.to_string()
            }),
            "result" => record.word(&["verdict"]).map(str::to_string),
            _ => None,
        };
        match (status, judged) {
            (Some(status), Some(judged)) => Some(format!("{status}, {judged}")),
            (status, judged) => status.or(judged),
        }
    }

    /// Returns every review that names a record, or a link to or from it, in the order of the reviews.
    pub fn reviews(&self, id: &str) -> Vec<ReviewEntry> {
        let is_about = |to: &str| match Target::parse(to) {
            Some(Target::Record(named)) => named == id,
            Some(Target::Link { from, to, .. }) => from == id || to == id,
            _ => false,
        };
        let of_review = |review: &'a Record| {
            let links = review.links_of("of").filter(move |link| is_about(&link.to));
            links.map(move |link| self.entry(&Pin::new(review, link)))
        };
        self.project().of_kind("review").flat_map(of_review).collect()
    }

    /// Returns what an entry of a review says.
    pub fn entry(&self, pin: &Pin<'_>) -> ReviewEntry {
        let word = |field: &str| pin.review.word(&[field]).unwrap_or_default().to_string();
        let counted = self.assessment.approvals.pins_of(&pin.link.to);
        let counts = counted.iter().any(|counted| counted.review == pin.review);
        let current = fingerprint(self.project(), &pin.link.to);
        let is_current =
            current.is_some() && current.as_deref() == pin.link.attribute("fingerprint");
        ReviewEntry {
            of: pin.link.to.to_string(),
            review: pin.review.id.to_string(),
            by: word("by"),
            role: word("role"),
            meaning: word("meaning"),
            decision: word("decision"),
            date: word("date"),
            state: match (counts, is_current) {
                (false, _) => "not counted",
                (true, true) => "current",
                (true, false) => "outdated",
            },
        }
    }

    /// Returns the state of the approval that a record needs, in a word, and the review that decides it.
    pub fn approval(&self, record: &'a Record) -> (&'static str, Option<ReviewEntry>) {
        match self.assessment.approvals.of_record(record) {
            Approval::NotNeeded => ("not needed", None),
            Approval::Fresh(pin) => ("approved", Some(self.entry(&pin))),
            Approval::Outdated(pin) => ("outdated", Some(self.entry(&pin))),
            Approval::Missing => ("missing", None),
            Approval::Rejected(pin) => ("rejected", Some(self.entry(&pin))),
        }
    }
}
