//! Histories made with git, and what is told of them, oldest commit first. What a whole repository
//! tells stands in `tests/cases/history`.

mod cached;
mod meaning;
mod records;
mod repositories;

use crate::history::{Change, ChangeKind, Followed, History, UnreadFile};
use crate::load::fixture::Fixture;
use crate::load::{Snapshot, read_history};
use std::path::Path;

/// Follows the records in folders, and the project file.
fn records_in(folders: &[&str]) -> Followed {
    Followed {
        project_file: "techfile.yaml".to_string(),
        records: folders.iter().map(|folder| folder.to_string()).collect(),
        language: "en".to_string(),
        ..Followed::default()
    }
}

fn history_of(project: &Path) -> History {
    let snapshot = Snapshot::of_work_tree(project).expect("a folder");
    read_history(&snapshot, &records_in(&["records"]), "v*", None).expect("a history")
}

/// Returns all changes as `subject: id kind file (from file) (against subject): path a → b, …`.
fn told(history: &History) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, commit) in history.commits.iter().enumerate().rev() {
        for (id, changes) in &history.changes {
            for change in changes.iter().filter(|change| change.commit == index) {
                lines.push(format!("{}: {id} {}", commit.subject, tell(history, change)));
            }
        }
    }
    lines
}

fn tell(history: &History, change: &Change) -> String {
    let kind = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Changed => "changed",
        ChangeKind::Moved => "moved",
        ChangeKind::Removed => "removed",
    };
    let mut line = format!("{kind} {}", change.file.trim_start_matches("records/"));
    if let Some(file) = &change.moved_from {
        line += &format!(" from {}", file.trim_start_matches("records/"));
    }
    if let Some(parent) = change.parent {
        line += &format!(" against {}", history.commits[parent].subject);
    }
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_string());
    let fields = change.fields.iter();
    let fields = fields.map(|f| format!("{} {} → {}", f.path, value(&f.before), value(&f.after)));
    let fields: Vec<String> = fields.collect();
    if fields.is_empty() { line } else { format!("{line}: {}", fields.join(", ")) }
}

/// Returns the files that could not be read, as `path at commit: reason`.
fn unread(history: &History) -> Vec<String> {
    let one = |it: &UnreadFile| {
        format!("{} at {}: {}", it.file, it.commit.as_deref().unwrap_or_default(), it.reason)
    };
    history.unread.iter().map(one).collect()
}

/// A repository with one record on `main`, and a branch `side` that starts there.
fn two_branches() -> Fixture {
    let fixture = Fixture::repository();
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: a\n");
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: a\n");
    fixture.commit("start");
    fixture.git(&["checkout", "--quiet", "-b", "side"]);
    fixture
}
