//! Clauses: the state of each, what shows it and where that is, and what is missing.

use super::Context;
use super::record::Text;
use crate::coverage::{ClauseState, Covered, Evidence, Missing, NotApplicable, State, Tally};
use crate::model;
use crate::report::last_commit::LastCommits;
use crate::standards::{Clause, Confidence, Linked, NeedOf, Part, Standard, Wording};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The clauses part of the view; no standard where none is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clauses {
    /// Names of the products that it is about, and of the others; none where the project has one.
    pub products: Vec<Text>,
    pub others: Vec<Text>,
    /// Whether the commits that changed the evidence are known for sure.
    pub has_history: bool,
    pub standards: Vec<StandardClauses>,
}

/// One edition of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandardClauses {
    pub id: String,
    pub name: String,
    pub edition: String,
    pub title: Text,
    /// What the data does not replace.
    pub notice: Text,
    /// `medium` or `low`, where it is not high.
    pub doubt: Option<&'static str>,
    /// Whether the checklist and the index show some of it, and what applies and why.
    pub checklist: Option<Option<Text>>,
    pub index: Option<Option<Text>>,
    pub counts: ClauseCounts,
    pub clauses: Vec<ClauseRow>,
}

/// How many clauses are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ClauseCounts {
    pub complete: usize,
    pub partial: usize,
    pub none: usize,
    pub to_be_judged: usize,
    pub not_applicable: usize,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseRow {
    /// Its number, or how it is cited.
    pub number: String,
    pub title: Text,
    pub demands: Option<Text>,
    /// As in `no`, where it normally does not concern software alone, or may not.
    pub usual: Option<String>,
    /// What it asks to be in writing, as in `record`.
    pub documented: Vec<String>,
    pub is_heading: bool,
    pub in_checklist: bool,
    pub in_index: bool,
    pub doubt: Option<&'static str>,
    /// `analogy` or `unknown`, where the rule was not seen.
    pub basis: Option<String>,
    /// As in `complete`.
    pub state: &'static str,
    /// Why it is not applicable: the key of a sentence, and what stands in it.
    pub because: Option<(&'static str, String)>,
    /// The state for each product, where they differ.
    pub by_product: Vec<(Text, &'static str)>,
    /// Where the evidence is: a file or document, the last commit that changed it → ids in it.
    pub evidence: Vec<EvidencePlace>,
    /// Rules that find nothing.
    pub rules: Vec<String>,
    /// Clauses of other standards whose evidence it rests on.
    pub rests_on: Vec<String>,
    /// Keys of sentences, and what stands in them.
    pub missing: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

/// Evidence in one place that one commit changed last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EvidencePlace {
    /// A file or document.
    pub place: String,
    pub commit: Option<String>,
    pub ids: Vec<String>,
}

pub(super) fn clauses(cx: &Context<'_>) -> Clauses {
    let covered = cx.inputs.coverage.map(|coverage| &coverage.standards[..]).unwrap_or_default();
    let names = |keys: &[&str]| keys.iter().map(|key| cx.product(key)).collect();
    let coverage = cx.inputs.coverage;
    Clauses {
        products: coverage.map(|it| names(&it.products)).unwrap_or_default(),
        others: coverage.map(|it| names(&it.others)).unwrap_or_default(),
        has_history: commits(cx).unknown().is_none(),
        standards: covered.iter().map(|covered| standard(cx, covered)).collect(),
    }
}

fn standard(cx: &Context<'_>, covered: &Covered<'_>) -> StandardClauses {
    let Covered { standard, clauses, .. } = covered;
    let rows = clauses.iter().enumerate().filter(|(_, state)| state.state != State::Nothing);
    let part = |part: &Option<Part>| {
        part.as_ref().map(|part| (!part.note.is_empty()).then(|| text(cx, &part.note)))
    };
    StandardClauses {
        id: standard.id.clone(),
        name: standard.name.clone(),
        edition: standard.edition.clone(),
        title: text(cx, &standard.title),
        notice: text(cx, &standard.notice),
        doubt: doubt(standard.confidence),
        checklist: part(&standard.checklist),
        index: part(&standard.index),
        counts: counts(covered.tally()),
        clauses: rows.map(|(at, state)| row(cx, standard, at, state)).collect(),
    }
}

fn counts(tally: Tally) -> ClauseCounts {
    let Tally { complete, partial, none, to_be_judged, not_applicable } = tally;
    ClauseCounts { complete, partial, none, to_be_judged, not_applicable }
}

fn doubt(confidence: Confidence) -> Option<&'static str> {
    (confidence != Confidence::High).then(|| confidence.word())
}

pub(super) fn text(cx: &Context<'_>, wording: &Wording) -> Text {
    let language = &*cx.scope.language;
    let (found, text) = wording.get(language).unwrap_or((language, ""));
    let other = (found != language).then(|| found.to_string());
    Text { text: text.to_string(), language: other }
}

pub(super) fn row(
    cx: &Context<'_>,
    standard: &Standard,
    at: usize,
    state: &ClauseState<'_>,
) -> ClauseRow {
    let clause = &standard.clauses[at];
    let coverage = cx.inputs.coverage;
    let needs = || coverage.into_iter().flat_map(|coverage| coverage.needs_of(state));
    let mut places: BTreeMap<(String, Option<String>), Vec<String>> = BTreeMap::new();
    let mut rules = Vec::new();
    for found in needs().flat_map(|need| &need.evidence) {
        match found {
            Evidence::Rule { code, .. } => rules.push(code.to_string()),
            Evidence::Clause { .. } => {}
            found => {
                if let Some((place, id, commit)) = place_of(cx, found) {
                    places.entry((place, commit)).or_default().extend(id);
                }
            }
        }
    }
    let evidence = places.into_iter().map(|((place, commit), mut ids)| {
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        EvidencePlace { place, commit, ids }
    });
    let mut rests_on = Vec::new();
    clause.needs.iter().for_each(|need| add_clauses(&need.of, &standard.id, &mut rests_on));
    let missing = state.missing.iter().chain(needs().flat_map(|need| &need.missing));
    let language = &*cx.scope.language;
    let mut said: Vec<_> = missing.map(|missing| sentence(missing, language)).collect();
    let mut seen = BTreeSet::new();
    said.retain(|one| seen.insert(one.clone()));
    let is_in = |part: &Option<Part>| part.as_ref().is_some_and(|part| standard.is_in(at, part));
    ClauseRow {
        number: clause.cited.clone().unwrap_or_else(|| clause.id.clone()),
        title: text(cx, &clause.title),
        demands: (!clause.demands.is_empty()).then(|| text(cx, &clause.demands)),
        usual: clause.suggestion.clone().filter(|usual| usual != "yes"),
        documented: clause.documented.clone(),
        is_heading: !clause.kind.demands(),
        in_checklist: is_in(&standard.checklist),
        in_index: is_in(&standard.index),
        doubt: doubt(clause.confidence),
        basis: clause.basis.clone().filter(|basis| basis != "known"),
        state: state.state.word(),
        because: because(cx, standard, clause, &state.state),
        by_product: by_product(cx, state),
        evidence: evidence.collect(),
        rules,
        rests_on,
        missing: said,
    }
}

/// Adds the clauses of other standards that a need names, here or inside.
fn add_clauses(need: &NeedOf, own: &str, clauses: &mut Vec<String>) {
    if let NeedOf::Clause { standard, clause } = need
        && standard != own
    {
        clauses.push(format!("{standard}:{clause}"));
    }
    need.inner().iter().for_each(|need| add_clauses(&need.of, own, clauses));
}

/// Returns the state for each product, where they differ.
fn by_product(cx: &Context<'_>, state: &ClauseState<'_>) -> Vec<(Text, &'static str)> {
    let differs = state.by_product.iter().any(|(_, one)| one.word() != state.state.word());
    let of_products = state.by_product.iter().filter(|_| differs);
    of_products.map(|(product, one)| (cx.product(product), one.word())).collect()
}

fn commits<'c>(cx: &Context<'c>) -> LastCommits<'c> {
    LastCommits { history: cx.inputs.history, revision: cx.inputs.revision }
}

