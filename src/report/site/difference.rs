//! The baselines of the project, and what differs between one and the next.
//!
//! Two states are compared as they are; the commits between them only say who changed what.

use super::history::Edit;
use super::piece::{Badge, Tone};
use super::{Body, Context, Made};
use crate::history::{ChangeKind, Commit, Difference, Differences};
use crate::model::natural_key;
use crate::report::diff_report::subject;
use crate::report::history_report::word;
use crate::report::view::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Two states that were compared, as indexes into the baselines; none is what the site shows.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub from: usize,
    pub to: Option<usize>,
    pub differences: Differences,
}

/// The baselines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselinesPage {
    /// Newest first; the first row is what the site shows.
    pub rows: Vec<BaselineRow>,
    /// Why the list may not be whole.
    pub incomplete: Option<String>,
}

/// One state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineRow {
    /// None for what the site shows.
    pub tag: Option<String>,
    pub date: Option<String>,
    pub commit: Option<String>,
    pub author: Option<String>,
    /// What differs from the baseline before: its tag, where it is told, and how much.
    pub since: Option<(String, String, Counts)>,
}

/// How much differs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub moved: usize,
    pub removed: usize,
}

/// What differs between two states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferencePage {
    pub from: String,
    pub to: String,
    pub counts: Counts,
    pub groups: Vec<DifferenceGroup>,
    /// What may be there in one state: a file could not be read there.
    pub unknown: Vec<String>,
    pub incomplete: Option<String>,
}

/// What is of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceGroup {
    pub kind: String,
    pub rows: Vec<DifferenceRow>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceRow {
    pub target: String,
    pub has_page: bool,
    pub title: Option<Text>,
    pub what: Badge,
    /// Whether the id named another record before.
    pub is_other: bool,
    pub file: String,
    pub moved_from: Option<String>,
    /// Empty for what was added: its page says what it holds.
    pub edits: Vec<Edit>,
    /// Day, author and commit of what changed it, newest first.
    pub commits: Vec<(String, String, String)>,
}

pub(super) fn baselines_page(cx: &Context<'_, '_>) -> Made {
    let history = cx.site.inputs.view.history;
    let known = |index: usize| &history.commits[history.baselines[index].commit];
    let since = |to: Option<usize>| {
        let nth = cx.site.inputs.comparisons.iter().position(|it| it.to == to)?;
        let comparison = &cx.site.inputs.comparisons[nth];
        let tag = history.baselines[comparison.from].tag.clone();
        Some((tag, address(cx, nth), counts(&comparison.differences)))
    };
    let revision = cx.site.inputs.view.revision;
    let now = BaselineRow {
        tag: None,
        date: revision.date.clone(),
        commit: revision.commit.as_ref().map(|id| id.chars().take(10).collect()),
        author: None,
        since: since(None),
    };
    let row = |(index, baseline): (usize, &crate::history::Baseline)| {
        let commit: &Commit = known(index);
        BaselineRow {
            tag: Some(baseline.tag.clone()),
            date: Some(commit.date.clone()),
            commit: Some(commit.short().to_string()),
            author: Some(commit.author.name.clone()),
            since: since(Some(index)),
        }
    };
    let rows = history.baselines.iter().enumerate().map(row);
    let content = BaselinesPage {
        rows: [now].into_iter().chain(rows).collect(),
        incomplete: cx.incomplete(),
    };
    let body = Body::Baselines(content);
    ("baselines.html".to_string(), cx.say("site.baselines"), "baselines", body)
}

/// Baselines are counted from the oldest, so that a new one moves no page.
fn address(cx: &Context<'_, '_>, nth: usize) -> String {
    let n_baselines = cx.site.inputs.view.history.baselines.len();
    let number = n_baselines - cx.site.inputs.comparisons[nth].from;
    format!("difference/{number}.html")
}

pub(super) fn page(cx: &Context<'_, '_>, nth: usize) -> Made {
    let history = cx.site.inputs.view.history;
    let Comparison { from, to, differences } = &cx.site.inputs.comparisons[nth];
    let between = between(cx, *from, *to);
    let mut targets: BTreeMap<(String, u64, String), Vec<&Difference>> = BTreeMap::new();
    for difference in &differences.found {
        targets.entry(natural_key(&difference.target)).or_default().push(difference);
    }
    let mut groups: BTreeMap<String, Vec<DifferenceRow>> = BTreeMap::new();
    for of_target in targets.into_values() {
        let kind = kind(cx, &of_target[0].target);
        groups.entry(kind).or_default().push(row(cx, &of_target, &between));
    }
    let to =
        to.map_or_else(|| cx.say("site.difference.now"), |to| history.baselines[to].tag.clone());
    let content = DifferencePage {
        from: history.baselines[*from].tag.clone(),
        to,
        counts: counts(differences),
        groups: groups.into_iter().map(|(kind, rows)| DifferenceGroup { kind, rows }).collect(),
        unknown: differences.unknown.iter().map(|it| it.target.clone()).collect(),
        incomplete: cx.incomplete(),
    };
    let values = [("from", &*content.from), ("to", &*content.to)];
    let title = cx.sentence("site.difference", &values);
    (address(cx, nth), title, "baselines", Body::Difference(content))
}

