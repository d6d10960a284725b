//! Traces in both directions: from needs and risks to the evidence, and from the evidence back.

use super::Context;
use super::mention::Numbered;
use super::record::{Ref, Text};
use super::requirement::VerifiedBy;
use crate::model::{Record, Status};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The trace part of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// Need → requirement → item → verification, a row for each requirement under a need.
    pub needs: Vec<NeedRow>,
    /// Risk → control → what implements it → verification, a row for each control of a risk.
    pub risks: Vec<RiskRow>,
    /// Verification → what it verifies → where that comes from.
    pub verifications: Vec<BackRow>,
    /// Software item → what it realizes and implements → where that comes from.
    pub items: Vec<BackRow>,
    /// Requirement or risk control → what it satisfies, implements and controls → where that comes from.
    pub requirements: Vec<BackRow>,
    /// Requirements and controls that lead back to no need and no risk.
    pub without_origin: Vec<Ref>,
    /// Needs that no requirement satisfies.
    pub without_requirement: Vec<Ref>,
    /// Requirements and controls that nothing verifies.
    pub without_verification: Vec<Ref>,
    /// Verifications that lead back to no need and no risk.
    pub without_target: Vec<Ref>,
}

/// A requirement that a need leads to; none where nothing satisfies the need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedRow {
    pub need: Ref,
    pub requirement: Option<Ref>,
    /// The requirement between, where it is derived.
    pub through: Vec<Ref>,
    pub items: Vec<Ref>,
    /// Whether the requirement leaves its realization to no other that is derived from it.
    pub needs_item: bool,
    pub verified_by: Vec<VerifiedBy>,
    pub is_verified: bool,
}

/// A control of a risk; none where nothing controls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RiskRow {
    pub risk: Ref,
    pub control: Option<Ref>,
    pub implemented_by: Vec<Ref>,
    /// A procedure carries out the control.
    pub by_procedure: bool,
    pub verified_by: Vec<VerifiedBy>,
    pub is_complete: bool,
}

/// Something that is traced back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackRow {
    pub record: Ref,
    pub title: Option<Text>,
    /// The outcome of a verification.
    pub outcome: Option<&'static str>,
    pub to: Vec<Ref>,
    pub needs: Vec<Ref>,
    pub risks: Vec<Ref>,
}

impl Numbered for Trace {}

pub(super) fn trace(cx: &Context<'_>) -> Trace {
    let mut origins = Origins { cx, known: BTreeMap::new() };
    let back = |record: &Record, fields: &[&str], origins: &mut Origins<'_, '_>| {
        let targets = fields.iter().flat_map(|field| cx.inputs.graph.targets(&record.id, field));
        let mut found = Found::default();
        let mut to = Vec::new();
        for target in targets {
            if to.last().is_none_or(|last: &Ref| last.id != *target.id) {
                to.push(cx.reference_to(target));
            }
            found.add(&origins.of(target));
        }
        let refs = |ids: &BTreeSet<usize>| {
            ids.iter().map(|at| cx.reference_to(&cx.project().records[*at])).collect::<Vec<_>>()
        };
        let (needs, risks) = (refs(&found.needs), refs(&found.risks));
        (to, needs, risks)
    };
    let mut back_row = |record: &Record, fields: &[&str]| {
        let (to, needs, risks) = back(record, fields, &mut origins);
        let outcome = cx.inputs.assessment.verification(record).map(|state| state.outcome.word());
        let reference = cx.reference(&record.id);
        BackRow { title: reference.title.clone(), record: reference, outcome, to, needs, risks }
    };
    let verifications: Vec<BackRow> = ["verification", "validation", "usability-evaluation"]
        .iter()
        .flat_map(|kind| current(cx, kind))
        .map(|record| back_row(record, &["verifies", "validates", "evaluates"]))
        .collect();
    let items = current(cx, "software-item")
        .map(|record| back_row(record, &["realizes", "implements"]))
        .collect();
    let requirements = ["requirement", "risk-control"]
        .iter()
        .flat_map(|kind| current(cx, kind))
        .map(|record| back_row(record, &["satisfies", "implements", "controls"]))
        .collect();
    let without_origin = ["requirement", "risk-control"]
        .iter()
        .flat_map(|kind| current(cx, kind))
        .filter(|record| origins.of(record).is_empty())
        .map(|record| cx.reference_to(record))
        .collect();
    let (needs, risks) = (needs(cx), risks(cx));
    let unanswered = needs.iter().filter(|row| row.requirement.is_none());
    let leads_nowhere = |row: &&BackRow| row.needs.is_empty() && row.risks.is_empty();
    let without_target = verifications.iter().filter(leads_nowhere);
    Trace {
        without_target: without_target.map(|row| row.record.clone()).collect(),
        without_requirement: unanswered.map(|row| row.need.clone()).collect(),
        without_verification: without_verification(cx),
        needs,
        risks,
        verifications,
        items,
        requirements,
        without_origin,
    }
}

fn without_verification(cx: &Context<'_>) -> Vec<Ref> {
    let requirements = current(cx, "requirement");
    let requirements = requirements.filter(|one| cx.verified_by(one, "fulfilment").is_empty());
    let controls = current(cx, "risk-control");
    let controls = controls.filter(|one| control_verified_by(cx, one).is_empty());
    requirements.chain(controls).map(|one| cx.reference_to(one)).collect()
}

