//! Auditor notes: the clauses that a document is evidence of, through which of its records and
//! sections, in which state, and where the rest of the evidence is.
//!
//! What shows a clause is said by the mappings; here it is only turned around, from the clause to the
//! document.

use super::Context;
use super::coverage::{ClauseRow, doubt, row, text};
use super::record::Text;
use crate::config::PROJECT_FILE;
use crate::coverage::{ClauseState, Evidence, Missing, NeedState, State};
use crate::documents::Description;
use crate::model::Record;
use crate::standards::Standard;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The notes of a document, in the order of the standards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    pub notes: Vec<AuditNote>,
}

/// One clause that a document is evidence of, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditNote {
    /// Name and edition.
    pub standard: String,
    pub clause: ClauseRow,
    /// How sure the facts of the clause are: `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// How sure those of the standard are, where that is not high.
    pub doubt: Option<&'static str>,
    /// What of the document each need of the clause is about.
    pub touched: Vec<Touched>,
    /// Where the other evidence is: a document, section or file → ids in it.
    pub elsewhere: Vec<(String, Vec<String>)>,
}

/// What one need of a clause asks of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Touched {
    /// What the need is for, where the mapping says it.
    pub why: Option<Text>,
    /// Whether it asks for the document as a whole.
    pub is_whole: bool,
    /// Sections of the project file that the document shows.
    pub settings: Vec<String>,
    /// Anchors of narrative sections.
    pub sections: BTreeSet<String>,
    /// Records that count, or would if they were approved, whole or passed.
    pub records: BTreeSet<String>,
}

impl Touched {
    fn is_empty(&self) -> bool {
        let Self { is_whole, settings, sections, records, .. } = self;
        !is_whole && settings.is_empty() && sections.is_empty() && records.is_empty()
    }
}

/// Makes the notes; `documents` are all that there are, to say where other evidence stands.
pub(super) fn audit(cx: &Context<'_>, documents: &[Description]) -> Audit {
    let covered = cx.inputs.coverage.map(|coverage| &coverage.standards[..]).unwrap_or_default();
    let notes = covered.iter().flat_map(|covered| {
        let clauses = covered.clauses.iter().enumerate();
        let asked = clauses
            .filter(|(_, state)| !matches!(state.state, State::Nothing | State::NotApplicable(_)));
        asked.filter_map(|(at, state)| note(cx, documents, covered.standard, at, state))
    });
    Audit { notes: notes.collect() }
}

fn note(
    cx: &Context<'_>,
    documents: &[Description],
    standard: &Standard,
    at: usize,
    state: &ClauseState<'_>,
) -> Option<AuditNote> {
    let clause = &standard.clauses[at];
    let needs: Vec<&NeedState<'_>> = cx.inputs.coverage?.needs_of(state).collect();
    // A need that came out differently for several products is there for each of them.
    let why = |state: &NeedState<'_>| {
        let need = clause.needs.iter().find(|need| need.of == *state.need)?;
        (!need.why.is_empty()).then(|| text(cx, &need.why))
    };
    let touched = needs.iter().map(|state| Touched { why: why(state), ..touched(cx, state) });
    let touched: Vec<Touched> = touched.filter(|touched| !touched.is_empty()).collect();
    (!touched.is_empty()).then(|| AuditNote {
        standard: format!("{} {}", standard.name, standard.edition),
        clause: row(cx, standard, at, state),
        confidence: clause.confidence.word(),
        doubt: doubt(standard.confidence),
        touched,
        elsewhere: elsewhere(cx, documents, &needs),
    })
}

fn touched(cx: &Context<'_>, need: &NeedState<'_>) -> Touched {
    let mut touched = Touched::default();
    for found in &need.evidence {
        match found {
            Evidence::Record { record, .. }
            | Evidence::Answer(record)
            | Evidence::External { record, .. } => {
                add_record(cx, record, &mut touched);
            }
            Evidence::Section(section) if section.document == cx.scope.document => {
                touched.sections.insert(section.anchor.clone());
            }
            Evidence::Built { document, .. } => touched.is_whole |= is_own(cx, document),
            Evidence::Setting(name) => add_setting(cx, name, &mut touched),
            _ => {}
        }
    }
    need.missing.iter().for_each(|missing| add_missing(cx, missing, &mut touched));
    touched
}

