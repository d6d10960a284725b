//! The descriptor of `techfile.yaml`.

use crate::descriptor::{Field, Type, Vocabulary};

const TEXT: Type = Type::Text;
const WORD: Type = Type::Word;
const FLAG: Type = Type::Flag;
const WORDS: Type = Type::Set(&Type::Word);
const LEVEL: Type = Type::Name(Vocabulary::Level);
const PROBABILITY: Type = Type::Name(Vocabulary::Probability);

/// Every section of the project file.
pub const SETTINGS: &[Field] = &[
    Field::required("format", Type::Number, "format of this file; this version reads 1"),
    Field::optional("techfile", WORD, "the version of techfile that the project was written for"),
    Field::required("languages", Type::List(&Type::Choice(LANGUAGES)), "the first is the main one"),
    Field::required(
        "profile",
        Type::Name(Vocabulary::Profile),
        "which regulation's words and rules apply",
    ),
    Field::required("manufacturer", Type::Group(MANUFACTURER), "who makes the products"),
    Field::required(
        "products",
        Type::Table(Vocabulary::Any, &Type::Group(PRODUCT)),
        "one or several products",
    ),
    Field::optional(
        "standards",
        Type::Table(Vocabulary::Any, &Type::Group(STANDARD)),
        "editions that the project follows",
    ),
    Field::required("risk", Type::Group(RISK), "how risk is estimated and judged"),
    Field::optional("gate", Type::Group(GATE), "what blocks a release"),
    Field::optional(
        "rules",
        Type::Table(Vocabulary::Rule, &Type::Choice(SEVERITIES)),
        "rules whose severity the project raises",
    ),
    Field::optional("baselines", WORD, "pattern of the tags that are baselines, such as `v*`"),
    Field::optional(
        "documents",
        Type::Table(Vocabulary::Any, &Type::Group(DOCUMENT)),
        "numbers and titles of documents",
    ),
    Field::optional(
        "evidence",
        Type::List(&Type::Group(EVIDENCE)),
        "evidence files and their digests",
    ),
    Field::optional(
        "prefixes",
        Type::Table(Vocabulary::Kind, &Type::Word),
        "id prefixes that differ from the usual ones",
    ),
    Field::optional(
        "custom",
        Type::Table(Vocabulary::Any, &Type::Group(CUSTOM)),
        "fields that the project adds to records",
    ),
    Field::optional(
        "words",
        Type::Group(OWN_WORDS),
        "what the project's own words are called in documents and on the site",
    ),
    Field::optional("style", Type::Group(STYLE), "the look of documents"),
    Field::optional("folders", Type::Group(FOLDERS), "folders that are not where they usually are"),
];

/// Sections on which no judgement rests. Every other one needs an approval, as records do: who may
/// approve, what the product is for and which file is evidence decide as much as the matrix does.
pub(super) const UNJUDGED: &[&str] = &["format", "techfile", "languages", "documents"];

/// The section that names the people and their roles.
pub const PEOPLE_SECTION: &str = "manufacturer";

/// Languages that documents can be written in.
pub const LANGUAGES: &[&str] = &["en", "sv"];

const SEVERITIES: &[&str] = &["note", "warning", "error"];

/// Fields whose values are words that the project chose. They are named as in records.
const OWN_WORDS: &[Field] = &[
    own_words("severity", Vocabulary::Severity, "severity steps"),
    own_words("probability", Vocabulary::Probability, "probability steps"),
    own_words("p1", Vocabulary::P1, "steps of P1"),
    own_words("p2", Vocabulary::P2, "steps of P2"),
    own_words("level", Vocabulary::Level, "risk levels"),
    own_words("role", Vocabulary::Role, "roles of people"),
    own_words("category", Vocabulary::Any, "categories of hazards and harms"),
    own_words("stage", Vocabulary::Any, "stages of design reviews"),
    own_words("environment", Vocabulary::Any, "where results come from"),
];

