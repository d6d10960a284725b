//! Two commits → where they parted: the newest commits that are behind both.

use std::collections::{BTreeMap, BTreeSet};

/// A commit is behind the one, behind the other, or behind a commit that is behind both.
const ONE: u8 = 1;
const OTHER: u8 = 2;
const BOTH: u8 = ONE | OTHER;
const OLDER: u8 = 4;

/// Returns the commits that are behind both of two, without those that are behind another such commit;
/// a commit counts as behind itself. Commits are numbered so that parents have higher numbers.
pub(super) fn of(parents: &[Vec<usize>], one: usize, other: usize) -> Vec<usize> {
    let mut marks: BTreeMap<usize, u8> = BTreeMap::new();
    let mut open = BTreeSet::from([one, other]);
    *marks.entry(one).or_default() |= ONE;
    *marks.entry(other).or_default() |= OTHER;
    let mut bases = Vec::new();
    // The newest is next, so that all that leads to a commit was looked at before it.
    while open.iter().any(|commit| marks[commit] & OLDER == 0) {
        let Some(commit) = open.pop_first() else { break };
        let mut mark = marks[&commit];
        if mark == BOTH {
            bases.push(commit);
            mark |= OLDER;
        }
        for parent in &parents[commit] {
            *marks.entry(*parent).or_default() |= mark;
            open.insert(*parent);
        }
    }
    bases
}

#[cfg(test)]
mod tests {
    #[test]
    fn newest_commits_behind_both() {
        // 0 merges 1 and 2, which each merge 3 and 4 (criss-cross); both come from 5; 6 is alone.
        let parents: Vec<Vec<usize>> =
            [&[1, 2][..], &[3, 4], &[4, 3], &[5], &[5], &[], &[]].map(<[usize]>::to_vec).into();
        let cases: [(usize, usize, &[usize]); 7] = [
            (1, 2, &[3, 4]),
            (3, 4, &[5]),
            (1, 3, &[3]),
            (0, 0, &[0]),
            (5, 0, &[5]),
            (1, 6, &[]),
            (3, 5, &[5]),
        ];
        for (one, other, expected) in cases {
            assert_eq!(super::of(&parents, one, other), expected, "{one} {other}");
        }
    }
}
