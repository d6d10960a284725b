//! Clauses: the state of each, what shows it and where that is, and what is missing.

use super::Context;
use super::mention::Numbered;
use super::record::Text;
use crate::config::{Config, PROJECT_FILE, localized};
use crate::coverage::{
    ClauseState, Covered, Evidence, Missing, NOT_APPROVED, NotApplicable, State, Tally,
};
use crate::model::{self, natural_order};
use crate::report::last_commit::LastCommits;
use crate::standards::{
    ALL, Clause, Condition, Confidence, Is, Linked, Need, NeedOf, Part, Selection, Standard, Test,
    Wording,
};
use crate::yaml::{Entry, Node};
use serde::Serialize;
use std::borrow::Cow;
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
    /// As in `iec-62304:5.1.1`.
    pub key: String,
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
    /// What shows it, by what it is.
    pub evidence: Vec<EvidencePlace>,
    /// For a row of the checklist: the same, with what shows the clauses that it rests on.
    pub controlled: Vec<EvidencePlace>,
    /// For a row of the checklist: clauses that it rests on, of standards that are not followed; what
    /// shows them is told nowhere.
    pub untold: Vec<String>,
    /// Rules that find nothing.
    pub rules: Vec<String>,
    /// Clauses of other standards by which it is met, in whatever state.
    pub rests_on: Vec<String>,
    /// Those of them whose evidence is complete.
    pub shown_by: Vec<String>,
    /// Records that claim to serve it, which is no evidence.
    pub claimed_by: Vec<String>,
    pub missing: Vec<Sentence>,
}

/// What results say, as in `pass`, and the commit that was tested, where they name it.
pub type Decided = (&'static str, Option<String>);

/// Evidence of one sort, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidencePlace {
    pub of: EvidenceOf,
    /// Ids of records, anchors of sections or names of settings, in order.
    pub ids: Vec<String>,
    /// The headings of those that are sections, where they are in the language of the document.
    pub headings: BTreeMap<String, String>,
    /// In order.
    pub files: Vec<String>,
    /// The newest of the commits that last changed them, and its day; none where that of any is not
    /// known.
    pub changed: Option<(String, String)>,
    /// The results and runs that decide, by what they say and the commit that was tested.
    pub decided: Vec<(Decided, Vec<String>)>,
}

/// What evidence is, in the order in which it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceOf {
    /// A controlled document elsewhere: its number and version, and what it stands for.
    External(String),
    /// A document that is built.
    Built(String),
    /// A narrative document.
    Document(String),
    ProjectFile,
    /// Records of a kind.
    Kind(&'static str),
}

type Places<'a> = BTreeMap<EvidenceOf, Found<'a>>;

/// Evidence of one sort, as it is collected: a clause may rest on thousands of records.
#[derive(Debug, Default)]
struct Found<'a> {
    ids: Vec<Cow<'a, str>>,
    headings: BTreeMap<String, String>,
    files: Vec<&'a str>,
    /// The place of the newest commit of those that are known, and whether that of any is not.
    newest: Option<usize>,
    is_uncertain: bool,
    decided: BTreeMap<(&'static str, Option<String>), Vec<Cow<'a, str>>>,
}

impl<'a> Found<'a> {
    fn add(&mut self, id: Cow<'a, str>, file: &'a str, commit: Option<usize>) {
        self.ids.push(id);
        self.files.push(file);
        self.is_uncertain |= commit.is_none();
        self.newest = self.newest.into_iter().chain(commit).min();
    }

    fn place(self, of: EvidenceOf, commits: LastCommits<'_>) -> EvidencePlace {
        let mut files = self.files;
        files.sort_unstable();
        files.dedup();
        let newest = self.newest.filter(|_| !self.is_uncertain);
        let newest = newest.and_then(|place| commits.at(place));
        let decided = self.decided.into_iter();
        EvidencePlace {
            of,
            ids: in_order(self.ids),
            headings: self.headings,
            files: files.into_iter().map(str::to_string).collect(),
            changed: newest.map(|it| (it.short().to_string(), it.day().to_string())),
            decided: decided.map(|(what, ids)| (what, in_order(ids))).collect(),
        }
    }
}

