//! `techfile.yaml` → [`Config`]: who makes what, which rules apply, how risk is judged, what blocks a release.
//!
//! Whatever cannot be read is a problem at its place and takes the value that opens no gate.

mod interval;
mod own_words;
mod risk;
mod settings;
mod version;

pub use interval::Interval;
pub use risk::{Estimate, Level, ProbabilityStep, RiskPolicy, SeverityStep};
pub use settings::{LANGUAGES, PEOPLE_SECTION, SETTINGS};
pub use version::Version;

use crate::descriptor::{Canonical, CustomField, Form, Names, ProblemKinds, Type, Vocabulary};
use crate::diagnostic::{Problem, ProblemKind, Severity};
use crate::source::{SourceId, Span};
use crate::yaml::{Entry, Node, Scalar, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Name of the project file, in the project folder.
pub const PROJECT_FILE: &str = "techfile.yaml";

const SOUP_EVALUATION: &[&str] = &["gate", "intervals", "soup-evaluation"];

/// Format of the project file that this version reads.
const FORMAT: &str = "1";

/// Names that later stages know and the project file may use.
#[derive(Debug, Clone, Default)]
pub struct KnownNames {
    /// Record kinds, with their usual id prefix.
    pub kinds: Vec<(&'static str, &'static str)>,
    pub rules: Vec<&'static str>,
    pub criteria: Vec<&'static str>,
    pub profiles: Vec<String>,
    /// Documents beside those that the project file names.
    pub documents: Vec<String>,
}

/// Someone who approves, tests or releases.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub name: String,
    pub roles: Vec<String>,
    /// The last day of the person, as written.
    pub left: Option<String>,
}

/// An approval that a record needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededApproval {
    pub meaning: String,
    /// The role in which it must be given; any, if none.
    pub role: Option<String>,
}

/// What the gate asks for.
#[derive(Debug, Clone, Default)]
pub struct GatePolicy {
    /// Criteria that the project leaves out; printed with every verdict.
    pub off: Vec<String>,
    /// Per kind, the approvals that replace the default one.
    pub approvals: BTreeMap<String, Vec<NeededApproval>>,
    /// How long the evaluation of a component holds; one that cannot be read is the usual one.
    pub soup_evaluation: Option<Interval>,
    /// Standards of which no clause may be open.
    pub clauses: Vec<String>,
}

impl GatePolicy {
    /// Returns how long the evaluation of a component holds.
    pub fn soup_interval(&self) -> Interval {
        self.soup_evaluation.unwrap_or(Interval::USUAL)
    }
}

/// Where the inputs are, relative to the project folder.
#[derive(Debug, Clone)]
pub struct Folders {
    pub records: String,
    pub docs: String,
    pub evidence: String,
    pub standards: String,
    pub templates: String,
    /// Folders and files whose YAML looks like records and is none of the project.
    pub no_records: Vec<String>,
}

/// The project file.
#[derive(Debug)]
pub struct Config {
    pub source: SourceId,
    /// The file's tree; an empty mapping if it could not be read.
    pub tree: Node,
    pub names: Names,
    /// The version of techfile that the project was written for, where it names one.
    pub written_for: Option<Version>,
    /// Main language first; never empty.
    pub languages: Vec<String>,
    pub profile: Option<String>,
    pub people: BTreeMap<String, Person>,
    pub risk: RiskPolicy,
    pub gate: GatePolicy,
    pub folders: Folders,
    /// Pattern of the tags that are baselines.
    pub baselines: String,
    /// Severities that the project sets, with the place of the setting.
    pub rules: BTreeMap<String, (Severity, Span)>,
    /// Id prefix → kind name.
    pub prefixes: BTreeMap<String, String>,
}

