//! The small parts of pages: titles, references, badges, and prose with links to records.

use super::Context;
use super::proof::{Age, Proof};
use crate::assess::Outcome;
use crate::config::localized_entry;
use crate::model::{Record, Status, Target};
use crate::report::document::{Block, Inline};
use crate::report::markup::blocks_of;
use crate::report::view::Text;
use crate::yaml::Node;

/// What a state means, for those who see color; the words always say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Doubtful,
    Bad,
}

impl Tone {
    /// Returns its name in style sheets.
    pub fn word(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Doubtful => "doubtful",
            Tone::Bad => "bad",
        }
    }

    /// Returns good for what is so, else bad.
    pub fn of(is_good: bool) -> Self {
        if is_good { Tone::Good } else { Tone::Bad }
    }
}

/// A state in a word or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    pub tone: Tone,
    pub text: String,
}

/// Something that is named: a record or section with its page, or a link, baseline or hole without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ref {
    pub id: String,
    pub has_page: bool,
    pub title: Option<Text>,
    pub badges: Vec<Badge>,
}

impl<'a> Context<'_, 'a> {
    /// Returns a text in the page's language, else in the main one, else in the first there is.
    pub(super) fn localized(&self, node: &Node) -> Option<Text> {
        let main = self.project().config.main_language();
        let (language, text) = localized_entry(node, self.language(), main)?;
        let language = (language != self.language()).then(|| language.to_string());
        Some(Text { text: text.to_string(), language })
    }

    /// Returns the title of a record, or its id where it has none.
    pub(super) fn title(&self, record: &Record) -> Text {
        let title = record.node.get("title").and_then(|node| self.localized(node));
        title.unwrap_or_else(|| Text { text: record.id.to_string(), language: None })
    }

    /// Returns a text as blocks, in which the ids of records are links.
    pub(super) fn prose(&self, text: &Text) -> Vec<Block> {
        let blocks = blocks_of(&text.text, &|word| self.has_page(word));
        match &text.language {
            Some(language) => vec![Block::Foreign { language: language.clone(), blocks }],
            None => blocks,
        }
    }

    /// Returns a sentence in which the ids of records are links.
    pub(super) fn linked(&self, sentence: &str) -> Vec<Inline> {
        self.show().linked(sentence)
    }

    /// Returns a message of a rule, with what it quotes as code or as a link; messages are in English,
    /// whatever the page is.
    pub(super) fn message(&self, message: &str) -> Vec<Inline> {
        let content = self.quoted(message);
        match self.language() {
            "en" => content,
            _ => vec![Inline::Foreign { language: "en".to_string(), content }],
        }
    }

    /// Returns a sentence with what it quotes as code or as a link.
    pub(super) fn quoted(&self, message: &str) -> Vec<Inline> {
        let quoted = |(index, part): (usize, &str)| match index % 2 {
            0 => self.linked(part),
            _ if self.has_page(part) => vec![Inline::RecordLink(part.to_string())],
            _ => vec![Inline::Code(part.to_string())],
        };
        // A mark without its fellow quotes nothing.
        match message.matches('`').count() % 2 {
            0 => message.split('`').enumerate().flat_map(quoted).collect(),
            _ => self.linked(message),
        }
    }

    /// Says that one record names another, as in `VER-003 verifies REQ-006`.
    pub(super) fn named(&self, from: &str, link: &str, to: &str) -> String {
        let verb = self.edition.words.find(&format!("verb.{link}")).map(str::to_string);
        let verb = verb.unwrap_or_else(|| self.say(&format!("link.{link}")).to_lowercase());
        format!("{from} {verb} {to}")
    }

    pub(super) fn reference_to(&self, record: &'a Record) -> Ref {
        let title = Some(self.title(record)).filter(|title| title.text != *record.id);
        Ref { id: record.id.to_string(), has_page: true, title, badges: self.badges(record) }
    }

    /// Returns what a link or review names, whether or not it is there.
    pub(super) fn reference(&self, to: &str) -> Ref {
        let other = |state: &str| {
            let tone = if state == "section" { Tone::Plain } else { Tone::Bad };
            let badge = Badge { tone, text: self.say(&format!("state.{state}")) };
            Ref { id: to.to_string(), has_page: false, title: None, badges: vec![badge] }
        };
        let project = self.project();
        match Target::parse(to) {
            Some(Target::Record(id)) => match project.record(id) {
                Some(record) => self.reference_to(record),
                None if project.is_hole(id) => other("unread"),
                None => other("absent"),
            },
            Some(Target::Section { document, anchor }) => match project.section(document, anchor) {
                Some(section) => self.titled(to, self.section_title(section)),
                None => other("absent"),
            },
            Some(Target::Setting(name)) if project.config.section(name).is_some() => {
                self.titled(to, self.setting_title(name))
            }
            Some(Target::Link { .. } | Target::Baseline(_)) => {
                Ref { badges: Vec::new(), ..other("section") }
            }
            _ => other("absent"),
        }
    }

    /// Returns what a section of a document or of the project file is called.
    pub(super) fn title_of_section(&self, target: &str) -> Option<Text> {
        match Target::parse(target)? {
            Target::Section { .. } | Target::Setting(_) => self.reference(target).title,
            _ => None,
        }
    }

    fn titled(&self, id: &str, title: Text) -> Ref {
        Ref { id: id.to_string(), has_page: true, title: Some(title), badges: Vec::new() }
    }

    /// Returns what is to be known of a record at a glance; nothing if it is simply active.
    pub(super) fn badges(&self, record: &Record) -> Vec<Badge> {
        let mut badges = Vec::new();
        if record.status != Status::Active {
            let text = self.say(&format!("state.{}", record.status.word()));
            badges.push(Badge { tone: Tone::Doubtful, text });
        }
        badges.extend(self.judged_badge(record));
        badges
    }

    fn judged_badge(&self, record: &Record) -> Option<Badge> {
        let assessment = self.site.inputs.view.assessment;
        if let Some(state) = assessment.verification(record) {
            return Some(self.outcome_now(record, state.outcome));
        }
        if let Some(state) = assessment.risk(record) {
            let (tone, key) = match (state.is_complete(), self.is_in_doubt(record)) {
                (false, _) => (Tone::Bad, "site.risk.unmitigated"),
                (true, false) => (Tone::Good, "site.risk.controlled"),
                (true, true) => (Tone::Doubtful, "site.risk.controlled-in-doubt"),
            };
            return Some(Badge { tone, text: self.say(key) });
        }
        if let Some(proof) = self.proof(record) {
            return Some(self.proof_badge(record, proof));
        }
        if let Some(verdict) = record.word(&["verdict"]).filter(|_| record.kind.name == "result") {
            let tone = match verdict {
                "pass" => Tone::Good,
                "skipped" | "blocked" => Tone::Doubtful,
                _ => Tone::Bad,
            };
            return Some(Badge { tone, text: self.show().value("verdict", verdict) });
        }
        self.fault_badge(record)
    }

    /// Returns the outcome of a verification; what has passed before its last change is in doubt.
    pub(super) fn outcome_now(&self, verification: &Record, outcome: Outcome) -> Badge {
        match self.proof(verification) {
            Some(Proof::Shown(age)) if age != Age::Present && outcome == Outcome::Pass => {
                let text = self.say(&format!("site.proof.verification.{}", age.word()));
                Badge { tone: Tone::Doubtful, text }
            }
            _ => self.outcome(outcome),
        }
    }

    /// Returns whether what shows a record is older than what it says now, or may be.
    pub(super) fn is_in_doubt(&self, record: &Record) -> bool {
        matches!(self.proof(record), Some(Proof::Shown(age)) if age != Age::Present)
    }

    /// Returns whether a requirement or risk control is verified as it is now.
    fn proof_badge(&self, record: &Record, proof: Proof) -> Badge {
        let (tone, word) = match proof {
            Proof::None => (Tone::Bad, "none"),
            Proof::NotShown => (Tone::Bad, "not-shown"),
            Proof::Shown(Age::Present) => (Tone::Good, Age::Present.word()),
            Proof::Shown(age) => (Tone::Doubtful, age.word()),
        };
        Badge { tone, text: self.say(&format!("site.proof.{}.{word}", record.kind.name)) }
    }

    pub(super) fn outcome(&self, outcome: Outcome) -> Badge {
        let tone = match outcome {
            Outcome::Pass => Tone::Good,
            Outcome::Fail => Tone::Bad,
            _ => Tone::Doubtful,
        };
        Badge { tone, text: self.say(&format!("outcome.{}", outcome.word())) }
    }

    pub(super) fn yes_or_no(&self, is_so: bool) -> String {
        self.say(if is_so { "yes" } else { "no" })
    }

    /// Returns the name of a person, or the key where the project file does not name one.
    pub(super) fn person(&self, key: &str) -> String {
        let person = self.project().config.people.get(key);
        person.map_or(key, |person| &person.name).to_string()
    }

    /// Returns the word for a kind.
    pub(super) fn kind(&self, kind: &str) -> String {
        self.say(&format!("kind.{kind}"))
    }
}
