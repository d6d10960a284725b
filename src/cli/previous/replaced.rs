//! History + the records as they stand → records that are gone though their id still names one.
//!
//! An id that is taken twice leaves one record, and whichever goes is as gone as a deleted one: an id
//! taken again after a removal, one that two branches took apart so that a merge kept one side, and one
//! that stood twice until a copy was deleted. An edit, however large, is none of these. What the lost
//! record said is not lost where its id, or another record of its kind, says or said it since; so a
//! record that got a new id is there.

use super::super::line::Inputs;
use crate::descriptor::canonical_text;
use crate::error::Error;
use crate::history::{Change, ChangeKind, FieldChange, GoneRecord, History};
use crate::load::values_of;
use crate::model::{Record, prefix_of};
use crate::source::SourceId;
use crate::yaml::{self, Node};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// Versions of files that are kept parsed.
const N_KEPT: usize = 256;

/// Returns the records that were replaced by another one of their id in a commit that is not `before`.
pub(super) fn replaced(
    inputs: &Inputs,
    history: &History,
    before: &BTreeSet<usize>,
) -> Result<Vec<GoneRecord>, Error> {
    let mut past = Past {
        inputs,
        history,
        before,
        files: BTreeMap::new(),
        reached: BTreeMap::new(),
        said: BTreeMap::new(),
    };
    let mut found = Vec::new();
    for (id, changes) in &history.changes {
        // A fact that says something else is found as rewritten.
        let Some(record) = inputs.project.record(id).filter(|it| it.kind.needs_approval) else {
            continue;
        };
        for lost in past.lost(id, changes)? {
            if !past.is_said(record, changes, &lost)? {
                found.push(GoneRecord {
                    id: id.clone(),
                    file: lost.file,
                    held_by: history.commits[lost.holder].short().to_string(),
                    dropped_by: Some(history.commits[lost.commit].short().to_string()),
                });
            }
        }
    }
    Ok(found)
}

type Values = BTreeMap<String, String>;

/// A record that a commit left without its id.
struct Lost {
    values: Values,
    file: String,
    /// The commit that lost it, and the one before that held it.
    commit: usize,
    holder: usize,
    /// Whether it stood beside another record of its id, and the file where that one stayed.
    was_a_copy: bool,
    beside: Option<String>,
}

/// Commits that added records of an id which a later commit lost, with that one.
type Ended = Vec<(usize, BTreeSet<usize>)>;

/// The history, with the files that were looked up in it.
struct Past<'a> {
    inputs: &'a Inputs,
    history: &'a History,
    before: &'a BTreeSet<usize>,
    files: BTreeMap<(usize, String), Rc<Vec<Node>>>,
    reached: BTreeMap<usize, Rc<BTreeSet<usize>>>,
    /// By kind, what its records say, and what they said.
    said: BTreeMap<(&'static str, bool), Rc<Said>>,
}

/// What one record says, or said in a commit; then the values are read again.
struct State {
    id: String,
    values: Values,
    commit: Option<usize>,
    file: String,
}

/// What many records say, by their values.
#[derive(Default)]
struct Said {
    states: Vec<State>,
    by_value: BTreeMap<u64, Vec<usize>>,
}

impl State {
    fn now(id: &str, values: Values) -> Self {
        Self { id: id.to_string(), values, commit: None, file: String::new() }
    }

    fn then(id: &str, commit: usize, file: &str) -> Self {
        let (id, file) = (id.to_string(), file.to_string());
        Self { id, values: Values::new(), commit: Some(commit), file }
    }
}

impl Said {
    fn add(&mut self, values: &Values, state: State) {
        for value in values {
            self.by_value.entry(digest(value)).or_default().push(self.states.len());
        }
        self.states.push(state);
    }

    /// Returns those that have the rarest of some values.
    fn likely(&self, said: &Values) -> impl Iterator<Item = &State> {
        let own = said.iter().filter(|(path, _)| is_own(path));
        let having = own
            .map(|value| self.by_value.get(&digest(value)).map(Vec::as_slice).unwrap_or_default());
        let rarest = having.min_by_key(|having| having.len()).unwrap_or_default();
        rarest.iter().map(|at| &self.states[*at])
    }
}

/// Returns a number for a value at its path; what shares one by chance is told apart when it is compared.
fn digest((path, value): (&String, &String)) -> u64 {
    let mut hasher = DefaultHasher::new();
    (path, canonical_text(value)).hash(&mut hasher);
    hasher.finish()
}

