//! What a repository puts in the place of commits: replacements and grafts, which only it has.
//!
//! They are no part of what was committed and are not cloned, so a history must not rest on them:
//! commits are read as they were written, and that git itself shows another past is said.

use git2::{Commit, Oid, Repository};

/// Returns what a repository substitutes, in words.
pub(super) fn of(repository: &Repository) -> Result<Vec<String>, git2::Error> {
    let mut found = Vec::new();
    let replaced = repository.references_glob("refs/replace/*")?.count();
    if replaced > 0 {
        found.push(format!("`refs/replace` replaces {}", counted(replaced, "object")));
    }
    let list = std::fs::read(repository.commondir().join("info/grafts")).unwrap_or_default();
    let lines = list.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let grafts = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).count();
    if grafts > 0 {
        let commits = counted(grafts, "commit");
        found.push(format!("`info/grafts` gives other parents to {commits}"));
    }
    Ok(found)
}

fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

/// Returns the parents that a commit itself names; the library's own list follows grafts.
pub(super) fn own_parents(commit: &Commit<'_>) -> Vec<Oid> {
    let lines = commit.raw_header_bytes().split(|&byte| byte == b'\n').skip(1);
    let ids = lines.map_while(|line| line.strip_prefix(b"parent "));
    ids.filter_map(|id| Oid::from_str(std::str::from_utf8(id).ok()?).ok()).collect()
}
