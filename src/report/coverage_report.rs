//! Coverage → what is said of clauses: the state, the evidence down to its place, and the next step.

use super::check_report::{Inputs, Place, place};
use super::judged::Judged;
use super::last_commit::{LastCommit, LastCommits};
use super::need_words::need_words;
use super::view;
use crate::coverage::{
    ClauseState, Coverage, Covered, Evidence, Followed, Missing, NeedState, NotApplicable, Outcome,
    State, Tally,
};
use crate::model::Record;
use crate::standards::{Clause, ClauseKind, Library, Standard};
use serde::Serialize;

/// The state of the clauses of some standards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageReport {
    /// The judged release, or why there is none.
    pub release: Option<String>,
    /// Why no release is judged.
    pub no_release: Option<String>,
    /// The products that it is about, and the project's others; none where it has one.
    pub products: Vec<String>,
    /// The project's other products, of which nothing is said.
    pub other_products: Vec<String>,
    /// Why the last commits are not known, or may not be the right ones.
    pub no_history: Option<String>,
    /// The standards that are followed or were asked for.
    pub standards: Vec<StandardEntry>,
    /// Each distinct need, once; clauses name them by place.
    pub needs: Vec<NeedEntry>,
    /// Standards that are known and not followed.
    pub not_followed: Vec<String>,
    pub inputs: Inputs,
}

/// One edition of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandardEntry {
    /// As in `iec-62304`.
    pub id: String,
    /// How it is cited.
    pub name: String,
    /// As the project file names it.
    pub edition: String,
    /// What it is about, in the language asked for.
    pub title: String,
    /// What the data does not replace.
    pub notice: String,
    /// How sure the facts of the standard are: `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// `named`, `profile` or `no`.
    pub followed: &'static str,
    /// States of all of its clauses.
    pub tally: TallyEntry,
    /// Its clauses, each before those below it.
    pub clauses: Vec<ClauseEntry>,
}

/// How many clauses are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TallyEntry {
    /// Clauses whose evidence is complete.
    pub complete: usize,
    /// Clauses of which something is there, and something is missing.
    pub partial: usize,
    /// Clauses without any evidence.
    pub none: usize,
    /// Clauses of which only the answer of a person is missing.
    pub to_be_judged: usize,
    /// Clauses that do not apply.
    pub not_applicable: usize,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseEntry {
    /// Its number, without the standard.
    pub id: String,
    /// The clause above it.
    pub above: Option<String>,
    /// Short title, in the language asked for.
    pub title: String,
    /// `requirement`, `option`, `heading`, `informative`, `guidance` or `not-used`.
    pub kind: &'static str,
    /// What it demands, in our own words.
    pub demands: Option<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
    /// How sure the facts of the clause are: `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// `known`, `analogy` or `unknown`, where the data says so.
    pub basis: Option<String>,
    /// `yes`, `maybe`, `no`, `check` or `usually-not-applicable`: whether it normally concerns
    /// software alone, by our own judgement.
    pub suggestion: Option<String>,
    /// What the clause itself asks to be in writing, as in `record`.
    pub documented: Vec<String>,
    /// Safety classes that it concerns; empty for all.
    pub classes: Vec<String>,
    /// `complete`, `partial`, `none`, `to-be-judged`, `not-applicable` or `nothing-demanded`.
    pub state: &'static str,
    /// Why it is not applicable.
    pub because: Option<String>,
    /// For each product, where several are covered; the state is the worst of them.
    pub by_product: Vec<ProductEntry>,
    /// States of the clause and of those below it.
    pub tally: TallyEntry,
    /// Its needs, as places in `needs` of the report; the first is 0.
    pub needs: Vec<usize>,
    /// What is missing beside the needs.
    pub missing: Vec<StepEntry>,
    /// Records that claim to serve it; no evidence.
    pub claimed_by: Vec<String>,
    /// Assessments that name the clause or one of its questions, whatever they are worth.
    pub answered_by: Vec<String>,
    /// Those of them that answer no.
    pub answered_no_by: Vec<String>,
}