/// Reads the project file; `documents` are its YAML documents.
pub fn read(source: SourceId, documents: Vec<Node>, known: &KnownNames) -> (Config, Vec<Problem>) {
    let mut problems = Vec::new();
    let tree = the_one_document(source, documents, &mut problems);
    let names = names_of(&tree, known);
    let mut form = Form::new(&names, ProblemKinds::PROJECT_FILE, None);
    check_sections(&mut form, &tree, source);
    problems.append(&mut form.problems);
    check_format(&tree, &mut problems);
    check_version(&tree, &mut problems);
    check_prefixes(&tree, known, &mut problems);
    check_interval(&tree, &mut problems);
    check_accent(&tree, &mut problems);
    let risk = risk::read(tree.get("risk"), &mut problems);
    let languages = languages_of(&tree);
    own_words::check(&tree, &languages, &mut problems);
    let config = Config {
        source,
        names,
        written_for: word(&tree, &["techfile"]).and_then(Version::parse),
        languages,
        profile: word(&tree, &["profile"]).map(str::to_string),
        people: people_of(&tree),
        risk,
        gate: gate_of(&tree),
        folders: folders_of(&tree),
        baselines: word(&tree, &["baselines"]).unwrap_or("v*").to_string(),
        rules: rules_of(&tree),
        prefixes: prefixes_of(&tree, known),
        tree,
    };
    (config, problems)
}

impl Config {
    /// Returns the color of headings and links that the project sets, if it can be used.
    pub fn accent(&self) -> Option<&str> {
        let text = self.tree.at(ACCENT)?.text()?;
        contrast_on_white(text).filter(|contrast| *contrast >= LEAST_CONTRAST).map(|_| text)
    }

    /// Returns the main language.
    pub fn main_language(&self) -> &str {
        &self.languages[0]
    }

    /// Returns the entry of a top-level section.
    pub fn section(&self, name: &str) -> Option<&Entry> {
        self.tree.entry(name)
    }

    /// Returns the place of a section's key, or the start of the file where it is absent.
    pub fn place_of(&self, section: &str) -> Span {
        self.section(section).map_or(Span::start_of(self.source), |entry| entry.key.span)
    }

    /// Returns the fingerprint of a section, or none if there is no such section.
    pub fn fingerprint(&self, section: &str) -> Option<String> {
        let field = SETTINGS.iter().find(|field| field.name == section)?;
        let value = self.tree.get(section)?;
        let mut canonical = Canonical::new(&self.names);
        canonical.value(value, &field.of);
        Some(fingerprint_of(&canonical.finish()))
    }

    /// Returns the sections that are there and need an approval.
    pub fn approved_sections(&self) -> impl Iterator<Item = &'static str> {
        let names = SETTINGS.iter().map(|field| field.name);
        names.filter(|name| needs_approval(name) && self.tree.get(name).is_some())
    }

    /// Returns a localized text at a path, in a language or else the main one.
    pub fn text<'a>(&'a self, path: &[&str], language: &str) -> Option<&'a str> {
        localized(self.tree.at(path)?, language, self.main_language())
    }

    /// Returns the keys of the products, in file order.
    pub fn products(&self) -> Vec<&str> {
        keys(&self.tree, &["products"])
    }
}

/// Returns whether a section of the project file needs an approval.
pub fn needs_approval(section: &str) -> bool {
    !settings::UNJUDGED.contains(&section)
}

/// Returns the fingerprint of a canonical text: `tf1:` and the SHA-256 in hexadecimal.
pub fn fingerprint_of(canonical: &str) -> String {
    format!("tf1:{}", hexadecimal(&Sha256::digest(canonical.as_bytes())))
}

/// Returns the SHA-256 of bytes, as 64 hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Returns a text in a language, else in the main one, else in the first there is.
pub fn localized<'a>(node: &'a Node, language: &str, main: &str) -> Option<&'a str> {
    chosen(node, language, main).and_then(|(_, node)| node.text())
}

/// Returns the same with the language in which it is.
pub fn localized_entry<'a>(
    node: &'a Node,
    language: &str,
    main: &'a str,
) -> Option<(&'a str, &'a str)> {
    let (of, node) = chosen(node, language, main)?;
    Some((of.unwrap_or(main), node.text()?))
}

/// Returns the text to show, and its language where it says so itself.
fn chosen<'a>(node: &'a Node, language: &str, main: &str) -> Option<(Option<&'a str>, &'a Node)> {
    let Value::Map(entries) = &node.value else { return Some((None, node)) };
    let wanted = [language, main].into_iter().find_map(|wanted| node.entry(wanted));
    let entry = wanted.or(entries.first())?;
    Some((Some(&entry.key.text), &entry.value))
}

