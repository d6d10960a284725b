//! History and reviews → every change in a period with the reviews of what it left, by record, person
//! and baseline.
//!
//! A review belongs to the change that left what it saw: the state whose fingerprint it pins.

use super::Context;
use super::change::{Edit, edit};
use super::decision::Decision;
use super::mention::Numbered;
use super::record::clean;
use crate::history::{Change, ChangeKind, FieldChange, History};
use crate::model::natural_key;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Id of a review and what it names → the commits that hold what it saw; none where no commit does.
pub type Reviewed = BTreeMap<(String, String), BTreeSet<usize>>;

/// Target, commit and file → what was added there; nothing where it cannot be read.
pub type Added = BTreeMap<(String, usize, String), Vec<FieldChange>>;

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
    /// Whether it had the id before the record that has, or had, it last.
    pub is_earlier: bool,
    pub changes: Vec<TrailChange>,
    /// Reviews of a state that no commit holds.
    pub unseen: Vec<Decision>,
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
    /// For a merge, the parent that it was compared with, and the one whose side it took where it
    /// decided against what the first had changed; both in short.
    pub against: Option<String>,
    pub side_taken: Option<String>,
    /// The file, and the one before where it was moved.
    pub file: String,
    pub moved_from: Option<String>,
    pub edits: Vec<Edit>,
    pub reviews: Vec<Decision>,
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

impl Numbered for Trail {}

pub(super) fn trail(cx: &Context<'_>) -> Trail {
    let history = cx.inputs.history;
    let reviews = reviews(cx);
    let mut reach = Reach { history, known: BTreeMap::new() };
    let mut found = Found::new();
    for target in history.changes.keys() {
        // Reviews are told with what they are of; a change of one is a change like any other.
        for (nth, life) in history.lives(target).into_iter().enumerate() {
            let told: Vec<&Change> =
                life.changes.into_iter().filter(|change| is_told(cx, change)).collect();
            if !told.is_empty() {
                found.insert((natural_key(target), nth), told);
            }
        }
    }
    let records: Vec<TrailRecord> = found
        .iter()
        .map(|(((_, _, target), nth), told)| {
            let reviews = reviews.get(&**target).map(Vec::as_slice).unwrap_or_default();
            record(cx, (target, *nth), told, reviews, &mut reach)
        })
        .collect();
    let past = cx.inputs.past;
    let days = past.map(|past| past.days.clone()).unwrap_or_default();
    Trail {
        since: past.and_then(|past| past.since.as_deref()).map(clean),
        from: days.0,
        until: days.1,
        n_changes: found.values().map(|told| n_commits(told)).sum(),
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

/// A merge is told against each parent and is one change.
fn n_commits(told: &[&Change]) -> usize {
    told.iter().map(|change| change.commit).collect::<BTreeSet<usize>>().len()
}

fn record(
    cx: &Context<'_>,
    (target, nth): (&str, usize),
    told: &[&Change],
    reviews: &[Review<'_>],
    reach: &mut Reach<'_>,
) -> TrailRecord {
    let history = cx.inputs.history;
    let newest = (nth == 0).then(|| cx.project().record(target)).flatten();
    let title = newest.map(|record| cx.title(record).text);
    // A record that only moved is as it was reviewed, and one that is gone is no state.
    let leaves = |change: &&Change| !matches!(change.kind, ChangeKind::Moved | ChangeKind::Removed);
    let all = history.changes.get(target).into_iter().flatten();
    let all: BTreeSet<usize> = all.filter(leaves).map(|change| change.commit).collect();
    let left: Vec<BTreeSet<usize>> =
        reviews.iter().map(|review| reach.left_by(&all, review.states)).collect();
    let short = |commit: usize| history.commits[commit].short().to_string();
    let change = |change: &&Change| {
        let commit = &history.commits[change.commit];
        let of_it = reviews.iter().zip(&left).filter(|(_, left)| left.contains(&change.commit));
        let of_it = of_it.filter(|_| leaves(change));
        TrailChange {
            date: commit.date.clone(),
            author: clean(&commit.author.name),
            commit: commit.short().to_string(),
            subject: clean(&commit.subject),
            kind: word(change.kind),
            against: change.parent.map(short),
            side_taken: change.taken.map(short),
            file: clean(&change.file),
            moved_from: change.moved_from.as_deref().map(clean),
            edits: edits(cx, target, change),
            reviews: of_it.map(|(review, _)| review.decision.clone()).collect(),
        }
    };
    let changes = told.iter().map(change).collect();
    let unseen = reviews.iter().filter(|review| nth == 0 && review.states.is_empty());
    TrailRecord {
        target: clean(target),
        title: title.map(|title| clean(&title)),
        is_earlier: nth > 0,
        changes,
        unseen: unseen.map(|review| review.decision.clone()).collect(),
    }
}

/// Which commits stand behind which.
struct Reach<'h> {
    history: &'h History,
    known: BTreeMap<usize, BTreeSet<usize>>,
}

impl Reach<'_> {
    fn from(&mut self, commit: usize) -> &BTreeSet<usize> {
        let history = self.history;
        self.known.entry(commit).or_insert_with(|| history.reached_from(commit))
    }

    /// Returns those of some changes that left what some commits hold: the last ones behind each.
    fn left_by(&mut self, changes: &BTreeSet<usize>, states: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut left = BTreeSet::new();
        for state in states {
            let behind: Vec<usize> = changes.intersection(self.from(*state)).copied().collect();
            for change in &behind {
                let is_newer = |other: &&usize| *other != change;
                let newer: Vec<usize> = behind.iter().filter(is_newer).copied().collect();
                if !newer.into_iter().any(|newer| self.from(newer).contains(change)) {
                    left.insert(*change);
                }
            }
        }
        left
    }
}

/// Returns what differs; of what was added, every value.
fn edits(cx: &Context<'_>, target: &str, change: &Change) -> Vec<Edit> {
    let key = (target.to_string(), change.commit, change.file.clone());
    let added = cx.inputs.past.and_then(|past| past.added.get(&key));
    let added = added.filter(|_| change.kind == ChangeKind::Added);
    let fields = added.unwrap_or(&change.fields);
    fields.iter().map(|field| edit(cx, target, field)).collect()
}

fn word(kind: ChangeKind) -> &'static str {
    crate::report::history_report::word(kind)
}

/// What a review says of a target, and the commits that hold what it saw.
struct Review<'a> {
    decision: Decision,
    states: &'a BTreeSet<usize>,
}

/// Returns the reviews of each target, in the order of the reviews.
fn reviews<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Vec<Review<'a>>> {
    let mut reviews: BTreeMap<&str, Vec<Review<'_>>> = BTreeMap::new();
    let Some(reviewed) = cx.inputs.past.map(|past| &past.reviewed) else { return reviews };
    for review in cx.project().of_kind("review") {
        let from = (review.id.to_string(), String::new());
        let of_it = reviewed.range(from..).take_while(|((id, _), _)| *id == *review.id);
        for ((_, target), states) in of_it {
            let decision = Decision::of(cx, review);
            reviews.entry(target).or_default().push(Review { decision, states });
        }
    }
    reviews
}

/// Target, and which of its records it is, the newest first → its changes.
type Found<'h> = BTreeMap<((String, u64, String), usize), Vec<&'h Change>>;

/// Two people of one name are told apart by their addresses.
fn people(history: &History, found: &Found<'_>) -> Vec<TrailPerson> {
    let mut people: BTreeMap<_, (BTreeSet<usize>, Vec<String>)> = BTreeMap::new();
    for (((_, _, target), _), changes) in found {
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
    for (((_, _, target), _), changes) in found {
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
