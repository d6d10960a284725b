//! History and reviews → every change in a period with the reviews of what it left, by record, person
//! and baseline.
//!
//! A review belongs to the change whose outcome stood when the review was committed.

use super::Context;
use super::change::Edit;
use super::record::clean;
use crate::history::{Change, ChangeKind, History};
use crate::model::{Record, natural_key};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Every change in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Trail {
    /// The revision behind which nothing is told.
    pub since: Option<String>,
    /// First and last day, where they are limited.
    pub from: Option<String>,
    pub until: Option<String>,
    pub n_changes: usize,
    pub records: Vec<TrailRecord>,
    pub people: Vec<TrailPerson>,
    pub baselines: Vec<TrailBaseline>,
}

/// What was changed of one record, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailRecord {
    pub target: String,
    pub title: Option<String>,
    pub changes: Vec<TrailChange>,
}

/// One change, and the reviews of what it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailChange {
    pub date: String,
    pub author: String,
    pub commit: String,
    pub subject: String,
    /// `added`, `changed`, `moved` or `removed`.
    pub kind: &'static str,
    pub edits: Vec<Edit>,
    pub reviews: Vec<TrailReview>,
}

/// A review of the state that a change left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailReview {
    pub review: String,
    pub person: String,
    pub role: String,
    pub meaning: String,
    pub decision: String,
    pub date: String,
}

/// What one person changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailPerson {
    pub name: String,
    pub email: String,
    pub n_commits: usize,
    pub targets: Vec<String>,
}

/// What a baseline was the first to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailBaseline {
    /// None for what is in no baseline yet.
    pub tag: Option<String>,
    pub n_commits: usize,
    pub targets: Vec<String>,
}

pub(super) fn trail(cx: &Context<'_>) -> Trail {
    let history = cx.inputs.history;
    let reviews = reviews(cx);
    let mut found: BTreeMap<(String, u64, String), Vec<&Change>> = BTreeMap::new();
    for (target, changes) in &history.changes {
        // Reviews are told with what they are of; a change of one is a change like any other.
        let told: Vec<&Change> = changes.iter().filter(|change| is_told(cx, change)).collect();
        let told = without_repeats(told);
        if !told.is_empty() {
            found.insert(natural_key(target), told);
        }
    }
    let records: Vec<TrailRecord> = found
        .iter()
        .map(|((_, _, target), told)| record(cx, target, told, reviews.get(&**target)))
        .collect();
    let past = cx.inputs.past;
    let days = past.map(|past| past.days.clone()).unwrap_or_default();
    Trail {
        since: past.and_then(|past| past.since.as_deref()).map(clean),
        from: days.0,
        until: days.1,
        n_changes: records.iter().map(|record| record.changes.len()).sum(),
        records,
        people: people(history, &found),
        baselines: baselines(history, &found),
    }
}

fn is_told(cx: &Context<'_>, change: &Change) -> bool {
    let Some(past) = cx.inputs.past else { return true };
    let commit = &cx.inputs.history.commits[change.commit];
    let day: String = commit.date.chars().take(10).collect();
    let (from, until) = &past.days;
    !past.older.contains(&commit.id)
        && from.as_ref().is_none_or(|from| *from <= day)
        && until.as_ref().is_none_or(|until| day <= *until)
}

/// A merge is compared with each parent; what it did is told once, against the first.
fn without_repeats(changes: Vec<&Change>) -> Vec<&Change> {
    let mut seen = BTreeSet::new();
    let first = |change: &&Change| seen.insert((change.commit, change.file.clone()));
    changes.into_iter().filter(first).collect()
}

fn record(
    cx: &Context<'_>,
    target: &str,
    told: &[&Change],
    reviews: Option<&Vec<Review<'_>>>,
) -> TrailRecord {
    let history = cx.inputs.history;
    let all = history.changes.get(target).map(Vec::as_slice).unwrap_or_default();
    let title = cx.project().record(target).map(|record| cx.title(record).text);
    let change = |change: &&Change| {
        let commit = &history.commits[change.commit];
        // A record that only moved is as it was reviewed.
        let newer = all.iter().filter(|other| other.kind != ChangeKind::Moved);
        let newer: Vec<usize> =
            newer.map(|other| other.commit).filter(|other| *other < change.commit).collect();
        let of_state = |review: &&Review<'_>| {
            change.kind != ChangeKind::Moved
                && review.behind.contains(&change.commit)
                && !newer.iter().any(|newer| review.behind.contains(newer))
        };
        let reviews = reviews.into_iter().flatten().filter(of_state);
        TrailChange {
            date: commit.date.clone(),
            author: clean(&commit.author.name),
            commit: commit.short().to_string(),
            subject: clean(&commit.subject),
            kind: word(change.kind),
            edits: edits(change),
            reviews: reviews.map(|review| told_review(cx, review.record)).collect(),
        }
    };
    TrailRecord {
        target: clean(target),
        title: title.map(|title| clean(&title)),
        changes: told.iter().map(change).collect(),
    }
}

