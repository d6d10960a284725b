//! What shows a need, and what is missing, with the next step.

use super::scope::NOT_APPROVED;
use crate::assess;
use crate::model::kinds::kind_named;
use crate::model::{Record, Section};
use crate::standards::{ClauseKey, Is, Linked, Selection, Test, Wording};

/// A question that a mapping asks of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    pub clause: ClauseKey<'a>,
    /// What tells it from the other questions of the clause.
    pub key: &'a str,
    pub text: &'a Wording,
}

/// One thing that shows a need.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence<'a> {
    /// An active and freshly approved record; where something of it must have passed, what did.
    Record { record: &'a Record, through: Vec<&'a Record> },
    /// A narrative document or section, approved.
    Section(&'a Section),
    /// A document that is built from approved records.
    Built { document: &'a str, records: usize },
    /// A controlled document elsewhere, which stands for a document; or one of its sections: the
    /// anchor, and where its record says that the section is. What it holds is not seen.
    External { record: &'a Record, document: &'a str, place: Option<(&'a str, &'a str)> },
    /// An approved section of the project file.
    Setting(&'a str),
    /// An approved answer of a person.
    Answer(&'a Record),
    /// Evidence of another clause.
    Clause { standard: &'a str, clause: &'a str, state: &'static str },
    /// A rule that finds nothing, or nothing that is not waived.
    Rule { code: &'a str, waived: usize },
    /// There is no such record, and need not be.
    NoRecord(&'static str),
}

impl Evidence<'_> {
    /// Returns whether it is something that is there; that nothing is wrong shows nothing.
    pub fn is_something(&self) -> bool {
        !matches!(self, Evidence::Rule { .. } | Evidence::NoRecord(_))
    }

    /// Returns whether it is a record.
    pub(super) fn is_of(&self, record: &Record) -> bool {
        match self {
            Evidence::Record { record: found, through } => {
                *found == record || through.contains(&record)
            }
            Evidence::Answer(found) | Evidence::External { record: found, .. } => *found == record,
            _ => false,
        }
    }
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing<'a> {
    /// A record that would count if it were approved; why it is not.
    Unapproved(&'a Record, &'static str),
    Draft(&'a Record),
    /// Fewer records than are needed.
    TooFew {
        of: &'a Selection,
        found: usize,
        wanted: usize,
    },
    Link(&'a Record, &'a [Linked]),
    /// The link is there and approved, and its other end has not passed.
    LinkNotPassed {
        record: &'a Record,
        link: &'a Linked,
        other: &'a Record,
        outcome: assess::Outcome,
    },
    /// What a record failed in, of which nothing tells that; or only of another failure in it.
    Untold {
        record: &'a Record,
        failed: &'a Record,
        links: &'a [Linked],
        of_another: bool,
    },
    /// A test run whose results count for nothing.
    Refused(&'a Record),
    Field(&'a Record, &'a [String]),
    NotPassed(&'a Record, assess::Outcome),
    Document(&'a str),
    /// A document whose text is not approved; why.
    DocumentUnapproved(&'a str, &'static str),
    /// A built document that shows records which do not count.
    DocumentShows {
        document: &'a str,
        records: usize,
        first: &'a Record,
    },
    /// A built document that has nothing to show.
    DocumentEmpty(&'a str),
    /// A section of a document that nobody wrote.
    Section {
        document: &'a str,
        anchor: &'a str,
    },
    SectionUnapproved {
        document: &'a str,
        anchor: &'a str,
        why: &'static str,
    },
    /// An external document without the digest of its bytes.
    Digest(&'a Record),
    /// An external document that stands for a document, and does not say where a section of it is.
    Unplaced {
        record: &'a Record,
        document: &'a str,
        anchor: &'a str,
    },
    Setting(&'a str),
    /// A field that a section of the project file does not state, by its path.
    SettingField(&'a str, String),
    SettingUnapproved(&'a str, &'static str),
    /// A document whose words stand in a template of the project, which nobody approves.
    DocumentUnread(&'a str),
    /// A rule that finds something.
    Rule {
        code: &'a str,
        open: usize,
        record: Option<String>,
        message: String,
    },
    /// A rule whose findings are waived.
    Waived {
        code: &'a str,
        waived: usize,
        by: String,
        until: String,
    },
    /// A part of the project could not be read.
    Unread,
    /// No release of the product is judged: what is said of it.
    NoRelease(String),
    /// Another clause that is not complete.
    Clause {
        standard: &'a str,
        clause: &'a str,
        state: &'static str,
    },
    /// Another clause that is not known in the edition at hand.
    UnknownClause {
        standard: &'a str,
        clause: &'a str,
    },
    /// A question that nobody has answered.
    Unanswered(Question<'a>),
    /// An answer that does not help: what it says.
    Answer(&'a Record, &'static str),
    /// Nothing says what would show the clause.
    Unmapped,
    /// Nothing is wrong, and nothing is there.
    NothingThere,
    /// The project declares that it leaves the clause out, and that does not count; why.
    Declared(String),
}

/// What is missing in words, and the smallest next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub missing: String,
    pub next: String,
    pub record: Option<String>,
}

impl Missing<'_> {
    /// Says it in words; questions are in the language given.
    pub fn step(&self, language: &str) -> Step {
        let (missing, next, record) = self.words(language);
        Step { missing, next, record: record.map(|record| record.to_string()) }
    }

    fn words(&self, language: &str) -> (String, String, Option<&str>) {
        let of_record = |record: &'_ Record| record.id.to_string();
        match self {
            Missing::Unapproved(record, why) => {
                let id = of_record(record);
                let next = format!("have `{id}` approved as it is now");
                (format!("the approval of `{id}` is {why}"), next, Some(&record.id))
            }
            Missing::Draft(record) => {
                let id = of_record(record);
                (
                    format!("`{id}` is a draft"),
                    format!("finish `{id}` and have it approved"),
                    Some(&record.id),
                )
            }
            Missing::TooFew { of, found, wanted } => {
                let (kind, that) = (of.kind, that(of));
                let missing = format!("{found} of {wanted} `{kind}`{that}");
                let approved = kind_named(kind).is_none_or(|kind| kind.needs_approval);
                let approved = if approved { " and have it approved" } else { "" };
                (missing, format!("write a `{kind}`{that}{approved}"), None)
            }
            Missing::Link(record, links) => {
                let id = of_record(record);
                let (missing, next) = link_words(&id, links);
                (missing, next, Some(&record.id))
            }
            Missing::LinkNotPassed { record, link, other, outcome } => {
                let (id, other, field) = (of_record(record), &other.id, &link.field);
                let which = match link.is_target {
                    true => format!("`{other}`, which `{field}` `{id}`,"),
                    false => format!("`{other}`, which `{id}` names under `{field}`,"),
                };
                (
                    format!("{which} has not passed: {}", outcome.word()),
                    format!("give `{other}` a passing result on the release"),
                    Some(&record.id),
                )
            }
            Missing::Untold { record, failed, links, of_another } => {
                let (id, of, field) = (of_record(failed), &record.id, told_by(links));
                let what = match of_another {
                    true => format!("what is `{field}` it is about another failure"),
                    false => format!("nothing approved is `{field}` it"),
                };
                (
                    format!("`{of}` failed in `{id}`: {what}"),
                    format!(
                        "link to `{id}` with `{field}`, name `{of}` or what it verifies there, and \
                         have that approved"
                    ),
                    Some(&record.id),
                )
            }
            Missing::Refused(record) => {
                let id = of_record(record);
                (
                    format!("the results of `{id}` count for nothing"),
                    format!("mend what `techfile check` says of `{id}`"),
                    Some(&record.id),
                )
            }
            Missing::Field(record, path) => {
                let (id, field) = (of_record(record), path.join("."));
                (
                    format!("`{id}` does not state `{field}`"),
                    format!("add `{field}` to `{id}`"),
                    Some(&record.id),
                )
            }
            Missing::NotPassed(record, outcome) => {
                let id = of_record(record);
                let missing = format!("`{id}` has not passed: {}", outcome.word());
                (missing, format!("give `{id}` a passing result on the release"), Some(&record.id))
            }
            Missing::Document(document) => (
                format!("there is no document `{document}`"),
                format!(
                    "write it with `document: {document}`, or name it under `stands_for` of an external document"
                ),
                None,
            ),
            Missing::DocumentUnapproved(document, why) => (
                format!("the approval of document `{document}` is {why}"),
                format!("have `doc:{document}` approved as it is now"),
                None,
            ),
            Missing::DocumentShows { document, records, first } => (
                match records {
                    1 => format!(
                        "document `{document}` shows one record that does not count: `{}`",
                        first.id
                    ),
                    _ => format!(
                        "document `{document}` shows {records} records that do not count, `{}` first",
                        first.id
                    ),
                },
                format!("have `{}` approved as it is now", first.id),
                Some(&first.id),
            ),
            Missing::DocumentEmpty(document) => (
                format!("document `{document}` shows no record that could count as evidence"),
                "write the records that it shows".to_string(),
                None,
            ),
            Missing::DocumentUnread(document) => (
                format!(
                    "document `{document}` is made by the project's own template, and nobody approved its words"
                ),
                format!("write text with `document: {document}`, and have it approved"),
                None,
            ),
            Missing::Section { document, anchor } => (
                format!("nobody wrote the section `doc:{document}#{anchor}`"),
                format!("write it in `{document}` under a heading with `{{#{anchor}}}`"),
                None,
            ),
            Missing::SectionUnapproved { document, anchor, why } => (
                format!("the approval of `doc:{document}#{anchor}` is {why}"),
                "have it approved as it is now, by itself or with its document".to_string(),
                None,
            ),
            Missing::Digest(record) => {
                let id = of_record(record);
                let missing = format!("`{id}` does not say which bytes it means");
                (missing, format!("add `sha256` to `{id}`"), Some(&record.id))
            }
            Missing::Unplaced { record, document, anchor } => {
                let id = of_record(record);
                (
                    format!("`{id}` stands for `{document}` and does not say where `{anchor}` is"),
                    format!(
                        "read it, and name the place in `{id}`: `sections: {{{document}: {{{anchor}: …}}}}`"
                    ),
                    Some(&record.id),
                )
            }
            Missing::Setting(name) => {
                (format!("techfile.yaml has no `{name}`"), format!("add `{name}:`"), None)
            }
            Missing::SettingField(_, path) => (
                format!("techfile.yaml does not state `{path}`"),
                format!("state `{path}`"),
                None,
            ),
            Missing::SettingUnapproved(name, why) => (
                format!("the approval of `techfile.yaml#{name}` is {why}"),
                format!("have `techfile.yaml#{name}` approved as it is now"),
                None,
            ),
            Missing::Rule { code, open, record, message } => (
                format!("{code} finds {open}: {message}"),
                format!("mend what {code} finds; `techfile explain {code}` says how"),
                record.as_deref(),
            ),
            Missing::Waived { code, waived, by, until } => (
                format!("{waived} findings of {code} are waived by `{by}` until {until}"),
                "mend what is waived; a waiver is no evidence".to_string(),
                Some(by),
            ),
            Missing::Unread => (
                "a part of the project could not be read".to_string(),
                "mend what `techfile check` cannot read".to_string(),
                None,
            ),
            Missing::NoRelease(why) => {
                (why.clone(), "name one of the product with `--release`".to_string(), None)
            }
            Missing::Clause { standard, clause, state } => (
                format!("`{standard}:{clause}` is {}", state.replace('-', " ")),
                format!("see `techfile coverage --clause {standard}:{clause}`"),
                None,
            ),
            Missing::UnknownClause { standard, clause } => (
                format!("there is no clause `{standard}:{clause}` in the edition that is followed"),
                "follow an edition that has it, or mend the mapping".to_string(),
                None,
            ),
            Missing::Unanswered(question) => (
                format!("to be judged by a person: {}", question.text.text(language)),
                format!(
                    "write an assessment with `answers: \"{}#{}\"`, and have it approved",
                    question.clause, question.key
                ),
                None,
            ),
            Missing::Answer(record, what) => (
                format!("`{}` {what}", record.id),
                "do what the answer asks for, or judge anew and have the retirement of this one approved"
                    .to_string(),
                Some(&record.id),
            ),
            Missing::Unmapped => (
                "no mapping says what shows it".to_string(),
                "map it under the project's `standards/`".to_string(),
                None,
            ),
            Missing::NothingThere => (
                "nothing is wrong, and nothing is there either".to_string(),
                "write the records that the clause is about".to_string(),
                None,
            ),
            Missing::Declared(why) => (
                format!("it is declared to be left out, which does not count: {why}"),
                match &**why {
                    NOT_APPROVED => "have `techfile.yaml#standards` approved as it is now",
                    _ => "mend the declaration under `standards:` in techfile.yaml",
                }
                .to_string(),
                None,
            ),
        }
    }
}

/// Returns the fields under which a failure is told.
fn told_by(links: &[Linked]) -> String {
    links.iter().map(|link| &*link.field).collect::<Vec<_>>().join("` or `")
}

fn link_words(id: &str, links: &[Linked]) -> (String, String) {
    let name = |link: &Linked| {
        let kinds = link.kinds.join(" or ");
        let with: Vec<String> = link
            .with
            .iter()
            .map(|(key, values)| format!("{key}: {}", values.join(" or ")))
            .collect();
        let with = if with.is_empty() { String::new() } else { format!(" ({})", with.join(", ")) };
        let passed = if link.passing { ", passed" } else { "" };
        match link.is_target {
            true => format!("no approved `{kinds}`{passed} `{}` it{with}", link.field),
            false => format!("it `{}` no approved `{kinds}`{passed}{with}", link.field),
        }
    };
    let named: Vec<String> = links.iter().map(name).collect();
    let next = match links.first() {
        Some(link) if link.is_target => {
            format!("link to `{id}` with `{}`, and have that approved", link.field)
        }
        Some(link) => format!("add `{}` to `{id}`", link.field),
        None => String::new(),
    };
    (format!("`{id}`: {}", named.join("; ")), next)
}

/// Says which records are meant beside their kind.
fn that(of: &Selection) -> String {
    let test = |test: &Test| {
        let field = test.path.join(".");
        match &test.is {
            Is::Present => format!("`{field}`"),
            Is::Absent => format!("no `{field}`"),
            Is::OneOf(values) => format!("`{field}: {}`", values.join(" or ")),
        }
    };
    match of.tests.is_empty() {
        true => String::new(),
        false => format!(" with {}", of.tests.iter().map(test).collect::<Vec<_>>().join(" and ")),
    }
}
