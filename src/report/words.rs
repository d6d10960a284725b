//! The fixed words of documents, in every language that documents are written in.

use super::document::RendererWords;
use super::markup::without_slots;
use crate::config::Config;
use crate::error::Error;
use crate::source::SourceId;
use crate::standards::document_names;
use crate::yaml::{self, Entry, Node};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

pub use crate::documents::LANGUAGES;

const FILE: &str = "words.yaml";
const EMBEDDED: &str = include_str!("../../templates/words.yaml");
const SITE_FILE: &str = "site/words.yaml";
const SITE: &str = include_str!("../../templates/site/words.yaml");

/// The words of one language.
///
/// A key that the list lacks is shown as the key and noted, so that text can be put together
/// without a detour at every word; [`Words::complete`] then refuses the whole document. The pages of
/// a site are made by several threads, which all note what they miss.
#[derive(Debug)]
pub struct Words {
    language: String,
    list: HashMap<String, String>,
    missing: Mutex<BTreeSet<String>>,
}

impl Words {
    /// Returns the built-in words of a language.
    pub fn of(language: &str) -> Result<Self, Error> {
        let mut words = Self::none(language)?;
        words.add(EMBEDDED, FILE)?;
        words.add_documents()?;
        Ok(words)
    }

    /// Returns the built-in words of a language, those of the site with them.
    pub fn of_site(language: &str) -> Result<Self, Error> {
        let mut words = Self::of(language)?;
        words.add(SITE, SITE_FILE)?;
        Ok(words)
    }

    fn none(language: &str) -> Result<Self, Error> {
        if !LANGUAGES.contains(&language) {
            return Err(fault(FILE, format!("there are no words in `{language}`")));
        }
        let (list, missing) = (HashMap::new(), Mutex::default());
        Ok(Self { language: language.to_string(), list, missing })
    }

    fn add(&mut self, text: &str, file: &str) -> Result<(), Error> {
        let parsed = yaml::read(SourceId::nth(0), text);
        if let Some(problem) = parsed.problems.first() {
            return Err(fault(file, problem.message.clone()));
        }
        parsed.documents.iter().try_for_each(|document| self.add_entries(document, file))
    }

    /// Adds what the documents are called that standards ask for.
    fn add_documents(&mut self) -> Result<(), Error> {
        for document in document_names()? {
            let title = document.title.text(&self.language).to_string();
            self.list.insert(format!("document-title.{}", document.id), title);
        }
        Ok(())
    }

    /// Returns what a document or a section of one is called, with its id; else the id alone.
    pub fn document(&self, id: &str) -> String {
        let (document, key) = match id.split_once('#') {
            Some((document, _)) => (document, "section-named"),
            None => (id, "document-named"),
        };
        match self.find(&format!("document-title.{document}")) {
            Some(title) => self.sentence(key, &[("title", title), ("id", id)]),
            None => id.to_string(),
        }
    }

    /// Returns the title of a document, or its id where none is known.
    pub fn document_title<'w>(&'w self, id: &'w str) -> &'w str {
        self.find(&format!("document-title.{id}")).unwrap_or(id)
    }

    /// Adds the words of a mapping `key: {language: word}`; they replace those with the same key.
    pub fn add_entries(&mut self, node: &Node, file: &str) -> Result<(), Error> {
        for Entry { key, value } in node.entries() {
            let Some(word) = value.get(&self.language).and_then(Node::text) else {
                let message = format!("`{}` has no word in `{}`", key.text, self.language);
                return Err(fault(file, message));
            };
            self.list.insert(key.text.to_string(), word.trim().to_string());
        }
        Ok(())
    }

    /// Adds what a project calls its own words: `{severity: {critical: {sv: kritisk}}}`. They stand
    /// apart from the built-in ones, so that no project can call a failure a pass. Where a language is
    /// missing, the label in the main one is shown, else the word itself.
    pub fn add_own(&mut self, config: &Config) {
        let main = config.main_language();
        let section = config.tree.get("words").map(Node::entries).unwrap_or_default();
        for field in section {
            for Entry { key, value } in field.value.entries() {
                let label = value.get(&self.language).or(value.get(main)).unwrap_or(value);
                if let Some(label) = label.text() {
                    let key = format!("own.{}.{}", field.key.text, key.text);
                    self.list.insert(key, without_slots(label.trim()));
                }
            }
        }
    }

    /// Returns what the project calls one of its own words, else the word.
    pub fn own(&self, field: &str, word: &str) -> String {
        self.find(&format!("own.{field}.{word}")).unwrap_or(word).to_string()
    }