impl Past<'_> {
    /// Returns every record of an id that later commits lost, each once.
    fn lost(&mut self, id: &str, changes: &[Change]) -> Result<Vec<Lost>, Error> {
        let mut found: Vec<Lost> = Vec::new();
        let mut ended = Ended::new();
        let may_be_two = self.may_be_two(changes);
        for change in changes.iter().rev().filter(|change| !self.before.contains(&change.commit)) {
            let parents = &self.history.commits[change.commit].parents;
            let Some(holder) = change.parent.or(parents.first().copied()) else { continue };
            let lost = match change.kind {
                ChangeKind::Removed => {
                    let said =
                        |field: &FieldChange| Some((field.path.clone(), field.before.clone()?));
                    let values = change.fields.iter().filter_map(said).collect();
                    vec![Lost::new(values, &change.file, change, holder)]
                }
                ChangeKind::Changed if may_be_two => {
                    self.lost_beside(id, changes, (change, holder), &mut ended)?
                }
                _ => Vec::new(),
            };
            for lost in lost {
                if !found.iter().any(|known| known.values == lost.values) {
                    found.push(lost);
                }
            }
        }
        Ok(found)
    }

    /// Whether two records of an id can have stood side by side. Not where each was added only after
    /// the one before had been removed, in one line of commits.
    fn may_be_two(&mut self, changes: &[Change]) -> bool {
        let mut births = changes
            .iter()
            .rev()
            .filter(|change| matches!(change.kind, ChangeKind::Added | ChangeKind::Removed));
        if changes.iter().filter(|change| change.kind == ChangeKind::Added).count() < 2 {
            return false;
        }
        let Some(mut last) = births.next() else { return false };
        for change in births {
            let is_next = last.kind != change.kind
                && last.commit != change.commit
                && self.reached(change.commit).contains(&last.commit);
            if !is_next {
                return true;
            }
            last = change;
        }
        changes.iter().any(|change| change.parent.is_some())
    }

    /// Returns what a change lost that looks like an edit: a copy that went beside one that stayed, or
    /// the side of a merge that had added a record of its own.
    fn lost_beside(
        &mut self,
        id: &str,
        changes: &[Change],
        (change, holder): (&Change, usize),
        ended: &mut Ended,
    ) -> Result<Vec<Lost>, Error> {
        let from = change.moved_from.as_ref().unwrap_or(&change.file);
        let files: BTreeSet<&String> = [from, &change.file].into_iter().collect();
        let mut had: Vec<(&String, Values)> = Vec::new();
        let mut has: Vec<Values> = Vec::new();
        for file in &files {
            had.extend(self.copies(holder, file, id)?.into_iter().map(|values| (*file, values)));
            has.extend(self.copies(change.commit, file, id)?);
        }
        let other = self.births_of_another(id, changes, change, ended)?;
        let n_lost = match other.is_empty() {
            true => had.len().saturating_sub(has.len()),
            false => had.len(),
        };
        had.retain(|(_, values)| !has.iter().any(|now| says(now, values)));
        // The most alike were edited.
        had.sort_by_key(|(_, values)| has.iter().map(|now| n_common(now, values)).max());
        let beside = (*from != change.file).then(|| change.file.clone());
        let lost: Vec<Lost> = had
            .into_iter()
            .take(n_lost)
            .map(|(file, values)| Lost {
                was_a_copy: other.is_empty(),
                beside: beside.clone().filter(|beside| beside != file),
                ..Lost::new(values, file, change, holder)
            })
            .collect();
        if !lost.is_empty() && !other.is_empty() {
            ended.push((change.commit, other));
        }
        Ok(lost)
    }

    /// Returns the commits that added what a merge put another record in the place of: one that another
    /// side had added apart under the same id; none where the sides edited one record, and for the side
    /// that a merge by hand went on with.
    fn births_of_another(
        &mut self,
        id: &str,
        changes: &[Change],
        change: &Change,
        ended: &Ended,
    ) -> Result<BTreeSet<usize>, Error> {
        let Some(parent) = change.parent else { return Ok(BTreeSet::new()) };
        let own = self.births(changes, parent, ended);
        let siblings = changes.iter().filter(|other| {
            let has_it = matches!(other.kind, ChangeKind::Changed | ChangeKind::Moved);
            other.commit == change.commit && has_it
        });
        let siblings: Vec<&Change> = siblings.collect();
        let others: BTreeSet<usize> =
            siblings.iter().filter_map(|other| other.parent).chain(change.taken).collect();
        let is_apart = others.into_iter().filter(|other| *other != parent).any(|other| {
            let births = self.births(changes, other, ended);
            !births.is_empty() && own.is_disjoint(&births)
        });
        let mut goes_on = || self.goes_on(id, change, &siblings);
        Ok(if is_apart && !goes_on()? { own } else { BTreeSet::new() })
    }

    /// Whether a merge that has what none of its parents had is most like what this one had; of two that
    /// are as like, the first goes on.
    fn goes_on(&mut self, id: &str, change: &Change, all: &[&Change]) -> Result<bool, Error> {
        if change.taken.is_some() {
            return Ok(false);
        }
        let has = self.copies(change.commit, &change.file, id)?;
        let parents = &self.history.commits[change.commit].parents;
        let mut likest = None;
        for other in all {
            let Some(parent) = other.parent else { continue };
            let file = other.moved_from.as_ref().unwrap_or(&other.file);
            let had = self.copies(parent, file, id)?;
            let pairs = has.iter().flat_map(|now| had.iter().map(move |had| n_common(now, had)));
            let place = parents.iter().position(|it| *it == parent);
            likest = likest.max(Some((pairs.max(), Reverse(place), parent)));
        }
        Ok(likest.is_some_and(|(_, _, parent)| Some(parent) == change.parent))
    }

    /// Returns the commits that added the record which a commit holds: the last ones behind it.
    fn births(&mut self, changes: &[Change], commit: usize, ended: &Ended) -> BTreeSet<usize> {
        let behind = self.reached(commit);
        let is_birth =
            |change: &&Change| change.kind == ChangeKind::Added && change.taken.is_none();
        let births = changes.iter().filter(is_birth).map(|change| change.commit);
        let births: BTreeSet<usize> = births.filter(|birth| behind.contains(birth)).collect();
        let mut last = births.clone();
        for birth in &births {
            let behind = self.reached(*birth);
            last.retain(|other| other == birth || !behind.contains(other));
        }
        for (_, lost) in ended.iter().filter(|(by, _)| behind.contains(by)) {
            last.retain(|birth| !lost.contains(birth));
        }
        last
    }

    /// Whether what a lost record said is said still, or was said since: under its own id, or by another
    /// record of its kind, which may name others by new ids.
    fn is_said(&mut self, record: &Record, changes: &[Change], lost: &Lost) -> Result<bool, Error> {
        if says(&values_of(&record.node), &lost.values) || self.was_said(record, changes, lost)? {
            return Ok(true);
        }
        let said = self.without_numbers(&lost.values);
        for is_past in [false, true] {
            let known = self.said_by(record.kind.name, is_past)?;
            let behind = self.reached(lost.holder);
            let others = known.likely(&said).filter(|state| state.id != *record.id);
            for State { id, values, commit, file } in others {
                let is_said = match commit {
                    None => says(values, &said),
                    Some(commit) if behind.contains(commit) => false,
                    Some(commit) => {
                        let copies = self.copies(*commit, file, id)?;
                        copies.iter().any(|copy| says(&self.without_numbers(copy), &said))
                    }
                };
                if is_said {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Returns what the records of a kind say, or said in the commits that are not `before`. Every file
    /// is read once, since a commit can lose thousands of records.
    fn said_by(&mut self, kind: &'static str, is_past: bool) -> Result<Rc<Said>, Error> {
        if let Some(known) = self.said.get(&(kind, is_past)) {
            return Ok(Rc::clone(known));
        }
        let inputs = self.inputs;
        let mut said = Said::default();
        let mut files: BTreeMap<(usize, &str), BTreeSet<&str>> = BTreeMap::new();
        for record in inputs.project.of_kind(kind) {
            if !is_past {
                let values = self.without_numbers(&values_of(&record.node));
                said.add(&values.clone(), State::now(&record.id, values));
                continue;
            }
            let changes = self.history.changes.get(&*record.id).into_iter().flatten();
            let is_state = |change: &&Change| {
                let is_written = matches!(change.kind, ChangeKind::Added | ChangeKind::Changed);
                is_written && !self.before.contains(&change.commit)
            };
            for change in changes.filter(is_state) {
                files.entry((change.commit, &change.file)).or_default().insert(&record.id);
            }
        }
        for ((commit, file), ids) in files {
            let nodes = self.read(commit, file)?;
            for node in nodes.iter().flat_map(Node::one_or_many) {
                let Some(id) = node.get("id").and_then(Node::text) else { continue };
                if ids.contains(id) {
                    let values = self.without_numbers(&values_of(node));
                    said.add(&values, State::then(id, commit, file));
                }
            }
        }
        let said = Rc::new(said);
        self.said.insert((kind, is_past), Rc::clone(&said));
        Ok(said)
    }

    /// Whether a commit that came not before the loss, or the copy that stayed, said the same.
    fn was_said(
        &mut self,
        record: &Record,
        changes: &[Change],
        lost: &Lost,
    ) -> Result<bool, Error> {
        let behind = self.reached(lost.holder);
        for change in changes.iter().filter(|change| change.kind != ChangeKind::Removed) {
            let is_later = !behind.contains(&change.commit);
            if is_later || lost.beside.as_ref() == Some(&change.file) {
                let copies = self.copies(change.commit, &change.file, &record.id)?;
                if copies.iter().any(|values| says(values, &lost.values)) {
                    return Ok(true);
                }
            }
            // A line of commits that did not lose it can have edited it.
            let parent =
                change.parent.or(self.history.commits[change.commit].parents.first().copied());
            let is_edit = change.kind == ChangeKind::Changed && change.commit != lost.commit;
            if let Some(parent) = parent.filter(|_| is_later && is_edit && !lost.was_a_copy) {
                let file = change.moved_from.as_ref().unwrap_or(&change.file);
                let copies = self.copies(parent, file, &record.id)?;
                if copies.iter().any(|values| says(values, &lost.values)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Returns values in which an id counts as its prefix only, since records that get new ids together
    /// name each other by them.
    fn without_numbers(&self, values: &Values) -> Values {
        let prefixes = &self.inputs.project.config.prefixes;
        let plain = |text: &str| without_numbers(text, &|prefix| prefixes.contains_key(prefix));
        values.iter().map(|(path, value)| (plain(path), plain(value))).collect()
    }

    /// Returns what a file of a commit says under an id, as often as it stands there; nothing, if that
    /// cannot be read.
    fn copies(&mut self, commit: usize, file: &str, id: &str) -> Result<Vec<Values>, Error> {
        let key = (commit, file.to_string());
        let nodes = match self.files.get(&key) {
            Some(nodes) => Rc::clone(nodes),
            None => {
                if self.files.len() >= N_KEPT {
                    self.files.clear();
                }
                let nodes = Rc::new(self.read(commit, file)?);
                self.files.insert(key, Rc::clone(&nodes));
                nodes
            }
        };
        let records = nodes.iter().flat_map(Node::one_or_many);
        let is_it = |node: &&Node| node.get("id").and_then(Node::text) == Some(id);
        Ok(records.filter(is_it).map(values_of).collect())
    }

    fn read(&self, commit: usize, file: &str) -> Result<Vec<Node>, Error> {
        let commit = &self.history.commits[commit].id;
        let Ok(bytes) = self.inputs.snapshot.at_commit(commit)?.read(file) else {
            return Ok(Vec::new());
        };
        let source = SourceId::nth(0);
        Ok(yaml::read(source, &yaml::decode(source, bytes).text).documents)
    }

    fn reached(&mut self, commit: usize) -> Rc<BTreeSet<usize>> {
        if self.reached.len() >= N_KEPT {
            self.reached.clear();
        }
        let reached = || Rc::new(self.history.reached_from(commit));
        Rc::clone(self.reached.entry(commit).or_insert_with(reached))
    }
}

impl Lost {
    fn new(values: Values, file: &str, change: &Change, holder: usize) -> Self {
        let file = file.to_string();
        Self { values, file, commit: change.commit, holder, was_a_copy: false, beside: None }
    }
}

/// Whether a record says all that another one said. Retiring it takes nothing back.
fn says(now: &Values, said: &Values) -> bool {
    said.iter().filter(|(path, _)| is_own(path)).all(|(path, said)| is_value(now, path, said))
}

fn is_own(path: &str) -> bool {
    !matches!(path, "status" | "retirement_reason")
}

fn n_common(now: &Values, said: &Values) -> usize {
    said.iter().filter(|(path, said)| is_value(now, path, said)).count()
}

fn is_value(now: &Values, path: &str, said: &str) -> bool {
    now.get(path).is_some_and(|now| now == said || canonical_text(now) == canonical_text(said))
}

/// Returns a text in which only the prefix stands of every id of a kind.
fn without_numbers(text: &str, is_prefix: &dyn Fn(&str) -> bool) -> String {
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_of_id) {
        let end = rest[start..].find(|c| !is_of_id(c)).map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        let prefix = prefix_of(word.trim_end_matches('.')).filter(|prefix| is_prefix(prefix));
        out.push_str(&rest[..start]);
        out.push_str(prefix.unwrap_or(word));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
