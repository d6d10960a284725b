//! A part of a project, for questions that need no more of it.
//!
//! Every part is read as in the whole, by the same functions; problems are left to who reads all.

use super::read::{Reader, SuppliedResults, is_yaml, read_config, read_records};
use super::{Record, Section, section};
use crate::config::{Config, KnownNames};
use crate::load::Snapshot;
use crate::source::{SourceId, Sources};
use rayon::prelude::*;

/// Reads the project file alone.
pub fn read_settings(snapshot: &Snapshot, known: &KnownNames) -> Config {
    read_config(snapshot, known, &mut Sources::default(), &mut Vec::new())
}

/// Reads the sections of narrative alone, sorted by document and anchor.
pub fn read_sections(snapshot: &Snapshot, config: &Config) -> Vec<Section> {
    let supplied = &SuppliedResults::default();
    let (sources, problems) = (Sources::default(), Vec::new());
    let refused_files = Vec::new();
    let mut reader = Reader { snapshot, config, supplied, sources, problems, refused_files };
    let narratives = reader.narratives();
    section::join(&narratives, &mut reader.problems)
}

/// Reads the records of one file.
pub fn read_record_file(snapshot: &Snapshot, config: &Config, path: &str) -> Vec<Record> {
    read_records(snapshot, config, path, SourceId::nth(0)).records
}

/// Whether a project has a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// It has, be it in a part of a file that cannot be read.
    There,
    Gone,
    /// The file of this path cannot be read and does not show which records it holds.
    Unknown(String),
}

/// Returns whether the project has a record of an id. The files of `likely` are read first, and no
/// others where it is in one of them.
pub fn presence(snapshot: &Snapshot, config: &Config, id: &str, likely: &[&str]) -> Presence {
    let listing = snapshot.list(&config.folders.records);
    let look = |path: &&String| {
        let file = read_records(snapshot, config, path, SourceId::nth(0));
        let mut shown = file.holes.iter().map(|hole| hole.id.as_deref());
        let is_there = file.records.iter().any(|record| &*record.id == id);
        if is_there || shown.clone().any(|shown| shown == Some(id)) {
            Presence::There
        } else if shown.any(|shown| shown.is_none()) {
            Presence::Unknown(path.to_string())
        } else {
            Presence::Gone
        }
    };
    let files = listing.files.iter().filter(|path| is_yaml(path));
    let (first, rest): (Vec<&String>, Vec<&String>) =
        files.partition(|path| likely.contains(&path.as_str()));
    if first.iter().any(|path| look(path) == Presence::There) {
        return Presence::There;
    }
    let unreadable = listing.unreadable.into_iter().map(|(path, _)| Presence::Unknown(path));
    let everywhere: Vec<&String> = first.into_iter().chain(rest).collect();
    let mut all: Vec<Presence> = everywhere.par_iter().map(look).collect();
    all.extend(unreadable);
    let worst = |presence: &Presence| match presence {
        Presence::There => 0,
        Presence::Unknown(_) => 1,
        Presence::Gone => 2,
    };
    all.into_iter().min_by_key(worst).unwrap_or(Presence::Gone)
}
