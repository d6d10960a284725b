//! Every standard that is known to a run, and the way from a name to a clause.

use super::document::DocumentName;
use super::fields::NEEDS;
use super::mapping::{self, Entry, Reference};
use super::standard::{self, Refused, Standard};
use crate::config::{KnownNames, LANGUAGES};
use crate::descriptor::{Form, Names, ProblemKinds, Vocabulary, nearest};
use crate::diagnostic::{Problem, ProblemKind};
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The files of one edition.
pub(super) const HEAD: &str = "standard.yaml";
pub(super) const CLAUSES: &str = "clauses.yaml";
pub(super) const MAPPING: &str = "mapping.yaml";

/// All data problems have one rule.
pub(super) const KINDS: ProblemKinds = ProblemKinds {
    unknown: ProblemKind::WrongStandard,
    missing: ProblemKind::WrongStandard,
    wrong: ProblemKind::WrongStandard,
};

/// A clause as records and settings name it: `<standard>:<clause>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseKey<'a> {
    pub standard: &'a str,
    pub clause: &'a str,
}

impl std::fmt::Display for ClauseKey<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.standard, self.clause)
    }
}

/// Splits what an assessment answers, `<standard>:<clause>#<question>`, into clause and question;
/// the question is none where it names the clause alone.
pub fn split_question(text: &str) -> (&str, Option<&str>) {
    text.split_once('#').map_or((text, None), |(clause, question)| (clause, Some(question)))
}

impl<'a> ClauseKey<'a> {
    /// Reads a clause as it is written; none without a colon.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (standard, clause) = text.split_once(':')?;
        Some(Self { standard, clause })
    }
}

/// Standards with their clauses and mappings.
#[derive(Debug, Default)]
pub struct Library {
    /// Sorted by id and folder.
    pub standards: Vec<Standard>,
    /// Documents that mappings may name, beside those of the project.
    pub documents: Vec<DocumentName>,
}

/// The standards of a run, which are read once something asks for them: most checks never do.
pub type LazyLibrary = LazyLock<Library, Box<dyn FnOnce() -> Library + Send + Sync>>;

impl Library {
    /// Returns an edition of a standard; the newest that is known where none is named.
    pub fn edition(&self, id: &str, edition: Option<&str>) -> Option<&Standard> {
        let mut known = self.editions(id);
        match edition {
            Some(edition) => known.find(|standard| standard.edition == edition),
            None => known.next_back(),
        }
    }

    /// Returns the editions of a standard.
    pub fn editions(&self, id: &str) -> impl DoubleEndedIterator<Item = &Standard> {
        self.standards.iter().filter(move |standard| standard.id == id)
    }

    /// Returns the name that a misspelt standard most likely means.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.standards.iter().map(|standard| &*standard.id))
    }

    /// Returns the sections of a document that mappings ask for.
    pub fn sections_of(&self, document: &str) -> BTreeSet<&str> {
        let clauses = self.standards.iter().flat_map(|standard| &standard.clauses);
        let named = clauses.flat_map(|clause| &clause.needs).flat_map(|need| need.of.sections());
        named.filter(|(of, _)| *of == document).map(|(_, anchor)| anchor).collect()
    }

    /// Returns the known ids, each once.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.standards.iter().map(|standard| &*standard.id).collect();
        ids.dedup();
        ids
    }
}

/// One folder of an edition, as its files were read.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub standard: String,
    pub edition: String,
    /// Name of the file → its source and what it holds.
    pub files: BTreeMap<String, (SourceId, Option<Node>)>,
}

/// What a folder turned out to hold.
#[derive(Debug, Default)]
pub(super) struct Edition {
    pub standard: Option<Standard>,
    /// What shows clauses, with the source of the mapping.
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
}

/// Returns the names that data files may use.
pub(super) fn names(known: &KnownNames, documents: Vec<String>) -> Names {
    let mut names = Names::new("en");
    names.declare(Vocabulary::Language, LANGUAGES.iter().copied());
    names.declare(Vocabulary::Kind, known.kinds.iter().map(|(kind, _)| *kind));
    names.declare(Vocabulary::Rule, known.rules.iter().copied());
    names.declare(Vocabulary::Profile, known.profiles.iter().cloned());
    names.declare(Vocabulary::Document, documents);
    names
}

/// Reads one file of data.
pub(super) fn parse(source: SourceId, text: &str) -> (Option<Node>, Vec<Problem>) {
    let parsed = yaml::read(source, text);
    (parsed.documents.into_iter().next(), parsed.problems)
}

