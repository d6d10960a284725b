//! History + the records as they stand → facts that a commit recorded in another way.
//!
//! Results, test runs and reviews tell what was, so they need no approval, and no fingerprint sees it
//! when one is edited in place. The history does: a value that is another one now, a record that came
//! back different, and one that two branches recorded apart. Of what does need an approval, the history
//! keeps the entries that may not go: an action that a review asked for stays asked for.

use super::super::line::Inputs;
use crate::descriptor::{Field, Type, canonical_text};
use crate::error::Error;
use crate::history::{Change, ChangeKind, FieldChange, History, RewrittenRecord};
use crate::load::values_of;
use crate::model::{Kind, Record, Status};
use crate::source::SourceId;
use crate::yaml::{self, Node};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the facts that a commit which is not `before` recorded in another way.
pub(super) fn rewritten(
    inputs: &Inputs,
    history: &History,
    before: &BTreeSet<usize>,
) -> Result<Vec<RewrittenRecord>, Error> {
    let facts = inputs.project.records.iter().filter(|record| tells_facts(record.kind));
    let mut found = Vec::new();
    for record in facts {
        let Some(changes) = history.changes.get(&*record.id) else { continue };
        let later = changes.iter().filter(|change| !before.contains(&change.commit));
        let mut fact = Fact { record, now: values_of(&record.node), said: BTreeMap::new() };
        let n_added = changes.iter().filter(|change| change.kind == ChangeKind::Added).count();
        for change in later {
            let commit = &history.commits[change.commit];
            match change.kind {
                ChangeKind::Changed => fact.compare(&change.fields, commit.short()),
                ChangeKind::Removed => fact.compare_whole(&change.fields, commit.short()),
                ChangeKind::Added if n_added > 1 => {
                    let recorded = recorded_in(inputs, &commit.id, change, &record.id)?;
                    fact.compare_whole(&recorded, commit.short());
                }
                ChangeKind::Added | ChangeKind::Moved => {}
            }
        }
        found.extend(fact.rewritten());
    }
    Ok(found)
}

/// A fact as it stands, and what commits said else.
struct Fact<'a> {
    record: &'a Record,
    now: BTreeMap<String, String>,
    /// Path and value → the newest commit that knew of it.
    said: BTreeMap<(String, Option<String>), String>,
}

impl Fact<'_> {
    fn compare(&mut self, fields: &[FieldChange], commit: &str) {
        let record = self.record;
        let decides = |field: &&FieldChange| {
            is_fact(record.kind, &field.path) || is_taken_back(record, field)
        };
        for field in fields.iter().filter(decides) {
            let is_said = match (&field.before, self.record.kind.needs_approval) {
                (Some(before), true) => self.still_says(&field.path, before),
                (None, true) => true,
                (before, false) => self.now.get(&field.path) == before.as_ref(),
            };
            if !is_said {
                let said = (field.path.clone(), field.before.clone());
                self.said.entry(said).or_insert_with(|| commit.to_string());
            }
        }
    }

    /// Returns whether any entry of a list says something, wherever it stands in the list by now.
    fn still_says(&self, path: &str, said: &str) -> bool {
        let top = top_of(path);
        let is_in_list = |path: &str| top_of(path) == top && is_fact(self.record.kind, path);
        let said = canonical_text(said);
        self.now.iter().any(|(path, value)| is_in_list(path) && canonical_text(value) == said)
    }

    /// Compares with everything that was said; what is not among it was not said.
    fn compare_whole(&mut self, fields: &[FieldChange], commit: &str) {
        self.compare(fields, commit);
        let is_new = |path: &&String| !fields.iter().any(|field| field.path == **path);
        let added = self.now.keys().filter(is_new).map(|path| FieldChange {
            path: path.clone(),
            before: None,
            after: None,
        });
        let added: Vec<FieldChange> = added.collect();
        self.compare(&added, commit);
    }

    fn rewritten(self) -> impl Iterator<Item = RewrittenRecord> {
        let Self { record, now, said } = self;
        said.into_iter().map(move |((path, before), commit)| RewrittenRecord {
            id: record.id.to_string(),
            after: now.get(&path).filter(|_| !record.kind.needs_approval).cloned(),
            path,
            before,
            commit,
        })
    }
}

/// Whether a kind needs no approval, or has something that stays once it is recorded.
fn tells_facts(kind: &Kind) -> bool {
    !kind.needs_approval || kind.fields.iter().any(|field| kept_in(field).next().is_some())
}

/// Whether a path is one of the kind's own fields or links; status, tags and the like are no facts. Of a
/// kind that needs an approval, only what has to stay is one.
fn is_fact(kind: &Kind, path: &str) -> bool {
    let is_own = |name: &str| name == top_of(path);
    if kind.needs_approval {
        let within = path.rsplit("].").next().unwrap_or_default();
        let of_list = kind.fields.iter().filter(|field| is_own(field.name));
        return of_list.flat_map(kept_in).any(|kept| top_of(within) == kept.name);
    }
    kind.fields.iter().any(|field| is_own(field.name))
        || kind.links.iter().any(|link| is_own(link.name))
}

/// Whether a review that was given is a draft again, as if nobody had decided: what it approved would be
/// forgotten, and an older approval count.
fn is_taken_back(record: &Record, field: &FieldChange) -> bool {
    let is_draft = record.kind.name == "review" && record.status == Status::Draft;
    is_draft && field.path == "status"
}

/// Returns the fields of a list's entries that have to stay.
fn kept_in(field: &Field) -> impl Iterator<Item = &'static Field> {
    let fields = match field.of {
        Type::List(Type::Group(fields)) => *fields,
        _ => &[],
    };
    fields.iter().filter(|field| field.kept)
}

fn top_of(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

/// Returns what a commit recorded; nothing, if that cannot be read.
fn recorded_in(
    inputs: &Inputs,
    commit: &str,
    change: &Change,
    id: &str,
) -> Result<Vec<FieldChange>, Error> {
    let recorded = |(path, value)| FieldChange { path, before: Some(value), after: None };
    Ok(values_in(inputs, commit, change, id)?.into_iter().map(recorded).collect())
}

/// Returns the values of a record as a change left it, by path; none, if it cannot be read.
pub(super) fn values_in(
    inputs: &Inputs,
    commit: &str,
    change: &Change,
    id: &str,
) -> Result<BTreeMap<String, String>, Error> {
    let Ok(bytes) = inputs.snapshot.at_commit(commit)?.read(&change.file) else {
        return Ok(BTreeMap::new());
    };
    let source = SourceId::nth(0);
    let documents = yaml::read(source, &yaml::decode(source, bytes).text).documents;
    let is_it = |node: &&Node| node.get("id").and_then(Node::text) == Some(id);
    let mut records = documents.iter().flat_map(Node::one_or_many);
    Ok(records.find(is_it).map(values_of).unwrap_or_default())
}
