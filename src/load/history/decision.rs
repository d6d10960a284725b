//! A merge and what its parents had changed themselves → what the merge decided: where it has a record
//! as one parent has it, and another parent had changed it since the two parted.
//!
//! Such a change is in no commit behind the merge that took it back, so without this it would be gone
//! without a trace. A record that only one side had changed is no decision.

use super::Reader;
use super::edge::{Draft, Drafts};
use crate::history::ChangeKind;
use crate::load::git::{Edge, OwnChanges};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// Returns for each parent what was decided against it. `found` is how the merge differs from each
    /// parent in the files that are relevant.
    pub(super) fn decided(
        &mut self,
        edges: &[Edge],
        found: &[Drafts],
        relevant: Option<&BTreeSet<u32>>,
    ) -> Vec<Drafts> {
        let mut decided = Vec::with_capacity(edges.len());
        for (at, edge) in edges.iter().enumerate() {
            let own: Vec<(usize, Drafts)> = match edge.parent {
                Some(parent) if !found[at].is_empty() => {
                    let one = |own: &OwnChanges| {
                        (own.other, self.compare(own.since, parent, &own.changes, relevant).0)
                    };
                    edge.own.iter().map(one).collect()
                }
                _ => Vec::new(),
            };
            let mut against = Drafts::new();
            for (id, drafts) in found[at].iter().filter(|_| !own.is_empty()) {
                let has_it = |other: &usize| *other != at && !found[*other].contains_key(id);
                let taken: Vec<usize> = (0..edges.len()).filter(has_it).collect();
                let Some(parent) = taken.first().map(|first| edges[*first].parent) else {
                    continue;
                };
                // What is new to one of the parents that have the other state was only taken from it.
                let lost = taken.iter().fold(drafts.clone(), |lost, other| {
                    let own = own.iter().filter(|(of, _)| of == other);
                    let own: Vec<&Draft> =
                        own.filter_map(|(_, drafts)| drafts.get(id)).flatten().collect();
                    lost.iter().filter_map(|draft| undone(draft, &own)).collect()
                });
                if !lost.is_empty() {
                    let lost = lost.into_iter().map(|draft| Draft { taken: parent, ..draft });
                    against.insert(id.clone(), lost.collect());
                }
            }
            decided.push(against);
        }
        decided
    }
}

/// Returns what of a difference between a parent and the merge undoes something that the parent had
/// changed itself.
fn undone(draft: &Draft, own: &[&Draft]) -> Option<Draft> {
    let had = |kind: ChangeKind| own.iter().any(|own| own.kind == kind);
    let had_moved = had(ChangeKind::Added) || own.iter().any(|own| own.moved_from.is_some());
    let is_undone = match draft.kind {
        ChangeKind::Added => had(ChangeKind::Removed),
        ChangeKind::Removed => had(ChangeKind::Added) || had(ChangeKind::Changed),
        ChangeKind::Moved => had_moved,
        ChangeKind::Changed if had(ChangeKind::Added) => true,
        ChangeKind::Changed => {
            let is_own =
                |path: &str| own.iter().flat_map(|own| &own.fields).any(|field| field.path == path);
            let fields: Vec<_> =
                draft.fields.iter().filter(|field| is_own(&field.path)).cloned().collect();
            let moved_from = draft.moved_from.filter(|_| had_moved);
            let kind = match (fields.is_empty(), moved_from) {
                (true, None) => return None,
                (true, Some(_)) => ChangeKind::Moved,
                (false, _) => ChangeKind::Changed,
            };
            return Some(Draft { kind, moved_from, fields, ..draft.clone() });
        }
    };
    is_undone.then(|| draft.clone())
}
