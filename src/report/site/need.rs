//! What a clause needs, what shows it and what is missing, in the words of the page.

use super::Context;
use super::coverage::StepRow;
use crate::coverage::{Evidence, Missing};
use crate::report::document::Inline;
use crate::report::view::{sentence, that};
use crate::standards::{Demand, Linked, Need, NeedOf, Selection};

impl<'a> Context<'_, 'a> {
    /// Says what is needed.
    pub(super) fn need_words(&self, need: &NeedOf) -> String {
        let all = |needs: &[Need], by: &str| {
            let words: Vec<String> = needs.iter().map(|need| self.need_words(&need.of)).collect();
            words.join(by)
        };
        match need {
            NeedOf::Document(document) => {
                let document = self.edition.words.document(document);
                self.sentence("need.document", &[("document", &document)])
            }
            NeedOf::Section { document, anchor } => {
                let section = self.edition.words.document(&format!("{document}#{anchor}"));
                self.sentence("need.section", &[("section", &section)])
            }
            NeedOf::Setting { name, fields } if fields.is_empty() => {
                self.sentence("need.setting", &[("setting", name)])
            }
            NeedOf::Setting { name, fields } => {
                let and = format!(" {} ", self.say("need.and"));
                let values = [("setting", &**name), ("fields", &*fields.join(&and))];
                self.sentence("need.setting-with", &values)
            }
            NeedOf::Records(records) => {
                let which = self.which(&records.of, &records.demands);
                let number = records.at_least.to_string();
                self.sentence("need.records", &[("number", &number), ("records", &which)])
            }
            NeedOf::Every(every) => {
                let which = self.which(&every.of, &every.demands);
                let key = if every.may_be_none { "need.every-if-any" } else { "need.every" };
                self.sentence(key, &[("records", &which)])
            }
            NeedOf::Clean { rules, .. } => {
                self.sentence("clause.rules", &[("rules", &rules.join(", "))])
            }
            NeedOf::Any(needs) => self.sentence("need.any", &[("needs", &all(needs, " | "))]),
            NeedOf::All(needs) => all(needs, &format!(", {} ", self.say("need.and"))),
            NeedOf::Clause { standard, clause } => {
                self.sentence("need.clause", &[("clause", &format!("{standard}:{clause}"))])
            }
            NeedOf::When { needs, .. } => {
                let needs = all(needs, &format!(", {} ", self.say("need.and")));
                self.sentence("need.when", &[("needs", &needs)])
            }
            NeedOf::Judged { key, text } => {
                let question = text.text(self.language());
                self.sentence("need.judged", &[("key", key), ("question", question)])
            }
        }
    }

    fn which(&self, of: &Selection, demands: &[Demand]) -> String {
        let demands = demands.iter().map(|demand| match demand {
            Demand::Links(links) => {
                let links: Vec<String> = links.iter().map(|link| self.link_words(link)).collect();
                links.join(&format!(" {} ", self.say("need.or")))
            }
            Demand::Field(path) => {
                let field = self.show().in_words("field", &path.join("."));
                self.sentence("need.field", &[("field", &field)])
            }
            Demand::Passing => self.say("need.passed"),
            Demand::Failures(links) => {
                let links: Vec<String> = links.iter().map(|link| self.link_words(link)).collect();
                self.sentence("need.failures", &[("links", &links.join(", "))])
            }
        });
        let demands: String = demands.map(|demand| format!(", {demand}")).collect();
        let that = self.show().in_words("that", &that(of));
        format!("{}{that}{demands}", self.say(&format!("kind.{}", of.kind)))
    }

    fn link_words(&self, link: &Linked) -> String {
        let way = if link.is_target { "reverse" } else { "link" };
        let kinds = link.kinds.iter().map(|kind| self.say(&format!("kind.{kind}")));
        let with = link.with.iter().map(|(key, values)| {
            self.show().test_in_words(&format!("{key}: {}", values.join(" | ")))
        });
        let kinds: Vec<String> = kinds.chain(with).collect();
        let key = if link.passing { "need.link-passed" } else { "need.link" };
        let link = self.say(&format!("{way}.{}", link.field));
        self.sentence(key, &[("link", &link), ("kinds", &kinds.join(", "))])
    }

    /// Says of one thing that shows a need what its name does not; nothing of a record.
    pub(super) fn evidence_words(&self, evidence: &Evidence<'_>) -> String {
        match evidence {
            Evidence::Record { .. } => String::new(),
            Evidence::Answer(record) => {
                let config = &self.site.inputs.view.project.config;
                record.text(&["reason"], config, self.language()).unwrap_or_default().to_string()
            }
            Evidence::Section(_) => self.say("evidence.section"),
            Evidence::Setting(_) => self.say("evidence.setting"),
            Evidence::Built { records, .. } => {
                self.sentence("evidence.built", &[("number", &records.to_string())])
            }
            Evidence::Clause { state, .. } => self.say(&format!("site.clause.{state}")),
            Evidence::Rule { waived: 0, .. } => self.say("evidence.rule"),
            Evidence::Rule { waived, .. } => {
                self.sentence("evidence.rule-waived", &[("number", &waived.to_string())])
            }
            Evidence::NoRecord(_) => self.say("evidence.no-record"),
            Evidence::External { record, document, place } => {
                let word = |field| record.word(&[field]).unwrap_or_default();
                let section = place.map(|(anchor, _)| format!("{document}#{anchor}"));
                let key = match place {
                    Some(_) => "evidence.external-section",
                    None => "evidence.external",
                };
                let values = [
                    ("document", section.as_deref().unwrap_or(document)),
                    ("place", place.map_or("", |(_, place)| place)),
                    ("number", word("number")),
                    ("version", word("version")),
                    ("digest", word("sha256")),
                ];
                self.sentence(key, &values)
            }
        }
    }

    /// Says what is missing, and the next step. What a rule found stays the message that it is.
    pub(super) fn steps(&self, missing: &[Missing<'a>]) -> Vec<StepRow> {
        missing.iter().map(|missing| self.step(missing)).collect()
    }

    fn step(&self, missing: &Missing<'a>) -> StepRow {
        let (key, values) = sentence(missing, self.language());
        let show = self.show();
        // What is missing once is mended as what is missing often.
        let next = key.trim_end_matches("-once").replacen("missing.", "next.", 1);
        let in_words: Vec<(&str, String)> =
            values.iter().map(|(name, text)| (*name, show.in_words(name, text))).collect();
        let filled: Vec<(&str, &str)> =
            in_words.iter().map(|(name, text)| (*name, &**text)).collect();
        let next = self.sentence(&next, &filled);
        let mut said = show.missing_sentence(&(key, values));
        if let Missing::Rule { message, .. } | Missing::Declared(message) = missing {
            said.push(Inline::text(" "));
            said.extend(self.message(message));
        }
        StepRow { missing: said, next: self.quoted(&next) }
    }
}