/// Returns each id once, as people sort them.
fn in_order(mut ids: Vec<Cow<'_, str>>) -> Vec<String> {
    ids.sort_by(|one, other| natural_order(one, other));
    ids.dedup();
    ids.into_iter().map(Cow::into_owned).collect()
}

impl Numbered for Clauses {}

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

fn standard<'a>(cx: &Context<'a>, covered: &Covered<'a>) -> StandardClauses {
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

pub(super) fn doubt(confidence: Confidence) -> Option<&'static str> {
    (confidence != Confidence::High).then(|| confidence.word())
}

pub(super) fn text(cx: &Context<'_>, wording: &Wording) -> Text {
    let language = &*cx.scope.language;
    let (found, text) = wording.get(language).unwrap_or((language, ""));
    let other = (found != language).then(|| found.to_string());
    Text { text: text.to_string(), language: other }
}

pub(super) fn row<'a>(
    cx: &Context<'a>,
    standard: &Standard,
    at: usize,
    state: &ClauseState<'a>,
) -> ClauseRow {
    let clause = &standard.clauses[at];
    let coverage = cx.inputs.coverage;
    let needs = || coverage.into_iter().flat_map(|coverage| coverage.needs_of(state));
    let mut places = Places::new();
    let (mut rules, mut shown_by): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for found in needs().flat_map(|need| &need.evidence) {
        match found {
            Evidence::Rule { code, .. } if rules.contains(code) => {}
            Evidence::Rule { code, .. } => rules.push(code),
            Evidence::Clause { standard: of, clause, state: "complete" } if *of != standard.id => {
                shown_by.push(format!("{of}:{clause}"));
            }
            found => add_place(cx, found, &mut places),
        }
    }
    let evidence = places.into_iter().map(|(of, found)| found.place(of, commits(cx)));
    let mut rests_on = Vec::new();
    clause.needs.iter().for_each(|need| add_clauses(&need.of, &standard.id, &mut rests_on));
    let missing: Vec<&Missing<'_>> =
        state.missing.iter().chain(needs().flat_map(|need| &need.missing)).collect();
    // What is silent or complete for one product only is neither.
    for missing in &missing {
        match missing {
            Missing::Rule { code: open, .. } | Missing::Waived { code: open, .. } => {
                rules.retain(|code| *code != *open);
            }
            Missing::Clause { standard, clause, .. } => {
                let open = format!("{standard}:{clause}");
                shown_by.retain(|shown| *shown != open);
            }
            _ => {}
        }
    }
    let language = &*cx.scope.language;
    let mut said: Vec<_> = missing.iter().map(|missing| sentence(missing, language)).collect();
    let mut seen = BTreeSet::new();
    said.retain(|one| seen.insert(one.clone()));
    let is_in = |part: &Option<Part>| part.as_ref().is_some_and(|part| standard.is_in(at, part));
    let in_checklist = is_in(&standard.checklist);
    let (controlled, untold) =
        if in_checklist { controlled(cx, state, &rests_on) } else { (Vec::new(), Vec::new()) };
    ClauseRow {
        key: standard.key(at).to_string(),
        number: clause.cited.clone().unwrap_or_else(|| clause.id.clone()),
        title: text(cx, &clause.title),
        demands: (!clause.demands.is_empty()).then(|| text(cx, &clause.demands)),
        usual: clause.suggestion.clone().filter(|usual| usual != "yes"),
        documented: clause.documented.clone(),
        is_heading: !clause.kind.demands(),
        in_checklist,
        in_index: is_in(&standard.index),
        doubt: doubt(clause.confidence),
        basis: clause.basis.clone().filter(|basis| basis != "known"),
        state: state.state.word(),
        because: because((&cx.project().config, language), standard, clause, &state.state),
        by_product: by_product(cx, state),
        evidence: evidence.collect(),
        controlled,
        untold,
        rules: rules.into_iter().map(str::to_string).collect(),
        rests_on,
        shown_by,
        claimed_by: state.claims.iter().map(|record| record.id.to_string()).collect(),
        missing: said,
    }
}

