//! Benefit-risk analyses → which one accepts a risk, and why the others do not (ISO 14971, 7.4).
//!
//! An analysis counts as a whole or not at all: a draft, an outdated approval, or a missing part
//! accepts nothing, and one that says no outweighs any number that say yes.

use super::approval::{Approval, Approvals};
use super::release::Choice;
use super::risk::{EstimateLevel, Lack, Missing};
use crate::graph::TraceGraph;
use crate::model::{Record, Status};
use crate::yaml::Node;

/// What the analyses of a risk say together.
pub(super) struct Weighed<'a> {
    /// The analysis that accepts the risk.
    pub(super) accepted_by: Option<&'a Record>,
    /// Why analyses that name the risk accept nothing.
    pub(super) refused: Vec<Missing>,
}

/// Weighs a risk whose residual level is not acceptable.
pub(super) fn weigh<'a>(
    (graph, release): (&TraceGraph<'a>, &Choice<'a>),
    approvals: &Approvals<'a>,
    risk: &Record,
    residual: &EstimateLevel<'_>,
) -> Weighed<'a> {
    let mut weighed = Weighed { accepted_by: None, refused: Vec::new() };
    // An acceptable level needs no analysis, and what is not estimated cannot be weighed.
    let Some(level) = residual.level.filter(|level| !level.acceptable) else { return weighed };
    let mut says_no = false;
    for (analysis, link) in graph.sources(&risk.id, "justifies") {
        if approvals.is_withdrawn(analysis) {
            continue;
        }
        says_no |= concludes_no(analysis);
        let why = if !level.benefit_risk_may_accept {
            Some("the level is one that no benefit-risk analysis may accept")
        } else if !release.counts_for(graph.project, analysis, risk) {
            Some("it weighs the benefits of another product")
        } else {
            refusal(approvals, analysis)
        };
        match why {
            None => weighed.accepted_by = weighed.accepted_by.or(Some(analysis)),
            Some(why) => weighed.refused.push(Missing {
                lack: Lack::Benefit { analysis: analysis.id.to_string(), why },
                span: link.span,
            }),
        }
    }
    weighed.accepted_by = weighed.accepted_by.filter(|_| !says_no);
    weighed
}

/// A draft that says no is heard, as a draft risk is; only what says yes can count for more.
fn concludes_no(analysis: &Record) -> bool {
    analysis.word(&["conclusion"]) != Some("outweighs")
}

/// Returns why an analysis does not accept the risk that it names.
fn refusal<'a>(approvals: &Approvals<'a>, analysis: &'a Record) -> Option<&'static str> {
    let benefits = analysis.node.get("benefits").map(Node::items).unwrap_or_default();
    let is_shown = |benefit: &Node| {
        let is_there = |field| benefit.get(field).is_some_and(|node| !node.is_empty());
        is_there("benefit") && is_there("evidence")
    };
    if concludes_no(analysis) {
        Some("it does not conclude that the benefits outweigh it")
    } else if analysis.status == Status::Draft {
        Some("it is a draft")
    } else if analysis.status == Status::Retired {
        Some("it is retired, and nobody approved that")
    } else if !is_about_one_risk(analysis) {
        Some("it is not about this risk alone")
    } else if benefits.is_empty() || !benefits.iter().all(is_shown) {
        Some("it does not show the benefits")
    } else if !analysis.has(&["not_practicable"]) {
        Some("it does not say why no further risk control is practicable")
    } else {
        match approvals.of_approved(analysis) {
            Approval::Fresh(_) => None,
            Approval::Outdated(_) => {
                Some("the analysis, the risk or its harm has changed since the approval")
            }
            Approval::Rejected(_) => Some("it is rejected"),
            Approval::Missing | Approval::NotNeeded => Some("it is not approved"),
        }
    }
}

fn is_about_one_risk(analysis: &Record) -> bool {
    analysis.word(&["scope"]) == Some("one-risk") && analysis.links_of("justifies").count() == 1
}
