//! Records → the products of which they say something, by the one notion that all judgements share.
//!
//! A record that names no product belongs to all. What a record says of another one, such as a
//! weakness in a component, counts for every product that has the other one, whatever product the
//! record names: calling a known fault one of another product does not take it out of this one.

use super::kind::Products;
use super::{Project, Record, Status};
use std::collections::{BTreeSet, HashMap};

/// The products of a record; none for all of them.
type OfProducts<'a> = Option<BTreeSet<&'a str>>;

/// All records, and where each stands.
#[derive(Clone, Copy)]
pub(super) struct Belonging<'a> {
    pub(super) records: &'a [Record],
    pub(super) index: &'a HashMap<Box<str>, usize>,
}

impl<'a> Belonging<'a> {
    /// Returns whether two records count for one product.
    pub(super) fn is_shared(self, one: &'a Record, other: &'a Record) -> bool {
        overlap(&self.of(one), &self.of(other))
    }

    /// Returns the products for which a record counts.
    fn of(self, record: &'a Record) -> OfProducts<'a> {
        let mut all = BTreeSet::new();
        let mut seen = BTreeSet::from([&*record.id]);
        let mut waiting = vec![record];
        while let Some(next) = waiting.pop() {
            all.extend(self.own(next)?);
            let also = self.targets(next, Products::AlsoOfTarget);
            let as_draft = self.targets(next, Products::AlsoOfTargetWhileDraft);
            let as_draft = as_draft.filter(|_| next.status == Status::Draft);
            waiting.extend(also.chain(as_draft).filter(|target| seen.insert(&target.id)));
        }
        Some(all)
    }

    /// Returns the products that a record names, or that what it belongs to does. What that belongs to
    /// in turn is not asked: a wrong link may lead back.
    fn own(self, record: &'a Record) -> OfProducts<'a> {
        let named = |record: &'a Record| {
            let products: BTreeSet<&str> = record.products().into_iter().collect();
            (!products.is_empty()).then_some(products)
        };
        named(record).or_else(|| {
            let mut owners = self.targets(record, Products::OfTargetUnlessNamed).peekable();
            owners.peek()?;
            owners.map(named).try_fold(BTreeSet::new(), |mut all, own| {
                all.extend(own?);
                Some(all)
            })
        })
    }

    fn targets(self, record: &'a Record, products: Products) -> impl Iterator<Item = &'a Record> {
        let links = record.links.iter().filter(move |link| link.field.products == products);
        links.filter_map(move |link| self.index.get(&*link.to)).map(move |at| &self.records[*at])
    }
}

fn overlap(one: &OfProducts<'_>, other: &OfProducts<'_>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !one.is_disjoint(other),
        _ => true,
    }
}

impl Project {
    fn belonging(&self) -> Belonging<'_> {
        Belonging { records: &self.records, index: &self.index }
    }

    /// Returns whether two records count for one product, by what they name and what they are about.
    pub fn shares_product<'a>(&'a self, one: &'a Record, other: &'a Record) -> bool {
        self.belonging().is_shared(one, other)
    }

    /// Returns whether a record may name another one: a product that it belongs to has that one.
    pub fn may_name<'a>(&'a self, record: &'a Record, target: &'a Record) -> bool {
        overlap(&self.belonging().own(record), &self.belonging().of(target))
    }

    /// Returns whether a record counts for a product.
    pub fn is_of_product(&self, record: &Record, product: &str) -> bool {
        self.belonging().of(record).is_none_or(|products| products.contains(product))
    }
}
