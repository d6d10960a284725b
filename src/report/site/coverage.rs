//! The clauses of the standards that the project follows: which evidence is there, and what is missing.

use super::address::file_name;
use super::piece::{Badge, Ref, Tone};
use super::{Body, Context, Made, Site};
use crate::config::localized;
use crate::coverage::{ClauseState, Covered, Evidence, NeedState, Outcome, State, Tally};
use crate::model::Record;
use crate::report::coverage_report::{ResultEntry, evidence_entry};
use crate::report::document::Inline;
use crate::report::judged::Judged;
use crate::report::last_commit::LastCommits;
use crate::report::view::{self, Text};
use crate::standards::{Clause, Confidence, Standard, Wording};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The standards in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveragePage {
    /// Products that it is about, and the others; none where the project has one.
    pub products: Vec<Text>,
    pub others: Vec<Text>,
    pub rows: Vec<StandardRow>,
}

/// One edition of a standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardRow {
    pub name: String,
    pub title: Option<Text>,
    pub address: String,
    /// Where the facts are less than sure.
    pub doubt: Option<Badge>,
    pub tally: Tally,
}

/// The clauses of a standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardPage {
    pub name: String,
    pub title: Option<Text>,
    /// What the data does not replace.
    pub notice: Option<Text>,
    pub confidence: Badge,
    pub tally: Tally,
    pub rows: Vec<ClauseRow>,
}

/// A clause in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseRow {
    pub id: String,
    pub title: Option<Text>,
    pub address: String,
    /// How many clauses it stands below.
    pub depth: usize,
    /// None for one that demands nothing.
    pub state: Option<Badge>,
    /// Where the facts are less than sure, or taken over from a similar rule.
    pub doubts: Vec<Badge>,
}

/// One clause with everything that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClausePage {
    /// Name and address of the standard.
    pub standard: (String, String),
    pub id: String,
    pub title: Option<Text>,
    /// What it demands, in our own words.
    pub demands: Option<Text>,
    pub note: Option<Text>,
    /// What it asks to be in writing, in words.
    pub documented: Option<String>,
    /// What is usual for software alone.
    pub usual: Option<String>,
    pub confidence: Badge,
    /// Where the rule was not seen.
    pub basis: Option<Badge>,
    pub state: Option<Badge>,
    /// Why it is not applicable.
    pub because: Option<String>,
    /// Each product and its state, where they differ.
    pub by_product: Vec<(Text, Badge)>,
    pub needs: Vec<NeedRow>,
    /// What is missing beside the needs.
    pub missing: Vec<StepRow>,
    /// Records that claim to serve it; no evidence.
    pub claims: Vec<Ref>,
    pub answers: Vec<Ref>,
    pub below: Vec<ClauseRow>,
}

/// What became of one need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRow {
    /// The product that it is about, where it came out differently for another one.
    pub product: Option<Text>,
    pub need: Vec<Inline>,
    pub outcome: Badge,
    pub evidence: Vec<EvidenceRow>,
    /// How much more evidence there is.
    pub more: usize,
    pub missing: Vec<StepRow>,
    /// How much more is missing.
    pub more_missing: usize,
}

/// One thing that shows a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    pub what: Ref,
    pub text: Vec<Inline>,
    pub place: Option<String>,
    /// The last commit that changed it, and its day.
    pub changed: Option<(String, String)>,
    /// Results that decide.
    pub results: Vec<ResultRow>,
}

/// A result that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// The verification that it decides, where that is not the evidence itself.
    pub of: Option<String>,
    pub id: String,
    pub outcome: Badge,
    /// The tested commit.
    pub commit: Option<String>,
}

/// What is missing, and the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    pub missing: Vec<Inline>,
    pub next: Vec<Inline>,
}

/// A clause that a record is evidence of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedClause {
    pub name: String,
    pub title: Option<Text>,
    pub address: String,
    pub state: Option<Badge>,
    /// Confidence and basis of the fact, where they are less than sure.
    pub doubts: Vec<Badge>,
}

/// Evidence of a need, and what it lacks, that is listed; the command `coverage` tells all of it.
const MOST_EVIDENCE: usize = 40;