/// Returns the file or document in which evidence is, its id, and the last commit that changed it.
fn place_of(
    cx: &Context<'_>,
    found: &Evidence<'_>,
) -> Option<(String, Option<String>, Option<String>)> {
    let sources = &cx.project().sources;
    let commit = |target: &str| commits(cx).of(target).map(|commit| commit.short().to_string());
    let of_record = |record: &model::Record| {
        let path = sources.path(record.span.source).to_string();
        (path, Some(record.id.to_string()), commit(&record.id))
    };
    Some(match found {
        Evidence::Record(record) | Evidence::Answer(record) => of_record(record),
        Evidence::External { record, document, place } => {
            let word = |field| record.word(&[field]).unwrap_or_default();
            let (number, version) = (word("number"), word("version"));
            let within = place.map(|(anchor, place)| format!("#{anchor}, {place}"));
            let place = format!("{number} ({version}): {document}{}", within.unwrap_or_default());
            (place, Some(record.id.to_string()), commit(&record.id))
        }
        Evidence::Section(section) => {
            let target = section.target();
            let commit = commit(&target);
            (sources.path(section.span.source).to_string(), Some(target), commit)
        }
        Evidence::Built { document, .. } => (document.to_string(), None, None),
        Evidence::Setting(name) => {
            let file = crate::config::PROJECT_FILE;
            (file.to_string(), Some(name.to_string()), commit(&format!("{file}#{name}")))
        }
        _ => return None,
    })
}