fn current<'a>(cx: &Context<'a>, kind: &str) -> impl Iterator<Item = &'a Record> + use<'a> {
    let records: Vec<&Record> = cx.project().of_kind(kind).collect();
    records.into_iter().filter(|record| record.status != Status::Retired)
}

fn needs(cx: &Context<'_>) -> Vec<NeedRow> {
    let mut rows = Vec::new();
    for need in current(cx, "need") {
        let reached = requirements_below(cx, need);
        for (requirement, through) in &reached {
            let row = need_row(cx, need, Some(*requirement));
            rows.push(NeedRow {
                through: through.iter().map(|one| cx.reference_to(one)).collect(),
                ..row
            });
        }
        if reached.is_empty() {
            rows.push(need_row(cx, need, None));
        }
    }
    rows
}

fn need_row<'a>(cx: &Context<'a>, need: &'a Record, requirement: Option<&'a Record>) -> NeedRow {
    let verified_by = requirement.map(|one| cx.verified_by(one, "fulfilment"));
    NeedRow {
        need: cx.reference_to(need),
        requirement: requirement.map(|one| cx.reference_to(one)),
        through: Vec::new(),
        items: requirement.map(|one| cx.sources(one, "realizes")).unwrap_or_default(),
        needs_item: requirement.is_some_and(|one| cx.sources(one, "satisfies").is_empty()),
        verified_by: verified_by.unwrap_or_default(),
        is_verified: requirement.is_some_and(|one| cx.is_verified(one, "fulfilment")),
    }
}

/// Returns every requirement that satisfies a need, itself or through others, with what lies between.
fn requirements_below<'a>(
    cx: &Context<'a>,
    need: &'a Record,
) -> Vec<(&'a Record, Vec<&'a Record>)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(&Record, Vec<&Record>)> = vec![(need, Vec::new())];
    while let Some((record, through)) = open.pop() {
        let mut below: Vec<(&Record, Vec<&Record>)> = Vec::new();
        for (source, _) in cx.inputs.graph.sources(&record.id, "satisfies") {
            if source.status == Status::Retired || !seen.insert(&source.id) {
                continue;
            }
            let between = through.iter().copied().chain((record.id != need.id).then_some(record));
            below.push((source, between.collect()));
        }
        found.extend(below.iter().cloned());
        open.extend(below.into_iter().rev());
    }
    found
}

fn risks(cx: &Context<'_>) -> Vec<RiskRow> {
    let mut rows = Vec::new();
    for risk in current(cx, "risk") {
        let is_complete =
            cx.inputs.assessment.risk(risk).is_some_and(crate::assess::RiskState::is_complete);
        let controls = cx.inputs.graph.sources(&risk.id, "controls").into_iter();
        let controls = controls.map(|(control, _)| control);
        let controls: Vec<&Record> =
            controls.filter(|control| control.status != Status::Retired).collect();
        let row = |control: Option<&Record>| RiskRow {
            risk: cx.reference_to(risk),
            control: control
                .and_then(|control| cx.project().record(&control.id))
                .map(|c| cx.reference_to(c)),
            implemented_by: control.map(|one| implemented_by(cx, one)).unwrap_or_default(),
            by_procedure: control.is_some_and(|one| one.has(&["procedure"])),
            verified_by: control.map(|one| control_verified_by(cx, one)).unwrap_or_default(),
            is_complete,
        };
        if controls.is_empty() {
            rows.push(row(None));
        }
        rows.extend(controls.into_iter().map(|control| row(Some(control))));
    }
    rows
}

fn implemented_by(cx: &Context<'_>, control: &Record) -> Vec<Ref> {
    let mut by = cx.sources(control, "implements");
    by.extend(control.links_of("implemented_in").map(|link| cx.reference(&link.to)));
    by
}

fn control_verified_by(cx: &Context<'_>, control: &Record) -> Vec<VerifiedBy> {
    let mut by = cx.verified_by(control, "implementation");
    by.extend(cx.verified_by(control, "effectiveness"));
    by
}

/// Needs and risks, as indexes of records, so that they keep the order of the records.
#[derive(Debug, Clone, Default)]
struct Found {
    needs: BTreeSet<usize>,
    risks: BTreeSet<usize>,
}

impl Found {
    fn add(&mut self, other: &Found) {
        self.needs.extend(&other.needs);
        self.risks.extend(&other.risks);
    }

    fn is_empty(&self) -> bool {
        self.needs.is_empty() && self.risks.is_empty()
    }
}

/// Where records come from, each computed once.
struct Origins<'c, 'a> {
    cx: &'c Context<'a>,
    known: BTreeMap<String, Found>,
}

impl Origins<'_, '_> {
    fn of(&mut self, record: &Record) -> Found {
        if let Some(found) = self.known.get(&*record.id) {
            return found.clone();
        }
        // A cycle leads nowhere new: what is open counts as nothing until it is closed.
        self.known.insert(record.id.to_string(), Found::default());
        let mut found = Found::default();
        let at = self.cx.project().index_of(&record.id);
        match record.kind.name {
            "need" => found.needs.extend(at),
            "risk" => found.risks.extend(at),
            _ => {
                let fields = ["satisfies", "implements", "controls", "realizes"];
                let graph = self.cx.inputs.graph;
                let above: Vec<&Record> =
                    fields.iter().flat_map(|field| graph.targets(&record.id, field)).collect();
                for target in above {
                    let other = self.of(target);
                    found.add(&other);
                }
            }
        }
        self.known.insert(record.id.to_string(), found.clone());
        found
    }
}
