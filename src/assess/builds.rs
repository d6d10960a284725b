//! Test runs → which of them tested an earlier commit than another one did.
//!
//! A run of today on the commit of last week tells nothing of what was built since.

use crate::history::Ancestry;
use crate::model::{Project, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the commits that runs tested.
pub(super) struct Builds<'a> {
    /// Run → runs whose commit lies behind its own.
    earlier: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Builds<'a> {
    /// Orders the runs whose commits are known. What a command was given for one is of the build at hand,
    /// whatever commit the record names.
    pub(super) fn of(project: &'a Project, ancestry: &Ancestry) -> Self {
        let Ancestry::Known(lineage) = ancestry else { return Self { earlier: BTreeMap::new() } };
        let mut runs_of: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for run in project.of_kind("test-run") {
            let is_supplied = project.supplied.iter().any(|id| **id == *run.id);
            let commit = run.word(&["commit"]).filter(|_| !is_supplied);
            if let Some(commit) = commit.and_then(|commit| lineage.find(commit)) {
                runs_of.entry(commit).or_default().insert(&run.id);
            }
        }
        let mut earlier: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // Mostly all runs are of a few commits, and each is walked from once.
        for (commit, runs) in runs_of.iter().filter(|_| runs_of.len() > 1) {
            let is_behind = lineage.behind(*commit);
            let behind = runs_of.iter().filter(|(other, _)| is_behind[**other]);
            let behind: BTreeSet<&str> = behind.flat_map(|(_, runs)| runs).copied().collect();
            earlier.extend(runs.iter().map(|run| (*run, behind.clone())));
        }
        Self { earlier }
    }

    /// Returns whether a run tested a commit that lies behind the one that another run tested.
    pub(super) fn is_earlier(&self, run: &Record, other: &Record) -> bool {
        self.earlier.get(&*other.id).is_some_and(|earlier| earlier.contains(&*run.id))
    }
}
