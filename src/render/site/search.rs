//! The search index as a script: a page that was opened from a folder may load scripts, and no data.
//!
//! The lists of a word are one string of characters that stand for numbers, five bits each, and are
//! read only when the word is searched for; parsing the script then costs little.

use super::writer::turns_around;
use crate::report::site::{Posting, SearchIndex, Weight};

/// What stands for the numbers 0 to 63; a number below 32 ends a value, one above goes on.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// Writes the index of a language as a script.
pub fn search_script(index: &SearchIndex) -> Vec<u8> {
    let entries = &index.entries;
    let mut script = Script { out: String::from("window.techfileSearch={\"ids\":") };
    script.joined(entries.iter().map(|entry| &*entry.id));
    script.out.push_str(",\"titles\":");
    script.joined(entries.iter().map(|entry| &*entry.title));
    script.out.push_str(",\"addresses\":");
    script.joined(entries.iter().map(|entry| entry.address.as_deref().unwrap_or_default()));
    script.out.push_str(",\"sort\":");
    let sorts: Vec<String> = entries.iter().map(|entry| entry.sort.to_string()).collect();
    script.joined(sorts.iter().map(String::as_str));
    script.out.push_str(",\"sorts\":");
    script.joined(index.sorts.iter().map(String::as_str));
    script.out.push_str(",\"terms\":");
    script.joined(index.terms.iter().map(|(term, _)| &**term));
    script.out.push_str(",\"postings\":");
    let postings: Vec<String> = index.terms.iter().map(|(_, list)| packed(list)).collect();
    script.joined(postings.iter().map(String::as_str));
    script.out.push_str("};\n");
    script.out.into_bytes()
}

struct Script {
    out: String,
}

impl Script {
    /// Adds texts as one string with a line for each; line breaks in them become spaces.
    fn joined<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        self.out.push('"');
        for (index, text) in texts.enumerate() {
            if index > 0 {
                self.out.push_str("\\n");
            }
            text.chars().for_each(|character| self.character(character));
        }
        self.out.push('"');
    }

    /// Whatever could end the string, the script or a line of it is written by its number.
    fn character(&mut self, character: char) {
        match character {
            '\n' | '\r' => self.out.push(' '),
            '"' | '\\' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => self.numbered(character),
            _ if character.is_control() => self.numbered(character),
            _ if turns_around(character) => self.out.push('\u{fffd}'),
            _ => self.out.push(character),
        }
    }

    fn numbered(&mut self, character: char) {
        self.out.push_str(&format!("\\u{:04x}", u32::from(character)));
    }
}

/// Writes the entries of a word: three times the step from the one before, plus the weight.
fn packed(postings: &[Posting]) -> String {
    let mut packed = String::new();
    let mut before = 0;
    for posting in postings {
        let weight = match posting.weight {
            Weight::Text => 0,
            Weight::Title => 1,
            Weight::Id => 2,
        };
        push_number(&mut packed, (posting.entry - before) * 3 + weight);
        before = posting.entry;
    }
    packed
}

fn push_number(packed: &mut String, mut number: usize) {
    while number >= 32 {
        packed.push(char::from(DIGITS[32 + number % 32]));
        number /= 32;
    }
    packed.push(char::from(DIGITS[number]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_five_bits_at_a_time() {
        let packed = |number| {
            let mut packed = String::new();
            push_number(&mut packed, number);
            packed
        };
        assert_eq!([0, 31, 32, 33, 1023, 1024].map(packed), ["0", "v", "w1", "x1", "_v", "ww1"]);
    }

    #[test]
    fn texts_cannot_end_the_script() {
        let mut script = Script { out: String::new() };
        script.joined(["</script>\"\\\n\u{2028}å"].into_iter());
        assert_eq!(script.out, "\"\\u003c/script\\u003e\\u0022\\u005c \\u2028å\"");
    }
}
