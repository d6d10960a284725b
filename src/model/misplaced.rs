//! The project outside its folders → YAML files that hold records where nobody reads them.
//!
//! What a user saved to a wrong folder would be missing without a word. Other YAML is no record: one
//! has an id with the prefix of a kind, and fields that the kind has.

use super::read::{is_yaml, items_of};
use super::record::{id_of_record, ids_in, kind_of_id};
use super::{Hole, Project};
use crate::config::Config;
use crate::diagnostic::{Problem, ProblemKind};
use crate::error::Error;
use crate::load::Snapshot;
use crate::source::{SourceId, Span};
use crate::yaml;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A file that is not read, and the ids of the records in it.
struct Misplaced {
    path: String,
    text: String,
    /// Never empty; the places are in no source yet.
    ids: Vec<(String, Span)>,
}

/// Adds the records that lie in a wrong folder to a project, as problems and holes.
pub fn add_misplaced(snapshot: &Snapshot, project: &mut Project) -> Result<(), Error> {
    let config = &project.config;
    let folders = &config.folders;
    let mut left_out = vec![&*folders.records, &*folders.evidence];
    // The whole project is no folder in it: naming that would switch the look off.
    let is_inside = |path: &&str| !path.split('/').all(|part| matches!(part, "" | "."));
    left_out.extend(folders.no_records.iter().map(String::as_str).filter(is_inside));
    let is_meant = |path: &str| is_yaml(&path.to_lowercase());
    let paths = snapshot.list_beside(&left_out, &is_meant)?;
    let look = |path: String| look(snapshot, config, path);
    let mut found: Vec<Misplaced> = paths.into_par_iter().filter_map(look).collect();
    if !project.record_links.is_empty() {
        // What a link among the records leads to is read.
        let paths = project.sources.paths();
        let read: BTreeSet<String> = paths.filter_map(|path| snapshot.real_path(path)).collect();
        found.retain(|file| !read.contains(&file.path));
    }
    for file in found {
        let n_records = file.ids.len();
        let path = file.path.clone();
        let source = project.sources.add(file.path, file.text);
        let here = |span: Span| Span { source, ..span };
        let holes = file.ids.iter().map(|(id, span)| Hole {
            id: Some(id.clone()),
            span: here(*span),
            is_misplaced: true,
        });
        project.holes.extend(holes);
        let (first, span) = &file.ids[0];
        let records = &project.config.folders.records;
        let message = match n_records {
            1 => format!("`{first}` is not below `{records}/`, and is not read"),
            _ => format!("{n_records} records are not below `{records}/`, and are not read"),
        };
        let help = format!(
            "move `{path}` there; if it holds no records of this project, name it under \
             `folders.no_records`"
        );
        let problem = Problem::new(ProblemKind::MisplacedRecord, here(*span), message);
        project.problems.push(problem.help(help).about(&**first));
    }
    project.holes.sort_by_key(|hole| hole.span);
    Ok(())
}

fn look(snapshot: &Snapshot, config: &Config, path: String) -> Option<Misplaced> {
    let source = SourceId::nth(0);
    // What cannot be read is no input of anybody.
    let text = yaml::decode(source, snapshot.read(&path).ok()?).text;
    if !may_name_record(&text, config) {
        return None;
    }
    let parsed = yaml::read(source, &text);
    let read = parsed.documents.into_iter().flat_map(items_of);
    let mut ids: Vec<(String, Span)> =
        read.filter_map(|node| id_of_record(&node, config)).collect();
    for broken in parsed.broken {
        let found = ids_in(text.get(broken.range()).unwrap_or_default()).into_iter();
        let known = found.filter(|(id, _)| kind_of_id(id, config).is_some());
        ids.extend(known.map(|(id, at)| {
            let start = broken.start + u32::try_from(at).unwrap_or(0);
            (id, Span { start, end: start, ..broken })
        }));
    }
    ids.sort_by_key(|(_, span)| *span);
    (!ids.is_empty()).then_some(Misplaced { path, text, ids })
}

/// Whether the prefix of a kind stands before a hyphen somewhere; parsing every other YAML file of a
/// repository would cost more than reading its records.
fn may_name_record(text: &str, config: &Config) -> bool {
    let is_of_prefix = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    text.match_indices('-').any(|(at, _)| {
        let before = &text[..at];
        let start = before.trim_end_matches(is_of_prefix).len();
        start < at && config.prefixes.contains_key(&before[start..])
    })
}
