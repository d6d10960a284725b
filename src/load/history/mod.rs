//! All commits behind a snapshot → every change of every record, field by field.
//!
//! Git says which files each commit changed; only those are parsed, each version once. Records are
//! then followed by their ids through the whole commit, so a record that moves to another file is
//! neither removed nor added. What cannot be parsed is unknown, never gone.

mod edge;
mod flat;
mod holders;
mod pattern;
#[cfg(test)]
mod tests;
mod version;

use super::Snapshot;
use super::git::{Blobs, Edge, Log};
use super::snapshot::PROJECT_FILE;
use crate::error::Error;
use crate::history::{Change, Completeness, History};
use crate::yaml::Node;
use edge::{Comparison, Drafts, Stale};
use holders::Holders;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use version::Versions;

/// Returns the values of a record by their paths, as changes name them.
pub fn values_of(record: &Node) -> BTreeMap<String, String> {
    let flat = flat::Flat::of_record(record);
    flat.iter().map(|(path, value)| (path.to_string(), value.to_string())).collect()
}

/// Reads the history of the records in `folders` and of the project file, as far as the snapshot's
/// commit knows it; tags whose names match `baselines` are its baselines.
pub fn read_history(
    snapshot: &Snapshot,
    folders: &[&str],
    baselines: &str,
) -> Result<History, Error> {
    let log = snapshot.log(folders, |tag| pattern::matches(baselines, tag))?;
    let Some((store, log)) = log else { return Ok(without_commits()) };
    store.with_blobs(|blobs| Ok(Reader::new(log, blobs).read()))
}

fn without_commits() -> History {
    History {
        commits: Vec::new(),
        changes: BTreeMap::new(),
        baselines: Vec::new(),
        completeness: Completeness::NoRepository,
        unparsed: Vec::new(),
    }
}

/// File changes that are parsed ahead, on all processors.
const N_AHEAD: usize = 2048;

