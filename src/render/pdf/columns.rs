//! How the columns of a table share its width.

use super::height::CELL_PADDING;
use super::width::{FITTING, longest_word};
use crate::report::document::{Table, each_text};

/// A column never gets less than this share of the width.
const LEAST_SHARE: f32 = 0.07;

/// Bold type is wider by so much.
const BOLD: f32 = 1.06;

/// Columns give way so that words up to these widths stand whole, as long as there is room for all.
const WHOLE_WORDS: [f32; 6] = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0];

/// Returns the share of the width that each column gets, in a table of that width.
pub(super) fn shares(table: &Table, longest: &[f32], all: f32) -> Vec<f32> {
    let sum: f32 = table.columns.iter().map(|column| f32::from(column.width)).sum();
    let wanted = table.columns.iter().map(|column| f32::from(column.width) / sum.max(1.0));
    let wanted: Vec<f32> = wanted.map(|share| share.max(LEAST_SHARE)).collect();
    let needs = WHOLE_WORDS.iter().map(|most| {
        let need = |word: &f32| (word.min(*most) / FITTING + CELL_PADDING) / all;
        longest.iter().map(need).collect::<Vec<f32>>()
    });
    let fitting = needs.into_iter().find(|needs| needs.iter().sum::<f32>() <= 1.0);
    with_least(&wanted, &fitting.unwrap_or_else(|| vec![0.0; wanted.len()]))
}

/// Returns the width of the longest word of each column.
pub(super) fn longest_words(table: &Table) -> Vec<f32> {
    let mut longest: Vec<f32> =
        table.columns.iter().map(|column| longest_word(&column.title) * BOLD).collect();
    for row in &table.rows {
        for (longest, cell) in longest.iter_mut().zip(&row.cells) {
            each_text(cell, &mut |piece| *longest = longest.max(longest_word(piece.text)));
        }
    }
    longest
}

/// Divides the width as wanted, after each column has got the least that it needs.
fn with_least(wanted: &[f32], least: &[f32]) -> Vec<f32> {
    let mut is_raised = vec![false; wanted.len()];
    loop {
        let raised: f32 = least.iter().zip(&is_raised).filter(|(_, is)| **is).map(|(l, _)| l).sum();
        let free: f32 = wanted.iter().zip(&is_raised).filter(|(_, is)| !**is).map(|(w, _)| w).sum();
        let scale = (1.0 - raised) / free.max(f32::EPSILON);
        let share = |at: usize| if is_raised[at] { least[at] } else { wanted[at] * scale };
        match (0..wanted.len()).find(|at| !is_raised[*at] && share(*at) < least[*at]) {
            Some(at) => is_raised[at] = true,
            None => return (0..wanted.len()).map(share).collect(),
        }
    }
}