fn edits(change: &Change) -> Vec<Edit> {
    let value = |value: &Option<String>| value.as_deref().map(clean);
    let edit = |field: &crate::history::FieldChange| Edit {
        path: clean(&field.path),
        before: value(&field.before),
        after: value(&field.after),
    };
    change.fields.iter().map(edit).collect()
}

fn word(kind: ChangeKind) -> &'static str {
    crate::report::history_report::word(kind)
}

/// A review, and the commits behind the one that brought it.
struct Review<'a> {
    record: &'a Record,
    behind: BTreeSet<usize>,
}

/// Returns the reviews of each target, in the order of the reviews. One that is not committed has seen
/// every commit.
fn reviews<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Vec<Review<'a>>> {
    let history = cx.inputs.history;
    let mut reviews: BTreeMap<&str, Vec<Review<'_>>> = BTreeMap::new();
    let mut known: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for review in cx.project().of_kind("review") {
        let first = history.lives(&review.id).first().and_then(|life| life.first);
        let from = first.unwrap_or(0);
        let behind = known.entry(from).or_insert_with(|| match history.commits.is_empty() {
            true => BTreeSet::new(),
            false => history.reached_from(from),
        });
        for link in review.links_of("of") {
            // A link is pinned with both of its ends.
            for target in link.to.split(' ').step_by(2) {
                let review = Review { record: review, behind: behind.clone() };
                reviews.entry(target).or_default().push(review);
            }
        }
    }
    reviews
}

fn told_review(cx: &Context<'_>, review: &Record) -> TrailReview {
    let word = |field: &str| review.word(&[field]).map(clean).unwrap_or_default();
    TrailReview {
        review: review.id.to_string(),
        person: review.word(&["by"]).map(|key| cx.person(key)).unwrap_or_default(),
        role: word("role"),
        meaning: word("meaning"),
        decision: word("decision"),
        date: word("date").chars().take(10).collect(),
    }
}

type Found<'h> = BTreeMap<(String, u64, String), Vec<&'h Change>>;

/// Two people of one name are told apart by their addresses.
fn people(history: &History, found: &Found<'_>) -> Vec<TrailPerson> {
    let mut people: BTreeMap<_, (BTreeSet<usize>, Vec<String>)> = BTreeMap::new();
    for ((_, _, target), changes) in found {
        for change in changes {
            let author = history.commits[change.commit].author.clone();
            let (commits, targets) = people.entry(author).or_default();
            commits.insert(change.commit);
            if targets.last() != Some(target) {
                targets.push(target.clone());
            }
        }
    }
    let person = |(author, (commits, targets)): (crate::history::Author, (BTreeSet<usize>, _))| {
        TrailPerson {
            name: clean(&author.name),
            email: clean(&author.email),
            n_commits: commits.len(),
            targets,
        }
    };
    people.into_iter().map(person).collect()
}

fn baselines(history: &History, found: &Found<'_>) -> Vec<TrailBaseline> {
    let mut held = BTreeSet::new();
    let mut first_in: BTreeMap<usize, usize> = BTreeMap::new();
    // Oldest first, so that each commit counts for the first baseline that holds it.
    for (number, baseline) in history.baselines.iter().enumerate().rev() {
        for commit in history.reached_from(baseline.commit) {
            if held.insert(commit) {
                first_in.insert(commit, number);
            }
        }
    }
    let mut groups: BTreeMap<Option<usize>, (BTreeSet<usize>, Vec<String>)> = BTreeMap::new();
    for ((_, _, target), changes) in found {
        for change in changes {
            let group = groups.entry(first_in.get(&change.commit).copied()).or_default();
            group.0.insert(change.commit);
            if group.1.last() != Some(target) {
                group.1.push(target.clone());
            }
        }
    }
    let baseline = |(number, (commits, targets)): (Option<usize>, (BTreeSet<usize>, _))| {
        let tag = number.map(|number| clean(&history.baselines[number].tag));
        TrailBaseline { tag, n_commits: commits.len(), targets }
    };
    groups.into_iter().map(baseline).collect()
}
