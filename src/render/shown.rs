//! Is every record really in the output? Searches what a reader sees, not what was meant.

use crate::report::document::{Block, Document, Piece, each_text, id_words};
use std::collections::{BTreeSet, HashMap};

/// Returns the records that the document promises and the shown text lacks, in order.
///
/// A record needs a block or a row of its own: a link to it does not show it. And its id must be
/// shown at least as often as the block tree names it, so that what was lost is not excused by a
/// link somewhere else either.
pub(super) fn missing(document: &Document, shown: &str) -> Vec<String> {
    let mut placed = BTreeSet::new();
    find_places(&document.blocks, &mut placed);
    let mut promised = HashMap::new();
    each_text(&document.blocks, &mut |Piece { text, .. }| count(text, &mut promised));
    let mut found = HashMap::new();
    count(shown, &mut found);
    let is_missing = |record: &&String| {
        let times = |counts: &HashMap<&str, usize>| counts.get(record.as_str()).copied();
        let is_lost = match id_words(record).eq([(0, record.as_str())]) {
            true => times(&found).unwrap_or(0) < times(&promised).unwrap_or(1),
            // An id such as `REQ-1-` is no word of a sentence; it must at least be there.
            false => !shown.contains(record.as_str()),
        };
        is_lost || !placed.contains(record.as_str())
    };
    document.records.iter().filter(is_missing).cloned().collect()
}

fn find_places<'a>(blocks: &'a [Block], placed: &mut BTreeSet<&'a str>) {
    for block in blocks {
        match block {
            Block::Record { id, .. } => {
                placed.insert(id);
            }
            Block::Table(table) => {
                placed.extend(table.rows.iter().filter_map(|row| row.record.as_deref()));
            }
            _ => {}
        }
        block.parts().into_iter().for_each(|part| find_places(part, placed));
    }
}

fn count<'a>(text: &'a str, counts: &mut HashMap<&'a str, usize>) {
    for (_, word) in id_words(text) {
        *counts.entry(word).or_default() += 1;
    }
}
