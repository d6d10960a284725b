//! A commit → all commits behind it, newest first, and the record files that each one changed.
//!
//! Trees are compared by their object ids, folder by folder, so a commit costs what it changed. The
//! order is own work, since the library's fails as a whole where one commit is missing.

use super::commit_tree::CommitTree;
use super::compare::{Comparer, FileChange, Wanted};
use super::{Store, bases, people, revision, substitute};
use crate::error::Error;
use crate::history::{Baseline, Commit, Followed, Lineage};
use git2::{ErrorCode, Oid, Repository};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};

/// What the commits behind a snapshot did to the files.
pub(in crate::load) struct Log {
    /// In topological order, newest first.
    pub(in crate::load) commits: Vec<Commit>,
    /// For each commit, the comparisons with its parents; none for a commit that was known before.
    pub(in crate::load) edges: Vec<Vec<Edge>>,
    /// Paths relative to the project folder as git has them, named by [`FileChange::path`].
    pub(in crate::load) paths: Vec<Vec<u8>>,
    /// Tags that match the pattern, newest first.
    pub(in crate::load) baselines: Vec<Baseline>,
    /// Whether a clone was cut off at one of the commits.
    pub(in crate::load) is_cut_off: bool,
    /// Commits and folders that git does not have.
    pub(in crate::load) n_missing: usize,
    /// For each commit, whether it was known before.
    pub(in crate::load) is_known: Vec<bool>,
    /// What this repository puts in the place of commits, which is not followed.
    pub(in crate::load) substitutes: Vec<String>,
}

/// What is known of the past already, so that git need not be asked again.
#[derive(Debug, Default)]
pub(in crate::load) struct Known {
    /// Ids of commits whose changes are known.
    pub(in crate::load) commits: HashSet<String>,
    /// Paths relative to the project folder, with the numbers that they shall keep.
    pub(in crate::load) paths: Vec<Vec<u8>>,
}

/// A commit compared with one parent, or with nothing where it has none.
pub(in crate::load) struct Edge {
    /// Index into [`Log::commits`].
    pub(in crate::load) parent: Option<usize>,
    /// In path order of git.
    pub(in crate::load) changes: Vec<FileChange>,
    /// For a merge, what the parent had changed itself; only where some of it is among `changes`, so
    /// that the merge may not have all of it.
    pub(in crate::load) own: Vec<OwnChanges>,
}

/// What a parent of a merge had changed since it parted from another parent.
pub(in crate::load) struct OwnChanges {
    /// The other parent, as an index into the edges of the merge.
    pub(in crate::load) other: usize,
    /// The commit at which the two parted, as an index into [`Log::commits`]; none where they have no
    /// commit in common.
    pub(in crate::load) since: Option<usize>,
    /// In path order of git.
    pub(in crate::load) changes: Vec<FileChange>,
}

impl Store {
    /// Reads the log behind a commit, or behind the one that is checked out; none without commits.
    pub(in crate::load) fn log(
        &self,
        at: Option<&CommitTree>,
        followed: &Followed,
        is_baseline: impl Fn(&str) -> bool,
        known: Known,
    ) -> Result<Option<Log>, Error> {
        let Some(head) = at.map_or_else(|| self.head(), |tree| Ok(Some(tree.commit())))? else {
            return Ok(None);
        };
        let wanted = Wanted::new(&self.folder, followed);
        self.with(|repository| {
            let people = people::of(repository, at.map(CommitTree::commit))?;
            let reached = Reached::from(repository, head, &people)?;
            reached.log(repository, &wanted, is_baseline, known).map(Some)
        })
    }

    /// Returns a commit, or the one that is checked out, and all that lead to it; none where there is
    /// none, or some are missing.
    pub(in crate::load) fn lineage(
        &self,
        at: Option<&CommitTree>,
    ) -> Result<Option<Lineage>, Error> {
        let Some(commit) = at.map_or_else(|| self.head(), |tree| Ok(Some(tree.commit())))? else {
            return Ok(None);
        };
        self.with(|repository| {
            let people = people::of(repository, Some(commit))?;
            let reached = Reached::from(repository, commit, &people)?;
            Ok(reached.is_whole().then(|| reached.lineage()))
        })
    }
}

impl Store {
    /// Returns the latest date that a commit or one behind it names. The commit's own may have been
    /// written at will; an older one than what it rests on is not true.
    pub(in crate::load) fn latest_date(&self, tree: &CommitTree) -> Result<Option<String>, Error> {
        self.with(|repository| {
            let people = people::of(repository, Some(tree.commit()))?;
            let reached = Reached::from(repository, tree.commit(), &people)?;
            Ok(reached.met.values().map(|met| met.latest).max().map(revision::date))
        })
    }
}

/// A commit as it was met.
struct Met {
    tree: Oid,
    parents: Vec<Oid>,
    /// Committer date, by which git itself orders.
    seconds: i64,
    /// The later of author and committer date.
    latest: git2::Time,
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

    /// Returns whether no commit is missing.
    fn is_whole(&self) -> bool {
        self.boundary.is_empty() && self.missing.is_empty()
    }

