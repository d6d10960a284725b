//! The full record of every kind has every field and link that its descriptor describes.

use crate::harness::at;
use std::collections::BTreeSet;
use techfile::descriptor::{Field, Type};
use techfile::model::kinds::KINDS;
use techfile::model::{ENVELOPE, Kind};
use techfile::source::SourceId;
use techfile::yaml::{self, Node};

pub const TABLES: &[(&str, fn())] = &[("full_records_leave_nothing_out", full)];

fn full() {
    for kind in KINDS {
        let file = at("records").join(kind.name).join("full.yaml");
        let text = std::fs::read_to_string(&file).expect("every kind has a full record");
        let parsed = yaml::read(SourceId::nth(0), &text);
        let mut used = BTreeSet::new();
        for record in parsed.documents.iter().flat_map(Node::one_or_many) {
            paths_of(record, "", &mut used);
        }
        let missing: Vec<String> =
            described(kind).into_iter().filter(|path| !used.contains(path)).collect();
        assert!(missing.is_empty(), "{}: {missing:?} occur nowhere", file.display());
    }
}

/// Returns the paths of all keys, as in `estimates.initial.p1`.
fn paths_of(node: &Node, around: &str, used: &mut BTreeSet<String>) {
    for item in node.items() {
        paths_of(item, around, used);
    }
    for entry in node.entries() {
        let path = join(around, &entry.key.text);
        paths_of(&entry.value, &path, used);
        used.insert(path);
    }
}

fn described(kind: &Kind) -> Vec<String> {
    let mut paths = Vec::new();
    fields(ENVELOPE, "", &mut paths);
    fields(kind.fields, "", &mut paths);
    for link in kind.links {
        paths.push(link.name.to_string());
        fields(link.attributes, link.name, &mut paths);
    }
    paths
}

fn fields(fields_of: &[Field], around: &str, paths: &mut Vec<String>) {
    for field in fields_of {
        let path = join(around, field.name);
        inner(&field.of, &path, paths);
        paths.push(path);
    }
}

fn inner(of: &Type, path: &str, paths: &mut Vec<String>) {
    match of {
        Type::Group(group) => fields(group, path, paths),
        Type::List(item) | Type::Set(item) => inner(item, path, paths),
        _ => {}
    }
}

fn join(around: &str, name: &str) -> String {
    if around.is_empty() { name.to_string() } else { format!("{around}.{name}") }
}
