//! Needs and requirements: what they say, where they come from, and what verifies them.

use super::Context;
use super::mention::{Numbered, Numbers, number};
use super::record::{Record, Ref, State, Text};
use crate::model;
use crate::yaml::Node;
use serde::Serialize;
use std::collections::BTreeSet;

/// The requirements part of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirements {
    pub needs: Vec<Need>,
    /// Of all levels, drafts and retired ones too.
    pub requirements: Vec<Requirement>,
    pub counts: RequirementCounts,
}

/// Counts over what is not retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct RequirementCounts {
    pub needs: usize,
    pub satisfied_needs: usize,
    pub system: usize,
    pub software: usize,
    pub drafts: usize,
    pub verified: usize,
    pub not_verified: usize,
    pub unverifiable: usize,
    pub retired: usize,
}

/// A user need or use requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    pub record: Record,
    pub source: Option<Text>,
    pub priority: Option<String>,
    pub satisfied_by: Vec<Ref>,
}

impl Need {
    /// Returns whether an active requirement satisfies it.
    pub fn is_satisfied(&self) -> bool {
        self.satisfied_by.iter().any(|by| by.state == State::Active)
    }
}

/// A system or software requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirement {
    pub record: Record,
    pub level: Option<String>,
    pub category: Vec<String>,
    pub satisfies: Vec<Ref>,
    pub implements: Vec<Ref>,
    /// Requirements that were derived from it.
    pub satisfied_by: Vec<Ref>,
    pub realized_by: Vec<Ref>,
    pub verified_by: Vec<VerifiedBy>,
    pub verdict: Verdict,
}

/// A verification of a record, and what it shows on the judged release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedBy {
    pub verification: Ref,
    pub aspect: String,
    /// As in `pass`.
    pub outcome: &'static str,
    /// The results that decide it.
    pub results: Vec<String>,
}

/// Whether a requirement is fulfilled, as far as verification shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Verified,
    /// A verification does not pass.
    NotVerified,
    /// There is no active verification.
    NoVerification,
}

impl Verdict {
    /// Returns the word for it in the word list.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::NotVerified => "not-verified",
            Verdict::NoVerification => "no-verification",
        }
    }
}

impl Numbered for Requirements {
    fn numbers(&self) -> Numbers {
        vec![("counts", number(&self.counts))]
    }
}

pub(super) fn requirements(cx: &Context<'_>) -> Requirements {
    let project = cx.project();
    let needs: Vec<Need> = project.of_kind("need").map(|record| need(cx, record)).collect();
    let requirements: Vec<Requirement> =
        project.of_kind("requirement").map(|record| requirement(cx, record)).collect();
    let counts = counts(&needs, &requirements);
    Requirements { needs, requirements, counts }
}

fn need<'a>(cx: &Context<'a>, record: &'a model::Record) -> Need {
    Need {
        record: cx.record(record),
        source: cx.text(record, &["source"]),
        priority: record.word(&["priority"]).map(str::to_string),
        satisfied_by: cx.sources(record, "satisfies"),
    }
}

fn requirement<'a>(cx: &Context<'a>, record: &'a model::Record) -> Requirement {
    let categories = record.node.get("category").map(Node::one_or_many).unwrap_or_default();
    let mut verified_by = cx.verified_by(record, "specification");
    let fulfilment = cx.verified_by(record, "fulfilment");
    let verdict = match fulfilment.is_empty() {
        true => Verdict::NoVerification,
        false if cx.is_verified(record, "fulfilment") => Verdict::Verified,
        false => Verdict::NotVerified,
    };
    verified_by.extend(fulfilment);
    Requirement {
        record: cx.record(record),
        level: record.word(&["level"]).map(str::to_string),
        category: categories.iter().filter_map(Node::text).map(str::to_string).collect(),
        satisfies: cx.links(record, "satisfies"),
        implements: cx.links(record, "implements"),
        satisfied_by: cx.sources(record, "satisfies"),
        realized_by: cx.sources(record, "realizes"),
        verified_by,
        verdict,
    }
}

fn counts(needs: &[Need], requirements: &[Requirement]) -> RequirementCounts {
    let current: Vec<&Requirement> =
        requirements.iter().filter(|requirement| !requirement.record.is_retired()).collect();
    let needs_now: Vec<&Need> = needs.iter().filter(|need| !need.record.is_retired()).collect();
    let of_level =
        |level: &str| current.iter().filter(|r| r.level.as_deref() == Some(level)).count();
    let of_verdict = |verdict| current.iter().filter(|r| r.verdict == verdict).count();
    RequirementCounts {
        needs: needs_now.len(),
        satisfied_needs: needs_now.iter().filter(|need| need.is_satisfied()).count(),
        system: of_level("system"),
        software: of_level("software"),
        drafts: current.iter().filter(|r| r.record.approval.is_of_draft()).count(),
        verified: of_verdict(Verdict::Verified),
        not_verified: of_verdict(Verdict::NotVerified),
        unverifiable: of_verdict(Verdict::NoVerification),
        retired: requirements.len() - current.len() + needs.len() - needs_now.len(),
    }
}

impl<'a> Context<'a> {
    /// Returns the active verifications of a record in an aspect.
    pub(super) fn verified_by(&self, record: &model::Record, aspect: &str) -> Vec<VerifiedBy> {
        let (graph, assessment) = (self.inputs.graph, self.inputs.assessment);
        let found = assessment.verified_by(graph, record, aspect);
        let shown = |(verification, outcome): (&'a model::Record, crate::assess::Outcome)| {
            let state = assessment.verification(verification);
            let deciding = state.map(|state| state.deciding.iter()).into_iter().flatten();
            // One run decides many tests, and is named once.
            let mut named = BTreeSet::new();
            let results = deciding.filter(|evidence| named.insert(&evidence.record.id));
            VerifiedBy {
                verification: self.reference_to(verification),
                aspect: aspect.to_string(),
                outcome: outcome.word(),
                results: results.map(|evidence| evidence.record.id.to_string()).collect(),
            }
        };
        found.into_iter().map(shown).collect()
    }

    pub(super) fn is_verified(&self, record: &model::Record, aspect: &str) -> bool {
        self.inputs.assessment.is_verified(self.inputs.graph, record, aspect)
    }
}
