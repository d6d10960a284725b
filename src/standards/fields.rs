//! The descriptors of `standard.yaml`, `clauses.yaml` and `mapping.yaml`.

use crate::descriptor::{Field, Type, Vocabulary};

const TEXT: Type = Type::Text;
const WORD: Type = Type::Word;
const FLAG: Type = Type::Flag;
const WORDS: Type = Type::Set(&Type::Word);
const KINDS: Type = Type::Set(&Type::Name(Vocabulary::Kind));
const CONFIDENCE: Type = Type::Choice(&["low", "medium", "high"]);

/// Risk classes of devices.
pub(super) const DEVICE_CLASSES: &[&str] = &["I", "IIa", "IIb", "III"];

/// What a product can be in law.
pub(super) const QUALIFICATIONS: &[&str] = &["device", "nmi", "neither"];

/// What a clause is.
pub(super) const CLAUSE_KINDS: &[&str] =
    &["requirement", "option", "heading", "informative", "guidance", "not-used"];

/// What a clause can ask to be in writing.
const WRITTEN: &[&str] =
    &["agreement", "arrangement", "document", "file", "manual", "plan", "procedure", "record"];

pub(super) const CONDITION: &[Field] = &[
    Field::optional("class", WORDS, "safety classes of software items"),
    Field::optional(
        "device_class",
        Type::Set(&Type::Choice(DEVICE_CLASSES)),
        "risk classes of products",
    ),
    Field::optional("profile", Type::Set(&Type::Name(Vocabulary::Profile)), "profiles of projects"),
    Field::optional(
        "product_is",
        Type::Set(&Type::Choice(QUALIFICATIONS)),
        "what a product is in law",
    ),
];

const OMISSION: &[Field] = &[
    Field::optional("clauses", WORDS, "clauses, with those below them; `all` for every one"),
    Field::optional("needs_law", WORDS, "clauses that are left out only where law permits"),
    Field::optional(
        "whole_for",
        Type::Set(&Type::Choice(QUALIFICATIONS)),
        "what a product is in law for which the whole may be left out, as `all`",
    ),
];

pub(super) const STANDARD: &[Field] = &[
    Field::required("id", WORD, "the name of the folder"),
    Field::required("name", WORD, "short designation"),
    Field::required("title", TEXT, "title in our own language"),
    Field::required("edition", WORD, "edition, as techfile.yaml names it"),
    Field::required("confidence", CONFIDENCE, "how sure the facts are"),
    Field::required("notice", TEXT, "what the file does not replace"),
    Field::optional("applies_when", Type::Group(CONDITION), "projects that it applies to"),
    Field::optional("not_applied", Type::Group(OMISSION), "what a project may leave out"),
    Field::optional(
        "in_place_of",
        Type::Table(Vocabulary::Any, &WORDS),
        "routes, and the clauses that each stands in the place of",
    ),
    Field::optional("classes", Type::List(&Type::Word), "safety classes, rising"),
    Field::required("sources", Type::List(&Type::Text), "where the facts come from"),
    Field::optional("checklist", Type::Group(PART), "what the checklist of requirements shows"),
    Field::optional("index", Type::Group(PART), "what the index of the documentation shows"),
];

const PART: &[Field] = &[
    Field::required("clauses", WORDS, "clauses, with those below them; `all` for every one"),
    Field::optional("note", TEXT, "what applies, and why, in our own words"),
];

