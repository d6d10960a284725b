//! How wide text is, roughly, and where a long word may break.
//!
//! The layout lets a word without a break run over the next column and off the page. Estimates are
//! on the wide side: a break that is not needed cannot be seen.

use std::borrow::Cow;

/// Widths in parts of the font size.
const NARROW: f32 = 0.32;
const NORMAL: f32 = 0.55;
const DIGIT: f32 = 0.48;
const CAPITAL: f32 = 0.68;
const WIDE: f32 = 0.98;
const CODE: f32 = 0.54;

/// A word fits where it takes no more than this part of the room: widths are estimates.
pub(super) const FITTING: f32 = 0.92;

/// Far less than any letter.
const ROUNDING: f32 = 0.001;

/// A word of letters no longer than this is left to hyphenation, which breaks it better.
const LONGEST_WORD: usize = 32;

/// Stands where a word may break; it has no width, and is no part of the word.
pub(super) const BREAK: char = '\u{200b}';

/// Stands where a word must not break, though hyphens let it; no part of the word either.
pub(super) const JOIN: char = '\u{2060}';

/// Returns whether a character only says where lines break.
pub(super) fn is_of_lines(character: char) -> bool {
    matches!(character, BREAK | JOIN)
}

/// After these a word may break.
const MARKS: &[char] =
    &['_', '/', '.', '-', ':', ';', ',', '=', '&', '?', '@', '\\', '|', '+', '#'];

/// The room that a text has, in parts of the font size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room(pub f32);

impl Room {
    /// Returns how many lines a text takes, rather too many than too few.
    pub(super) fn lines(self, text: &str) -> f32 {
        (width_of(text) * 1.1 / self.0.max(1.0)).ceil().max(1.0)
    }

    /// Returns whether a word of that width stands whole, so that nothing need be hyphenated.
    pub(super) fn holds(self, width: f32) -> bool {
        // A column that was given just what its longest word needs has it but for rounding.
        width <= self.0 * FITTING + ROUNDING
    }

    /// Returns a text in which every word that does not fit has places to break.
    pub(super) fn fit(self, text: &str) -> Cow<'_, str> {
        with_whole_names(self.fit_type(text, Type::Text), Type::Text)
    }

    /// The same for an id, which stands in a box of its own where it fits.
    pub(super) fn fit_id(self, id: &str) -> Cow<'_, str> {
        self.fit_type(id, Type::Text)
    }

    /// Returns code in which every word that does not fit has places to break.
    pub(super) fn fit_code(self, code: &str) -> Cow<'_, str> {
        with_whole_names(self.fit_type(code, Type::Code), Type::Code)
    }

    fn fit_type(self, text: &str, of: Type) -> Cow<'_, str> {
        // What fits as a whole needs no look at its words.
        if self.holds(of.width(text)) {
            return text.into();
        }
        let words = || text.split_inclusive(char::is_whitespace);
        let fits = |word: &str| self.holds(of.width(word.trim_end())) || of.is_hyphenated(word);
        if words().all(fits) {
            return text.into();
        }
        let mut fitted = String::with_capacity(text.len());
        for word in words() {
            if fits(word) {
                fitted.push_str(word);
            } else {
                self.break_up(word, of, &mut fitted);
            }
        }
        fitted.into()
    }

    /// Breaks after marks; parts that still do not fit, and are no words, break anywhere.
    fn break_up(self, word: &str, of: Type, fitted: &mut String) {
        for part in word.split_inclusive(MARKS) {
            if self.holds(of.width(part.trim_end())) || of.is_hyphenated(part) {
                fitted.push_str(part)
            } else {
                self.break_anywhere(part, of, fitted)
            }
            if part.ends_with(MARKS) {
                fitted.push(BREAK);
            }
        }
    }

    fn break_anywhere(self, part: &str, of: Type, fitted: &mut String) {
        let mut since = 0.0;
        for character in part.chars() {
            let width = of.width_of_char(character);
            if since + width > self.0 * 0.5 {
                fitted.push(BREAK);
                since = 0.0;
            }
            fitted.push(character);
            since += width;
        }
    }
}

/// After these a line may be broken, though what they stand in is one name.
const INSIDE: [char; 2] = ['-', '/'];

