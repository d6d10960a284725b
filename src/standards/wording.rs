//! Text of the data files, in one language or several.

use crate::yaml::{Node, Value};

/// A text by language; one that is a plain string is in the language of the data, English.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Wording(Vec<(String, String)>);

/// Language of a data file's text that is one plain string.
const PLAIN: &str = "en";

impl Wording {
    pub(super) fn of(node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::default() };
        let texts = match &node.value {
            Value::Map(entries) => entries
                .iter()
                .filter_map(|entry| Some((entry.key.text.to_string(), trimmed(&entry.value)?)))
                .collect(),
            _ => trimmed(node).map(|text| (PLAIN.to_string(), text)).into_iter().collect(),
        };
        Self(texts)
    }

    /// Returns the text in a language, else in the first there is; with the language it is in.
    pub fn get(&self, language: &str) -> Option<(&str, &str)> {
        let found = self.0.iter().find(|(known, _)| known == language).or(self.0.first());
        found.map(|(language, text)| (language.as_str(), text.as_str()))
    }

    /// Returns the text in a language, else in the first there is, else nothing.
    pub fn text(&self, language: &str) -> &str {
        self.get(language).map_or("", |(_, text)| text)
    }

    /// Returns whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns every text with its language.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

fn trimmed(node: &Node) -> Option<String> {
    node.text().map(|text| text.trim().to_string())
}