/// Returns what shows a clause, and what shows the clauses that it rests on, down to its places; and
/// those of the clauses that are of standards which are not followed.
fn controlled<'a>(
    cx: &Context<'a>,
    state: &ClauseState<'a>,
    rests_on: &[String],
) -> (Vec<EvidencePlace>, Vec<String>) {
    let Some(coverage) = cx.inputs.coverage else { return Default::default() };
    let is_followed = |key: &str| key.split(':').next().is_some_and(|id| coverage.of(id).is_some());
    let mut untold: BTreeSet<String> =
        rests_on.iter().filter(|key| !is_followed(key)).cloned().collect();
    let mut places = Places::new();
    let mut looked_at: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut states = vec![state];
    while let Some(state) = states.pop() {
        for found in coverage.needs_of(state).flat_map(|need| &need.evidence) {
            let Evidence::Clause { standard, clause, .. } = found else {
                add_place(cx, found, &mut places);
                continue;
            };
            let covered = coverage.of(standard);
            if covered.is_none() {
                untold.insert(format!("{standard}:{clause}"));
            }
            let covered = covered.filter(|_| looked_at.insert((standard, clause)));
            let below = covered.and_then(|covered| {
                let at = covered.standard.position(clause)?;
                Some(covered.standard.below(at).into_iter().map(|at| &covered.clauses[at]))
            });
            states.extend(below.into_iter().flatten());
        }
    }
    let places = places.into_iter().map(|(of, found)| found.place(of, commits(cx))).collect();
    (places, untold.into_iter().collect())
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

/// Adds what shows something to what is of its sort.
fn add_place<'a>(cx: &Context<'a>, evidence: &Evidence<'a>, places: &mut Places<'a>) {
    let sources = &cx.project().sources;
    let mut add = |of: EvidenceOf, id: Cow<'a, str>, path: &'a str, target: &str| {
        places.entry(of).or_default().add(id, path, commits(cx).place_of(target));
    };
    match evidence {
        Evidence::Record { record, .. } | Evidence::Answer(record) => {
            let found = places.entry(EvidenceOf::Kind(record.kind.name)).or_default();
            let commit = commits(cx).place_of(&record.id);
            found.add((*record.id).into(), sources.path(record.span.source), commit);
            add_deciding(cx, evidence, found);
        }
        Evidence::External { record, document, place } => {
            let word = |field| record.word(&[field]).unwrap_or_default();
            let (number, version) = (word("number"), word("version"));
            let within = place.map(|(anchor, place)| format!("#{anchor}, {place}"));
            let within = within.unwrap_or_default();
            let of = EvidenceOf::External(format!("{number} ({version}): {document}{within}"));
            add(of, (*record.id).into(), sources.path(record.span.source), &record.id);
        }
        Evidence::Section(section) => {
            let of = EvidenceOf::Document(section.document.clone());
            // A reader is led to the text of the document's own language.
            let mut of_section = cx.project().narratives.iter().filter(|narrative| {
                narrative.document == section.document && narrative.language == cx.scope.language
            });
            let own = of_section.find(|_| section.texts.contains_key(&cx.scope.language));
            let path = sources.path(own.map_or(section.span, |narrative| narrative.span).source);
            let anchor: Cow<'_, str> = match &*section.anchor {
                "" => "".into(),
                anchor => format!("#{anchor}").into(),
            };
            let heading = cx.heading(section).filter(|heading| heading.language.is_none());
            let heading = heading.map(|heading| (anchor.to_string(), heading.text));
            add(of.clone(), anchor, path, &section.target());
            places.entry(of).or_default().headings.extend(heading);
        }
        Evidence::Built { document, .. } => {
            places.entry(EvidenceOf::Built((*document).to_string())).or_default();
        }
        Evidence::Setting(name) => {
            let target = format!("{PROJECT_FILE}#{name}");
            add(EvidenceOf::ProjectFile, format!("#{name}").into(), PROJECT_FILE, &target);
        }
        Evidence::Clause { .. } | Evidence::Rule { .. } | Evidence::NoRecord(_) => {}
    }
}