/// Which clauses each record is evidence of, as places of standard and clause.
#[derive(Debug, Default)]
pub(super) struct Serving<'a> {
    clauses_of_need: BTreeMap<usize, Vec<(usize, usize)>>,
    needs_of_record: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Serving<'a> {
    pub(super) fn of(coverage: &crate::coverage::Coverage<'a>) -> Self {
        let mut serving = Self::default();
        for (standard, covered) in coverage.standards.iter().enumerate() {
            for (clause, state) in covered.clauses.iter().enumerate() {
                for need in state.needs() {
                    serving.clauses_of_need.entry(*need).or_default().push((standard, clause));
                }
            }
        }
        for need in serving.clauses_of_need.keys() {
            for evidence in &coverage.need(*need).evidence {
                let (record, through) = match evidence {
                    Evidence::Record { record, through } => (record, &through[..]),
                    Evidence::Answer(record) | Evidence::External { record, .. } => {
                        (record, &[][..])
                    }
                    _ => continue,
                };
                for record in std::iter::once(record).chain(through) {
                    serving.needs_of_record.entry(&record.id).or_default().push(*need);
                }
            }
        }
        serving
    }

    fn clauses(&self, record: &str) -> BTreeSet<(usize, usize)> {
        let needs = self.needs_of_record.get(record).into_iter().flatten();
        needs.flat_map(|need| &self.clauses_of_need[need]).copied().collect()
    }
}

/// Returns the name of a standard with its edition; what is named by its year has but one.
fn name(standard: &Standard) -> String {
    match standard.name.contains(&standard.edition) {
        true => standard.name.clone(),
        false => format!("{}, {}", standard.name, standard.edition),
    }
}

/// Returns the address of the clauses of a standard.
fn standard_address(standard: &Standard) -> String {
    format!("standard/{}.html", file_name(&standard.id))
}

/// Returns the address of a clause.
pub(super) fn clause_address(standard: &Standard, clause: &str) -> String {
    format!("clause/{}_{}.html", file_name(&standard.id), file_name(clause))
}

pub(super) fn page(cx: &Context<'_, '_>) -> Made {
    let row = |covered: &Covered<'_>| StandardRow {
        name: name(covered.standard),
        title: cx.wording(&covered.standard.title),
        address: standard_address(covered.standard),
        doubt: cx.doubt(covered.standard.confidence),
        tally: covered.tally(),
    };
    let rows = cx.site.inputs.coverage.standards.iter().map(row).collect();
    let coverage = cx.site.inputs.coverage;
    let names = |keys: &[&str]| keys.iter().map(|key| cx.product(key)).collect();
    let (products, others) = (names(&coverage.products), names(&coverage.others));
    let body = Body::Coverage(CoveragePage { products, others, rows });
    ("coverage.html".to_string(), cx.say("site.coverage"), "coverage", body)
}

pub(super) fn standard_page(cx: &Context<'_, '_>, nth: usize) -> Made {
    let covered = &cx.site.inputs.coverage.standards[nth];
    let standard = covered.standard;
    let content = StandardPage {
        name: name(standard),
        title: cx.wording(&standard.title),
        notice: cx.wording(&standard.notice),
        confidence: cx.confidence(standard.confidence),
        tally: covered.tally(),
        rows: (0..standard.clauses.len()).map(|at| cx.clause_row(covered, at)).collect(),
    };
    (standard_address(standard), name(standard), "coverage", Body::Standard(content))
}

pub(super) fn clause_page(cx: &Context<'_, '_>, nth: usize, at: usize) -> Made {
    let coverage = cx.site.inputs.coverage;
    let covered = &coverage.standards[nth];
    let (standard, clause, state) =
        (covered.standard, &covered.standard.clauses[at], &covered.clauses[at]);
    let usual = clause.suggestion.as_deref().filter(|usual| *usual != "yes");
    let refs = |records: &[&_]| records.iter().map(|record| cx.reference_to(record)).collect();
    let content = ClausePage {
        standard: (name(standard), standard_address(standard)),
        id: clause.id.clone(),
        title: cx.wording(&clause.title),
        demands: cx.wording(&clause.demands),
        note: cx.wording(&clause.note),
        documented: cx.documented(&clause.documented),
        usual: usual.map(|usual| cx.say(&format!("usual.{usual}"))),
        confidence: cx.confidence(clause.confidence),
        basis: cx.basis(clause),
        state: cx.clause_state(state),
        because: cx.because(standard, clause, &state.state),
        by_product: cx.by_product(state),
        needs: coverage.needs_of(state).map(|need| cx.need(need)).collect(),
        missing: cx.steps(&state.missing),
        claims: refs(&state.claims),
        answers: state.answers.iter().map(|record| cx.answer(record)).collect(),
        below: clause.children.iter().map(|at| cx.clause_row(covered, *at)).collect(),
    };
    let title = format!("{} {}", standard.name, clause.id);
    (clause_address(standard, &clause.id), title, "coverage", Body::Clause(Box::new(content)))
}

