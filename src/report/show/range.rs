//! Ids that follow each other, as the first and the last of them.

use super::piece::plain;
use crate::report::document::{Block, Inline};

/// Ids that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range<'i> {
    pub(super) first: &'i str,
    pub(super) last: &'i str,
    /// How many they are.
    pub(super) count: usize,
}

/// Returns a cell of ids, with the first and the last of those that follow each other.
pub(super) fn id_ranges<'i>(ids: impl IntoIterator<Item = &'i str>) -> Vec<Block> {
    let ids: Vec<&str> = ids.into_iter().collect();
    cell_of(&ranges(&ids))
}

/// Returns a cell of ranges.
pub(super) fn cell_of(ranges: &[Range<'_>]) -> Vec<Block> {
    let link = |id: &str| vec![Inline::RecordLink(id.to_string())];
    match line_of(ranges, link) {
        line if line.is_empty() => plain("–"),
        line => vec![Block::Paragraph(line)],
    }
}

/// Returns ranges in one line; `written` says how an id is.
pub(super) fn line_of(ranges: &[Range<'_>], written: impl Fn(&str) -> Vec<Inline>) -> Vec<Inline> {
    let mut line = Vec::new();
    for Range { first, last, .. } in ranges {
        if !line.is_empty() {
            line.push(Inline::text(", "));
        }
        line.extend(written(first));
        if first != last {
            line.push(Inline::text("–"));
            line.extend(written(last));
        }
    }
    line
}

/// Joins ids that follow each other, at least three; an empty one is left out.
pub(super) fn ranges<'i>(ids: &[&'i str]) -> Vec<Range<'i>> {
    let ids: Vec<&str> = ids.iter().copied().filter(|id| !id.is_empty()).collect();
    ids.chunk_by(|one, other| is_next(one, other)).flat_map(joined).collect()
}

fn joined<'i>(run: &[&'i str]) -> Vec<Range<'i>> {
    match run {
        [first, _, .., last] => vec![Range { first, last, count: run.len() }],
        _ => run.iter().map(|id| Range { first: id, last: id, count: 1 }).collect(),
    }
}

/// Returns whether an id has the number that follows another's, written in the same way: as long, or
/// both without zeros before it.
fn is_next(one: &str, other: &str) -> bool {
    let parts = |id| {
        let (prefix, digits) = str::rsplit_once(id, '-')?;
        Some((prefix, digits, digits.parse::<u64>().ok()?))
    };
    match (parts(one), parts(other)) {
        (Some((prefix, digits, number)), Some((of, others, next))) => {
            let is_alike = digits.len() == others.len()
                || !digits.starts_with('0') && !others.starts_with('0');
            prefix == of && is_alike && number.checked_add(1) == Some(next)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_follow_each_other_are_joined() {
        let table = [
            (&["REQ-001", "REQ-002"][..], "REQ-001 REQ-002"),
            (&["REQ-001", "REQ-002", "REQ-003", "REQ-005"], "REQ-001..REQ-003=3 REQ-005"),
            (&["REQ-009", "REQ-010", "REQ-011"], "REQ-009..REQ-011=3"),
            (&["REQ-9", "REQ-10", "REQ-11"], "REQ-9..REQ-11=3"),
            (&["REQ-09", "REQ-10", "REQ-11"], "REQ-09..REQ-11=3"),
            (&["REQ-09", "REQ-9", "REQ-10", "REQ-11"], "REQ-09 REQ-9..REQ-11=3"),
            (&["REQ-099", "REQ-100", "REQ-101"], "REQ-099..REQ-101=3"),
            (&["REQ-09", "REQ-010", "REQ-011"], "REQ-09 REQ-010 REQ-011"),
            (&["REQ-001", "RES-002", "REQ-003"], "REQ-001 RES-002 REQ-003"),
            (&["#scope", "", "#users"], "#scope #users"),
        ];
        for (ids, expected) in table {
            let said = ranges(ids).into_iter().map(|range| match range.count {
                1 => range.first.to_string(),
                count => format!("{}..{}={count}", range.first, range.last),
            });
            assert_eq!(said.collect::<Vec<_>>().join(" "), expected);
        }
    }
}
