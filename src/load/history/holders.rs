//! Which files have ever held a record, for the few records that were in more than one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Paths by record id.
#[derive(Default)]
pub(super) struct Holders {
    first: HashMap<Arc<str>, u32>,
    several: BTreeMap<Arc<str>, BTreeSet<u32>>,
    /// All paths in `several`.
    shared: BTreeSet<u32>,
}

impl Holders {
    /// Notes that a file holds a record.
    pub(super) fn note(&mut self, id: &Arc<str>, path: u32) {
        match self.first.get(id) {
            None => {
                self.first.insert(Arc::clone(id), path);
            }
            Some(first) if *first == path => {}
            Some(first) => {
                self.several.entry(Arc::clone(id)).or_default().extend([*first, path]);
                self.shared.extend([*first, path]);
            }
        }
    }

    /// Returns all files that have held a record, where there were several.
    pub(super) fn paths(&self, id: &str) -> impl Iterator<Item = u32> {
        self.several.get(id).into_iter().flatten().copied()
    }

    /// Returns each record with all files that have held it.
    pub(super) fn all(&self) -> Vec<(String, Vec<u32>)> {
        let ids: BTreeMap<&Arc<str>, u32> = self.first.iter().map(|(id, at)| (id, *at)).collect();
        let paths = |(id, first): (&Arc<str>, u32)| {
            // The first one stays the first when all are noted again.
            let others = self.paths(id).filter(|path| *path != first);
            (id.to_string(), [first].into_iter().chain(others).collect())
        };
        ids.into_iter().map(paths).collect()
    }

    /// Returns whether a file has held a record that was in another file too.
    pub(super) fn is_shared(&self, path: u32) -> bool {
        self.shared.contains(&path)
    }
}