fn the_one_document(source: SourceId, documents: Vec<Node>, problems: &mut Vec<Problem>) -> Node {
    let start = Span::start_of(source);
    let mut documents = documents.into_iter().filter(|document| !document.is_empty());
    let first = documents.next();
    if let Some(second) = documents.next() {
        let message = "the project file holds more than one document";
        problems.push(
            Problem::new(ProblemKind::WrongSetting, second.span, message)
                .help("remove the `---` line; nothing after it was read"),
        );
    }
    match first {
        Some(node) if !node.entries().is_empty() => return node,
        other => {
            let (span, message) = match other {
                Some(Node { span, value: Value::Scalar(_) | Value::List(_) }) => {
                    (span, "the project file must be a mapping of settings")
                }
                other => (
                    other.map_or(start, |node| node.span),
                    "no settings were read from the project file",
                ),
            };
            problems.push(
                Problem::new(ProblemKind::MissingSetting, span, message)
                    .help("start it with `format: 1`"),
            );
        }
    }
    Node { span: start, value: Value::Map(Vec::new()) }
}

fn check_sections(form: &mut Form<'_>, tree: &Node, source: SourceId) {
    let start = Span::start_of(source);
    for Entry { key, value } in tree.entries() {
        form.owner = Some(format!("{PROJECT_FILE}#{}", key.text));
        match SETTINGS.iter().find(|field| field.name == &*key.text) {
            Some(field) => match &field.of {
                Type::Group(fields) => form.group(value, fields, key.span),
                of => form.value(value, of, field.name),
            },
            None => form.unknown_key(key, "setting", SETTINGS.iter().map(|field| field.name)),
        }
    }
    form.owner = None;
    // A file without any setting is one problem, which is reported already.
    if tree.entries().is_empty() {
        return;
    }
    form.required(tree, SETTINGS, start);
}

fn check_format(tree: &Node, problems: &mut Vec<Problem>) {
    if let Some(node) = tree.get("format")
        && node.text().is_some_and(|format| format != FORMAT)
    {
        let message = format!("this version of techfile reads format {FORMAT} only");
        problems.push(
            Problem::new(ProblemKind::UnknownFormat, node.span, message)
                .help("use the techfile version that the project was written for, or a newer one")
                .about(format!("{PROJECT_FILE}#format")),
        );
    }
}

/// A program that is older than the project lacks rules that the project counts on.
fn check_version(tree: &Node, problems: &mut Vec<Problem>) {
    let Some((node, text)) = tree.get("techfile").and_then(|node| Some((node, node.text()?)))
    else {
        return;
    };
    let (kind, message, help) = match Version::parse(text) {
        None => (
            ProblemKind::WrongSetting,
            format!("`{text}` is no version of techfile"),
            format!("write it as `\"{}\"`", Version::OWN),
        ),
        Some(version) if Some(version) > Version::parse(Version::OWN) => (
            ProblemKind::NewerProject,
            format!("the project was written for techfile {version}, and this one is older"),
            "use that version or a newer one; this one may lack rules that it has".to_string(),
        ),
        Some(_) => return,
    };
    let problem = Problem::new(kind, node.span, message).help(help);
    problems.push(problem.about(format!("{PROJECT_FILE}#techfile")));
}

const ACCENT: &[&str] = &["style", "accent"];

fn check_accent(tree: &Node, problems: &mut Vec<Problem>) {
    let Some(node) = tree.at(ACCENT) else { return };
    let Some(text) = node.text() else { return };
    let message = match contrast_on_white(text) {
        None => format!("`{text}` is no color"),
        Some(contrast) if contrast < LEAST_CONTRAST => {
            format!("`{text}` is too light to be read on white paper")
        }
        Some(_) => return,
    };
    problems.push(
        Problem::new(ProblemKind::WrongSetting, node.span, message)
            .help(
                "write a dark color as `\"#1f4a7a\"`, in quotes; the usual one is used until then",
            )
            .about(format!("{PROJECT_FILE}#style")),
    );
}