/// The state of a clause for one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProductEntry {
    /// Key of the product.
    pub product: String,
    /// As `state` of the clause.
    pub state: &'static str,
}

/// What became of one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedEntry {
    /// What is needed.
    pub need: String,
    /// The product that it is about, where it came out differently for another one.
    pub product: Option<String>,
    /// `met`, `open`, `to-be-judged` or `not-needed`.
    pub outcome: &'static str,
    /// What shows it.
    pub evidence: Vec<EvidenceEntry>,
    /// What is missing for it.
    pub missing: Vec<StepEntry>,
}

/// One thing that shows a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceEntry {
    /// `record`, `document`, `external`, `setting`, `clause`, `rule` or `none`. What an external
    /// document holds was not seen.
    pub sort: &'static str,
    /// Its id, target or code.
    pub id: String,
    /// What it says, or what it is.
    pub text: String,
    /// Where it is; null for what has no file of its own.
    pub place: Option<Place>,
    /// The last commit that changed it.
    pub changed: Option<LastCommit>,
    /// Whether its file differs from what is committed.
    pub uncommitted: bool,
    /// What decides that it passed.
    pub results: Vec<ResultEntry>,
}

/// A result or run that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultEntry {
    /// The verification that it decides, where the evidence is what that verifies.
    pub of: Option<String>,
    /// Id of the result or test run.
    pub id: String,
    /// `pass`, `fail` or another verdict of a result.
    pub outcome: &'static str,
    /// The commit that was tested, where the record says so.
    pub commit: Option<String>,
}

/// What is missing, and the smallest next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepEntry {
    /// What is missing.
    pub missing: String,
    /// The smallest next step.
    pub next: String,
    /// The record that it is about.
    pub record: Option<String>,
}

/// A clause that a record serves or claims to serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServedEntry {
    /// Id of the standard.
    pub standard: String,
    /// Number of the clause.
    pub clause: String,
    /// Short title of the clause.
    pub title: String,
    /// How sure the facts of the clause are: `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// `known`, `analogy` or `unknown`, where the data says so.
    pub basis: Option<String>,
    /// Whether it follows from the mapping; else the record only claims it.
    pub derived: bool,
}

/// Returns the ids of the standards that are known and that the project does not follow; `coverage`
/// holds all that it follows.
pub fn not_followed(library: &Library, coverage: &Coverage<'_>) -> Vec<String> {
    let is_followed = |id: &str| {
        let mut covered = coverage.standards.iter();
        covered.any(|one| one.standard.id == id && one.followed != Followed::No)
    };
    let others = library.ids().into_iter().filter(|id| !is_followed(id));
    others.map(str::to_string).collect()
}

/// Makes the report; `only` keeps one clause and those below it.
pub fn coverage_report<'a>(
    judged: Judged<'_, 'a>,
    commits: LastCommits<'_>,
    coverage: &Coverage<'a>,
    not_followed: Vec<String>,
    only: Option<(&str, &str)>,
    inputs: Inputs,
) -> CoverageReport {
    let is_wanted = |covered: &&Covered<'a>| only.is_none_or(|(id, _)| covered.standard.id == id);
    let standards: Vec<StandardEntry> = coverage
        .standards
        .iter()
        .filter(is_wanted)
        .map(|covered| standard_entry(judged, covered, only.map(|(_, clause)| clause)))
        .collect();
    let mut report = CoverageReport {
        release: judged.assessment.release.record().map(|release| release.id.to_string()),
        no_release: judged.assessment.release.reason(),
        products: coverage.products.iter().map(|product| product.to_string()).collect(),
        other_products: coverage.others.iter().map(|product| product.to_string()).collect(),
        no_history: commits.unknown(),
        standards,
        needs: Vec::new(),
        not_followed,
        inputs,
    };
    report.needs = keep_needs(&mut report.standards, coverage)
        .map(|need| need_entry(judged, commits, need))
        .collect();
    report
}

