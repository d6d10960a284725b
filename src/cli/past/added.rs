//! History → what each record held in the commit that added it, which a history does not repeat.

use super::Place;
use crate::error::Error;
use crate::history::{Change, ChangeKind, History};
use crate::load::values_in_file;
use crate::report::view::Added;
use std::collections::{BTreeMap, BTreeSet};

/// Returns what was added in commits that are not `older`.
pub(in crate::cli) fn added(
    place: Place<'_>,
    history: &History,
    older: &BTreeSet<String>,
) -> Result<Added, Error> {
    let mut wanted: BTreeMap<usize, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    let is_new = |change: &&Change| {
        let commit = &history.commits[change.commit];
        change.kind == ChangeKind::Added && !older.contains(&commit.id)
    };
    for (target, changes) in &history.changes {
        for change in changes.iter().filter(is_new) {
            let files = wanted.entry(change.commit).or_default();
            files.entry(&change.file).or_default().push(target);
        }
    }
    let mut added = Added::new();
    for (commit, files) in wanted {
        let snapshot = place.snapshot.at_commit(&history.commits[commit].id)?;
        for (file, targets) in files {
            let mut values = values_in_file(&snapshot, &history.followed, file);
            for target in targets {
                let key = (target.to_string(), commit, file.to_string());
                added.extend(values.remove(target).map(|values| (key, values)));
            }
        }
    }
    Ok(added)
}