pub(super) const CLAUSE: &[Field] = &[
    Field::required("id", WORD, "number of the clause"),
    Field::required("title", TEXT, "short title"),
    Field::required("kind", Type::Choice(CLAUSE_KINDS), "what it is"),
    Field::optional("classes", WORDS, "safety classes to which it applies"),
    Field::optional("applies_when", Type::Group(CONDITION), "projects that it applies to"),
    Field::required("confidence", CONFIDENCE, "how sure the facts are"),
    Field::optional("demands", TEXT, "what it demands, in our own words"),
    Field::optional("note", TEXT, "what else is to be known"),
    Field::optional("ref", WORD, "how it is cited, where that is not its number"),
    Field::optional(
        "applies",
        Type::Choice(&["always", "class-dependent", "conditional"]),
        "whether it can be left out with a reason; decides nothing",
    ),
    Field::optional(
        "basis",
        Type::Choice(&["known", "analogy", "unknown"]),
        "whether the rule was seen, is taken over from a similar one, or is not known",
    ),
    Field::optional(
        "documented",
        Type::Set(&Type::Choice(WRITTEN)),
        "what the clause itself asks to be in writing",
    ),
    Field::optional(
        "software_only",
        Type::Choice(&["check", "usually-not-applicable"]),
        "the usual position for software alone",
    ),
    Field::optional(
        "suggestion",
        Type::Choice(&["yes", "maybe", "no"]),
        "whether it normally concerns software alone; decides nothing",
    ),
];

pub(super) const ENTRY: &[Field] = &[
    Field::required("clause", WORD, "number of the clause"),
    Field::required("needs", Type::List(&Type::Custom), "what shows that it is met"),
];

const WHY: Field = Field::optional("why", TEXT, "what the need shows, in own words");
const WHERE: Field =
    Field::optional("where", Type::Table(Vocabulary::Any, &Type::Custom), "which records count");
const FAILURES: Field = Field::optional(
    "failures",
    Type::Table(Vocabulary::Any, &KINDS),
    "links that lead to what it failed in, where it failed",
);
const PASSING: Field = Field::optional("passing", FLAG, "whether they must have passed");

const HAS: Field =
    Field::optional("has", Type::Table(Vocabulary::Any, &KINDS), "links that each has");
const LINKED_FROM: Field =
    Field::optional("linked_from", Type::Table(Vocabulary::Any, &KINDS), "links that lead to each");
const WITH: Field =
    Field::optional("with", Type::Table(Vocabulary::Any, &WORDS), "attributes of the link");
const HAS_FIELD: Field = Field::optional("has_field", WORDS, "fields that each states");

/// Every sort of need, by the field that names it.
pub(super) const NEEDS: &[(&str, &[Field])] = &[
    (
        "document",
        &[Field::required("document", Type::Name(Vocabulary::Document), "id of a document"), WHY],
    ),
    ("section", &[Field::required("section", WORD, "section of a narrative document"), WHY]),
    ("setting", &[Field::required("setting", WORD, "section of the project file"), HAS_FIELD, WHY]),
    (
        "records",
        &[
            Field::required("records", Type::Name(Vocabulary::Kind), "kind of the records"),
            WHERE,
            Field::optional("at_least", Type::Number, "how many there must be"),
            HAS,
            LINKED_FROM,
            WITH,
            HAS_FIELD,
            PASSING,
            WHY,
        ],
    ),
    (
        "every",
        &[
            Field::required("every", Type::Name(Vocabulary::Kind), "kind of the records"),
            WHERE,
            HAS,
            LINKED_FROM,
            WITH,
            HAS_FIELD,
            PASSING,
            FAILURES,
            Field::optional("may_be_none", FLAG, "whether there may be no such record"),
            WHY,
        ],
    ),
    (
        "clean",
        &[
            Field::required(
                "clean",
                Type::Set(&Type::Name(Vocabulary::Rule)),
                "rules without a finding",
            ),
            Field::optional("waivers_count", FLAG, "whether a waived finding is all right"),
            WHY,
        ],
    ),
    ("any", &[Field::required("any", Type::List(&Type::Custom), "alternatives"), WHY]),
    ("all", &[Field::required("all", Type::List(&Type::Custom), "needs"), WHY]),
    ("clause", &[Field::required("clause", WORD, "another clause"), WHY]),
    (
        "when",
        &[
            Field::required("when", Type::Group(CONDITION), "when they are needed"),
            Field::required("needs", Type::List(&Type::Custom), "needs"),
            WHY,
        ],
    ),
    (
        "judged",
        &[
            Field::required("judged", TEXT, "the question that an assessment answers"),
            Field::required("question", WORD, "what an assessment names it by, behind the clause"),
            WHY,
        ],
    ),
];