/// Keeps the needs that clauses name, in the order in which they do, and numbers them anew.
fn keep_needs<'c, 'a>(
    standards: &mut [StandardEntry],
    coverage: &'c Coverage<'a>,
) -> impl Iterator<Item = &'c NeedState<'a>> + use<'c, 'a> {
    let mut kept: Vec<usize> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for clause in standards.iter_mut().flat_map(|standard| &mut standard.clauses) {
        for need in &mut clause.needs {
            let place = *places.entry(*need).or_insert_with(|| {
                kept.push(*need);
                kept.len() - 1
            });
            *need = place;
        }
    }
    kept.into_iter().map(|at| coverage.need(at))
}

fn standard_entry(
    judged: Judged<'_, '_>,
    covered: &Covered<'_>,
    only: Option<&str>,
) -> StandardEntry {
    let Covered { standard, followed, clauses } = covered;
    let wanted = only.and_then(|clause| standard.position(clause));
    let is_wanted = |at: usize| wanted.is_none_or(|wanted| standard.above(at).contains(&wanted));
    let shown = clauses.iter().enumerate().filter(|(at, _)| is_wanted(*at));
    StandardEntry {
        id: standard.id.clone(),
        name: standard.name.clone(),
        edition: standard.edition.clone(),
        title: standard.title.text(judged.language).to_string(),
        notice: standard.notice.text(judged.language).to_string(),
        confidence: standard.confidence.word(),
        followed: match followed {
            Followed::Named => "named",
            Followed::Profile => "profile",
            Followed::No => "no",
        },
        tally: tally_entry(covered.tally()),
        clauses: shown
            .map(|(at, state)| clause_entry(judged, standard, &standard.clauses[at], state))
            .collect(),
    }
}

fn tally_entry(tally: Tally) -> TallyEntry {
    let Tally { complete, partial, none, to_be_judged, not_applicable } = tally;
    TallyEntry { complete, partial, none, to_be_judged, not_applicable }
}

fn clause_entry(
    judged: Judged<'_, '_>,
    standard: &Standard,
    clause: &Clause,
    state: &ClauseState<'_>,
) -> ClauseEntry {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let ids = |records: &[&Record]| records.iter().map(|record| record.id.to_string()).collect();
    let by_product = state
        .by_product
        .iter()
        .map(|(product, state)| ProductEntry { product: product.to_string(), state: state.word() });
    ClauseEntry {
        id: clause.id.clone(),
        above: clause.parent.map(|at| standard.clauses[at].id.clone()),
        title: clause.title.text(judged.language).to_string(),
        kind: kind_word(clause.kind),
        demands: said(clause.demands.text(judged.language)),
        note: said(clause.note.text(judged.language)),
        confidence: clause.confidence.word(),
        basis: clause.basis.clone(),
        suggestion: clause.suggestion.clone(),
        documented: clause.documented.clone(),
        classes: clause.classes.clone(),
        state: state.state.word(),
        because: because(judged, standard, clause, &state.state),
        by_product: by_product.collect(),
        tally: tally_entry(state.tally),
        needs: state.needs().to_vec(),
        missing: steps(&state.missing, judged.language),
        claimed_by: ids(&state.claims),
        answered_by: ids(&state.answers),
        answered_no_by: state.refusals().map(|record| record.id.to_string()).collect(),
    }
}

fn kind_word(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Requirement => "requirement",
        ClauseKind::Option => "option",
        ClauseKind::Heading => "heading",
        ClauseKind::Informative => "informative",
        ClauseKind::Guidance => "guidance",
        ClauseKind::NotUsed => "not-used",
    }
}