/// What would count is as good a place to look at as what does.
fn add_missing(cx: &Context<'_>, missing: &Missing<'_>, touched: &mut Touched) {
    match missing {
        Missing::Unapproved(record, _)
        | Missing::Draft(record)
        | Missing::Link(record, _)
        | Missing::LinkNotPassed { record, .. }
        | Missing::Untold { record, .. }
        | Missing::Refused(record)
        | Missing::Field(record, _)
        | Missing::NotPassed(record, _)
        | Missing::Digest(record)
        | Missing::Answer(record, _) => add_record(cx, record, touched),
        Missing::DocumentShows { document, first, .. } => {
            touched.is_whole |= is_own(cx, document);
            add_record(cx, first, touched);
        }
        Missing::Document(document)
        | Missing::DocumentUnapproved(document, _)
        | Missing::DocumentUnread(document)
        | Missing::DocumentEmpty(document) => touched.is_whole |= is_own(cx, document),
        Missing::Section { document, anchor }
        | Missing::SectionUnapproved { document, anchor, .. }
            if is_own(cx, document) =>
        {
            touched.sections.insert((*anchor).to_string());
        }
        Missing::Setting(name)
        | Missing::SettingField(name, _)
        | Missing::SettingUnapproved(name, _) => {
            add_setting(cx, name, touched);
        }
        _ => {}
    }
}

fn is_own(cx: &Context<'_>, document: &str) -> bool {
    document == cx.scope.document
}

fn add_record(cx: &Context<'_>, record: &Record, touched: &mut Touched) {
    if cx.shows(record.kind.name) {
        touched.records.insert(record.id.to_string());
    }
}

fn add_setting(cx: &Context<'_>, name: &str, touched: &mut Touched) {
    if cx.scope.settings.iter().any(|shown| shown == name) {
        touched.settings.push(format!("{PROJECT_FILE}#{name}"));
    }
}

/// Returns where the evidence is that this document does not show.
fn elsewhere(
    cx: &Context<'_>,
    documents: &[Description],
    needs: &[&NeedState<'_>],
) -> Vec<(String, Vec<String>)> {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for found in needs.iter().flat_map(|need| &need.evidence) {
        if let Some((place, id)) = other_place(cx, documents, found) {
            places.entry(place).or_default().extend(id);
        }
    }
    places.into_iter().map(|(place, ids)| (place, ids.into_iter().collect())).collect()
}

fn other_place(
    cx: &Context<'_>,
    documents: &[Description],
    found: &Evidence<'_>,
) -> Option<(String, Option<String>)> {
    let title = |one: &Description| one.titles[&cx.scope.language].clone();
    let title_of = |id: &str| documents.iter().find(|one| one.id == id).map(title);
    let of_record = |record: &Record| {
        let kind = record.kind.name;
        let shows = |one: &&Description| !one.on_request && one.shows.iter().any(|k| k == kind);
        let file = || cx.project().sources.path(record.span.source).to_string();
        let place = documents.iter().find(shows).map_or_else(file, title);
        (!cx.shows(kind)).then(|| (place, Some(record.id.to_string())))
    };
    match found {
        Evidence::Record { record, .. } | Evidence::Answer(record) => of_record(record),
        Evidence::External { record, document, .. } => {
            let word = |field| record.word(&[field]).unwrap_or_default();
            let name = title_of(document).unwrap_or_else(|| (*document).to_string());
            let place = format!("{name}: {} ({})", word("number"), word("version"));
            Some((place, Some(record.id.to_string())))
        }
        Evidence::Section(section) if !is_own(cx, &section.document) => {
            Some((section.target(), None))
        }
        Evidence::Built { document, .. } if !is_own(cx, document) => {
            Some((title_of(document).unwrap_or_else(|| (*document).to_string()), None))
        }
        Evidence::Setting(name) if cx.scope.settings.iter().all(|shown| shown != name) => {
            Some((format!("{PROJECT_FILE}#{name}"), None))
        }
        _ => None,
    }
}
