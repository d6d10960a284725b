//! What shows that a clause is met, as a value.

use super::{Condition, Wording};

/// One need, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need {
    pub of: NeedOf,
    /// Empty where it is plain.
    pub why: Wording,
}

/// The sorts of need.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NeedOf {
    /// A document: built, narrative, or one that an external document stands for.
    Document(String),
    /// A section of a narrative document.
    Section {
        document: String,
        anchor: String,
    },
    /// A section of the project file, and fields that it states, or each entry of it.
    Setting {
        name: String,
        fields: Vec<String>,
    },
    /// At least some records.
    Records(Records),
    /// Something that holds of every record.
    Every(Every),
    /// Rules that find nothing.
    Clean {
        rules: Vec<String>,
        waivers_count: bool,
    },
    /// Alternatives.
    Any(Vec<Need>),
    All(Vec<Need>),
    /// The evidence of another clause and those below it.
    Clause {
        standard: String,
        clause: String,
    },
    /// Needs under a condition.
    When {
        condition: Condition,
        needs: Vec<Need>,
    },
    /// A question that only a person can answer.
    Judged {
        /// What tells it from the other questions of the clause.
        key: String,
        text: Wording,
    },
}

/// Records of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Selection {
    pub kind: &'static str,
    /// All of them must hold.
    pub tests: Vec<Test>,
}

/// What must hold of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    pub path: Vec<String>,
    pub is: Is,
}

/// How a field is tested.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Is {
    OneOf(Vec<String>),
    Present,
    Absent,
}

/// A number of records that must be there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Records {
    pub of: Selection,
    /// What must hold of one so that it counts.
    pub demands: Vec<Demand>,
    pub at_least: usize,
}

/// What must hold of every record that is selected.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Every {
    pub of: Selection,
    pub demands: Vec<Demand>,
    pub may_be_none: bool,
}

/// What must hold of one record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Demand {
    /// One of these links is there.
    Links(Vec<Linked>),
    /// The field is stated.
    Field(Vec<String>),
    /// It passed on the judged release.
    Passing,
    /// One of these links leads to each result and run in which it failed on the judged release.
    Failures(Vec<Linked>),
}

/// A link to or from a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Linked {
    pub field: String,
    /// Whether the record at hand is the target of the link.
    pub is_target: bool,
    /// Kinds of the other end.
    pub kinds: Vec<String>,
    /// Attributes that the link must have, each with the values that will do.
    pub with: Vec<(String, Vec<String>)>,
    /// Whether another end that has results must have passed on the judged release.
    pub passing: bool,
}

impl NeedOf {
    /// Returns the needs inside.
    pub fn inner(&self) -> &[Need] {
        match self {
            NeedOf::Any(needs) | NeedOf::All(needs) | NeedOf::When { needs, .. } => needs,
            _ => &[],
        }
    }

    /// Returns whether a person's answer is asked for, here or inside.
    pub fn asks(&self) -> bool {
        matches!(self, NeedOf::Judged { .. }) || self.inner().iter().any(|need| need.of.asks())
    }

    /// Returns the keys of the questions that are asked here or inside.
    pub fn questions(&self) -> Vec<&str> {
        self.asked().into_iter().map(|(key, _)| key).collect()
    }

    /// Returns the same with what is asked.
    pub fn asked(&self) -> Vec<(&str, &Wording)> {
        match self {
            NeedOf::Judged { key, text } => vec![(key, text)],
            _ => self.inner().iter().flat_map(|need| need.of.asked()).collect(),
        }
    }

    /// Returns the sections that are named here or inside: document and anchor.
    pub fn sections(&self) -> Vec<(&str, &str)> {
        match self {
            NeedOf::Section { document, anchor } => vec![(document, anchor)],
            _ => self.inner().iter().flat_map(|need| need.of.sections()).collect(),
        }
    }

    /// Returns the documents that are named here or inside, by themselves or with a section.
    pub fn documents(&self) -> Vec<&str> {
        match self {
            NeedOf::Document(document) | NeedOf::Section { document, .. } => vec![document],
            _ => self.inner().iter().flat_map(|need| need.of.documents()).collect(),
        }
    }

    /// Returns the clauses that are named here or inside and that nothing else can stand in for.
    pub(super) fn clauses(&self) -> Vec<(&str, &str)> {
        match self {
            NeedOf::Clause { standard, clause } => vec![(standard, clause)],
            NeedOf::Any(_) => Vec::new(),
            _ => self.inner().iter().flat_map(|need| need.of.clauses()).collect(),
        }
    }

    /// Returns the rules that are named here or inside.
    pub fn rules(&self) -> Vec<&str> {
        match self {
            NeedOf::Clean { rules, .. } => rules.iter().map(String::as_str).collect(),
            _ => self.inner().iter().flat_map(|need| need.of.rules()).collect(),
        }
    }

    /// Returns whether it can be met without any evidence.
    pub(super) fn shows_nothing(&self) -> bool {
        match self {
            NeedOf::Clean { .. } => true,
            NeedOf::Every(every) => every.may_be_none,
            NeedOf::Any(needs) => needs.iter().any(|need| need.of.shows_nothing()),
            NeedOf::All(needs) => needs.iter().all(|need| need.of.shows_nothing()),
            // Where the condition does not hold nothing is needed.
            NeedOf::When { .. } => true,
            _ => false,
        }
    }
}
