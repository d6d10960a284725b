//! What a located tree must look like: fields, their types, and the words that they may hold.
//!
//! The project file and every kind of record are described by the same few types. From a
//! description follow the checks, the canonical form that is hashed, and the reference pages.

mod canonical;
mod form;

pub use canonical::{Canonical, Member, canonical_text};
pub use form::{Form, ProblemKinds, nearest};

use std::collections::BTreeMap;

/// One field of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub of: Type,
    pub required: bool,
    /// Whether what a list held here once may not go, although the record as a whole may change.
    pub kept: bool,
    /// One line for the reference page.
    pub doc: &'static str,
}

impl Field {
    /// Describes a field that may be left out.
    pub const fn optional(name: &'static str, of: Type, doc: &'static str) -> Self {
        Self { name, of, required: false, kept: false, doc }
    }

    /// Describes a field that must be there.
    pub const fn required(name: &'static str, of: Type, doc: &'static str) -> Self {
        Self { name, of, required: true, kept: false, doc }
    }

    /// Says that an entry of a list which a commit has recorded may not go.
    #[must_use]
    pub const fn kept(self) -> Self {
        Self { kept: true, ..self }
    }
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// Prose in Markdown: one string in the main language, or a mapping of languages.
    Text,
    /// One line, taken as it is written.
    Word,
    /// One of a fixed set of words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A number, such as `0.01` or `1e-8`.
    Number,
    /// A day, as `2026-10-03`.
    Date,
    /// A day, or a day and time with offset, as `2026-10-03T14:10:00+02:00`.
    Moment,
    /// 64 hexadecimal digits.
    Digest,
    /// A word that the project file declares.
    Name(Vocabulary),
    /// A list in which order has meaning.
    List(&'static Type),
    /// A list in which order has no meaning; a single value stands for a list of one.
    Set(&'static Type),
    /// A mapping with these fields and no other.
    Group(&'static [Field]),
    /// A mapping whose keys are names.
    Table(Vocabulary, &'static Type),
    /// Fields that the project declares under `custom`.
    Custom,
}

/// Where the names of a [`Type::Name`] or the keys of a [`Type::Table`] are declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vocabulary {
    /// Any word.
    Any,
    Language,
    Person,
    Role,
    Product,
    Profile,
    Severity,
    Probability,
    P1,
    P2,
    Level,
    Kind,
    Rule,
    Criterion,
    Document,
}

impl Vocabulary {
    /// Returns what one of its names is called in a message.
    pub fn noun(self) -> &'static str {
        match self {
            Vocabulary::Any => "name",
            Vocabulary::Language => "language",
            Vocabulary::Person => "person",
            Vocabulary::Role => "role",
            Vocabulary::Product => "product",
            Vocabulary::Profile => "profile",
            Vocabulary::Severity => "severity step",
            Vocabulary::Probability | Vocabulary::P1 | Vocabulary::P2 => "probability step",
            Vocabulary::Level => "risk level",
            Vocabulary::Kind => "kind",
            Vocabulary::Rule => "rule",
            Vocabulary::Criterion => "gate criterion",
            Vocabulary::Document => "document",
        }
    }

    /// Tells whether techfile has its names, not the project file.
    pub fn is_of_techfile(self) -> bool {
        use Vocabulary::{Criterion, Document, Kind, Profile, Rule};
        matches!(self, Profile | Kind | Rule | Criterion | Document)
    }
}

/// The word for an estimate that cannot be made; a column of its own in the risk matrix.
pub const NOT_ESTIMABLE: &str = "not-estimable";

/// A field that the project declares under `custom`.
#[derive(Debug, Clone)]
pub struct CustomField {
    pub name: String,
    pub of: Type,
    /// Kinds that have it; empty for all.
    pub kinds: Vec<String>,
    pub required: bool,
}

/// The names that are valid in this project.
#[derive(Debug, Clone, Default)]
pub struct Names {
    lists: BTreeMap<Vocabulary, Vec<String>>,
    pub custom: Vec<CustomField>,
    /// The language of a text that is one plain string.
    pub main_language: String,
}

impl Names {
    /// Starts without any name.
    pub fn new(main_language: impl Into<String>) -> Self {
        Self { main_language: main_language.into(), ..Self::default() }
    }

    /// Declares all names of a vocabulary.
    pub fn declare(
        &mut self,
        vocabulary: Vocabulary,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) {
        self.lists.insert(vocabulary, names.into_iter().map(Into::into).collect());
    }

    /// Returns the names of a vocabulary; none if every word will do.
    pub fn of(&self, vocabulary: Vocabulary) -> Option<&[String]> {
        self.lists.get(&vocabulary).map(Vec::as_slice)
    }
}