const fn own_words(name: &'static str, of: Vocabulary, doc: &'static str) -> Field {
    Field::optional(name, Type::Table(of, &TEXT), doc)
}

const MANUFACTURER: &[Field] = &[
    Field::required("name", TEXT, "name as registered"),
    Field::optional("address", TEXT, "postal address"),
    Field::optional("srn", WORD, "single registration number"),
    Field::optional(
        "responsible_person",
        Type::Name(Vocabulary::Person),
        "person responsible for regulatory compliance",
    ),
    Field::optional(
        "people",
        Type::Table(Vocabulary::Any, &Type::Group(PERSON)),
        "everyone who approves, tests or releases",
    ),
];

const PERSON: &[Field] = &[
    Field::required("name", WORD, "full name"),
    Field::optional("roles", WORDS, "roles in which the person may approve"),
    Field::optional(
        "left",
        Type::Date,
        "last day of a person who has left; what was done before counts",
    ),
    Field::optional("emails", WORDS, "addresses used in git"),
    Field::optional("keys", Type::Set(&WORD), "public keys that sign for the person"),
];

const PRODUCT: &[Field] = &[
    Field::required("name", TEXT, "trade name"),
    Field::required("intended_purpose", TEXT, "what it is meant for"),
    Field::required("qualification", Type::Group(QUALIFICATION), "what it is in law, and why"),
    Field::optional("class", Type::Choice(&["I", "IIa", "IIb", "III"]), "risk class of a device"),
    Field::optional("classification_rule", WORD, "rule that gives the class"),
    Field::optional("basic_udi_di", WORD, "basic device identifier"),
    Field::optional("udi_di", WORD, "device identifier"),
    Field::optional("nmi_id", WORD, "identifier of a national medical information system"),
    Field::optional("first_placed_on_market", Type::Date, "day of the first release"),
    Field::optional("psur_period_start", Type::Date, "first day of the periodic safety report"),
];

const QUALIFICATION: &[Field] = &[
    Field::required("as", Type::Choice(&["device", "nmi", "neither"]), "what the product is"),
    Field::required("rationale", TEXT, "why, by function"),
];

const STANDARD: &[Field] = &[
    Field::required("edition", WORD, "edition that is followed"),
    Field::optional(
        "not_applied",
        Type::Table(Vocabulary::Any, &TEXT),
        "clauses that are not applied, each with its justification",
    ),
    Field::optional(
        "excluded",
        Type::Table(Vocabulary::Any, &Type::Group(EXCLUSION)),
        "clauses that are left out because law permits it",
    ),
    Field::optional(
        "routes",
        Type::Table(Vocabulary::Any, &Type::Group(ROUTE)),
        "routes that are taken in the place of other clauses",
    ),
];

const ROUTE: &[Field] = &[
    Field::required("for", WORDS, "software systems that it is taken for"),
    Field::required("justification", TEXT, "why the route is open to them"),
];

const EXCLUSION: &[Field] = &[
    Field::required("permitted_by", TEXT, "the law that permits it, and where"),
    Field::required("justification", TEXT, "why the project makes use of it"),
];

const RISK: &[Field] = &[
    Field::required(
        "severity",
        Type::List(&Type::Group(SEVERITY_STEP)),
        "severity steps, from the least to the worst",
    ),
    Field::required("probability", Type::Group(SCALE), "probability of harm, or of the situation"),
    Field::optional("p1", Type::Group(SCALE), "probability that the hazardous situation arises"),
    Field::optional("p2", Type::Group(SCALE), "probability that the situation leads to harm"),
    Field::optional(
        "combine",
        Type::Table(Vocabulary::P1, &Type::Table(Vocabulary::P2, &PROBABILITY)),
        "which probability step each pair of p1 and p2 gives",
    ),
    Field::required(
        "levels",
        Type::List(&Type::Group(RISK_LEVEL)),
        "risk levels, from low to high",
    ),
    Field::required(
        "matrix",
        Type::Table(Vocabulary::Severity, &Type::Table(Vocabulary::Any, &LEVEL)),
        "the level of every severity and probability",
    ),
];

