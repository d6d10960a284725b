//! The first page: where the project stands, and the way to everything else.

use super::list::{KindRow, kind_rows};
use super::piece::Tone;
use super::proof::{Age, Proof};
use super::{Body, Context, Made, notices};
use crate::assess::Approval;
use crate::model::{Record, Status};
use crate::report::document::Block;

/// Where the project stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewPage {
    /// What a reader must know before believing any of it.
    pub notices: Vec<Block>,
    /// Id and version of the judged release.
    pub release: Option<(String, String)>,
    pub open: bool,
    /// Criteria that are met, of those that are asked.
    pub met: usize,
    pub asked: usize,
    pub errors: usize,
    pub warnings: usize,
    pub waived: usize,
    pub shares: Vec<Share>,
    pub kinds: Vec<KindRow>,
    pub commits: Vec<CommitRow>,
}

/// How many of some things are as they should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub label: String,
    pub address: String,
    pub good: usize,
    pub of: usize,
    /// What the others are, as in `1 draft`, where that can be told apart, and how many of the good
    /// ones are in doubt.
    pub rest: Vec<String>,
}

impl Share {
    /// Returns its meaning; what is still missing may only be work that lies ahead.
    pub fn tone(&self) -> Tone {
        match (self.of, self.good == self.of && self.rest.is_empty()) {
            (0, _) => Tone::Plain,
            (_, true) => Tone::Good,
            (_, false) => Tone::Doubtful,
        }
    }
}

/// A commit that changed records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitRow {
    pub date: String,
    pub author: String,
    pub commit: String,
    pub subject: String,
    pub baselines: Vec<String>,
    /// How many records and project-file sections it changed.
    pub changed: usize,
}

/// Commits on the first page.
const MOST_COMMITS: usize = 12;

pub(super) fn page(cx: &Context<'_, '_>) -> Made {
    let (check, body) = (cx.site.inputs.check, &cx.site.inputs.gate.body);
    let asked = body.criteria.iter().filter(|line| line.state != "off");
    let met = body.criteria.iter().filter(|line| line.state == "met");
    let content = OverviewPage {
        notices: notices(cx),
        release: body.release.as_ref().map(|it| (it.id.clone(), it.version.clone())),
        open: body.open,
        met: met.count(),
        asked: asked.count(),
        errors: check.errors,
        warnings: check.warnings,
        waived: check.waived,
        shares: shares(cx),
        kinds: kind_rows(cx),
        commits: commits(cx),
    };
    let body = Body::Overview(Box::new(content));
    ("index.html".to_string(), cx.say("site.overview"), "overview", body)
}

fn shares(cx: &Context<'_, '_>) -> Vec<Share> {
    let inputs = cx.site.inputs.view;
    let share = |kind: &str, is_good: &dyn Fn(&Record) -> bool| {
        let current = inputs.project.of_kind(kind).filter(|it| it.status != Status::Retired);
        let (good, of) = current
            .fold((0, 0), |(good, of), record| (good + usize::from(is_good(record)), of + 1));
        Share {
            label: cx.say(&format!("site.share.{kind}")),
            address: if kind == "risk" { "risks.html".into() } else { super::address::kind(kind) },
            good,
            of,
            rest: in_doubt(cx, kind),
        }
    };
    let mut shares = vec![
        share("requirement", &|it| inputs.assessment.is_verified(inputs.graph, it, "fulfilment")),
        share("verification", &|it| cx.is_pass(it)),
        share("risk", &|it| inputs.assessment.risk(it).is_some_and(|it| it.is_complete())),
        share("risk-control", &|it| {
            inputs.assessment.control(it).is_some_and(|it| it.missing.is_empty())
        }),
    ];
    shares.retain(|share| share.of > 0);
    shares.push(approved(cx));
    shares.extend(covered(cx));
    shares
}

/// Says how many records of a kind are shown only by results from before their last change.
fn in_doubt(cx: &Context<'_, '_>, kind: &str) -> Vec<String> {
    let said = |age: Age| {
        let current = cx.project().of_kind(kind).filter(|it| it.status != Status::Retired);
        let n = current.filter(|it| cx.proof(it) == Some(Proof::Shown(age))).count();
        // A risk is not changed itself: one of its controls is.
        let of = if kind == "risk" { "risk." } else { "" };
        let key = format!("site.share.{of}{}", age.word());
        (n > 0).then(|| cx.edition.words.counted(&key, n))
    };
    [Age::Earlier, Age::Unclear].into_iter().filter_map(said).collect()
}

fn approved(cx: &Context<'_, '_>) -> Share {
    let approvals = &cx.site.inputs.view.assessment.approvals;
    let mut share = Share {
        label: cx.say("site.share.approved"),
        address: "records.html".to_string(),
        good: 0,
        of: 0,
        rest: Vec::new(),
    };
    let mut rest = [("draft", 0), ("outdated", 0), ("missing", 0), ("rejected", 0)];
    for record in &cx.project().records {
        let nth = match approvals.of_record(record) {
            // A draft needs its approval yet.
            _ if record.status == Status::Draft && record.kind.needs_approval => 0,
            Approval::NotNeeded => continue,
            Approval::Fresh(_) => {
                (share.good, share.of) = (share.good + 1, share.of + 1);
                continue;
            }
            Approval::Outdated(_) => 1,
            Approval::Missing => 2,
            Approval::Rejected(_) => 3,
        };
        share.of += 1;
        rest[nth].1 += 1;
    }
    let rest = rest.into_iter().filter(|(_, n)| *n > 0);
    let said = |(key, n)| cx.edition.words.counted(&format!("site.not-approved.{key}"), n);
    share.rest = rest.map(said).collect();
    share
}

/// Clauses whose evidence is complete, of those that apply.
fn covered(cx: &Context<'_, '_>) -> Option<Share> {
    let standards = &cx.site.inputs.coverage.standards;
    let tallies = standards.iter().map(|covered| covered.tally());
    let (good, of) =
        tallies.fold((0, 0), |(good, of), tally| (good + tally.complete, of + tally.applicable()));
    let (label, address) = (cx.say("site.share.clauses"), "coverage.html".to_string());
    (!standards.is_empty()).then_some(Share { label, address, good, of, rest: Vec::new() })
}

fn commits(cx: &Context<'_, '_>) -> Vec<CommitRow> {
    let history = cx.site.inputs.view.history;
    let mut changed = vec![0; history.commits.len()];
    for changes in history.changes.values() {
        let mut last = None;
        for change in
            changes.iter().filter(|change| last.replace(change.commit) != Some(change.commit))
        {
            changed[change.commit] += 1;
        }
    }
    let rows = history.commits.iter().enumerate().filter(|(index, _)| changed[*index] > 0);
    let row = |(index, commit): (usize, &crate::history::Commit)| {
        let here = history.baselines.iter().filter(|it| it.commit == index);
        CommitRow {
            date: commit.date.clone(),
            author: commit.author.name.clone(),
            commit: commit.short().to_string(),
            subject: commit.subject.clone(),
            baselines: here.map(|baseline| baseline.tag.clone()).collect(),
            changed: changed[index],
        }
    };
    rows.take(MOST_COMMITS).map(row).collect()
}
