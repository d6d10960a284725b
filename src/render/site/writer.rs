//! The only way in which a page of the site grows: markup is fixed in the source, text is escaped.
//!
//! Markup is `&'static str`, so nothing that a record, a path or git says can be put in as markup.

use std::fmt::Write as _;

/// A page that grows.
pub(super) struct Html {
    out: String,
}

impl Html {
    pub(super) fn new() -> Self {
        Self { out: String::new() }
    }

    /// Begins a page in the room that an earlier one has left: asking for as much anew for each of
    /// thousands of pages costs more than writing them.
    pub(super) fn in_place_of(mut earlier: String) -> Self {
        earlier.clear();
        Self { out: earlier }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Adds markup.
    pub(super) fn put(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Adds text, for the content of an element or for an attribute in double quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let (bytes, mut at, mut done) = (text.as_bytes(), 0, 0);
        while let Some(step) = bytes[at..].iter().position(|byte| BEGINS[usize::from(*byte)]) {
            at += step;
            let Some((length, escaped)) = escape(&bytes[at..]) else {
                at += 1;
                continue;
            };
            self.out.push_str(&text[done..at]);
            self.out.push_str(escaped);
            at += length;
            done = at;
        }
        self.out.push_str(&text[done..]);
        self
    }

    /// Adds a number.
    pub(super) fn number(&mut self, number: impl std::fmt::Display) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{number}");
        self
    }
}

/// Whether what is written otherwise can begin with a byte; most text holds none of these.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        begins[byte] =
            byte < 0x20 || matches!(byte, 0x22 | 0x26 | 0x27 | 0x3c | 0x3e | 0x7f | 0xe2);
        byte += 1;
    }
    begins
};

/// Returns how many bytes at the start are written otherwise, and how. HTML knows no control
/// characters, and those that turn the direction of text around could make it say something else:
/// the sign shows that there was one.
fn escape(bytes: &[u8]) -> Option<(usize, &'static str)> {
    let escaped = match bytes {
        [b'&', ..] => "&amp;",
        [b'<', ..] => "&lt;",
        [b'>', ..] => "&gt;",
        [b'"', ..] => "&quot;",
        [b'\'', ..] => "&#39;",
        [b'\t' | b'\n', ..] => return None,
        [0..=0x1f | 0x7f, ..] => "\u{fffd}",
        [0xe2, 0x80, 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xa9, ..] => {
            return Some((3, "\u{fffd}"));
        }
        _ => return None,
    };
    Some((1, escaped))
}

/// Returns whether a character turns the direction of the text after it around.
pub(super) fn turns_around(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_otherwise_begins_with_another_byte() {
        let turns = (0x80..=0xbf).flat_map(|a| (0x80..=0xbf).map(move |b| [a, b]));
        let ends: Vec<[u8; 2]> = turns.chain([*b"xx"]).collect();
        for first in (0..=255).filter(|first| !BEGINS[usize::from(*first)]) {
            assert!(ends.iter().all(|[a, b]| escape(&[first, *a, *b]).is_none()), "{first}");
        }
    }

    #[test]
    fn text_cannot_become_markup() {
        let mut html = Html::new();
        html.put("<p title=\"").text("\"><script>'&\u{0}å\u{202e}\n").put("\">").number(3);
        assert!(
            ['\u{202a}', '\u{2069}'].into_iter().all(turns_around) && !turns_around('\u{2065}')
        );
        let written = html.finish();
        let expected = "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\u{fffd}å\u{fffd}\n\">3";
        assert_eq!(written, expected);
    }
}
