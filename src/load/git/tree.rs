//! The bytes of a git tree object → its entries, in git's order.
//!
//! Read by hand because the library's own trees are copied entry by entry, which for a folder of
//! ten thousand records costs more than all comparisons.

use git2::Oid;
use std::cmp::Ordering;

/// What a tree says about one name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::load) enum Sort {
    File,
    Folder,
    Link,
    Submodule,
}

/// One entry of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct TreeEntry<'a> {
    pub(super) sort: Sort,
    pub(super) name: &'a [u8],
    pub(super) id: Oid,
}

impl TreeEntry<'_> {
    /// Compares as git sorts: a folder as if its name ended in `/`.
    pub(super) fn order(&self, other: &TreeEntry<'_>) -> Ordering {
        let end = |entry: &TreeEntry<'_>| (entry.sort == Sort::Folder).then_some(b'/');
        let ends = (end(self), end(other));
        let a = self.name.iter().copied().chain(ends.0);
        a.cmp(other.name.iter().copied().chain(ends.1))
    }
}

/// Splits the first entry off the bytes of a tree; none at the end, or where the bytes are no tree.
pub(super) fn split_entry(bytes: &[u8]) -> Option<(TreeEntry<'_>, &[u8])> {
    let space = bytes.iter().take(8).position(|&byte| byte == b' ')?;
    let (mode, rest) = (&bytes[..space], &bytes[space + 1..]);
    let end = rest.iter().position(|&byte| byte == 0)?;
    let id = rest.get(end + 1..end + 21)?;
    let sort = match mode {
        b"40000" | b"040000" => Sort::Folder,
        b"120000" => Sort::Link,
        b"160000" => Sort::Submodule,
        _ => Sort::File,
    };
    let id = Oid::from_bytes(id).ok()?;
    Some((TreeEntry { sort, name: &rest[..end], id }, &rest[end + 21..]))
}

/// Cuts the entries off with which two trees begin alike.
pub(super) fn skip_equal<'a, 'b>(left: &'a [u8], right: &'b [u8]) -> (&'a [u8], &'b [u8]) {
    let alike = n_alike(left, right);
    let mut end = 0;
    while let Some(next) = entry_length(&left[end..]).map(|length| end + length)
        && next <= alike
    {
        end = next;
    }
    (&left[end..], &right[end..])
}

/// Returns how many bytes two slices begin alike with.
fn n_alike(left: &[u8], right: &[u8]) -> usize {
    const BLOCK: usize = 256;
    let blocks = left.chunks_exact(BLOCK).zip(right.chunks_exact(BLOCK));
    let start = blocks.take_while(|(left, right)| left == right).count() * BLOCK;
    let rest = left[start..].iter().zip(&right[start..]);
    start + rest.take_while(|(left, right)| left == right).count()
}

fn entry_length(bytes: &[u8]) -> Option<usize> {
    // No mode is shorter than five digits.
    let end = bytes.get(5..)?.iter().position(|&byte| byte == 0)?;
    Some(5 + end + 21).filter(|&length| length <= bytes.len())
}

/// Returns the entries of a tree.
pub(super) fn entries(bytes: &[u8]) -> impl Iterator<Item = TreeEntry<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (entry, after) = split_entry(rest)?;
        rest = after;
        Some(entry)
    })
}