/// Adds the results and runs that decide of a record, or of what verifies it.
fn add_deciding<'a>(cx: &Context<'a>, evidence: &Evidence<'a>, found: &mut Found<'a>) {
    let Evidence::Record { record, through } = evidence else { return };
    let assessment = cx.inputs.assessment;
    let states =
        std::iter::once(record).chain(through).filter_map(|one| assessment.verification(one));
    for deciding in states.flat_map(|state| &state.deciding) {
        let commit = deciding.record.word(&["commit"]);
        let commit = commit.map(|commit| commit.chars().take(10).collect());
        let what = (deciding.outcome.word(), commit);
        found.decided.entry(what).or_default().push((*deciding.record.id).into());
    }
}

/// Returns why a clause is not applicable: the key of a sentence, and what stands in it.
pub(in crate::report) fn because(
    (config, language): (&Config, &str),
    standard: &Standard,
    clause: &Clause,
    state: &State,
) -> Option<(&'static str, String)> {
    let State::NotApplicable(why) = state else { return None };
    // Coverage holds what the project says in its main language; it may say it of a clause above.
    let declared = |field: &str, ids: &[&str], within: &[&str], main: &str| {
        let of_main = config.main_language();
        let path = |id| [&["standards", &*standard.id, field, id], within].concat();
        let mut said = ids.iter().filter_map(|id| config.tree.at(&path(*id)));
        let said = said.find(|node| localized(node, of_main, of_main).map(str::trim) == Some(main));
        let said = said.and_then(|node| localized(node, language, of_main));
        said.unwrap_or(main).to_string()
    };
    let above = standard.position(&clause.id).map(|at| standard.above(at)).unwrap_or_default();
    let above = above.into_iter().map(|at| &*standard.clauses[at].id);
    let ids: Vec<&str> = above.chain([ALL]).collect();
    Some(match why {
        NotApplicable::Class if !clause.classes.is_empty() => {
            ("because.class", clause.classes.join(", "))
        }
        NotApplicable::Class | NotApplicable::Condition => match device_classes(config, clause) {
            Some(classes) => ("because.device-class", classes),
            None if !clause.kind.demands() => ("because.below", String::new()),
            None => ("because.condition", String::new()),
        },
        NotApplicable::NotApplied(why) => {
            ("because.not-applied", declared("not_applied", &ids, &[], why))
        }
        NotApplicable::Excluded(law, why) => {
            let law = declared("excluded", &ids, &["permitted_by"], law);
            let why = declared("excluded", &ids, &["justification"], why);
            ("because.excluded", format!("{law}: {why}"))
        }
        NotApplicable::Replaced(route, why) => {
            let why = declared("routes", &[route], &["justification"], why);
            ("because.replaced", format!("{route}: {why}"))
        }
        NotApplicable::NotTaken => ("because.not-taken", String::new()),
        NotApplicable::Judged => ("because.judged", String::new()),
    })
}

fn condition_of(need: &Need) -> Option<&Condition> {
    match &need.of {
        NeedOf::When { condition, .. } => Some(condition),
        _ => None,
    }
}

