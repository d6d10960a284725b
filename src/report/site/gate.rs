//! The verdict of the gate: every criterion with what fails it.

use super::piece::{Badge, Tone};
use super::{Body, Context, Made, address};
use crate::gate::CRITERIA;
use crate::report::document::Inline;
use crate::report::gate_report::{Exception, Failure, Line};
use crate::report::view::Looser;

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatePage {
    pub open: bool,
    /// The judged release; its id and version.
    pub release: Option<(String, String)>,
    pub criteria: Vec<CriterionRow>,
    /// How the project's policy asks for less than the default one.
    pub looser: Vec<String>,
    pub waived: Vec<Failing>,
    /// Criteria that this version does not evaluate.
    pub not_evaluated: Vec<String>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionRow {
    /// As the policy names it.
    pub name: &'static str,
    pub summary: String,
    pub state: Badge,
    /// Why it cannot be evaluated; in English.
    pub reason: Option<String>,
    pub failing: Vec<Failing>,
    /// How many more fail it.
    pub more: usize,
}

/// Something that fails a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    pub code: &'static str,
    /// Where all findings of the rule stand.
    pub address: String,
    pub record: Option<String>,
    pub message: Vec<Inline>,
    pub details: Vec<Vec<Inline>>,
    pub waived: Option<(String, String)>,
}

/// What fails a criterion is listed up to here; the pages of the rules list everything.
const MOST_ROWS: usize = 100;

pub(super) fn page(cx: &Context<'_, '_>) -> Made {
    let body = &cx.site.inputs.gate.body;
    let not_evaluated = body.not_evaluated.iter();
    let content = GatePage {
        open: body.open,
        release: body.release.as_ref().map(|it| (it.id.clone(), it.version.clone())),
        criteria: body.criteria.iter().map(|line| criterion(cx, line)).collect(),
        looser: looser(cx),
        waived: body.waived.iter().map(|exception| waived(cx, exception)).collect(),
        not_evaluated: not_evaluated.map(|it| cx.summary(it.criterion, it.summary)).collect(),
    };
    ("gate.html".to_string(), cx.say("site.gate"), "gate", Body::Gate(content))
}

/// Says in the words of documents what the policy does not ask for.
fn looser(cx: &Context<'_, '_>) -> Vec<String> {
    let Looser { off, unapproved, seldom } = &cx.edition.view.front.looser;
    let off = off.iter().map(|name| {
        let summary = CRITERIA.iter().find(|criterion| criterion.name == name).map(|it| it.summary);
        format!("{} {}", cx.say("looser.off"), cx.summary(name, summary.unwrap_or(name)))
    });
    let kinds: Vec<String> = unapproved.iter().map(|kind| cx.kind(kind)).collect();
    let kinds = format!("{} {}", cx.say("looser.approvals"), kinds.join(", "));
    let unapproved = (!unapproved.is_empty()).then_some(kinds);
    off.chain(unapproved).chain(seldom.then(|| cx.say("looser.interval"))).collect()
}

fn criterion(cx: &Context<'_, '_>, line: &Line) -> CriterionRow {
    CriterionRow {
        name: line.criterion,
        summary: cx.summary(line.criterion, line.summary),
        state: cx.criterion_state(line),
        reason: line.reason.clone(),
        failing: line.failures.iter().take(MOST_ROWS).map(|it| failing(cx, it)).collect(),
        more: line.failures.len().saturating_sub(MOST_ROWS),
    }
}

fn failing(cx: &Context<'_, '_>, failure: &Failure) -> Failing {
    Failing {
        code: failure.code,
        address: address::rule(failure.code),
        record: failure.record.clone(),
        message: cx.message(&failure.message),
        details: failure.details.iter().map(|detail| cx.message(detail)).collect(),
        waived: None,
    }
}

fn waived(cx: &Context<'_, '_>, exception: &Exception) -> Failing {
    let waived = exception.waived.as_ref().map(|it| (it.by.clone(), it.until.clone()));
    Failing { waived, ..failing(cx, &exception.failure) }
}

impl Context<'_, '_> {
    /// Returns what must hold, in the language of the page where there are words for it.
    fn summary(&self, name: &str, summary: &str) -> String {
        let known = self.edition.words.find(&format!("criterion.{name}"));
        known.unwrap_or(summary).to_string()
    }

    /// Returns the state of a criterion in a word.
    pub(super) fn criterion_state(&self, line: &Line) -> Badge {
        let (tone, key) = match line.state {
            "met" => (Tone::Good, "met"),
            "failed" => (Tone::Bad, "failed"),
            "off" => (Tone::Doubtful, "off"),
            _ => (Tone::Bad, "not-evaluable"),
        };
        Badge { tone, text: self.say(&format!("site.criterion.{key}")) }
    }
}
