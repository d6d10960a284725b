//! One commit against one parent → what happened to each record.

use super::holders::Holders;
use super::parse::APART;
use super::version::{FileRecords, Record, Unread, Versions};
use crate::history::{Change, ChangeKind, FieldChange};
use crate::load::git::FileChange;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// By file that does not parse, what was last known of the records that it may still hold.
pub(super) type Stale = BTreeMap<u32, BTreeMap<Arc<str>, Held>>;

/// What happened to records, by id.
pub(super) type Drafts = BTreeMap<Arc<str>, Vec<Draft>>;

/// What happened to one record; files are indexes into the log's paths.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: ChangeKind,
    pub(super) file: u32,
    pub(super) moved_from: Option<u32>,
    pub(super) fields: Vec<FieldChange>,
    /// The parent of a merge that has the record as the merge has it.
    pub(super) taken: Option<usize>,
}

impl Draft {
    /// Names the commit and the files.
    pub(super) fn change(
        self,
        commit: usize,
        parent: Option<usize>,
        versions: &Versions<'_>,
    ) -> Change {
        let name = |file: u32| versions.name(file).to_string();
        Change {
            commit,
            parent,
            taken: self.taken,
            kind: self.kind,
            file: name(self.file),
            moved_from: self.moved_from.map(name),
            fields: self.fields,
        }
    }
}

/// A record and the file that holds it, or that did when it was last seen.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) path: u32,
    pub(super) record: Arc<Record>,
}

/// The copies of one record in the files that differ; where all is well, one on each side.
#[derive(Debug, Default)]
pub(super) struct Sides {
    pub(super) before: Vec<Held>,
    pub(super) after: Vec<Held>,
    /// Files of the parent that hold the record or may hold it.
    pub(super) from: BTreeSet<u32>,
}

/// Compares a commit with one of its parents.
pub(super) struct Comparison<'a, 'b> {
    pub(super) versions: &'a mut Versions<'b>,
    pub(super) holders: &'a mut Holders,
    /// The commit's id.
    pub(super) commit: &'a str,
    /// Files in which the two differ.
    pub(super) changes: &'a [FileChange],
    /// What the parent's files that do not parse may hold.
    pub(super) stale: &'a Rc<Stale>,
}

impl Comparison<'_, '_> {
    /// Returns what happened to each record in the files that are relevant (without a list, all), and
    /// what the commit's files that do not parse may hold.
    pub(super) fn run(&mut self, relevant: Option<&BTreeSet<u32>>) -> (Drafts, Rc<Stale>) {
        let mut sides: BTreeMap<Arc<str>, Sides> = BTreeMap::new();
        let mut holes: Vec<(u32, Arc<FileRecords>)> = Vec::new();
        let is_relevant = |path| relevant.is_none_or(|relevant| relevant.contains(path));
        for change in self.changes.iter().filter(|change| is_relevant(&change.path)) {
            holes.extend(self.collect(change, &mut sides));
        }
        let mut stale = Rc::clone(self.stale);
        if !stale.is_empty() || !holes.is_empty() {
            self.recall(&mut sides);
            stale = Rc::new(self.still_stale(&mut sides, &holes));
        }
        let mut drafts = Drafts::new();
        let has_unknown_past = self.has_unknown_past();
        for (id, sides) in sides {
            let mut found = self.drafts(&id, sides);
            // What looks new may have stood in a file that git does not have.
            found.retain(|draft| draft.kind != ChangeKind::Added || !has_unknown_past);
            if !found.is_empty() {
                drafts.insert(id, found);
            }
        }
        (drafts, stale)
    }

    /// Returns whether git does not have what the parent held in one of the files.
    fn has_unknown_past(&self) -> bool {
        let mut before = self.changes.iter().filter_map(|change| change.before);
        self.versions.n_missing() > 0 && before.any(|it| self.versions.is_missing(it))
    }

    /// Adds the records of a file that differs; returns the file if not all of it parses now.
    fn collect(
        &mut self,
        change: &FileChange,
        sides: &mut BTreeMap<Arc<str>, Sides>,
    ) -> Option<(u32, Arc<FileRecords>)> {
        let path = change.path;
        let held = |record: &Arc<Record>| Held { path, record: Arc::clone(record) };
        if let Some(version) = change.before {
            let file = self.versions.records(path, version);
            let is_seen = |id: &Arc<str>| file.records.iter().any(|record| record.id == *id);
            let unseen = self.stale.get(&path).into_iter().flat_map(BTreeMap::values);
            let unseen = unseen.filter(|held| !is_seen(&held.record.id)).cloned();
            for held in file.records.iter().map(held).chain(unseen) {
                let sides = sides.entry(Arc::clone(&held.record.id)).or_default();
                sides.before.push(held);
                sides.from.insert(path);
            }
        }
        let file = self.versions.records(path, change.after?);
        for record in &file.records {
            self.holders.note(&record.id, path);
            sides.entry(Arc::clone(&record.id)).or_default().after.push(held(record));
        }
        file.unread.is_some().then_some((path, file))
    }

    /// Finds records that turn up in a file while their last known one does not parse.
    fn recall(&self, sides: &mut BTreeMap<Arc<str>, Sides>) {
        for (id, held) in self.stale.values().flatten() {
            if let Some(sides) = sides.get_mut(id)
                && sides.before.is_empty()
            {
                sides.before.push(held.clone());
            }
        }
    }