/// Says why a clause is not applicable; what the project says of it in the language asked for.
fn because(
    judged: Judged<'_, '_>,
    standard: &Standard,
    clause: &Clause,
    state: &State,
) -> Option<String> {
    let State::NotApplicable(why) = state else { return None };
    let in_language = (&judged.project().config, judged.language);
    let (key, said) = view::because(in_language, standard, clause, state)?;
    Some(match why {
        _ if key == "because.device-class" => {
            format!("it is for products of class {said}, and none is")
        }
        _ if key == "because.below" => {
            "nothing below it applies, for the reasons told there".into()
        }
        NotApplicable::Class if !clause.classes.is_empty() => {
            format!("it is for class {}, and no software item is", clause.classes.join(" and "))
        }
        NotApplicable::Class | NotApplicable::Condition => {
            "nothing of it concerns this project".to_string()
        }
        NotApplicable::NotApplied(_) => format!("not applied: {said}"),
        NotApplicable::Excluded(..) => format!("excluded, as law permits: {said}"),
        NotApplicable::Replaced(..) => format!("a route stands in its place, clause {said}"),
        NotApplicable::NotTaken => "a route that the project does not take".to_string(),
        NotApplicable::Judged => "an approved assessment says so".to_string(),
    })
}

fn steps(missing: &[Missing<'_>], language: &str) -> Vec<StepEntry> {
    let entry = |missing: &Missing<'_>| {
        let step = missing.step(language);
        StepEntry { missing: step.missing, next: step.next, record: step.record }
    };
    missing.iter().map(entry).collect()
}

fn need_entry(
    judged: Judged<'_, '_>,
    commits: LastCommits<'_>,
    state: &NeedState<'_>,
) -> NeedEntry {
    let evidence = state.evidence.iter().map(|found| evidence_entry(judged, commits, found));
    NeedEntry {
        need: need_words(state.need, judged.language),
        product: state.product.map(str::to_string),
        outcome: match state.outcome {
            Outcome::NotNeeded => "not-needed",
            Outcome::Met => "met",
            Outcome::ToBeJudged => "to-be-judged",
            Outcome::Open => "open",
        },
        evidence: evidence.collect(),
        missing: steps(&state.missing, judged.language),
    }
}

/// Tells of one thing that shows a need.
pub(super) fn evidence_entry(
    judged: Judged<'_, '_>,
    commits: LastCommits<'_>,
    evidence: &Evidence<'_>,
) -> EvidenceEntry {
    let entry = located(judged, evidence);
    let is_uncommitted = |place: &Place| commits.is_uncommitted(&place.path);
    EvidenceEntry {
        changed: entry.place.as_ref().and_then(|_| commits.of(&entry.id)),
        uncommitted: entry.place.as_ref().is_some_and(is_uncommitted),
        ..entry
    }
}