impl Folder {
    /// Reads what the files of a folder say; problems are in the result.
    pub(super) fn read(&self, names: &Names) -> Edition {
        let mut form = Form::new(names, KINDS, None);
        let node = |name: &str| self.files.get(name).and_then(|(_, node)| node.as_ref());
        let standard = match (node(HEAD), node(CLAUSES)) {
            (Some(head), Some(clauses)) => {
                Some(standard::read(&mut form, (&self.standard, &self.edition), head, clauses))
            }
            _ => None,
        };
        let entries = node(MAPPING)
            .map(|mapping| mapping::read(&mut form, mapping, &self.standard))
            .unwrap_or_default();
        for name in [HEAD, CLAUSES].iter().filter(|_| self.is_whole()) {
            if node(name).is_none() {
                let problem =
                    Problem::new(KINDS.missing, self.start(), format!("no `{name}` was read"));
                form.report(
                    problem
                        .help("an edition is `standard.yaml`, `clauses.yaml` and `mapping.yaml`"),
                );
            }
        }
        Edition { standard, entries, problems: form.problems }
    }

    /// Returns whether the folder holds more than a mapping.
    pub(super) fn is_whole(&self) -> bool {
        self.files.contains_key(HEAD) || self.files.contains_key(CLAUSES)
    }

    /// Returns the start of the folder's first file.
    pub(super) fn start(&self) -> Span {
        let first = self.files.values().next();
        Span::start_of(first.map_or(SourceId::nth(0), |(source, _)| *source))
    }
}

impl Library {
    /// Adds entries of a mapping to an edition, and reports those that lead nowhere.
    pub(super) fn map(
        &mut self,
        (id, folder): (&str, &str),
        entries: Vec<Entry>,
        is_own: bool,
        problems: &mut Vec<Problem>,
    ) -> Vec<Reference> {
        let mut references = Vec::new();
        let mut known: Vec<Entry> = entries;
        for entry in &mut known {
            references.append(&mut entry.refers);
        }
        let found = self.standards.iter_mut().find(|one| one.id == id && one.folder == folder);
        let Some(standard) = found else { return references };
        for (entry, why) in standard.map(known, is_own) {
            let clause = &entry.clause;
            let (message, help) = match why {
                Refused::Unknown => {
                    let near = nearest(clause, standard.clauses.iter().map(|clause| &*clause.id));
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    let help = help.unwrap_or("see `clauses.yaml`".to_string());
                    (format!("unknown clause `{clause}`"), help)
                }
                Refused::Twice => {
                    (format!("`{clause}` is mapped twice"), "join the two entries".to_string())
                }
                Refused::Question(key) => (
                    format!("`{clause}` already has a question that is called `{key}`"),
                    "call it by another word".to_string(),
                ),
                Refused::DemandsNothing => (
                    format!("clause `{clause}` demands nothing"),
                    "map a clause of kind `requirement` or `option`".to_string(),
                ),
            };
            problems.push(Problem::new(KINDS.wrong, entry.span, message).help(help));
        }
        references
    }

    /// Reports a clause that rests on itself, so that nothing could ever show it.
    fn circle(&self, reference: &Reference) -> Option<Problem> {
        let Reference { from: (of, from), standard, clause, span, .. } = reference;
        let mut ahead: Vec<(&str, &str)> = vec![(standard, clause)];
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        while let Some((id, clause)) = ahead.pop() {
            let Some(standard) = self.edition(id, None) else { continue };
            let below = standard.position(clause).map(|at| standard.below(at)).unwrap_or_default();
            for one in below.into_iter().map(|at| &standard.clauses[at]) {
                if (id, &*one.id) == (of, from) {
                    let message = format!("`{of}:{from}` rests on itself, so nothing can show it");
                    let help = "name what shows it: records, a document, a question";
                    return Some(Problem::new(KINDS.wrong, *span, message).help(help));
                }
                if seen.insert((id, &one.id)) {
                    ahead.extend(one.needs.iter().flat_map(|need| need.of.clauses()));
                }
            }
        }
        None
    }

    /// Reports clauses that mappings name and that do not exist, and those that rest on themselves.
    pub(super) fn check_references(&self, references: &[Reference], problems: &mut Vec<Problem>) {
        for reference in references.iter().filter(|one| !one.is_alternative) {
            problems.extend(self.circle(reference));
        }
        for Reference { standard: id, clause, span, .. } in references {
            let Some(standard) = self.edition(id, None) else {
                let near = self.nearest(id);
                let help = near.map_or_else(
                    || format!("valid here: {}", self.ids().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("unknown standard `{id}`");
                problems.push(Problem::new(KINDS.wrong, *span, message).help(help));
                continue;
            };
            if self.editions(id).all(|edition| edition.clause(clause).is_none()) {
                let near = nearest(clause, standard.clauses.iter().map(|clause| &*clause.id));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!("unknown clause `{id}:{clause}`");
                let help = help.unwrap_or("see its `clauses.yaml`".to_string());
                problems.push(Problem::new(KINDS.wrong, *span, message).help(help));
            }
        }
    }
}

/// Returns the sorts of need, for the guide.
pub fn sorts_of_need() -> impl Iterator<Item = &'static str> {
    NEEDS.iter().map(|(name, _)| *name)
}