/// Returns the commits behind the later state that are not behind the earlier one.
fn between(cx: &Context<'_, '_>, from: usize, to: Option<usize>) -> BTreeSet<usize> {
    let history = cx.site.inputs.view.history;
    let older = history.reached_from(history.baselines[from].commit);
    let newer = match to {
        Some(to) => history.reached_from(history.baselines[to].commit),
        None => (0..history.commits.len()).collect(),
    };
    newer.difference(&older).copied().collect()
}

/// A section has a difference for each of its languages, and counts once.
fn counts(differences: &Differences) -> Counts {
    let mut kinds: BTreeMap<&str, BTreeSet<ChangeKind>> = BTreeMap::new();
    for difference in &differences.found {
        kinds.entry(&difference.target).or_default().insert(difference.kind);
    }
    let mut counts = Counts::default();
    for kinds in kinds.values() {
        match whole(kinds) {
            ChangeKind::Added => counts.added += 1,
            ChangeKind::Changed => counts.changed += 1,
            ChangeKind::Moved => counts.moved += 1,
            ChangeKind::Removed => counts.removed += 1,
        }
    }
    counts
}

fn whole(kinds: &BTreeSet<ChangeKind>) -> ChangeKind {
    match kinds.first() {
        Some(kind) if kinds.len() == 1 => *kind,
        _ => ChangeKind::Changed,
    }
}

fn kind(cx: &Context<'_, '_>, target: &str) -> String {
    let subject = subject(cx.project(), target);
    let key = format!("kind.{subject}");
    match cx.edition.words.find(&key) {
        Some(word) => word.to_string(),
        None => cx.say(&format!("site.subject.{}", subject.replace(' ', "-"))),
    }
}

fn row(
    cx: &Context<'_, '_>,
    of_target: &[&Difference],
    between: &BTreeSet<usize>,
) -> DifferenceRow {
    let first = of_target[0];
    let target = &*first.target;
    let kinds: BTreeSet<ChangeKind> = of_target.iter().map(|one| one.kind).collect();
    let kind = whole(&kinds);
    let tone = match kind {
        ChangeKind::Added => Tone::Good,
        ChangeKind::Removed => Tone::Bad,
        ChangeKind::Changed => Tone::Doubtful,
        ChangeKind::Moved => Tone::Plain,
    };
    let fields = of_target.iter().flat_map(|one| &one.fields);
    let fields = fields.filter(|_| kind != ChangeKind::Added);
    let record = cx.project().record(target);
    let section = cx.site.addresses.section(target);
    let title = section.and_then(|_| cx.reference(target).title);
    let titled = record.map(|record| cx.title(record)).filter(|title| title.text != target);
    DifferenceRow {
        target: target.to_string(),
        has_page: record.is_some() || section.is_some(),
        title: titled.or(title).or_else(|| title_of(of_target)),
        what: Badge { tone, text: cx.say(&format!("change.{}", word(kind))) },
        is_other: kind != ChangeKind::Added && is_other(cx, target, between),
        file: first.file.clone(),
        moved_from: first.moved_from.clone(),
        edits: fields.map(|field| cx.edit(field)).collect(),
        commits: commits(cx, target, between),
    }
}

/// What is gone is known by the title that it had.
fn title_of(of_target: &[&Difference]) -> Option<Text> {
    let fields = of_target.iter().flat_map(|one| &one.fields);
    let title = fields.into_iter().find(|field| field.path.starts_with("title"))?;
    let text = title.before.clone().or_else(|| title.after.clone())?;
    Some(Text { text, language: None })
}

/// Returns whether the record that has an id now appeared between the states.
fn is_other(cx: &Context<'_, '_>, target: &str, between: &BTreeSet<usize>) -> bool {
    let lives = cx.site.inputs.view.history.lives(target);
    let first = lives.first().filter(|_| lives.len() > 1).and_then(|life| life.first);
    first.is_some_and(|first| between.contains(&first))
}

fn commits(
    cx: &Context<'_, '_>,
    target: &str,
    between: &BTreeSet<usize>,
) -> Vec<(String, String, String)> {
    let history = cx.site.inputs.view.history;
    let changes = history.changes.get(target).into_iter().flatten();
    let mut indexes: Vec<usize> = changes.map(|change| change.commit).collect();
    indexes.dedup();
    let commit = |index: &usize| {
        let commit = &history.commits[*index];
        let day = commit.date.chars().take(10).collect();
        (day, commit.author.name.clone(), commit.short().to_string())
    };
    indexes.iter().filter(|index| between.contains(index)).map(commit).collect()
}