    fn noted(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        // A set that a panic left behind is still a set of keys.
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the language of the words.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Returns all words, by key.
    pub fn list(&self) -> &HashMap<String, String> {
        &self.list
    }

    /// Returns a word.
    pub fn say(&self, key: &str) -> String {
        match self.find(key) {
            Some(word) => word.to_string(),
            None => {
                self.noted().insert(key.to_string());
                key.to_string()
            }
        }
    }

    /// Returns a word, where there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.list.get(key).map(String::as_str)
    }

    /// Returns a sentence with its `{placeholders}` filled in.
    pub fn sentence(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut sentence = String::new();
        let pattern = self.say(key);
        let mut rest = pattern.as_str();
        // A value that looks like a placeholder is never filled in again.
        while let Some((before, after)) = rest.split_once('{') {
            let (name, following) = after.split_once('}').unwrap_or((after, ""));
            let value = values.iter().find(|(known, _)| *known == name);
            sentence.push_str(before);
            sentence.push_str(value.map_or("", |(_, value)| value));
            rest = following;
        }
        sentence + rest
    }

    /// Returns the sentence for one thing or for `n`, which fills `{n}`.
    pub fn counted(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "many" };
        self.sentence(&format!("{key}.{form}"), &[("n", &n.to_string())])
    }

    /// Returns the words that renderers need.
    pub fn for_renderers(&self) -> RendererWords {
        RendererWords {
            contents: self.say("render.contents"),
            page_of: self.say("render.page_of"),
            table: self.say("render.table"),
            figure: self.say("render.figure"),
            untranslated: self.say("render.untranslated"),
            notice: self.say("render.notice"),
            control: self.say("render.control"),
            skip: self.say("render.skip"),
            volume: self.say("render.volume"),
            in_volume: self.say("render.in_volume"),
            begins_with: self.say("render.begins_with"),
            edition: self.say("render.edition"),
            continued: self.say("render.continued"),
        }
    }

    /// Fails if any word was asked for that the list lacks; `file` is where they should stand.
    pub fn complete(&self, file: &str) -> Result<(), Error> {
        let missing = self.noted();
        if missing.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = missing.iter().map(String::as_str).collect();
        Err(fault(file, format!("no word in `{}` for: {}", self.language, keys.join(", "))))
    }
}

