//! What the text of a link or a review can name.

use std::cmp::Ordering;

/// A target as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target<'a> {
    /// `RISK-004`
    Record(&'a str),
    /// `REQ-1 satisfies NEED-2`
    Link { from: &'a str, field: &'a str, to: &'a str },
    /// `doc:instructions-for-use#warnings`; without anchor the whole document
    Section { document: &'a str, anchor: &'a str },
    /// `techfile.yaml#risk`
    Setting(&'a str),
    /// `tag:v1.0.0`
    Baseline(&'a str),
}

impl<'a> Target<'a> {
    /// Reads a target; none if it has no known form.
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix("doc:") {
            let (document, anchor) = rest.split_once('#').unwrap_or((rest, ""));
            return (!document.is_empty()).then_some(Target::Section { document, anchor });
        }
        if let Some(section) = text.strip_prefix("techfile.yaml#") {
            return (!section.is_empty()).then_some(Target::Setting(section));
        }
        if let Some(tag) = text.strip_prefix("tag:") {
            return (!tag.is_empty()).then_some(Target::Baseline(tag));
        }
        // A space too much is no other way to write a target: what compares texts would miss it.
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            [id] if prefix_of(id).is_some() => Some(Target::Record(id)),
            [from, field, to] if prefix_of(from).is_some() => {
                Some(Target::Link { from, field, to })
            }
            _ => None,
        }
    }
}

/// Returns the prefix of a well-formed record id: capital letters and digits before the first
/// hyphen, then letters, digits, `.`, `_` and `-`.
pub fn prefix_of(id: &str) -> Option<&str> {
    let (prefix, rest) = id.split_once('-')?;
    let is_prefix = prefix.starts_with(|c: char| c.is_ascii_uppercase())
        && prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_rest = rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    (is_prefix && is_rest && id.len() <= 64).then_some(prefix)
}

/// Returns the key by which ids are sorted for people: `RISK-2` before `RISK-10`.
pub fn natural_key(id: &str) -> (String, u64, String) {
    let (stem, number, id) = natural_parts(id);
    (stem.to_string(), number, id.to_string())
}

/// Returns how two ids stand to each other where they are sorted for people, as [`natural_key`] does.
pub fn natural_order(one: &str, other: &str) -> Ordering {
    natural_parts(one).cmp(&natural_parts(other))
}

fn natural_parts(id: &str) -> (&str, u64, &str) {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (stem, number) = id.split_at(id.len() - digits);
    // A number too long for 64 bits sorts last, then by its text.
    (stem, number.parse().unwrap_or(u64::MAX), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_five_forms() {
        let table = [
            ("RISK-004", Some(Target::Record("RISK-004"))),
            (
                "REQ-1 satisfies NEED-2",
                Some(Target::Link { from: "REQ-1", field: "satisfies", to: "NEED-2" }),
            ),
            ("doc:ifu#warnings", Some(Target::Section { document: "ifu", anchor: "warnings" })),
            ("doc:ifu", Some(Target::Section { document: "ifu", anchor: "" })),
            ("techfile.yaml#risk", Some(Target::Setting("risk"))),
            ("tag:v1", Some(Target::Baseline("v1"))),
            ("risk-004", None),
            ("RISK-", None),
            ("RISK 004", None),
            ("RISK-004 ", None),
            (" RISK-004", None),
            ("REQ-1  satisfies NEED-2", None),
            ("doc:", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Target::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn ids_sort_by_number() {
        let mut ids = ["RISK-10", "RISK-2", "REQ-9", "RISK-02", "RISK-2a"];
        ids.sort_by(|one, other| natural_order(one, other));
        assert_eq!(ids, ["REQ-9", "RISK-02", "RISK-2", "RISK-10", "RISK-2a"]);
        assert!(ids.is_sorted_by_key(|id| natural_key(id)));
    }
}