/// Returns a text in which no line breaks an option, as in `--as-of`, the address of a section, the
/// number of a document, as in `RM-R-030`, or, in code, any word. What is too long for any line has places to break, and keeps them.
fn with_whole_names(text: Cow<'_, str>, of: Type) -> Cow<'_, str> {
    let is_begun = |word: &str| {
        let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '-');
        bare.starts_with("--") || bare.starts_with("doc:") || is_number_of_letters(bare)
    };
    let is_whole = |word: &str| {
        let is_name = matches!(of, Type::Code) || is_begun(word);
        is_name && word.contains(INSIDE) && !word.contains(BREAK)
    };
    if !text.contains(INSIDE) || !text.split(' ').any(is_whole) {
        return text;
    }
    let mut whole = String::with_capacity(text.len() + 12);
    for word in text.split_inclusive(' ') {
        let is_whole = is_whole(word);
        let mut above = ' ';
        for character in word.chars() {
            let is_inside = INSIDE.contains(&above) && character.is_alphanumeric();
            whole.extend((is_whole && is_inside).then_some(JOIN));
            whole.push(character);
            above = character;
        }
    }
    whole.into()
}

/// The type in which something is set.
#[derive(Debug, Clone, Copy)]
enum Type {
    Text,
    /// Every character is as wide, and none is hyphenated.
    Code,
}

impl Type {
    fn width(self, text: &str) -> f32 {
        text.chars().map(|character| self.width_of_char(character)).sum()
    }

    fn width_of_char(self, character: char) -> f32 {
        match self {
            Type::Text => width_of_char(character),
            Type::Code => CODE.max(if character.is_ascii() { 0.0 } else { CAPITAL }),
        }
    }

    fn is_hyphenated(self, word: &str) -> bool {
        matches!(self, Type::Text) && is_hyphenated(word)
    }
}

/// Returns whether hyphenation can be trusted with a word: it looks like one of a language.
fn is_hyphenated(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_lower = word.chars().skip(1).all(|c| c.is_lowercase());
    let has_vowels = word.split(|c| "aeiouyåäöéüæø".contains(c)).all(|part| part.len() <= 5);
    is_lower && has_vowels && word.chars().count() <= LONGEST_WORD
}

/// Letters in a row that hyphenation leaves alone.
const UNHYPHENATED: usize = 4;

/// Returns whether no line breaks an id: a hyphen stays with a digit behind it.
pub(super) fn is_unbroken(id: &str) -> bool {
    let mut parts = id.split('-');
    let prefix = parts.next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    prefix.len() <= UNHYPHENATED
        && prefix.bytes().all(|b| b.is_ascii_uppercase())
        && parts.all(is_number)
}

/// Returns whether a word is like a number, but with letters behind a hyphen, which lines would break.
fn is_number_of_letters(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_of_number = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    word.contains('-')
        && word.chars().all(is_of_number)
        && word.contains(|c: char| c.is_ascii_digit())
        && word.contains(|c: char| c.is_ascii_uppercase())
        && !is_unbroken(word)
}

/// Returns the width of the longest word of a text, in parts of the font size.
pub(super) fn longest_word(text: &str) -> f32 {
    text.split_whitespace().map(width_of).fold(0.0, f32::max)
}

fn width_of(text: &str) -> f32 {
    text.chars().map(width_of_char).sum()
}

fn width_of_char(character: char) -> f32 {
    match ASCII.get(character as usize) {
        Some(width) => *width,
        None if matches!(character, '—' | '…') => WIDE,
        None if character.is_lowercase() && !character.is_uppercase() => NORMAL,
        None => CAPITAL,
    }
}

/// The widths of the characters that nearly all text consists of: all text is measured several times.
const ASCII: [f32; 128] = {
    let mut widths = [NORMAL; 128];
    let mut code = 0;
    while code < 128 {
        widths[code] = width_of_ascii(code as u8);
        code += 1;
    }
    widths
};

const fn width_of_ascii(character: u8) -> f32 {
    match character {
        b'i' | b'j' | b'l' | b't' | b'f' | b'.' | b',' | b':' | b';' | b'\'' | b'|' | b'!'
        | b' ' | b'-' | b'(' | b')' | b'I' | b'J' => NARROW,
        b'W' | b'M' | b'm' | b'w' | b'@' | b'%' => WIDE,
        b'0'..=b'9' => DIGIT,
        b'A'..=b'Z' => CAPITAL,
        _ => NORMAL,
    }
}
