//! Records as JSON, which is YAML in another dress, and single changes in them.

use super::base::Base;
use crate::harness::Files;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use techfile::model::Record;
use techfile::yaml::{Entry, Node, Value};

/// One step into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Item(usize),
}

pub fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Map(entries) => {
            let member = |entry: &Entry| (entry.key.text.to_string(), json_of(&entry.value));
            Json::Object(entries.iter().map(member).collect())
        }
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Scalar(scalar) if scalar.plain && node.flag().is_some() => json!(node.flag()),
        Value::Scalar(scalar) => json!(scalar.text),
        Value::Unreadable => Json::Null,
    }
}

/// Returns the files with one record taken out of its file and, where it has a new tree, put into
/// one of its own.
pub fn with_record(base: &Base, record: &Record, tree: Option<&Json>) -> Files {
    with_records(base, &[(record, tree)])
}

/// The same with several records.
pub fn with_records(base: &Base, changes: &[(&Record, Option<&Json>)]) -> Files {
    let mut files = base.files.clone();
    let is_changed = |other: &Record| changes.iter().any(|(record, _)| record.id == other.id);
    for (record, tree) in changes {
        let path = base.project.sources.path(record.span.source);
        let in_file = |other: &&Record| other.span.source == record.span.source;
        let others = base.project.records.iter().filter(in_file);
        let others = others.filter(|other| !is_changed(other));
        let others: Vec<Json> = others.map(|other| json_of(&other.node)).collect();
        match others.is_empty() {
            true => files.remove(path),
            false => files.insert(path.to_string(), Json::from(others).to_string().into_bytes()),
        };
        if let Some(tree) = tree {
            let own = format!("records/mutant-{}.yaml", record.id);
            files.insert(own, tree.to_string().into_bytes());
        }
    }
    files
}

/// Returns the way to every single value but the id.
pub fn leaves(tree: &Json) -> Vec<Vec<Step>> {
    let below = |step: Step, value: &Json| {
        let inside = leaves(value).into_iter();
        inside.map(move |rest| [vec![step.clone()], rest].concat()).collect::<Vec<_>>()
    };
    match tree {
        Json::Object(map) => {
            let inside = map.iter().filter(|(key, _)| *key != "id");
            inside.flat_map(|(key, value)| below(Step::Key(key.clone()), value)).collect()
        }
        Json::Array(items) => {
            let inside = items.iter().enumerate();
            inside.flat_map(|(index, value)| below(Step::Item(index), value)).collect()
        }
        _ => vec![Vec::new()],
    }
}

/// Returns the tree with another value at a path.
pub fn with(tree: &Json, path: &[Step], value: impl Into<Json>) -> Json {
    let mut tree = tree.clone();
    *leaf(&mut tree, path) = value.into();
    tree
}

/// Returns the tree with another value of its sort at a path.
pub fn changed(tree: &Json, path: &[Step]) -> Json {
    let mut tree = tree.clone();
    let leaf = leaf(&mut tree, path);
    *leaf = match &*leaf {
        Json::Bool(flag) => json!(!flag),
        Json::String(text) => match text.parse::<f64>() {
            Ok(number) => json!((number / 2.0).to_string()),
            Err(_) => json!(format!("{text} changed")),
        },
        other => json!(format!("{other}0")),
    };
    tree
}

fn leaf<'t>(tree: &'t mut Json, path: &[Step]) -> &'t mut Json {
    path.iter().fold(tree, |tree, step| match step {
        Step::Key(key) => &mut tree[key.as_str()],
        Step::Item(index) => &mut tree[*index],
    })
}

/// Returns the same tree with the keys of every mapping in another order.
pub fn turned(tree: &Json) -> Json {
    match tree {
        Json::Object(map) => {
            let turned: BTreeMap<_, _> =
                map.iter().map(|(key, value)| (key, turned(value))).collect();
            let backwards = turned.into_iter().rev();
            Json::Object(backwards.map(|(key, value)| (key.clone(), value)).collect::<Map<_, _>>())
        }
        Json::Array(items) => items.iter().map(turned).collect(),
        other => other.clone(),
    }
}