/// What the guidelines for accessible content ask of text.
const LEAST_CONTRAST: f64 = 4.5;

/// Returns the contrast of a color with white; none if it is not written as `#1f4a7a`.
fn contrast_on_white(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    let luminance = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
    Some(1.05 / (luminance + 0.05))
}

fn check_interval(tree: &Node, problems: &mut Vec<Problem>) {
    let Some(node) = tree.at(SOUP_EVALUATION) else { return };
    if let Some(text) = node.text().filter(|text| Interval::parse(text).is_none()) {
        let message = format!("`{text}` is no interval");
        problems.push(
            Problem::new(ProblemKind::WrongSetting, node.span, message)
                .help("write it as `90 days` or `6 months`; it is ten years at most")
                .about(format!("{PROJECT_FILE}#gate")),
        );
    }
}

/// A prefix names one kind; two kinds with one prefix would make ids ambiguous.
fn check_prefixes(tree: &Node, known: &KnownNames, problems: &mut Vec<Problem>) {
    let entries = tree.get("prefixes").map(Node::entries).unwrap_or_default();
    for (index, Entry { key, value }) in entries.iter().enumerate() {
        let Some(prefix) = value.text() else { continue };
        let is_replaced = |kind: &str| entries.iter().any(|entry| &*entry.key.text == kind);
        let usual = known
            .kinds
            .iter()
            .any(|(kind, usual)| *usual == prefix && *kind != &*key.text && !is_replaced(kind));
        let twice = entries[..index].iter().any(|entry| entry.value.text() == Some(prefix));
        let well_formed = prefix.starts_with(|c: char| c.is_ascii_uppercase())
            && prefix.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        let message = match () {
            () if !well_formed => format!("`{prefix}` cannot be a prefix"),
            () if usual || twice => format!("`{prefix}` is the prefix of another kind"),
            () => continue,
        };
        problems.push(
            Problem::new(ProblemKind::WrongSetting, value.span, message)
                .help("a prefix is capital letters and digits, and belongs to one kind")
                .about(format!("{PROJECT_FILE}#prefixes")),
        );
    }
}

fn names_of(tree: &Node, known: &KnownNames) -> Names {
    let mut names = Names::new(languages_of(tree).swap_remove(0));
    let roles: Vec<String> =
        people_of(tree).into_values().flat_map(|person| person.roles).collect();
    names.declare(Vocabulary::Language, languages_of(tree));
    names.declare(Vocabulary::Person, keys(tree, &["manufacturer", "people"]));
    names.declare(Vocabulary::Role, roles);
    names.declare(Vocabulary::Product, keys(tree, &["products"]));
    names.declare(Vocabulary::Profile, known.profiles.iter().cloned());
    names.declare(Vocabulary::Severity, steps(tree, &["risk", "severity"], "step"));
    for (vocabulary, scale) in
        [(Vocabulary::Probability, "probability"), (Vocabulary::P1, "p1"), (Vocabulary::P2, "p2")]
    {
        let estimable = steps(tree, &["risk", scale, "steps"], "step");
        names.declare(vocabulary, estimable.into_iter().chain([crate::descriptor::NOT_ESTIMABLE]));
    }
    names.declare(Vocabulary::Level, steps(tree, &["risk", "levels"], "level"));
    names.declare(Vocabulary::Kind, known.kinds.iter().map(|(kind, _)| *kind));
    names.declare(Vocabulary::Rule, known.rules.iter().copied());
    names.declare(Vocabulary::Criterion, known.criteria.iter().copied());
    let documents = known.documents.iter().map(String::as_str).chain(keys(tree, &["documents"]));
    names.declare(Vocabulary::Document, documents);
    names.custom = custom_of(tree);
    names
}

