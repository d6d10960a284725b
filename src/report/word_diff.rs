//! Two texts → what stays, goes and comes, word by word.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Words beyond which a text is shown as replaced: the comparison costs their product.
const MOST_WORDS: usize = 20_000;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// `same`, `removed` or `added`.
    pub change: &'static str,
    /// The words.
    pub text: String,
}

/// Compares two texts word by word; none where they have too little in common for it to help.
pub fn pieces(before: &str, after: &str) -> Option<Vec<Piece>> {
    let is_long = |text: &str| text.split_whitespace().nth(MOST_WORDS).is_some();
    let is_short = |text: &str| text.split_whitespace().nth(1).is_none();
    if is_long(before) || is_long(after) || is_short(before) && is_short(after) {
        return None;
    }
    let difference = TextDiff::from_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in difference.iter_all_changes() {
        let word = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "removed",
            ChangeTag::Insert => "added",
        };
        match pieces.last_mut().filter(|last| last.change == word) {
            Some(last) => last.text.push_str(change.value()),
            None => pieces.push(Piece { change: word, text: change.value().to_string() }),
        }
    }
    let helps = |piece: &Piece| piece.change == "same" && !piece.text.trim().is_empty();
    pieces.iter().any(helps).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn words_are_told_apart() {
        let cases = [
            (
                "stops within 0.1 s after",
                "stops within 0.05 s after",
                Some("stops within [-0.1-]{+0.05+} s after"),
            ),
            ("a b", "a b c", Some("a b{+ c+}")),
            ("one", "two", None),
            ("all of it", "nothing remains", None),
            ("rad ett\nrad två", "rad ett\nrad 2", Some("rad ett\nrad [-två-]{+2+}")),
        ];
        for (before, after, expected) in cases {
            let told = pieces(before, after).map(|pieces| {
                let tell = |piece: &super::Piece| match piece.change {
                    "removed" => format!("[-{}-]", piece.text),
                    "added" => format!("{{+{}+}}", piece.text),
                    _ => piece.text.clone(),
                };
                pieces.iter().map(tell).collect::<String>()
            });
            assert_eq!(told.as_deref(), expected, "{before} | {after}");
        }
    }
}
