//! History → what files held that could not be read in a commit, as far as their ids can be made out.
//!
//! A record in a file of the wrong encoding, with the markers of a merge or with a slip in its YAML is
//! in no change of the history. Its id mostly shows, and must still be there as every other one.

use super::super::line::Inputs;
use super::unknown;
use crate::error::Error;
use crate::history::{Disappearance, GoneRecord, History, Part};
use crate::model::prefix_of;
use std::collections::BTreeSet;

/// What files held that could not be read.
pub(super) struct Unread {
    pub(super) records: Vec<GoneRecord>,
    /// What is unknown since a file shows no id.
    pub(super) unknown: Option<Disappearance>,
}

/// Returns the records of files that could not be read in a commit which is not `before`.
pub(super) fn unread(
    inputs: &Inputs,
    history: &History,
    before: &BTreeSet<usize>,
) -> Result<Unread, Error> {
    let mut records = Vec::new();
    let is_of_records =
        |file: &str| history.followed.part_of(file.as_bytes(), false) == Some(Part::Records);
    let mut dark = None;
    for unread in history.unread.iter().filter(|unread| is_of_records(&unread.file)) {
        let Some(short) = unread.commit.as_deref() else { continue };
        let at = history.commits.iter().position(|commit| commit.short() == short);
        let Some(at) = at.filter(|at| !before.contains(at)) else { continue };
        let bytes = inputs.snapshot.at_commit(&history.commits[at].id)?.read(&unread.file);
        let text = bytes.map(|bytes| legible(&bytes)).unwrap_or_default();
        let ids = ids_shown(&text);
        if ids.is_empty() && (text.is_empty() || text.contains(['\0', '\u{fffd}'])) {
            dark = dark.or(Some(unread));
        }
        records.extend(ids.into_iter().map(|id| GoneRecord {
            id,
            file: unread.file.clone(),
            held_by: short.to_string(),
            dropped_by: None,
        }));
    }
    let unknown = dark.map(|unread| {
        let commit = unread.commit.as_deref().unwrap_or_default();
        let reason =
            format!("`{}` could not be read in commit {commit}: {}", unread.file, unread.reason);
        let help = "find out what it held and put that back; then take the file out of the history, \
                    or say in the approved policy that this is not asked";
        unknown(reason, help)
    });
    Ok(Unread { records, unknown })
}

/// Returns the text of bytes, in which the letters of ids stand as they were written.
fn legible(bytes: &[u8]) -> String {
    let is_zero = |from: usize| {
        let mut every_other = bytes.iter().skip(from).step_by(2).take(16);
        bytes.len() > 3 && every_other.any(|byte| *byte == 0)
    };
    let unit: Option<fn([u8; 2]) -> u16> = match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ if is_zero(1) && !is_zero(0) => Some(u16::from_le_bytes),
        _ if is_zero(0) && !is_zero(1) => Some(u16::from_be_bytes),
        _ => None,
    };
    let Some(unit) = unit else { return String::from_utf8_lossy(bytes).into_owned() };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    String::from_utf16_lossy(&units.collect::<Vec<u16>>())
}

/// Returns what stands as an id in a text that is no whole YAML, wherever it stands in its line.
fn ids_shown(text: &str) -> BTreeSet<String> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let keys = text.match_indices("id").filter(|(at, _)| {
        // A list item may begin without a space.
        let before = text[..*at].trim_end_matches('-');
        !before.ends_with(is_of_word)
    });
    let id = |(at, key): (usize, &str)| {
        let rest = &text[at + key.len()..];
        let value = rest.trim_start_matches([' ', '\t', '\r', '\n', ':', ';', '=', '"', '\'']);
        let end = value.find(|c| !is_of_id(c)).unwrap_or(value.len());
        let id = value[..end].trim_end_matches('.');
        (value.len() < rest.len() && prefix_of(id).is_some()).then(|| id.to_string())
    };
    keys.filter_map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::{ids_shown, legible};

    #[test]
    fn ids_show_in_what_is_no_yaml() {
        let ids = |text: &str| ids_shown(text).into_iter().collect::<Vec<_>>().join(" ");
        let cases = [
            ("- id: RES-001\n  note: a: b\n", "RES-001"),
            ("[{id: RES-001}, {\"id\": \"RES-002\"}, {id: 'RES-003', x", "RES-001 RES-002 RES-003"),
            ("<<<<<<< HEAD\nid: REQ-1\n=======\nid: REQ-2\n>>>>>>> x\n", "REQ-1 REQ-2"),
            ("-id RES-001\n", "RES-001"),
            ("- ? id\n  : RES-001\n- id:\r\n    RES-002\n", "RES-001 RES-002"),
            ("- valid: RES-001\n  of: [VER-001]\n  idle RES-002\n  id: small\n", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(ids(text), expected, "{text}");
        }
    }

    #[test]
    fn ids_show_in_other_encodings() {
        let text = "- id: RES-001\n  environment: sal \u{e5}\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little.clone()).collect();
        let latin: Vec<u8> =
            text.chars().map(|c| u8::try_from(c).expect("it is Latin-1")).collect();
        for bytes in [little, big, marked, latin] {
            assert!(ids_shown(&legible(&bytes)).contains("RES-001"), "{bytes:?}");
        }
        assert!(ids_shown(&legible(&[0, 159, 146, 150])).is_empty());
    }
}