fn because(
    cx: &Context<'_>,
    standard: &Standard,
    clause: &Clause,
    state: &State,
) -> Option<(&'static str, String)> {
    let State::NotApplicable(why) = state else { return None };
    // Coverage holds what the project says in its main language.
    let declared = |path: &[&str], main: &str| {
        let path = [&["standards", &*standard.id], path].concat();
        let said = cx.project().config.tree.at(&path).and_then(|node| cx.localized(node));
        said.map_or_else(|| main.to_string(), |said| said.text)
    };
    let id = &*clause.id;
    Some(match why {
        NotApplicable::Class if !standard.classes.is_empty() => {
            ("because.class", clause.classes.join(", "))
        }
        NotApplicable::Class | NotApplicable::Condition => ("because.condition", String::new()),
        NotApplicable::NotApplied(why) => {
            ("because.not-applied", declared(&["not_applied", id], why))
        }
        NotApplicable::Excluded(law, why) => {
            let law = declared(&["excluded", id, "permitted_by"], law);
            let why = declared(&["excluded", id, "justification"], why);
            ("because.excluded", format!("{law}: {why}"))
        }
        NotApplicable::Replaced(route, why) => {
            let why = declared(&["routes", route, "justification"], why);
            ("because.replaced", format!("{route}: {why}"))
        }
        NotApplicable::NotTaken => ("because.not-taken", String::new()),
        NotApplicable::Judged => ("because.judged", String::new()),
    })
}

/// Returns the key of the sentence that says what is missing, and what stands in it.
fn sentence(missing: &Missing<'_>, language: &str) -> (&'static str, Vec<(&'static str, String)>) {
    let of = |record: &model::Record| record.id.to_string();
    match missing {
        Missing::Unapproved(record, _) => ("missing.unapproved", vec![("what", of(record))]),
        Missing::Draft(record) => ("missing.draft", vec![("record", of(record))]),
        Missing::TooFew { kind, found, wanted, .. } => (
            "missing.too-few",
            vec![
                ("kind", kind.to_string()),
                ("found", found.to_string()),
                ("wanted", wanted.to_string()),
            ],
        ),
        Missing::Link(record, links) => {
            let name = |link: &Linked| {
                format!("{}.{}", if link.is_target { "reverse" } else { "link" }, link.field)
            };
            let names: Vec<String> = links.iter().map(name).collect();
            ("missing.link", vec![("record", of(record)), ("link", names.join(", "))])
        }
        Missing::Field(record, path) => {
            ("missing.field", vec![("record", of(record)), ("field", path.join("."))])
        }
        Missing::NotPassed(record, _) => ("missing.not-passed", vec![("record", of(record))]),
        Missing::Document(document) => {
            ("missing.document", vec![("document", document.to_string())])
        }
        Missing::DocumentUnapproved(document, _) => {
            ("missing.unapproved", vec![("what", document.to_string())])
        }
        Missing::DocumentShows { document, records, first } => (
            "missing.shows",
            vec![
                ("document", document.to_string()),
                ("number", records.to_string()),
                ("record", of(first)),
            ],
        ),
        Missing::DocumentEmpty(document) => {
            ("missing.empty", vec![("document", document.to_string())])
        }
        Missing::Section { document, anchor } => {
            ("missing.section", vec![("section", format!("{document}#{anchor}"))])
        }
        Missing::SectionUnapproved { document, anchor, .. } => {
            ("missing.unapproved", vec![("what", format!("{document}#{anchor}"))])
        }
        Missing::Digest(record) => ("missing.digest", vec![("record", of(record))]),
        Missing::Unplaced { record, document, anchor } => (
            "missing.unplaced",
            vec![("record", of(record)), ("section", format!("{document}#{anchor}"))],
        ),
        Missing::Setting(name) => ("missing.setting", vec![("setting", name.to_string())]),
        Missing::SettingUnapproved(name, _) => {
            ("missing.unapproved", vec![("what", format!("techfile.yaml#{name}"))])
        }
        Missing::Rule { code, open, .. } => {
            ("missing.rule", vec![("rule", code.to_string()), ("number", open.to_string())])
        }
        Missing::Waived { code, waived, by, until } => (
            "missing.waived",
            vec![
                ("rule", code.to_string()),
                ("number", waived.to_string()),
                ("waiver", by.clone()),
                ("until", until.clone()),
            ],
        ),
        Missing::Unread => ("missing.unread", Vec::new()),
        Missing::NoRelease(_) => ("missing.no-release", Vec::new()),
        Missing::Clause { standard, clause, .. } | Missing::UnknownClause { standard, clause } => {
            ("missing.clause", vec![("clause", format!("{standard}:{clause}"))])
        }
        Missing::Unanswered(question) => {
            ("missing.unanswered", vec![("question", question.text.text(language).to_string())])
        }
        Missing::Answer(record, _) => ("missing.answer", vec![("record", of(record))]),
        Missing::Unmapped => ("missing.unmapped", Vec::new()),
        Missing::NothingThere => ("missing.nothing-there", Vec::new()),
        Missing::Declared(_) => ("missing.declared", Vec::new()),
    }
}