fn fault(file: &str, message: String) -> Error {
    Error::Template { template: file.to_string(), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, KnownNames, SETTINGS};
    use crate::descriptor::{Field, Type};
    use crate::gate::{CRITERIA, NOT_EVALUATED};
    use crate::model::ENVELOPE;
    use crate::model::kinds::KINDS;

    fn words(text: &str, language: &str) -> Result<Words, Error> {
        let mut words = Words::none(language)?;
        words.add(text, FILE)?;
        Ok(words)
    }

    fn built_in() -> [Words; 2] {
        LANGUAGES.map(|language| Words::of_site(language).unwrap_or_else(|error| panic!("{error}")))
    }

    #[test]
    fn every_word_stands_in_every_language() {
        let [en, sv] = built_in();
        let keys = |words: &Words| words.list.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&en), keys(&sv));
        for words in [en, sv] {
            assert!(words.list.values().all(|word| !word.trim().is_empty()));
            words.for_renderers();
            words.complete(FILE).unwrap_or_else(|error| panic!("{error}"));
        }
    }

    #[test]
    fn every_kind_field_link_and_value_has_a_word() {
        let [words, _] = built_in();
        let of = |field: &Field| {
            words.say(&format!("field.{}", field.name));
            let of = match field.of {
                Type::Set(item) | Type::List(item) => *item,
                of => of,
            };
            if let Type::Choice(values) = of {
                for value in values {
                    words.say(&format!("value.{}.{value}", field.name));
                }
            }
        };
        fn nested(fields: &[Field], names: &mut Vec<Field>) {
            for field in fields {
                let of = match field.of {
                    Type::Set(item) | Type::List(item) => *item,
                    of => of,
                };
                if let Type::Group(inner) = of {
                    names.extend(inner.iter().copied());
                    nested(inner, names);
                }
            }
        }
        ENVELOPE.iter().for_each(of);
        for setting in SETTINGS {
            words.say(&format!("setting.{}", setting.name));
        }
        for kind in KINDS {
            let mut inside = Vec::new();
            nested(kind.fields, &mut inside);
            inside.iter().for_each(of);
            let attributes = kind.links.iter().flat_map(|link| link.attributes);
            attributes.for_each(of);
            words.say(&format!("kind.{}", kind.name));
            words.say(&format!("kinds.{}", kind.name));
            kind.fields.iter().for_each(of);
            for link in kind.links {
                words.say(&format!("link.{}", link.name));
                words.say(&format!("reverse.{}", link.name));
            }
        }
        words.complete(FILE).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Asks for the words of a field of the project file and of what stands in it.
    fn ask_for_setting(words: &Words, field: &Field, of: Type) {
        match of {
            Type::List(inner) | Type::Set(inner) | Type::Table(_, inner) => {
                ask_for_setting(words, field, *inner);
            }
            Type::Group(fields) => {
                for field in fields {
                    let own = format!("setting.field.{}", field.name);
                    let key = format!("field.{}", field.name);
                    words.say(if words.find(&own).is_some() { &own } else { &key });
                    ask_for_setting(words, field, field.of);
                }
            }
            // Classes are called as in law.
            Type::Choice(values) if !["class", "languages"].contains(&field.name) => {
                for value in values {
                    let own = format!("setting.value.{}.{value}", field.name);
                    let key = format!("value.{}.{value}", field.name);
                    words.say(if words.find(&own).is_some() { &own } else { &key });
                }
            }
            _ => {}
        }
    }

    #[test]
    fn everything_in_the_project_file_has_a_word() {
        let [words, _] = built_in();
        for setting in SETTINGS {
            ask_for_setting(&words, setting, setting.of);
        }
        words.complete(FILE).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn every_criterion_of_the_gate_has_words() {
        let [words, _] = built_in();
        let criteria = CRITERIA.iter().map(|criterion| criterion.name);
        for name in criteria.chain(NOT_EVALUATED.iter().map(|(name, _)| *name)) {
            words.say(&format!("criterion.{name}"));
        }
        words.complete(FILE).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn placeholders_are_the_same_in_every_language() {
        let placeholders = |text: &str| {
            let name = |rest: &str| Some(rest.split_once('}')?.0.to_string());
            let mut names: Vec<String> = text.split('{').skip(1).filter_map(name).collect();
            names.sort();
            names
        };
        let [en, sv] = built_in();
        let differs =
            |(key, word): &(&String, &String)| placeholders(word) != placeholders(&sv.list[*key]);
        assert_eq!(en.list.iter().find(differs), None);
    }

    #[test]
    fn a_missing_word_names_key_and_language() {
        let message = |result: Result<Words, Error>| result.expect_err("must fail").to_string();
        assert_eq!(
            message(words("a: {en: A}", "sv")),
            "template words.yaml: `a` has no word in `sv`"
        );
        assert_eq!(message(Words::of("fi")), "template words.yaml: there are no words in `fi`");
        let words = words("a: {en: A}", "en").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((words.say("a").as_str(), words.say("b").as_str()), ("A", "b"));
        let error = words.complete("x").expect_err("a word is missing").to_string();
        assert_eq!(error, "template x: no word in `en` for: b");
    }

    #[test]
    fn a_project_names_its_own_words_and_no_others() {
        let text = "languages: [sv, en]\nwords:\n  severity: {critical: {sv: kritisk, en: critical}, minor: \
                    lindrig}\n  role: {boss: {sv: chef}}\n  verdict: {fail: {sv: Godkänt}}\n";
        let parsed = yaml::read(SourceId::nth(0), text);
        let (config, _) = config::read(SourceId::nth(0), parsed.documents, &KnownNames::default());
        let [mut en, mut sv] = built_in();
        en.add_own(&config);
        sv.add_own(&config);
        assert_eq!(sv.own("severity", "critical"), "kritisk");
        assert_eq!(en.own("severity", "critical"), "critical");
        assert_eq!(
            (sv.own("severity", "minor"), en.own("role", "boss")),
            ("lindrig".into(), "chef".into())
        );
        assert_eq!(sv.own("severity", "other"), "other");
        assert_eq!(sv.find("value.verdict.fail"), Some("Underkänt"));
    }

    #[test]
    fn sentences_are_filled_once() {
        let text = "r.one: {en: '{n} record'}\nr.many: {en: '{n} records'}\ns: {en: '{a}, {b}'}\n";
        let words = words(text, "en").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(words.counted("r", 1), "1 record");
        assert_eq!(words.counted("r", 0), "0 records");
        assert_eq!(words.sentence("s", &[("a", "{b}"), ("b", "c")]), "{b}, c");
    }
}
