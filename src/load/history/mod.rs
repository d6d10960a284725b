//! All commits behind a snapshot → every change of everything that carries meaning, field by field.
//!
//! Git says which files each commit changed; only those are parsed, each version once. Records are
//! then followed by their ids through the whole commit, so a record that moves to another file is
//! neither removed nor added. What cannot be parsed is unknown, never gone. What is known of a commit
//! can be kept in a cache, since a commit's id stands for all that led to it.

mod cache;
mod decision;
mod edge;
mod flat;
mod holders;
mod parse;
mod pattern;
mod state;
#[cfg(test)]
mod tests;
mod version;

use super::Snapshot;
use super::git::{Blobs, Edge, FileChange, Log};
use crate::error::Error;
use crate::history::{Change, Completeness, Followed, History, UnreadFile};
use crate::yaml::Node;
use cache::{Cache, Memory};
use edge::{Comparison, Drafts, Stale};
use holders::Holders;
use parse::APART;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use version::Versions;

pub use state::{State, differences, read_state, values_in_file};

/// Returns the values of a record by their paths, as changes name them.
pub fn values_of(record: &Node) -> BTreeMap<String, String> {
    let flat = flat::Flat::of_record(record);
    flat.iter().map(|(path, value)| (path.to_string(), value.to_string())).collect()
}

/// Reads the history of what is followed, as far as the snapshot's commit knows it; tags whose names
/// match `baselines` are its baselines. With the project folder on the disk, the cache in it is used
/// and renewed; not one that git tracks, which came with the commits that it speaks of.
pub fn read_history(
    snapshot: &Snapshot,
    followed: &Followed,
    baselines: &str,
    cache: Option<&Path>,
) -> Result<History, Error> {
    let is_usable = !snapshot.is_tracked(CACHE_FOLDER)?;
    let cache = cache.filter(|_| is_usable);
    let cache = cache
        .and_then(|project| Cache::at(&project.join(CACHE_FOLDER), snapshot.folder(), followed));
    let memory = cache.as_ref().map(Cache::read).unwrap_or_default();
    let log = snapshot.log(followed, |tag| pattern::matches(baselines, tag), memory.known())?;
    let Some((store, log)) = log else { return Ok(without_commits(followed)) };
    let (history, learned) =
        store.with_blobs(|blobs| Ok(Reader::new(log, blobs, followed).read(memory, followed)))?;
    if let (Some(cache), Some(learned)) = (cache, learned) {
        cache.write(&learned);
    }
    Ok(history)
}

fn without_commits(followed: &Followed) -> History {
    History {
        commits: Vec::new(),
        changes: BTreeMap::new(),
        baselines: Vec::new(),
        completeness: Completeness::NoRepository,
        unread: Vec::new(),
        substitutes: Vec::new(),
        followed: followed.clone(),
    }
}

/// Folder of caches in the project folder.
const CACHE_FOLDER: &str = "out/.cache";

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
    /// For each commit, the files that stopped being readable in it, and why.
    unread: Vec<Vec<(u32, String)>>,
}

impl<'a> Reader<'a> {
    fn new(log: Log, blobs: &'a Blobs<'a>, followed: &Followed) -> Self {
        let nothing = Rc::new(Stale::new());
        let n_commits = log.commits.len();
        Self {
            stale: vec![nothing; n_commits],
            versions: Versions::new(blobs, followed, &log.paths),
            log,
            holders: Holders::default(),
            changes: BTreeMap::new(),
            unread: vec![Vec::new(); n_commits],
        }
    }