    /// Returns what is unknown after the commit, and takes records that became unknown from `sides`.
    fn still_stale(
        &self,
        sides: &mut BTreeMap<Arc<str>, Sides>,
        holes: &[(u32, Arc<FileRecords>)],
    ) -> Stale {
        let changed: BTreeSet<u32> = self.changes.iter().map(|change| change.path).collect();
        let mut stale = Stale::clone(self.stale);
        stale.retain(|path, _| !changed.contains(path));
        for records in stale.values_mut() {
            records.retain(|id, _| sides.get(id).is_none_or(|sides| sides.after.is_empty()));
        }
        sides.retain(|id, sides| {
            let is_known = !sides.after.is_empty();
            let Some(held) = sides.before.first().filter(|_| !is_known) else { return true };
            let hole = holes.iter().find(|(path, _)| sides.from.contains(path));
            let may_hold = |(path, file): &&(u32, Arc<FileRecords>)| {
                self.versions.part(*path) == self.versions.part(held.path) && may_hold(file, id)
            };
            let hole = hole.or_else(|| holes.iter().find(may_hold));
            if let Some((path, _)) = hole {
                stale.entry(*path).or_default().insert(Arc::clone(id), held.clone());
            }
            hole.is_none()
        });
        stale.retain(|_, records| !records.is_empty());
        stale
    }

    fn drafts(&mut self, id: &str, mut sides: Sides) -> Vec<Draft> {
        if sides.after.is_empty() {
            sides.after.extend(self.copy_elsewhere(id));
        }
        if let ([before], [after]) = (&sides.before[..], &sides.after[..]) {
            return compare(before, after).into_iter().collect();
        }
        match_up(sides)
    }

    /// Finds a copy of a record in a file that does not differ: the record is not gone then.
    fn copy_elsewhere(&mut self, id: &str) -> Option<Held> {
        let mut elsewhere: Vec<u32> = self.holders.paths(id).collect();
        // By name, since numbers depend on how much was known before.
        elsewhere.sort_by(|a, b| self.versions.name(*a).cmp(self.versions.name(*b)));
        elsewhere.into_iter().find_map(|path| {
            let version = self.versions.at(self.commit, path)?;
            let file = self.versions.records(path, version);
            let record = file.records.iter().find(|record| &*record.id == id)?;
            Some(Held { path, record: Arc::clone(record) })
        })
    }
}

/// Adds what one parent leaves unknown to what others do.
pub(super) fn merge_stale(mut known: Rc<Stale>, more: Rc<Stale>) -> Rc<Stale> {
    if known.is_empty() {
        return more;
    }
    for (path, records) in more.iter() {
        let known = Rc::make_mut(&mut known).entry(*path).or_default();
        for (id, held) in records {
            known.entry(Arc::clone(id)).or_insert_with(|| held.clone());
        }
    }
    known
}

/// Pairs the copies of a record that stands in several files, the most alike first.
pub(super) fn match_up(mut sides: Sides) -> Vec<Draft> {
    type Likeness = fn(&Held, &Held) -> bool;
    let is_same: Likeness = |b, a| b.path == a.path && b.record.fields == a.record.fields;
    let is_same_file: Likeness = |before, after| before.path == after.path;
    let is_same_text: Likeness = |before, after| before.record.fields == after.record.fields;
    let mut pairs: Vec<(Held, Held)> = Vec::new();
    for is_alike in [is_same, is_same_file, is_same_text, |_, _| true] {
        sides.before.retain(|before| {
            let found = sides.after.iter().position(|after| is_alike(before, after));
            let pair = found.map(|index| (before.clone(), sides.after.remove(index)));
            pairs.extend(pair);
            found.is_none()
        });
    }
    // A copy that vanished beside one that stays went there: the record is not gone.
    let stays = pairs.last().map(|(_, after)| after.clone());
    let vanished = sides.before.iter().filter_map(|before| match &stays {
        Some(after) => compare(before, after),
        None => Some(removed(before)),
    });
    let paired = pairs.iter().filter_map(|(before, after)| compare(before, after));
    paired.chain(vanished).chain(sides.after.iter().map(added)).collect()
}

fn compare(before: &Held, after: &Held) -> Option<Draft> {
    let fields = before.record.fields.differences(&after.record.fields);
    let moved_from = (before.path != after.path).then_some(before.path);
    let kind = match (fields.is_empty(), moved_from) {
        (true, None) => return None,
        (true, Some(_)) => ChangeKind::Moved,
        (false, _) => ChangeKind::Changed,
    };
    Some(Draft { kind, file: after.path, moved_from, fields, taken: None })
}

fn added(copy: &Held) -> Draft {
    let file = copy.path;
    Draft { kind: ChangeKind::Added, file, moved_from: None, fields: Vec::new(), taken: None }
}

pub(super) fn removed(copy: &Held) -> Draft {
    let fields = copy.record.fields.lost();
    Draft { kind: ChangeKind::Removed, file: copy.path, moved_from: None, fields, taken: None }
}

/// Returns whether a file that cannot be read whole may hold a record: one that does not parse shows
/// its id as that of a record, and of any other one nothing is known.
fn may_hold(file: &FileRecords, id: &str) -> bool {
    let text = match &file.unread {
        None => return false,
        Some(Unread::Unreadable(_)) => return true,
        Some(Unread::Unparsed(text)) => text,
    };
    let id = id.split(APART).next().unwrap_or(id);
    text.match_indices(id).any(|(start, _)| {
        let before = text[..start].trim_end_matches([' ', '"', '\'']);
        let key = before.strip_suffix(':').map(|key| key.trim_end_matches(['"', '\'']));
        let is_whole =
            !text[start + id.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        is_whole && key.is_some_and(|key| key.ends_with("id"))
    })
}
