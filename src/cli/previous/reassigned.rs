//! History + the records as they stand → drafts that were given to another product.
//!
//! A release is judged by the records of its product, and nobody approves a draft: one edit of
//! `product` would take a draft risk out of the judgement. The history knows what it belonged to.

use super::super::line::Inputs;
use super::rewritten::values_in;
use crate::error::Error;
use crate::history::{Change, ChangeKind, History, ReassignedDraft};
use crate::model::{Project, Record, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the drafts that belonged to a product, at the tag of the previous release or in a commit that
/// is not `before`, and do no more.
pub(super) fn reassigned(
    inputs: &Inputs,
    then: Option<(&Project, &str)>,
    history: &History,
    before: &BTreeSet<usize>,
) -> Result<Vec<ReassignedDraft>, Error> {
    let drafts = inputs.project.records.iter().filter(|record| record.status == Status::Draft);
    let mut found = Vec::new();
    // What belongs to all products belongs to each.
    for draft in drafts.filter(|draft| !draft.products().is_empty()) {
        let at_tag = then.and_then(|(then, tag)| Some((then.record(&draft.id)?, tag)));
        let at_tag = at_tag.map(|(record, tag)| (owned(record.products()), tag.to_string()));
        let states = at_tag.into_iter().chain(recorded(inputs, draft, history, before)?);
        let mut left = states.filter(|(products, _)| has_left(draft, products));
        let reassigned =
            |(before, held_by)| ReassignedDraft { id: draft.id.to_string(), before, held_by };
        found.extend(left.next().map(reassigned));
    }
    Ok(found)
}

fn owned(products: Vec<&str>) -> Vec<String> {
    products.into_iter().map(str::to_string).collect()
}

fn has_left(draft: &Record, before: &[String]) -> bool {
    let now = draft.products();
    before.is_empty() || before.iter().any(|product| !now.contains(&&**product))
}

/// Returns the products of a draft as commits recorded them, each with its commit; none where its
/// product was never changed.
fn recorded(
    inputs: &Inputs,
    draft: &Record,
    history: &History,
    before: &BTreeSet<usize>,
) -> Result<Vec<(Vec<String>, String)>, Error> {
    let changes = history.changes.get(&*draft.id).map(Vec::as_slice).unwrap_or_default();
    let later: Vec<&Change> =
        changes.iter().filter(|change| !before.contains(&change.commit)).collect();
    let n_added = changes.iter().filter(|change| change.kind == ChangeKind::Added).count();
    if n_added < 2 && !later.iter().any(|change| touches_product(change)) {
        return Ok(Vec::new());
    }
    let states = later
        .into_iter()
        .filter(|change| change.kind == ChangeKind::Added || touches_product(change));
    let products = |change: &Change| {
        let commit = &history.commits[change.commit];
        let values = values_in(inputs, &commit.id, change, &draft.id)?;
        Ok((products_of(&values), commit.short().to_string()))
    };
    let is_held = |change: &&Change| change.kind != ChangeKind::Removed;
    states.filter(is_held).map(products).collect()
}

fn touches_product(change: &Change) -> bool {
    change.kind == ChangeKind::Changed && change.fields.iter().any(|field| is_product(&field.path))
}

fn is_product(path: &str) -> bool {
    path.split(['.', '[']).next() == Some("product")
}

fn products_of(values: &BTreeMap<String, String>) -> Vec<String> {
    let of_product = values.iter().filter(|(path, _)| is_product(path));
    of_product.map(|(_, product)| product.clone()).collect()
}