/// Walks the log from the oldest commit to the newest.
struct Reader<'a> {
    log: Log,
    versions: Versions<'a>,
    holders: Holders,
    /// For each commit, what was last known of records in files that do not parse there.
    stale: Vec<Rc<Stale>>,
    changes: BTreeMap<String, Vec<Change>>,
    unparsed: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(log: Log, blobs: &'a Blobs<'a>) -> Self {
        let project_file = log.paths.iter().position(|path| path == PROJECT_FILE);
        let project_file =
            project_file.map(|path| u32::try_from(path).expect("paths are counted in 32 bits"));
        let nothing = Rc::new(Stale::new());
        Self {
            stale: vec![nothing; log.commits.len()],
            log,
            versions: Versions::new(blobs, project_file),
            holders: Holders::default(),
            changes: BTreeMap::new(),
            unparsed: Vec::new(),
        }
    }

    fn read(mut self) -> History {
        let edges = std::mem::take(&mut self.log.edges);
        let mut prepared = edges.len();
        for (commit, edges_of) in edges.iter().enumerate().rev() {
            if commit < prepared {
                prepared = self.prepare(&edges[..=commit]);
            }
            self.commit(commit, edges_of);
        }
        self.changes.values_mut().for_each(|changes| changes.reverse());
        self.unparsed.reverse();
        let completeness = self.completeness();
        History {
            commits: self.log.commits,
            changes: self.changes,
            baselines: self.log.baselines,
            completeness,
            unparsed: self.unparsed,
        }
    }

    /// Parses what the last of these commits need; returns the first one that it got to.
    fn prepare(&mut self, edges: &[Vec<Edge>]) -> usize {
        let mut first = edges.len();
        let mut n_changes = 0;
        while first > 0 && n_changes < N_AHEAD {
            first -= 1;
            n_changes += edges[first].iter().map(|edge| edge.changes.len()).sum::<usize>();
        }
        // Little of what a merge brings together needs to be parsed again.
        let single = edges[first..].iter().filter(|edges| edges.len() == 1).flatten();
        self.versions.prepare(single.flat_map(|edge| &edge.changes));
        first
    }

    fn commit(&mut self, commit: usize, edges: &[Edge]) {
        let mut found = Vec::with_capacity(edges.len());
        let mut stale = Rc::new(Stale::new());
        let everywhere = changed_everywhere(edges);
        let relevant = (edges.len() > 1).then(|| self.relevant(edges, &everywhere));
        for edge in edges {
            let before = edge.parent.map(|parent| Rc::clone(&self.stale[parent]));
            let (drafts, left) = Comparison {
                versions: &mut self.versions,
                holders: &mut self.holders,
                paths: &self.log.paths,
                commit: &self.log.commits[commit].id,
                edge,
                stale: &before.unwrap_or_default(),
            }
            .run(relevant.as_ref());
            stale = edge::merge_stale(stale, left);
            found.push(drafts);
        }
        self.stale[commit] = stale;
        self.keep(commit, edges, found);
        self.note_unparsed(commit, edges, &everywhere);
    }

    /// Keeps the changes of records that differ from every parent.
    fn keep(&mut self, commit: usize, edges: &[Edge], mut found: Vec<Drafts>) {
        let Some(first) = found.first() else { return };
        let is_everywhere = |id: &&Arc<str>| found.iter().all(|drafts| drafts.contains_key(*id));
        let ids: Vec<Arc<str>> = first.keys().filter(is_everywhere).cloned().collect();
        let is_merge = self.log.commits[commit].parents.len() > 1;
        for id in ids {
            let changes = self.changes.entry(id.to_string()).or_default();
            // Pushed last first, since the whole list is turned around in the end.
            for (edge, drafts) in edges.iter().zip(&mut found).rev() {
                let parent = edge.parent.filter(|_| is_merge);
                let drafts = drafts.remove(&id).unwrap_or_default().into_iter().rev();
                let paths = &self.log.paths;
                changes.extend(drafts.map(|draft| draft.change(commit, parent, paths)));
            }
        }
    }
    /// Returns the files of a merge in which a record can differ from every parent: those that differ
    /// themselves, and those that have shared a record with another file. What a long branch brings
    /// in otherwise is as in one of the parents and was compared there.
    fn relevant(&self, edges: &[Edge], everywhere: &BTreeSet<u32>) -> BTreeSet<u32> {
        let changed = edges.iter().flat_map(|edge| &edge.changes).map(|change| change.path);
        let shared = changed.filter(|path| self.holders.is_shared(*path));
        shared.chain(everywhere.iter().copied()).collect()
    }

    /// Notes the files that stopped parsing in a commit, not those that it took from a parent.
    fn note_unparsed(&mut self, commit: usize, edges: &[Edge], everywhere: &BTreeSet<u32>) {
        let Some(first) = edges.first() else { return };
        let mut paths = BTreeSet::new();
        for change in &first.changes {
            if everywhere.contains(&change.path) && self.versions.is_unparsed(change) {
                paths.insert(&self.log.paths[change.path as usize]);
            }
        }
        let short = self.log.commits[commit].short();
        self.unparsed.extend(paths.iter().rev().map(|path| format!("{path} at {short}")));
    }

    fn completeness(&self) -> Completeness {
        let mut missing = Vec::new();
        for (number, what) in [
            (self.log.n_missing, "commits or folders"),
            (self.versions.n_missing(), "file versions"),
        ] {
            if number > 0 {
                missing.push(format!("{number} {what} are missing"));
            }
        }
        match (missing.is_empty(), self.log.is_cut_off) {
            (true, false) => Completeness::Complete,
            (true, true) => Completeness::Shallow,
            (false, false) => Completeness::Incomplete(missing.join(" and ")),
            (false, true) => {
                missing.insert(0, "the clone is shallow".to_string());
                Completeness::Incomplete(missing.join(", "))
            }
        }
    }
}

/// Returns the files in which a commit differs from each of its parents.
fn changed_everywhere(edges: &[Edge]) -> BTreeSet<u32> {
    let paths = |edge: &Edge| edge.changes.iter().map(|change| change.path).collect();
    let mut edges = edges.iter();
    let first: BTreeSet<u32> = edges.next().map(paths).unwrap_or_default();
    edges.fold(first, |everywhere, edge| &everywhere & &paths(edge))
}