fn located(judged: Judged<'_, '_>, evidence: &Evidence<'_>) -> EvidenceEntry {
    let sources = &judged.project().sources;
    let entry = |sort, id: String, text: String| EvidenceEntry {
        sort,
        id,
        text,
        place: None,
        changed: None,
        uncommitted: false,
        results: Vec::new(),
    };
    let of_record = |record: &Record, text: String| EvidenceEntry {
        place: Some(place(sources, record.span, String::new())),
        results: results(judged, record),
        ..entry("record", record.id.to_string(), text)
    };
    match evidence {
        Evidence::Record { record, through } => {
            let mut entry = of_record(record, judged.title(record));
            entry.results.extend(through.iter().flat_map(|verification| {
                let of = Some(verification.id.to_string());
                let results = results(judged, verification).into_iter();
                results.map(move |result| ResultEntry { of: of.clone(), ..result })
            }));
            entry
        }
        Evidence::Answer(record) => {
            let reason = record.text(&["reason"], &judged.project().config, judged.language);
            of_record(record, reason.unwrap_or_default().to_string())
        }
        Evidence::External { record, document, place } => {
            let word = |field| record.word(&[field]).unwrap_or_default().to_string();
            let (number, version, digest) = (word("number"), word("version"), word("sha256"));
            let text = match place {
                None => format!("{document}: {number}, version {version}, SHA-256 {digest}"),
                Some((anchor, place)) => format!(
                    "{document}#{anchor} at {place} of {number}, version {version}, SHA-256 \
                     {digest}; its record says so, and it was not seen"
                ),
            };
            EvidenceEntry { sort: "external", ..of_record(record, text) }
        }
        Evidence::Section(section) => EvidenceEntry {
            place: Some(place(sources, section.span, String::new())),
            ..entry("document", section.target(), "written and approved".to_string())
        },
        Evidence::Built { document, records } => {
            let noun = if *records == 1 { "record" } else { "records" };
            let text = format!("built from {records} approved {noun}");
            entry("document", document.to_string(), text)
        }
        Evidence::Setting(name) => {
            let place = place(sources, judged.project().config.place_of(name), String::new());
            let text = "there and approved".to_string();
            let id = format!("techfile.yaml#{name}");
            EvidenceEntry { place: Some(place), ..entry("setting", id, text) }
        }
        Evidence::Clause { standard, clause, state } => {
            entry("clause", format!("{standard}:{clause}"), state.to_string())
        }
        Evidence::Rule { code, waived: 0 } => {
            entry("rule", code.to_string(), "finds nothing".to_string())
        }
        Evidence::Rule { code, waived } => {
            entry("rule", code.to_string(), format!("finds {waived}, all waived"))
        }
        Evidence::NoRecord(kind) => {
            let text = format!("no `{kind}` is there, and none needs to be");
            entry("none", kind.to_string(), text)
        }
    }
}

fn results(judged: Judged<'_, '_>, record: &Record) -> Vec<ResultEntry> {
    let deciding = judged.assessment.verification(record).map(|state| &state.deciding);
    let entry = |evidence: &crate::assess::Evidence<'_>| ResultEntry {
        of: None,
        id: evidence.record.id.to_string(),
        outcome: evidence.outcome.word(),
        commit: evidence.record.word(&["commit"]).map(str::to_string),
    };
    let mut entries: Vec<ResultEntry> = Vec::new();
    // One run decides several tests of a verification.
    for entry in deciding.into_iter().flatten().map(entry) {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    entries
}

/// Returns the clauses that a record serves, and those that it only claims to serve.
pub fn served(
    coverage: &Coverage<'_>,
    library: &Library,
    record: &Record,
    language: &str,
) -> Vec<ServedEntry> {
    let derived = coverage.served_by(record).into_iter().map(|(standard, at)| {
        let clause = &standard.clauses[at];
        entry_of(standard, clause, language, true)
    });
    let mut entries: Vec<ServedEntry> = derived.collect();
    let named = record.node.get("clauses").map(crate::yaml::Node::one_or_many).unwrap_or_default();
    for name in named.iter().filter_map(crate::yaml::Node::text) {
        let Some((id, clause)) = name.split_once(':') else { continue };
        let is_derived = |entry: &ServedEntry| entry.standard == id && entry.clause == clause;
        let followed = coverage.of(id).map(|covered| covered.standard);
        let found = followed.or(library.edition(id, None));
        let found = found.and_then(|one| Some((one, one.clause(clause)?)));
        if let (Some((standard, clause)), false) = (found, entries.iter().any(is_derived)) {
            entries.push(entry_of(standard, clause, language, false));
        }
    }
    entries
}

fn entry_of(standard: &Standard, clause: &Clause, language: &str, derived: bool) -> ServedEntry {
    ServedEntry {
        standard: standard.id.clone(),
        clause: clause.id.clone(),
        title: clause.title.text(language).to_string(),
        confidence: clause.confidence.word(),
        basis: clause.basis.clone(),
        derived,
    }
}
