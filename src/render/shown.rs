//! Is every record really in the output? Searches what a reader sees, not what was meant.

use crate::report::document::{Document, Piece, each_text, id_words};
use std::collections::BTreeMap;

/// Returns the records that the document promises and the shown text lacks, in order.
///
/// An id must be shown at least as often as the block tree names it, so that a record that was
/// lost is not excused by a link to it somewhere else.
pub(super) fn missing(document: &Document, shown: &str) -> Vec<String> {
    let mut promised = BTreeMap::new();
    each_text(&document.blocks, &mut |Piece { text, .. }| count(text, &mut promised));
    let mut found = BTreeMap::new();
    count(shown, &mut found);
    let is_missing = |record: &&String| {
        let times = |counts: &BTreeMap<&str, usize>| counts.get(record.as_str()).copied();
        times(&found).unwrap_or(0) < times(&promised).unwrap_or(1)
    };
    document.records.iter().filter(is_missing).cloned().collect()
}

fn count<'a>(text: &'a str, counts: &mut BTreeMap<&'a str, usize>) {
    for (_, word) in id_words(text) {
        *counts.entry(word).or_default() += 1;
    }
}
