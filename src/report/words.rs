//! The fixed words of documents, in every language that documents are written in.

use super::document::RendererWords;
use crate::error::Error;
use crate::source::SourceId;
use crate::yaml;
use std::collections::BTreeMap;

/// The languages that every word has.
pub const LANGUAGES: [&str; 2] = ["en", "sv"];

const FILE: &str = "words.yaml";
const EMBEDDED: &str = include_str!("../../templates/words.yaml");

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    language: String,
    list: BTreeMap<String, String>,
}

impl Words {
    /// Returns the built-in words of a language.
    pub fn of(language: &str) -> Result<Self, Error> {
        Self::read(EMBEDDED, language)
    }

    fn read(text: &str, language: &str) -> Result<Self, Error> {
        if !LANGUAGES.contains(&language) {
            return Err(fault(format!("there are no words in `{language}`")));
        }
        let parsed = yaml::read(SourceId::nth(0), text);
        if let Some(problem) = parsed.problems.first() {
            return Err(fault(problem.message.clone()));
        }
        let entries = parsed.documents.iter().flat_map(yaml::Node::entries);
        let list: Result<_, Error> = entries
            .map(|entry| {
                let key = entry.key.text.to_string();
                match entry.value.get(language).and_then(yaml::Node::text) {
                    Some(word) => Ok((key, word.to_string())),
                    None => Err(fault(format!("`{key}` has no word in `{language}`"))),
                }
            })
            .collect();
        Ok(Self { language: language.to_string(), list: list? })
    }

    /// Returns the language of the words.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Returns a word; a key that the list lacks is a fault of ours, or of a project's template.
    pub fn get(&self, key: &str) -> Result<&str, Error> {
        self.find(key).ok_or_else(|| fault(format!("`{key}` is not among the words")))
    }

    /// Returns a word, where there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.list.get(key).map(String::as_str)
    }

    /// Returns a sentence with its `{placeholders}` filled in.
    pub fn sentence(&self, key: &str, values: &[(&str, &str)]) -> Result<String, Error> {
        let mut sentence = self.get(key)?.to_string();
        for (name, value) in values {
            sentence = sentence.replace(&format!("{{{name}}}"), value);
        }
        Ok(sentence)
    }

    /// Returns the sentence for one thing or for `n`, which fills `{n}`.
    pub fn counted(&self, key: &str, n: usize) -> Result<String, Error> {
        let form = if n == 1 { "one" } else { "many" };
        self.sentence(&format!("{key}.{form}"), &[("n", &n.to_string())])
    }

    /// Returns the words that renderers need.
    pub fn for_renderers(&self) -> Result<RendererWords, Error> {
        let get = |key: &str| self.get(key).map(str::to_string);
        Ok(RendererWords {
            contents: get("render.contents")?,
            page_of: get("render.page_of")?,
            table: get("render.table")?,
            figure: get("render.figure")?,
            untranslated: get("render.untranslated")?,
            notice: get("render.notice")?,
            control: get("render.control")?,
            skip: get("render.skip")?,
        })
    }
}

fn fault(message: String) -> Error {
    Error::Template { template: FILE.to_string(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_in_every_language() {
        let lists = LANGUAGES.map(|language| Words::of(language).expect("the list is whole"));
        for words in &lists {
            assert_eq!(
                words.list.keys().collect::<Vec<_>>(),
                lists[0].list.keys().collect::<Vec<_>>()
            );
            assert!(words.list.values().all(|word| !word.trim().is_empty()));
            words.for_renderers().expect("renderers find their words");
        }
    }

    #[test]
    fn placeholders_are_the_same_in_every_language() {
        let placeholders = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0.to_string()))
                .collect();
            names.sort();
            names
        };
        let [en, sv] = LANGUAGES.map(|language| Words::of(language).expect("the list is whole"));
        for (key, word) in &en.list {
            assert_eq!(placeholders(word), placeholders(&sv.list[key]), "{key}");
        }
    }

    #[test]
    fn a_missing_word_names_key_and_language() {
        let message = |result: Result<Words, Error>| result.expect_err("must fail").to_string();
        assert_eq!(
            message(Words::read("a: {en: A}", "sv")),
            "template words.yaml: `a` has no word in `sv`"
        );
        assert_eq!(message(Words::of("fi")), "template words.yaml: there are no words in `fi`");
        let words = Words::read("a: {en: A}", "en").expect("the list is whole");
        assert!(words.get("b").is_err());
        assert_eq!(words.get("a").ok(), Some("A"));
    }

    #[test]
    fn sentences_are_filled() {
        let text = "r.one: {en: '{n} record'}\nr.many: {en: '{n} records'}\n";
        let words = Words::read(text, "en").expect("the list is whole");
        assert_eq!(words.counted("r", 1).ok().as_deref(), Some("1 record"));
        assert_eq!(words.counted("r", 0).ok().as_deref(), Some("0 records"));
    }
}
