//! The page of a record: what it says, how it was judged, what it hangs together with, its history.

use super::coverage::ServedClause;
use super::drawing::{Drawing, Layout};
use super::finding::FindingRow;
use super::history::HistoryPart;
use super::impact::Impact;
use super::link::LinkGroup;
use super::piece::Badge;
use super::state::Fact;
use super::value::Value;
use super::{Body, Context, Made, Site};
use crate::report::document::{Block, Inline};
use crate::report::impact_report::{Reach, reach};
use crate::report::judged::Judged;
use crate::report::view::{self, Text};

/// Everything about one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPage {
    pub id: String,
    /// Name of the kind, and the word for it.
    pub kind: (&'static str, String),
    pub title: Text,
    pub badges: Vec<Badge>,
    pub text: Vec<Block>,
    pub facts: Vec<Fact>,
    /// What risk control lacks, one sentence each.
    pub lacks: Vec<Vec<Inline>>,
    pub findings: Vec<FindingRow>,
    pub fields: Vec<(String, Value)>,
    pub upstream: Vec<LinkGroup>,
    pub downstream: Vec<LinkGroup>,
    /// None where the record hangs together with nothing.
    pub drawing: Option<Drawing>,
    pub impact: Impact,
    /// Clauses that the record is evidence of.
    pub served: Vec<ServedClause>,
    pub reviews: Vec<ReviewRow>,
    pub history: HistoryPart,
    /// Path and line.
    pub place: String,
    pub fingerprint: String,
}

/// What one review says of a record or section, or of a link to or from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    pub review: String,
    pub of: String,
    /// What it is called, where it is a section.
    pub title: Option<Text>,
    pub person: String,
    pub role: String,
    pub decision: String,
    pub date: String,
    pub state: Badge,
}

/// What is the same in every language.
pub(super) struct Shared<'a> {
    reach: Reach<'a>,
    layout: Layout<'a>,
}

pub(super) fn shared<'a>(site: &Site<'a>, index: usize) -> Shared<'a> {
    let view::Inputs { project, graph, assessment, .. } = site.inputs.view;
    let record = &project.records[index];
    let judged = Judged { graph, assessment, language: project.config.main_language() };
    let reviews = site.reviews.get(&*record.id).map(Vec::as_slice).unwrap_or_default();
    Shared { reach: reach(judged, record, reviews), layout: Layout::around(graph, record) }
}

pub(super) fn page<'a>(cx: &Context<'_, 'a>, index: usize, shared: &Shared<'a>) -> Made {
    let project = cx.project();
    let record = &project.records[index];
    let title = cx.title(record);
    let file = project.sources.path(record.span.source);
    let text = record.node.get("text").and_then(|node| cx.localized(node));
    let heading = match title.text == *record.id {
        true => title.text.clone(),
        false => format!("{} {}", record.id, title.text),
    };
    let content = RecordPage {
        id: record.id.to_string(),
        kind: (record.kind.name, cx.kind(record.kind.name)),
        badges: cx.badges(record),
        text: text.map(|text| cx.prose(&text)).unwrap_or_default(),
        facts: cx.facts(record),
        lacks: cx.lacks(record),
        findings: cx.findings_of(&record.id),
        fields: cx.fields(record),
        upstream: cx.upstream(record),
        downstream: cx.downstream(record),
        drawing: shared.layout.drawing(cx),
        impact: cx.impact(record, &shared.reach),
        served: cx.served(&record.id),
        reviews: cx.reviews_of(&record.id),
        history: cx.history(&record.id, &[file]),
        place: project.sources.place(record.span),
        fingerprint: record.fingerprint.to_string(),
        title,
    };
    let path = cx.site.addresses.record(&record.id);
    (path, heading, "records", Body::Record(Box::new(content)))
}