impl<'a> Site<'a> {
    /// Returns the places of every standard, and of every clause in it.
    pub(super) fn clauses(&self) -> Vec<(usize, usize)> {
        let standards = self.inputs.coverage.standards.iter().enumerate();
        let places = |(nth, covered): (usize, &Covered<'a>)| {
            (0..covered.clauses.len()).map(move |at| (nth, at)).collect::<Vec<_>>()
        };
        standards.flat_map(places).collect()
    }
}

impl<'a> Context<'_, 'a> {
    /// Returns an assessment with what it answers: a no says as much as a yes.
    fn answer(&self, record: &'a Record) -> Ref {
        let mut to = self.reference_to(record);
        let answer = record.word(&["answer"]).unwrap_or_default();
        let tone = match answer {
            "yes" => Tone::Good,
            "no" => Tone::Bad,
            _ => Tone::Plain,
        };
        let text = match answer {
            "" => self.say("not-stated"),
            answer => self.show().value("answer", answer),
        };
        to.badges.insert(0, Badge { tone, text });
        to
    }

    fn wording(&self, wording: &Wording) -> Option<Text> {
        let (of, text) = wording.get(self.language())?;
        let language = (of != self.language()).then(|| of.to_string());
        Some(Text { text: text.to_string(), language })
    }

    fn confidence(&self, confidence: Confidence) -> Badge {
        let word = confidence.word();
        let tone = if word == "high" { Tone::Plain } else { Tone::Doubtful };
        Badge { tone, text: self.say(&format!("site.confidence.{word}")) }
    }

    fn doubt(&self, confidence: Confidence) -> Option<Badge> {
        (confidence != Confidence::High).then(|| self.confidence(confidence))
    }

    fn basis(&self, clause: &Clause) -> Option<Badge> {
        let basis = clause.basis.as_deref().filter(|basis| *basis != "known")?;
        Some(Badge { tone: Tone::Doubtful, text: self.say(&format!("basis.{basis}")) })
    }

    fn clause_row(&self, covered: &Covered<'_>, at: usize) -> ClauseRow {
        let (standard, clause) = (covered.standard, &covered.standard.clauses[at]);
        ClauseRow {
            id: clause.id.clone(),
            title: self.wording(&clause.title),
            address: clause_address(standard, &clause.id),
            depth: standard.above(at).len() - 1,
            state: self.clause_state(&covered.clauses[at]),
            doubts: self.doubt(clause.confidence).into_iter().chain(self.basis(clause)).collect(),
        }
    }

    fn documented(&self, words: &[String]) -> Option<String> {
        let said: Vec<String> =
            words.iter().map(|word| self.say(&format!("documented.{word}"))).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    fn by_product(&self, state: &ClauseState<'_>) -> Vec<(Text, Badge)> {
        let differs = state.by_product.iter().any(|(_, one)| one.word() != state.state.word());
        let of_products = state.by_product.iter().filter(|_| differs);
        of_products
            .filter_map(|(product, one)| Some((self.product(product), self.state_badge(one)?)))
            .collect()
    }

    pub(super) fn product(&self, key: &str) -> Text {
        let config = &self.site.inputs.view.project.config;
        let name = config.tree.at(&["products", key, "name"]);
        let name = name.and_then(|name| localized(name, self.language(), config.main_language()));
        Text { text: name.unwrap_or(key).to_string(), language: None }
    }

    fn clause_state(&self, state: &ClauseState<'_>) -> Option<Badge> {
        self.state_badge(&state.state)
    }

    fn state_badge(&self, state: &State) -> Option<Badge> {
        let word = state.word();
        let tone = match word {
            "complete" => Tone::Good,
            "partial" | "to-be-judged" => Tone::Doubtful,
            "none" => Tone::Bad,
            "nothing-demanded" => return None,
            _ => Tone::Plain,
        };
        Some(Badge { tone, text: self.say(&format!("site.clause.{word}")) })
    }

    fn need(&self, state: &NeedState<'a>) -> NeedRow {
        let (tone, key) = match state.outcome {
            Outcome::Met => (Tone::Good, "met"),
            Outcome::Open => (Tone::Bad, "open"),
            Outcome::ToBeJudged => (Tone::Doubtful, "to-be-judged"),
            Outcome::NotNeeded => (Tone::Plain, "not-needed"),
        };
        let evidence = state.evidence.iter().take(MOST_EVIDENCE);
        NeedRow {
            product: state.product.map(|product| self.product(product)),
            need: self.quoted(&self.need_words(state.need)),
            outcome: Badge { tone, text: self.say(&format!("site.need.{key}")) },
            evidence: evidence.map(|found| self.evidence(found)).collect(),
            more: state.evidence.len().saturating_sub(MOST_EVIDENCE),
            missing: self.steps(&state.missing[..state.missing.len().min(MOST_EVIDENCE)]),
            more_missing: state.missing.len().saturating_sub(MOST_EVIDENCE),
        }
    }

    fn evidence(&self, evidence: &Evidence<'a>) -> EvidenceRow {
        let view::Inputs { graph, assessment, history, revision, .. } = self.site.inputs.view;
        let judged = Judged { graph, assessment, language: self.language() };
        let entry = evidence_entry(judged, LastCommits { history, revision }, evidence);
        let what = match evidence {
            Evidence::Record { record, .. }
            | Evidence::Answer(record)
            | Evidence::External { record, .. } => self.reference_to(record),
            _ => Ref {
                id: match evidence {
                    Evidence::NoRecord(kind) => self.say(&format!("kind.{kind}")),
                    _ => entry.id.clone(),
                },
                has_page: self.site.addresses.section(&entry.id).is_some(),
                title: self.title_of_section(&entry.id),
                badges: Vec::new(),
            },
        };
        let result = |result: &ResultEntry| {
            let tone = if result.outcome == "pass" { Tone::Good } else { Tone::Bad };
            let text = self.say(&format!("outcome.{}", result.outcome));
            ResultRow {
                of: result.of.clone(),
                id: result.id.clone(),
                outcome: Badge { tone, text },
                commit: result.commit.clone(),
            }
        };
        EvidenceRow {
            text: match self.evidence_words(evidence) {
                text if text.is_empty() => Vec::new(),
                text => self.quoted(&text),
            },
            changed: entry.changed.map(|it| (it.short().to_string(), it.day().to_string())),
            place: entry.place.map(|place| format!("{}:{}", place.path, place.line)),
            results: entry.results.iter().map(result).collect(),
            what,
        }
    }

    fn because(&self, standard: &Standard, clause: &Clause, state: &State) -> Option<String> {
        let in_language = (&self.site.inputs.view.project.config, self.language());
        let (key, why) = view::because(in_language, standard, clause, state)?;
        Some(self.sentence(key, &[("why", &why)]))
    }

    /// Returns the clauses that a record is evidence of.
    pub(super) fn served(&self, record: &str) -> Vec<ServedClause> {
        let served = |(standard, clause): (usize, usize)| {
            let made = &self.edition.served[standard][clause];
            made.get_or_init(|| self.served_clause(standard, clause)).clone()
        };
        self.site.serving.clauses(record).into_iter().map(served).collect()
    }

    fn served_clause(&self, standard: usize, clause: usize) -> ServedClause {
        let covered = &self.site.inputs.coverage.standards[standard];
        let row = self.clause_row(covered, clause);
        ServedClause {
            name: format!("{} {}", covered.standard.name, row.id),
            title: row.title,
            address: row.address,
            state: row.state,
            doubts: row.doubts,
        }
    }
}
