//! A project of files in memory, for tests of what stands below the model.

use super::kinds::KINDS;
use super::{Project, SuppliedResults, read};
use crate::config::KnownNames;
use crate::load::Snapshot;

/// Reads files, given as path and text.
pub(crate) fn project_of(files: &[(&str, &str)]) -> Project {
    let known = KnownNames {
        kinds: KINDS.iter().map(|kind| (kind.name, kind.prefix)).collect(),
        profiles: vec!["mdr".to_string()],
        ..KnownNames::default()
    };
    let files = files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()));
    read(&Snapshot::of_files(files.collect()), &known, &SuppliedResults::default())
}