/// Returns the risk classes of products that a clause is for, where nothing else decides and no product
/// is of any of them.
fn device_classes(config: &Config, clause: &Clause) -> Option<String> {
    let of_needs: Option<Vec<&Condition>> = clause.needs.iter().map(condition_of).collect();
    let by_class_alone = |condition: &&Condition| {
        let others = [&condition.classes, &condition.profiles, &condition.product_is];
        !condition.device_classes.is_empty() && others.iter().all(|words| words.is_empty())
    };
    let conditions = [Some(vec![&clause.applies_when]), of_needs];
    let mut conditions = conditions.into_iter().flatten();
    let conditions = conditions.find(|all| !all.is_empty() && all.iter().all(by_class_alone))?;
    let classes: BTreeSet<&str> =
        conditions.iter().flat_map(|one| &one.device_classes).map(String::as_str).collect();
    let products = config.tree.get("products").map(Node::entries).unwrap_or_default();
    let has_class = |entry: &Entry| {
        entry.value.get("class").and_then(Node::text).is_some_and(|class| classes.contains(class))
    };
    let is_none = !products.iter().any(has_class);
    is_none.then(|| classes.into_iter().collect::<Vec<_>>().join(", "))
}

/// Says which records of a kind are meant, in the words of their files.
pub(in crate::report) fn that(of: &Selection) -> String {
    let test = |test: &Test| {
        let field = test.path.join(".");
        match &test.is {
            Is::OneOf(values) => format!("{field}: {}", values.join(" | ")),
            Is::Present => format!("{field}: …"),
            Is::Absent => format!("{field}: –"),
        }
    };
    match of.tests.is_empty() {
        true => String::new(),
        false => format!(" ({})", of.tests.iter().map(test).collect::<Vec<_>>().join(", ")),
    }
}

/// A key of the words, and what stands in the sentence.
pub(in crate::report) type Sentence = (&'static str, Vec<(&'static str, String)>);

/// Returns the sentence that says what is missing.
pub(in crate::report) fn sentence(missing: &Missing<'_>, language: &str) -> Sentence {
    let of = |record: &model::Record| record.id.to_string();
    match missing {
        Missing::Unapproved(record, _) => ("missing.unapproved", vec![("what", of(record))]),
        Missing::Draft(record) => ("missing.draft", vec![("record", of(record))]),
        Missing::TooFew { of, found, wanted } => (
            "missing.too-few",
            vec![
                ("kind", of.kind.to_string()),
                ("that", that(of)),
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
        Missing::LinkNotPassed { record, other, .. } => {
            ("missing.link-not-passed", vec![("record", of(record)), ("other", of(other))])
        }
        Missing::Untold { record, failed, .. } => {
            ("missing.untold", vec![("record", of(record)), ("run", of(failed))])
        }
        Missing::Refused(record) => ("missing.refused", vec![("record", of(record))]),
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
            if *records == 1 { "missing.shows-once" } else { "missing.shows" },
            vec![
                ("document", document.to_string()),
                ("number", records.to_string()),
                ("record", of(first)),
            ],
        ),
        Missing::DocumentUnread(document) => {
            ("missing.unread-document", vec![("document", document.to_string())])
        }
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
            let key = if *open == 1 { "missing.rule-once" } else { "missing.rule" };
            (key, vec![("rule", code.to_string()), ("number", open.to_string())])
        }
        Missing::Waived { code, waived, by, until } => (
            if *waived == 1 { "missing.waived-once" } else { "missing.waived" },
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
            let answers = format!("{}#{}", question.clause, question.key);
            let text = question.text.text(language).to_string();
            ("missing.unanswered", vec![("question", text), ("answers", answers)])
        }
        Missing::Answer(record, _) => ("missing.answer", vec![("record", of(record))]),
        Missing::Unmapped => ("missing.unmapped", Vec::new()),
        Missing::NothingThere => ("missing.nothing-there", Vec::new()),
        Missing::Declared(why) if why == NOT_APPROVED => {
            ("missing.declared-unapproved", Vec::new())
        }
        Missing::Declared(_) => ("missing.declared", Vec::new()),
    }
}