fn custom_of(tree: &Node) -> Vec<CustomField> {
    let entries = tree.get("custom").map(Node::entries).unwrap_or_default();
    let field = |Entry { key, value }: &Entry| CustomField {
        name: key.text.to_string(),
        of: match word(value, &["type"]) {
            Some("text") => Type::Text,
            Some("flag") => Type::Flag,
            Some("number") => Type::Number,
            Some("date") => Type::Date,
            _ => Type::Word,
        },
        kinds: words(value, &["kinds"]),
        required: value.get("required").and_then(Node::flag) == Some(true),
    };
    entries.iter().map(field).collect()
}

fn languages_of(tree: &Node) -> Vec<String> {
    let listed = words(tree, &["languages"]);
    if listed.is_empty() { vec!["en".to_string()] } else { listed }
}

fn people_of(tree: &Node) -> BTreeMap<String, Person> {
    let people = tree.at(&["manufacturer", "people"]).map(Node::entries).unwrap_or_default();
    let person = |Entry { key, value }: &Entry| {
        let name = word(value, &["name"]).unwrap_or(&key.text).to_string();
        let left = word(value, &["left"]).map(str::to_string);
        (key.text.to_string(), Person { name, roles: words(value, &["roles"]), left })
    };
    people.iter().map(person).collect()
}

fn gate_of(tree: &Node) -> GatePolicy {
    let approvals = tree.at(&["gate", "approvals"]).map(Node::entries).unwrap_or_default();
    let needed = |node: &Node| NeededApproval {
        meaning: word(node, &["meaning"]).unwrap_or_default().to_string(),
        role: word(node, &["role"]).map(str::to_string),
    };
    let of_kind = |Entry { key, value }: &Entry| {
        (key.text.to_string(), value.items().iter().map(needed).collect())
    };
    GatePolicy {
        off: words(tree, &["gate", "off"]),
        approvals: approvals.iter().map(of_kind).collect(),
        soup_evaluation: word(tree, SOUP_EVALUATION).and_then(Interval::parse),
        clauses: words(tree, &["gate", "clauses"]),
    }
}

fn folders_of(tree: &Node) -> Folders {
    let folder = |key: &str, usual: &str| {
        let set = word(tree, &["folders", key]).unwrap_or(usual);
        set.trim_end_matches('/').to_string()
    };
    Folders {
        records: folder("records", "records"),
        docs: folder("docs", "docs-src"),
        evidence: folder("evidence", "evidence"),
        standards: folder("standards", "standards"),
        templates: folder("templates", "templates"),
        no_records: words(tree, &["folders", "no_records"]),
    }
}

fn rules_of(tree: &Node) -> BTreeMap<String, (Severity, Span)> {
    let entries = tree.get("rules").map(Node::entries).unwrap_or_default();
    let rule = |Entry { key, value }: &Entry| {
        let severity = value.text().and_then(Severity::from_word)?;
        Some((key.text.to_string(), (severity, value.span)))
    };
    entries.iter().filter_map(rule).collect()
}

fn prefixes_of(tree: &Node, known: &KnownNames) -> BTreeMap<String, String> {
    let set = |kind: &str| word(tree, &["prefixes", kind]).map(str::to_string);
    known
        .kinds
        .iter()
        .map(|(kind, usual)| (set(kind).unwrap_or(usual.to_string()), kind.to_string()))
        .collect()
}

fn word<'a>(tree: &'a Node, path: &[&str]) -> Option<&'a str> {
    tree.at(path).and_then(Node::text)
}

fn words(tree: &Node, path: &[&str]) -> Vec<String> {
    let items = tree.at(path).map(Node::one_or_many).unwrap_or_default();
    items.iter().filter_map(Node::text).map(str::to_string).collect()
}

fn keys<'a>(tree: &'a Node, path: &[&str]) -> Vec<&'a str> {
    tree.at(path).map(Node::entries).unwrap_or_default().iter().map(|e| &*e.key.text).collect()
}

fn steps<'a>(tree: &'a Node, path: &[&str], key: &str) -> Vec<&'a str> {
    let items = tree.at(path).map(Node::items).unwrap_or_default();
    items.iter().filter_map(|item| word(item, &[key])).collect()
}

fn number(node: Option<&Node>) -> Option<f64> {
    match &node?.value {
        Value::Scalar(Scalar { text, .. }) => text.parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}