const SEVERITY_STEP: &[Field] = &[
    Field::required("step", WORD, "name of the step"),
    Field::required(
        "injury",
        Type::Choice(&["none", "non-serious", "serious-or-death"]),
        "what it means for a person",
    ),
    Field::optional("meaning", TEXT, "the step in words"),
];

const SCALE: &[Field] = &[
    Field::required("unit", TEXT, "what the probability is counted per"),
    Field::required(
        "steps",
        Type::List(&Type::Group(PROBABILITY_STEP)),
        "steps, from the least to the most probable",
    ),
];

const PROBABILITY_STEP: &[Field] = &[
    Field::required("step", WORD, "name of the step"),
    Field::required("below", Type::Number, "upper bound of the step, in the scale's unit"),
    Field::optional("meaning", TEXT, "the step in words"),
];

const RISK_LEVEL: &[Field] = &[
    Field::required("level", WORD, "name of the level"),
    Field::required("acceptable", FLAG, "whether a risk of this level is acceptable"),
    Field::optional(
        "benefit_risk_may_accept",
        FLAG,
        "whether a benefit-risk analysis may accept it",
    ),
    Field::optional("disclose", FLAG, "whether a residual risk of this level is significant"),
    Field::optional("meaning", TEXT, "the level in words"),
];

const GATE: &[Field] = &[
    Field::optional(
        "off",
        Type::Set(&Type::Name(Vocabulary::Criterion)),
        "criteria that are left out",
    ),
    Field::optional(
        "approvals",
        Type::Table(Vocabulary::Kind, &Type::List(&Type::Group(APPROVAL))),
        "the approvals that records of a kind need",
    ),
    Field::optional("intervals", Type::Group(INTERVALS), "how often something is repeated"),
    Field::optional("clauses", WORDS, "standards of which no clause may be open"),
];

const INTERVALS: &[Field] = &[Field::optional(
    "soup-evaluation",
    WORD,
    "how long the evaluation of a component's known anomalies holds, such as `6 months`",
)];

const APPROVAL: &[Field] = &[
    Field::required("meaning", WORD, "what the signature means, such as `approved`"),
    Field::optional("role", Type::Name(Vocabulary::Role), "role in which it is given"),
];

const DOCUMENT: &[Field] = &[
    Field::optional("number", WORD, "document number"),
    Field::optional("title", TEXT, "title that replaces the usual one"),
    Field::optional("registry_number", WORD, "number in the authority's registry"),
    Field::optional("confidentiality", TEXT, "confidentiality mark"),
];

const EVIDENCE: &[Field] = &[
    Field::required("file", WORD, "path from the project folder"),
    Field::required("sha256", Type::Digest, "digest of the file's bytes"),
];

const CUSTOM: &[Field] = &[
    Field::required(
        "type",
        Type::Choice(&["text", "word", "flag", "number", "date"]),
        "type of the field",
    ),
    Field::optional("kinds", Type::Set(&Type::Name(Vocabulary::Kind)), "kinds that have it"),
    Field::optional("required", FLAG, "whether it must be there"),
    Field::optional("doc", TEXT, "what it is for"),
];

const STYLE: &[Field] = &[
    Field::optional("accent", WORD, "color of headings and links, as `#1f4a7a`"),
    Field::optional(
        "font",
        Type::Choice(&["sans", "serif"]),
        "how text is set; `sans` if left out",
    ),
];

const FOLDERS: &[Field] = &[
    Field::optional("records", WORD, "records"),
    Field::optional("docs", WORD, "narrative sections"),
    Field::optional("evidence", WORD, "results and other evidence"),
    Field::optional("standards", WORD, "own standards"),
    Field::optional("templates", WORD, "own templates"),
    Field::optional(
        "no_records",
        WORDS,
        "folders and files whose YAML looks like records of this project and is none",
    ),
];
