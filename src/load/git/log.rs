//! A commit → all commits behind it, newest first, and the record files that each one changed.
//!
//! Trees are compared by their object ids, folder by folder, so a commit costs what it changed. The
//! order is own work, since the library's fails as a whole where one commit is missing.

use super::commit_tree::CommitTree;
use super::compare::{Comparer, FileChange, Wanted};
use super::{Store, people, revision};
use crate::error::Error;
use crate::history::{Baseline, Commit};
use git2::{ErrorCode, Oid, Repository};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// What the commits behind a snapshot did to the files.
pub(in crate::load) struct Log {
    /// In topological order, newest first.
    pub(in crate::load) commits: Vec<Commit>,
    /// For each commit, the comparisons with its parents.
    pub(in crate::load) edges: Vec<Vec<Edge>>,
    /// Paths relative to the project folder, named by [`FileChange::path`].
    pub(in crate::load) paths: Vec<String>,
    /// Tags that match the pattern, newest first.
    pub(in crate::load) baselines: Vec<Baseline>,
    /// Whether a clone was cut off at one of the commits.
    pub(in crate::load) is_cut_off: bool,
    /// Commits and folders that git does not have.
    pub(in crate::load) n_missing: usize,
}

/// A commit compared with one parent, or with nothing where it has none.
pub(in crate::load) struct Edge {
    /// Index into [`Log::commits`].
    pub(in crate::load) parent: Option<usize>,
    /// In path order of git.
    pub(in crate::load) changes: Vec<FileChange>,
}

impl Store {
    /// Reads the log behind a commit, or behind the one that is checked out; none without commits.
    pub(in crate::load) fn log(
        &self,
        at: Option<&CommitTree>,
        folders: &[&str],
        is_baseline: impl Fn(&str) -> bool,
    ) -> Result<Option<Log>, Error> {
        let Some(head) = at.map_or_else(|| self.head(), |tree| Ok(Some(tree.commit())))? else {
            return Ok(None);
        };
        let wanted = Wanted::new(&self.folder, folders);
        self.with(|repository| {
            let people = people::of(repository, at.map(CommitTree::commit))?;
            let reached = Reached::from(repository, head, &people)?;
            reached.log(repository, &wanted, is_baseline).map(Some)
        })
    }
}

/// A commit as it was met.
struct Met {
    tree: Oid,
    parents: Vec<Oid>,
    /// Committer date, by which git itself orders.
    seconds: i64,
    commit: Commit,
}

/// All commits that lead to one.
struct Reached {
    head: Oid,
    met: BTreeMap<Oid, Met>,
    /// Commits whose parents were cut off.
    boundary: BTreeSet<Oid>,
    missing: BTreeSet<Oid>,
}