    /// Reads everything; returns what should be kept for the next time too, if there is more of it
    /// than before.
    fn read(mut self, mut memory: Memory, followed: &Followed) -> (History, Option<Memory>) {
        let edges = std::mem::take(&mut self.log.edges);
        let mut prepared = edges.len();
        let is_new = self.log.is_known.iter().any(|is_known| !is_known);
        memory.recall(&mut self);
        for (commit, edges_of) in edges.iter().enumerate().rev() {
            if self.log.is_known[commit] {
                continue;
            }
            if commit < prepared {
                prepared = self.prepare(&edges[..=commit]);
            }
            self.commit(commit, edges_of);
        }
        // A commit that was known can stand after one that was not.
        for changes in self.changes.values_mut() {
            changes.reverse();
            changes.sort_by_key(|change| change.commit);
        }
        let completeness = self.completeness();
        let is_to_be_kept = is_new && completeness == Completeness::Complete;
        let learned = is_to_be_kept.then(|| {
            memory.learn(&self);
            memory
        });
        let history = History {
            unread: self.unread_files(),
            commits: self.log.commits,
            changes: self.changes,
            baselines: self.log.baselines,
            completeness,
            substitutes: self.log.substitutes,
            followed: followed.clone(),
        };
        (history, learned)
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
            let (drafts, left) =
                self.compare(edge.parent, commit, &edge.changes, relevant.as_ref());
            stale = edge::merge_stale(stale, left);
            found.push(drafts);
        }
        self.stale[commit] = stale;
        let decided = self.decided(edges, &found, relevant.as_ref());
        self.keep(commit, edges, found, decided);
        self.note_unread(commit, edges, &everywhere);
    }

    /// Compares two commits in the files that are relevant; without the earlier one, with nothing.
    fn compare(
        &mut self,
        before: Option<usize>,
        after: usize,
        changes: &[FileChange],
        relevant: Option<&BTreeSet<u32>>,
    ) -> (Drafts, Rc<Stale>) {
        let stale = before.map(|before| Rc::clone(&self.stale[before])).unwrap_or_default();
        Comparison {
            versions: &mut self.versions,
            holders: &mut self.holders,
            commit: &self.log.commits[after].id,
            changes,
            stale: &stale,
        }
        .run(relevant)
    }

    /// Keeps the changes of records that differ from every parent, and what a merge decided beside.
    fn keep(
        &mut self,
        commit: usize,
        edges: &[Edge],
        mut found: Vec<Drafts>,
        decided: Vec<Drafts>,
    ) {
        let Some(first) = found.first() else { return };
        let is_everywhere = |id: &&Arc<str>| found.iter().all(|drafts| drafts.contains_key(*id));
        let everywhere: BTreeSet<Arc<str>> = first.keys().filter(is_everywhere).cloned().collect();
        for (drafts, decided) in found.iter_mut().zip(decided) {
            drafts.retain(|id, _| everywhere.contains(id));
            drafts.extend(decided);
        }
        let ids: BTreeSet<Arc<str>> = found.iter().flat_map(Drafts::keys).cloned().collect();
        let is_merge = self.log.commits[commit].parents.len() > 1;
        for id in ids.into_iter().rev() {
            let target = id.split(APART).next().unwrap_or(&id);
            let changes = self.changes.entry(target.to_string()).or_default();
            // Pushed last first, since the whole list is turned around in the end.
            for (edge, drafts) in edges.iter().zip(&mut found).rev() {
                let parent = edge.parent.filter(|_| is_merge);
                let drafts = drafts.remove(&id).unwrap_or_default().into_iter().rev();
                let versions = &self.versions;
                changes.extend(drafts.map(|draft| draft.change(commit, parent, versions)));
            }
        }
    }

    /// Returns the files of a merge in which a record can differ from every parent, or in which it can
    /// lack what a parent had changed: those that do themselves, and those that have shared a record
    /// with another file. What a long branch brings in otherwise is as in one of the parents and was
    /// compared there.
    fn relevant(&self, edges: &[Edge], everywhere: &BTreeSet<u32>) -> BTreeSet<u32> {
        let path = |change: &FileChange| change.path;
        let own = edges.iter().flat_map(|edge| &edge.own).flat_map(|own| &own.changes);
        let changed = edges.iter().flat_map(|edge| &edge.changes).chain(own).map(path);
        let shared = changed.filter(|path| self.holders.is_shared(*path));
        let not_taken = edges.iter().flat_map(|edge| {
            let own = edge.own.iter().flat_map(|own| &own.changes).map(path);
            let own: BTreeSet<u32> = own.collect();
            edge.changes.iter().map(path).filter(move |path| own.contains(path))
        });
        shared.chain(not_taken).chain(everywhere.iter().copied()).collect()
    }

    /// Notes the files that stopped being readable in a commit, not those that it took from a parent.
    fn note_unread(&mut self, commit: usize, edges: &[Edge], everywhere: &BTreeSet<u32>) {
        let Some(first) = edges.first() else { return };
        let changes = first.changes.iter().filter(|change| everywhere.contains(&change.path));
        let unread =
            changes.filter_map(|change| Some((change.path, self.versions.unread(change)?)));
        self.unread[commit] = unread.collect();
    }

    /// Returns the files that stopped being readable, newest commit first.
    fn unread_files(&self) -> Vec<UnreadFile> {
        let mut all = Vec::new();
        for (commit, files) in self.unread.iter().enumerate() {
            let unread = |(path, reason): &(u32, String)| UnreadFile {
                file: self.versions.name(*path).to_string(),
                commit: Some(self.log.commits[commit].short().to_string()),
                reason: reason.clone(),
            };
            all.extend(files.iter().map(unread).collect::<BTreeSet<UnreadFile>>());
        }
        all
    }

    fn completeness(&self) -> Completeness {
        let mut missing = Vec::new();
        for (number, one, several) in [
            (self.log.n_missing, "commit or folder", "commits or folders"),
            (self.versions.n_missing(), "file version", "file versions"),
        ] {
            match number {
                0 => {}
                1 => missing.push(format!("1 {one} is missing")),
                _ => missing.push(format!("{number} {several} are missing")),
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
