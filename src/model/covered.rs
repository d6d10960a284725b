//! The second step of a fingerprint: what the approval of a record covers beside the record.
//!
//! A benefit-risk analysis weighs a risk as it stands, and a residual evaluation judges all risks
//! and controls of a product. Their fingerprints therefore change with those records. Every
//! record's own fingerprint goes in, never one of this step, so the order does not matter.

use super::belonging::Belonging;
use super::kind::Covers;
use super::{Link, Record};
use crate::config::fingerprint_of;
use std::collections::{BTreeSet, HashMap};

/// Replaces the fingerprints of the records whose approval covers others.
pub(super) fn add_covered(records: &mut [Record], index: &HashMap<Box<str>, usize>) {
    let read = Read { records, index };
    let covering: Vec<(usize, String)> = records
        .iter()
        .enumerate()
        .filter_map(|(at, record)| Some((at, read.fingerprint(record)?)))
        .collect();
    for (at, fingerprint) in covering {
        records[at].fingerprint = fingerprint.into();
    }
}

impl Record {
    /// Returns whether its fingerprint depends on other records too.
    pub fn covers_others(&self) -> bool {
        self.kind.links.iter().any(|field| field.covers != Covers::Nothing)
    }
}

/// All records with the fingerprints of the first step.
struct Read<'a> {
    records: &'a [Record],
    index: &'a HashMap<Box<str>, usize>,
}

impl Read<'_> {
    /// Returns the fingerprint of both steps; none where the record covers nothing but itself.
    fn fingerprint(&self, record: &Record) -> Option<String> {
        if !record.covers_others() {
            return None;
        }
        let mut covered = BTreeSet::new();
        record.links.iter().for_each(|link| self.add(link, &mut covered));
        let lines = covered.into_iter().map(|at| &self.records[at]);
        let lines = lines.map(|other| format!("\n{} {}", other.id, other.fingerprint));
        Some(fingerprint_of(&format!("{}{}", record.fingerprint, lines.collect::<String>())))
    }

    fn add(&self, link: &Link, covered: &mut BTreeSet<usize>) {
        let target = self.index.get(&*link.to).copied();
        match link.field.covers {
            Covers::Nothing => {}
            Covers::Target(fields) => {
                let Some(target) = target else { return };
                let further = |link: &&Link| fields.contains(&link.field.name);
                let links = self.records[target].links.iter().filter(further);
                covered.insert(target);
                covered.extend(links.filter_map(|link| self.index.get(&*link.to)));
            }
            Covers::KindsOfItsProducts(kinds) => {
                let of = target.map(|target| &self.records[target]);
                let belonging = Belonging { records: self.records, index: self.index };
                let is_covered = |record: &Record| {
                    kinds.contains(&record.kind.name)
                        && of.is_none_or(|of| belonging.is_shared(of, record))
                };
                let all = self.records.iter().enumerate();
                covered.extend(all.filter(|(_, record)| is_covered(record)).map(|(at, _)| at));
            }
        }
    }
}
