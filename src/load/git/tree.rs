//! The bytes of a git tree object → its entries, in git's order.
//!
//! Read by hand because the library's own trees are copied entry by entry, which for a folder of
//! ten thousand records costs more than all comparisons.

use git2::Oid;

/// What a tree says about one name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
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

/// Returns the entries of a tree.
pub(super) fn entries(bytes: &[u8]) -> impl Iterator<Item = TreeEntry<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (entry, after) = split_entry(rest)?;
        rest = after;
        Some(entry)
    })
}