    fn lineage(&self) -> Lineage {
        let ids: Vec<Oid> = self.met.keys().copied().collect();
        let index = ids.iter().copied().zip(0..).collect();
        let parents = self.parents(&ids, &index);
        Lineage::new(ids.iter().map(Oid::to_string).zip(parents))
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
        known: Known,
    ) -> Result<Log, Error> {
        let order = self.order();
        let index: BTreeMap<Oid, usize> = order.iter().copied().zip(0..).collect();
        let is_known = self.known(&order, &known.commits);
        let objects = repository.odb()?;
        let mut comparer = Comparer::new(&objects, wanted, known.paths);
        let mut edges = Vec::with_capacity(order.len());
        let parents = self.parents(&order, &index);
        // Newest first, since packs hold the newest folders whole and the older ones as differences.
        for id in &order {
            edges.push(match is_known.contains(id) {
                true => Vec::new(),
                false => {
                    let mut edges = self.edges(*id, &index, &mut comparer)?;
                    self.add_own_changes(&mut edges, &order, &parents, &mut comparer)?;
                    edges
                }
            });
        }
        let mut log = Log {
            commits: Vec::with_capacity(order.len()),
            is_known: order.iter().map(|id| is_known.contains(id)).collect(),
            edges,
            substitutes: substitute::of(repository)?,
            n_missing: self.missing.len() + comparer.n_missing(),
            paths: comparer.into_paths(),
            baselines: baselines(repository, &index, is_baseline)?,
            is_cut_off: !self.boundary.is_empty(),
        };
        for (id, parents) in order.into_iter().zip(parents) {
            let met = self.met.remove(&id).expect("the order names each commit once");
            log.commits.push(Commit { parents, ..met.commit });
        }
        Ok(log)
    }

    /// Returns the parents of each commit that were read, as places in the order.
    fn parents(&self, order: &[Oid], index: &BTreeMap<Oid, usize>) -> Vec<Vec<usize>> {
        let of = |id: &Oid| {
            let parents = self.met[id].parents.iter();
            parents.filter_map(|parent| index.get(parent).copied()).collect()
        };
        order.iter().map(of).collect()
    }

    /// Returns the commits that need not be looked at again: those that are known together with all
    /// that lead to them. Where a commit is missing nothing is taken for known, since what was known
    /// may rest on it.
    fn known(&self, order: &[Oid], ids: &HashSet<String>) -> BTreeSet<Oid> {
        let mut known = BTreeSet::new();
        if ids.is_empty() || !self.is_whole() {
            return known;
        }
        for id in order.iter().rev() {
            let are_parents_known = self.met[id].parents.iter().all(|id| known.contains(id));
            if are_parents_known && ids.contains(&id.to_string()) {
                known.insert(*id);
            }
        }
        known
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
            return Ok(vec![Edge { parent: None, changes, own: Vec::new() }]);
        }
        let mut edges = Vec::with_capacity(met.parents.len());
        for parent in &met.parents {
            // What came from a parent that is missing cannot be known.
            if let Some(before) = self.met.get(parent) {
                let changes = comparer.changes(Some(before.tree), met.tree)?;
                edges.push(Edge { parent: Some(index[parent]), changes, own: Vec::new() });
            }
        }
        Ok(edges)
    }

    /// Adds to the edges of a merge what each parent had changed since it parted from each other one.
    fn add_own_changes(
        &self,
        edges: &mut [Edge],
        order: &[Oid],
        parents: &[Vec<usize>],
        comparer: &mut Comparer<'_>,
    ) -> Result<(), Error> {
        let of: Vec<Option<usize>> = edges.iter().map(|edge| edge.parent).collect();
        for (at, edge) in edges.iter_mut().enumerate() {
            let Some(parent) = edge.parent.filter(|_| !edge.changes.is_empty()) else { continue };
            let paths: BTreeSet<u32> = edge.changes.iter().map(|change| change.path).collect();
            let others = of.iter().enumerate().filter(|(other, _)| *other != at);
            for (other, found) in others {
                let bases = bases::of(parents, parent, found.unwrap_or(parent));
                let since: Vec<Option<usize>> = match bases.is_empty() {
                    false => bases.into_iter().map(Some).collect(),
                    // Where they parted may be what is missing.
                    true => self.is_whole().then_some(None).into_iter().collect(),
                };
                for since in since {
                    let before = since.map(|base| self.met[&order[base]].tree);
                    let changes = comparer.changes(before, self.met[&order[parent]].tree)?;
                    if changes.iter().any(|change| paths.contains(&change.path)) {
                        edge.own.push(OwnChanges { other, since, changes });
                    }
                }
            }
        }
        Ok(())
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
    let encoding = commit.message_encoding().ok().flatten();
    let subject = commit.message_bytes().split(|&byte| byte == b'\n');
    let subject = subject.map(|line| people::text(line, encoding).trim().to_string());
    let data = Commit {
        id: id.to_string(),
        parents: Vec::new(),
        author: people.name(&author, encoding),
        date: revision::date(author.when()),
        committed: revision::date(commit.time()),
        subject: subject.into_iter().find(|line| !line.is_empty()).unwrap_or_default(),
    };
    let parents = if is_cut_off { Vec::new() } else { substitute::own_parents(&commit) };
    let latest = author.when().max(commit.time());
    let (tree, seconds) = (commit.tree_id(), commit.time().seconds());
    Ok(Met { tree, parents, seconds, latest, commit: data })
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
