//! Everything that can be searched, as an inverted index: word → the pages that hold it.
//!
//! Words are folded so that `atgard` finds `åtgärd`. The script folds what a reader types in the
//! same way: decomposed, without accents, in small letters.

use super::coverage::clause_address;
use super::section::setting_target;
use super::{Context, Key, address};
use crate::model::{Record, Section};
use crate::report::field::{Shown, fields_of, setting_of};
use crate::yaml::Entry;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// An inverted index in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchIndex {
    /// Words for the sorts of pages, to which entries refer.
    pub sorts: Vec<String>,
    pub entries: Vec<SearchEntry>,
    /// Folded words in order, each with the entries that hold it.
    pub terms: Vec<(String, Vec<Posting>)>,
}

/// A page that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchEntry {
    pub id: String,
    pub title: String,
    /// Index into the sorts.
    pub sort: usize,
    /// Its address, where that does not follow from the id.
    pub address: Option<String>,
}

/// That an entry holds a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    pub entry: usize,
    pub weight: Weight,
}

/// Where the word stands; ordered from the least to the most telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    Text,
    Title,
    Id,
}

#[derive(Default)]
struct Builder {
    sorts: Vec<String>,
    entries: Vec<SearchEntry>,
    terms: Vec<(String, Vec<Posting>)>,
    at: HashMap<String, usize>,
}

pub(super) fn index(cx: &Context<'_, '_>) -> SearchIndex {
    let mut builder = Builder::default();
    for key in cx.site.keys() {
        match key {
            Key::Record(index) => builder.add_record(cx, &cx.project().records[index]),
            Key::Clause(nth, at) => builder.add_clause(cx, nth, at),
            Key::Section(index) => builder.add_section(cx, &cx.project().sections[index]),
            Key::Setting(index) => {
                builder.add_setting(cx, &cx.project().config.tree.entries()[index])
            }
            Key::Rule(nth) => builder.add_rule(cx, cx.site.rules[nth].0),
            _ => {}
        }
    }
    let Builder { sorts, entries, mut terms, .. } = builder;
    terms.sort_by(|(a, _), (b, _)| a.cmp(b));
    SearchIndex { sorts, entries, terms }
}

impl Builder {
    fn add_record(&mut self, cx: &Context<'_, '_>, record: &Record) {
        let title = cx.title(record);
        let address = cx.site.addresses.record(&record.id);
        let is_usual = address == format!("record/{}.html", record.id);
        let entry = SearchEntry {
            id: record.id.to_string(),
            title: if title.text == *record.id { String::new() } else { title.text.clone() },
            sort: self.sort(cx.kind(record.kind.name)),
            address: (!is_usual).then_some(address),
        };
        self.add(entry);
        let (known, unknown) = fields_of(record, &cx.project().config, cx.language());
        for field in known.iter().chain(&unknown).filter(|it| !matches!(&*it.field, "id" | "title"))
        {
            self.add_value(&field.value);
        }
        for link in &record.links {
            self.add_words(&link.to, Weight::Text);
        }
    }

    fn add_section(&mut self, cx: &Context<'_, '_>, section: &Section) {
        if cx.is_title(section) {
            return;
        }
        let target = section.target();
        let entry = SearchEntry {
            title: cx.section_title(section).text,
            sort: self.sort(cx.say("site.subject.narrative")),
            address: Some(cx.site.addresses.page(&target)),
            id: target,
        };
        self.add(entry);
        let main = cx.project().config.main_language();
        let shown = section.texts.get(cx.language()).or_else(|| section.texts.get(main));
        if let Some(text) = shown.or_else(|| section.texts.values().next()) {
            self.add_words(text, Weight::Text);
        }
    }

    fn add_setting(&mut self, cx: &Context<'_, '_>, entry: &Entry) {
        let target = setting_target(entry);
        let found = SearchEntry {
            title: cx.setting_title(&entry.key.text).text,
            sort: self.sort(cx.say("site.subject.project-file")),
            address: Some(cx.site.addresses.page(&target)),
            id: target,
        };
        self.add(found);
        self.add_value(&setting_of(entry, &cx.project().config, cx.language()));
    }

    fn add_rule(&mut self, cx: &Context<'_, '_>, code: &'static str) {
        let rules = &cx.site.inputs.check.rules;
        let summary = rules.iter().find(|rule| rule.code == code).map_or("", |rule| rule.summary);
        let entry = SearchEntry {
            id: code.to_string(),
            title: summary.to_string(),
            sort: self.sort(cx.say("site.findings")),
            address: Some(address::rule(code)),
        };
        self.add(entry);
    }

    fn add_clause(&mut self, cx: &Context<'_, '_>, nth: usize, at: usize) {
        let standard = cx.site.inputs.coverage.standards[nth].standard;
        let clause = &standard.clauses[at];
        let entry = SearchEntry {
            id: format!("{}:{}", standard.id, clause.id),
            title: clause.title.text(cx.language()).to_string(),
            sort: self.sort(cx.say("site.clause")),
            address: Some(clause_address(standard, &clause.id)),
        };
        self.add(entry);
        self.add_words(clause.demands.text(cx.language()), Weight::Text);
    }

    fn sort(&mut self, word: String) -> usize {
        let known = self.sorts.iter().position(|sort| *sort == word);
        known.unwrap_or_else(|| {
            self.sorts.push(word);
            self.sorts.len() - 1
        })
    }

    fn add(&mut self, entry: SearchEntry) {
        let (id, title) = (fold(&entry.id), entry.title.clone());
        self.entries.push(entry);
        self.add_words(&id, Weight::Id);
        self.add_term(&id, Weight::Id);
        self.add_words(&title, Weight::Title);
    }

    fn add_value(&mut self, value: &Shown) {
        match value {
            Shown::Word(text) | Shown::Text { text, .. } => self.add_words(text, Weight::Text),
            Shown::List(items) => items.iter().for_each(|item| self.add_value(item)),
            Shown::Map(entries) => entries.iter().for_each(|(_, value)| self.add_value(value)),
            Shown::Flag(_) | Shown::Nothing => {}
        }
    }

    fn add_words(&mut self, text: &str, weight: Weight) {
        for word in fold(text).split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()) {
            self.add_term(word, weight);
        }
    }

    /// Notes that the last entry holds a word.
    fn add_term(&mut self, term: &str, weight: Weight) {
        let entry = self.entries.len() - 1;
        let at = match self.at.get(term) {
            Some(at) => *at,
            None => {
                self.at.insert(term.to_string(), self.terms.len());
                self.terms.push((term.to_string(), Vec::new()));
                self.terms.len() - 1
            }
        };
        let postings = &mut self.terms[at].1;
        match postings.last_mut().filter(|last| last.entry == entry) {
            Some(last) => last.weight = last.weight.max(weight),
            None => postings.push(Posting { entry, weight }),
        }
    }
}

/// Returns a text as it is compared: without accents, in small letters.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    text.nfd().filter(|c| !is_accent(c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_capitals_do_not_count() {
        for (text, folded) in [("Åtgärd", "atgard"), ("REQ-1", "req-1"), ("éÉ", "ee"), ("ß", "ß")]
        {
            assert_eq!(fold(text), folded);
        }
    }
}