impl Reached {
    fn from(repository: &Repository, head: Oid, people: &people::People) -> Result<Self, Error> {
        let cut_off = boundary(repository);
        let mut reached = Self {
            head,
            met: BTreeMap::new(),
            boundary: BTreeSet::new(),
            missing: BTreeSet::new(),
        };
        let mut ahead = vec![head];
        while let Some(id) = ahead.pop() {
            if reached.met.contains_key(&id) || reached.missing.contains(&id) {
                continue;
            }
            let is_cut_off = cut_off.contains(&id);
            match meet(repository, id, is_cut_off, people) {
                Ok(met) => {
                    ahead.extend(&met.parents);
                    reached.met.insert(id, met);
                    if is_cut_off {
                        reached.boundary.insert(id);
                    }
                }
                Err(error) if error.code() == ErrorCode::NotFound => {
                    reached.missing.insert(id);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(reached)
    }

    /// Orders children before parents and, among those, newer before older.
    fn order(&self) -> Vec<Oid> {
        let mut children: BTreeMap<Oid, usize> = BTreeMap::new();
        for parent in self.met.values().flat_map(|met| &met.parents) {
            *children.entry(*parent).or_default() += 1;
        }
        let mut order = Vec::with_capacity(self.met.len());
        let mut ready: BinaryHeap<(i64, Oid)> = BinaryHeap::new();
        ready.extend(self.met.get(&self.head).map(|met| (met.seconds, self.head)));
        while let Some((_, id)) = ready.pop() {
            order.push(id);
            for parent in &self.met[&id].parents {
                let waiting = children.get_mut(parent).expect("each parent was counted above");
                *waiting -= 1;
                if let (0, Some(met)) = (*waiting, self.met.get(parent)) {
                    ready.push((met.seconds, *parent));
                }
            }
        }
        order
    }

    fn log(
        mut self,
        repository: &Repository,
        wanted: &Wanted,
        is_baseline: impl Fn(&str) -> bool,
    ) -> Result<Log, Error> {
        let order = self.order();
        let index: BTreeMap<Oid, usize> = order.iter().copied().zip(0..).collect();
        let objects = repository.odb()?;
        let mut comparer = Comparer::new(&objects, wanted);
        // Newest first, since packs hold the newest folders whole and the older ones as differences.
        let edges = order.iter().map(|id| self.edges(*id, &index, &mut comparer));
        let edges = edges.collect::<Result<_, _>>()?;
        let mut log = Log {
            commits: Vec::with_capacity(order.len()),
            edges,
            n_missing: self.missing.len() + comparer.n_missing(),
            paths: comparer.into_paths(),
            baselines: baselines(repository, &index, is_baseline)?,
            is_cut_off: !self.boundary.is_empty(),
        };
        for id in order {
            let met = self.met.remove(&id).expect("the order names each commit once");
            let parents = met.parents.iter().filter_map(|id| index.get(id).copied()).collect();
            log.commits.push(Commit { parents, ..met.commit });
        }
        Ok(log)
    }

    fn edges(
        &self,
        id: Oid,
        index: &BTreeMap<Oid, usize>,
        comparer: &mut Comparer<'_>,
    ) -> Result<Vec<Edge>, Error> {
        let met = &self.met[&id];
        let is_root = met.parents.is_empty() && !self.boundary.contains(&id);
        if is_root {
            let changes = comparer.changes(None, met.tree)?;
            return Ok(vec![Edge { parent: None, changes }]);
        }
        let mut edges = Vec::with_capacity(met.parents.len());
        for parent in &met.parents {
            // What came from a parent that is missing cannot be known.
            if let Some(before) = self.met.get(parent) {
                let changes = comparer.changes(Some(before.tree), met.tree)?;
                edges.push(Edge { parent: Some(index[parent]), changes });
            }
        }
        Ok(edges)
    }
}

fn meet(
    repository: &Repository,
    id: Oid,
    is_cut_off: bool,
    people: &people::People,
) -> Result<Met, git2::Error> {
    let commit = repository.find_commit(id)?;
    let author = commit.author();
    let subject = commit.message_bytes().split(|&byte| byte == b'\n');
    let subject = subject.map(|line| String::from_utf8_lossy(line).trim().to_string());
    let data = Commit {
        id: id.to_string(),
        parents: Vec::new(),
        author: people.name(&author),
        date: revision::date(author.when()),
        subject: subject.into_iter().find(|line| !line.is_empty()).unwrap_or_default(),
    };
    let parents = if is_cut_off { Vec::new() } else { commit.parent_ids().collect() };
    Ok(Met { tree: commit.tree_id(), parents, seconds: commit.time().seconds(), commit: data })
}

/// Returns the commits at which a clone was cut off.
fn boundary(repository: &Repository) -> BTreeSet<Oid> {
    let list = std::fs::read_to_string(repository.commondir().join("shallow"));
    list.unwrap_or_default().lines().filter_map(|line| Oid::from_str(line.trim()).ok()).collect()
}

fn baselines(
    repository: &Repository,
    index: &BTreeMap<Oid, usize>,
    is_baseline: impl Fn(&str) -> bool,
) -> Result<Vec<Baseline>, Error> {
    let mut baselines = Vec::new();
    for (tag, id) in revision::tags(repository)? {
        if let (true, Some(commit)) = (is_baseline(&tag), index.get(&id)) {
            baselines.push(Baseline { tag, commit: *commit });
        }
    }
    baselines.sort_by(|a, b| (a.commit, &b.tag).cmp(&(b.commit, &a.tag)));
    Ok(baselines)
}
