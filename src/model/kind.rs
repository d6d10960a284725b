//! The descriptor of a record kind: its name, id prefix, fields and links.
//!
//! Checks, fingerprint, differences, scaffold and reference page all follow from it.

use crate::descriptor::{Field, Type, Vocabulary};

/// A record kind.
#[derive(Debug)]
pub struct Kind {
    /// As in `risk-control`.
    pub name: &'static str,
    /// Usual prefix of its ids, as in `RC`.
    pub prefix: &'static str,
    /// One sentence for the reference page.
    pub summary: &'static str,
    /// Fields beside the envelope.
    pub fields: &'static [Field],
    pub links: &'static [LinkField],
    /// Whether a record of the kind needs a title.
    pub titled: bool,
    /// Whether an active or retired record needs a fresh approval.
    pub needs_approval: bool,
    /// Whether retiring one needs a reason.
    pub retires_with_reason: bool,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Kind {}

/// A link field: a verb on the downstream record that names the upstream ones.
#[derive(Debug)]
pub struct LinkField {
    /// As in `satisfies`.
    pub name: &'static str,
    /// What it may point to.
    pub targets: Targets,
    /// How many an active record needs.
    pub min: usize,
    /// How many it may have.
    pub max: usize,
    /// Fields of an entry beside `to`; an entry without any may be just an id.
    pub attributes: &'static [Field],
    /// Whether following it must never lead back to the start.
    pub acyclic: bool,
    /// What else an approval of the record answers for.
    pub covers: Covers,
    /// What it says of the products to which the record belongs.
    pub products: Products,
    /// Whether it tells what once was, so that it stays true when the target is retired later.
    pub tells_the_past: bool,
    /// Whether the record rests on the target, which a draft cannot bear; what only speaks of it does not.
    pub rests_on_target: bool,
    /// One line for the reference page.
    pub doc: &'static str,
}

/// What a link may point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// Records of these kinds.
    Kinds(&'static [&'static str]),
    /// A section of a document, as `doc:instructions-for-use#warnings`.
    Section,
    /// A record, link, document section, project-file section or baseline.
    Anything,
}

/// What an approval of a record covers beside the record itself: the fingerprints of these records
/// are part of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    Nothing,
    /// The target, and what its links of these fields lead to.
    Target(&'static [&'static str]),
    /// Every record of these kinds that belongs to a product of the target.
    KindsOfItsProducts(&'static [&'static str]),
}

/// What a link says of the products to which its record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Products {
    /// Nothing: they are those that the record names.
    AsNamed,
    /// The record says something of the target, so it counts wherever the target does.
    AlsoOfTarget,
    /// The same, until somebody has approved that it is of the named products alone.
    AlsoOfTargetWhileDraft,
    /// The record belongs to the products of the target alone, unless it names some.
    OfTargetUnlessNamed,
}

impl LinkField {
    /// Describes a link to any number of records of some kinds.
    pub const fn to(name: &'static str, kinds: &'static [&'static str], doc: &'static str) -> Self {
        let targets = Targets::Kinds(kinds);
        Self {
            name,
            targets,
            min: 0,
            max: usize::MAX,
            attributes: &[],
            acyclic: false,
            covers: Covers::Nothing,
            products: Products::AsNamed,
            tells_the_past: false,
            rests_on_target: true,
            doc,
        }
    }

    /// Describes a link to any number of document sections.
    pub const fn to_section(name: &'static str, doc: &'static str) -> Self {
        Self { targets: Targets::Section, ..Self::to(name, &[], doc) }
    }

    /// Sets how many there must and may be.
    #[must_use]
    pub const fn count(self, min: usize, max: usize) -> Self {
        Self { min, max, ..self }
    }

    /// Sets the fields of an entry.
    #[must_use]
    pub const fn with(self, attributes: &'static [Field]) -> Self {
        Self { attributes, ..self }
    }

    /// Sets what an approval of the record covers through the link.
    #[must_use]
    pub const fn covering(self, covers: Covers) -> Self {
        Self { covers, ..self }
    }

    /// Says that the record counts for every product that has the target.
    #[must_use]
    pub const fn counting_with_target(self) -> Self {
        Self { products: Products::AlsoOfTarget, ..self }
    }

    /// Says that a draft counts for every product that has the target.
    #[must_use]
    pub const fn counting_with_target_while_draft(self) -> Self {
        Self { products: Products::AlsoOfTargetWhileDraft, ..self }
    }

    /// Says that the record belongs to the products of the target, unless it names some.
    #[must_use]
    pub const fn belonging_to_target(self) -> Self {
        Self { products: Products::OfTargetUnlessNamed, ..self }
    }

    /// Says that the link tells what was, and stays true when the target is retired.
    #[must_use]
    pub const fn of_the_past(self) -> Self {
        Self { tells_the_past: true, ..self }
    }

    /// Says that the record speaks of the target, finished or not, and does not rest on it.
    #[must_use]
    pub const fn without_resting(self) -> Self {
        Self { rests_on_target: false, ..self }
    }

    /// Forbids cycles.
    #[must_use]
    pub const fn without_cycles(self) -> Self {
        Self { acyclic: true, ..self }
    }
}

/// Fields that every record has.
pub const ENVELOPE: &[Field] = &[
    Field::required("id", Type::Word, "prefix of the kind, a hyphen and the rest, as in `REQ-014`"),
    Field::optional(
        "kind",
        Type::Name(Vocabulary::Kind),
        "the kind; it follows from the id and must agree",
    ),
    Field::optional(
        "title",
        Type::Text,
        "a short name; needed by all kinds but `result` and `review`",
    ),
    Field::optional("text", Type::Text, "the statement itself, in Markdown"),
    Field::optional("rationale", Type::Text, "why it is so"),
    Field::optional(
        "status",
        Type::Choice(&["draft", "active", "retired"]),
        "`active` if left out",
    ),
    Field::optional("retirement_reason", Type::Text, "why the record was retired"),
    Field::optional(
        "product",
        Type::Set(&Type::Name(Vocabulary::Product)),
        "products it belongs to; all if left out",
    ),
    Field::optional("tags", Type::Set(&Type::Word), "free words to filter by"),
    Field::optional("clauses", Type::Set(&Type::Word), "clauses that the record claims to serve"),
    Field::optional("confidential", Type::Flag, "whether it is left out of what is handed over"),
    Field::optional("custom", Type::Custom, "fields that techfile.yaml declares under `custom`"),
];
