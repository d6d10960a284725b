//! Random histories against git itself: every change that is told agrees with what git shows of the
//! two revisions, and nothing that git shows is left out.
//!
//! The same history is looked at in a linked work tree, in a clone that was cut off, in one without old
//! contents, and with commits replaced and grafted.

mod opinion;
mod plan;

use crate::harness::{Case, Done, git::git};
use opinion::{Opinion, Told};
use plan::{N_COMMITS, SETTINGS, build};
use std::collections::BTreeSet;
use std::path::Path;
use techfile::history::{
    ChangeKind, Commit, Completeness, FieldChange, Followed, History, UnreadFile,
};
use techfile::load::{Snapshot, differences, read_history, read_state};

const SEEDS: [u64; 3] = [7, 20_261_127, 0xDEAD_BEEF_0000_0001];

/// Commits of the clone that is cut off, on each way back.
const DEPTH: &str = "--depth=12";

/// Returns one case for each seed.
pub fn cases() -> Vec<Case> {
    let case = |seed: &u64| {
        let seed = *seed;
        Case::new("history", "against_git", format!("seed_{seed}"), move || compare(seed))
    };
    SEEDS.iter().map(case).collect()
}

/// Runs git without anything that only one repository has, and returns what it prints.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let as_committed = [("GIT_NO_REPLACE_OBJECTS", "1"), ("GIT_GRAFT_FILE", "/dev/null")];
    let who = ["AUTHOR", "COMMITTER"].map(|role| (format!("GIT_{role}_NAME"), role));
    let mail = ["AUTHOR", "COMMITTER"].map(|role| (format!("GIT_{role}_EMAIL"), role));
    let who = who.iter().chain(&mail).map(|(name, value)| (name.as_str(), *value));
    let environment: Vec<(&str, &str)> = as_committed.into_iter().chain(who).collect();
    git(folder, arguments, input, &environment)
}

fn compare(seed: u64) -> Result<Done, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let origin = at("origin");
    std::fs::create_dir(&origin).expect("made");
    build(&origin, seed);
    let first = history_of(&origin, None);
    let opinion = Opinion::of(&origin, "HEAD");
    if opinion.commits.len() != N_COMMITS || first.completeness != Completeness::Complete {
        return Err(format!("{} commits, {:?}", opinion.commits.len(), first.completeness));
    }
    agree("the whole", &first, &opinion)?;
    covers_everything(&first, &opinion)?;
    accounts_for_everything(&origin, &first)?;
    let project = origin.join("device");
    for _ in 0..2 {
        same("with the cache", &history_of(&origin, Some(&project)), &first)?;
    }
    in_a_linked_work_tree(&origin, &at("linked"))?;
    in_a_cut_off_clone(&origin, &at("shallow"))?;
    in_a_clone_without_contents(&origin, &at("filtered"), &opinion)?;
    with_substitutes(&origin, &first)?;
    Ok(Done::Passed)
}

fn history_of(repository: &Path, cache: Option<&Path>) -> History {
    let snapshot = Snapshot::of_work_tree(&repository.join("device")).expect("a project");
    read_history(&snapshot, &followed(), "v*", cache).expect("a history")
}

fn followed() -> Followed {
    let list = |name: &str| vec![name.to_string()];
    Followed {
        project_file: SETTINGS.to_string(),
        records: list("records"),
        docs: list("docs-src"),
        templates: list("templates"),
        standards: list("standards"),
        language: "en".to_string(),
    }
}

/// Demands that what differs between an earlier commit and the last one was changed by a commit that
/// is told, and that what is gone was removed by one.
fn accounts_for_everything(origin: &Path, history: &History) -> Result<(), String> {
    let state = |revision: &str| {
        let snapshot = Snapshot::of_revision(&origin.join("device"), revision).expect("a revision");
        (read_state(&snapshot, &followed()), snapshot.commits_behind().expect("read"))
    };
    let (now, _) = state("HEAD");
    for (target, changes) in &history.changes {
        let is_removed = changes.iter().any(|change| change.kind == ChangeKind::Removed);
        if !is_removed && !now.targets().contains_key(&**target) {
            return Err(format!("nobody removed {target}"));
        }
    }
    for earlier in ["HEAD^1", "HEAD^2", "HEAD~4", "HEAD~9", "HEAD~19", "HEAD~39"] {
        let (then, behind) = state(earlier);
        let behind = behind.expect("no commit is missing");
        for difference in differences(&then, &now).found {
            let changes = history.changes.get(&difference.target).into_iter().flatten();
            let mut changes = changes.map(|change| &history.commits[change.commit].id);
            if changes.all(|commit| behind.contains(commit)) {
                return Err(format!("nobody changed {} since {earlier}", difference.target));
            }
        }
    }
    Ok(())
}

/// A linked work tree has the history of its own head, and the cache of its own folder.
fn in_a_linked_work_tree(origin: &Path, linked: &Path) -> Result<(), String> {
    let name = linked.to_string_lossy();
    run(origin, &["worktree", "add", "--quiet", "--detach", &name, "HEAD^2"], b"");
    let opinion = Opinion::of(linked, "HEAD");
    if opinion.commits.len() < 50 {
        return Err(format!("only {} commits in the linked work tree", opinion.commits.len()));
    }
    agree("a linked work tree", &history_of(linked, None), &opinion)
}

fn in_a_cut_off_clone(origin: &Path, clone: &Path) -> Result<(), String> {
    let (url, to) = (format!("file://{}", origin.display()), clone.to_string_lossy());
    run(origin, &["clone", "--quiet", DEPTH, "--branch=main", &url, &to], b"");
    let history = history_of(clone, None);
    if history.completeness != Completeness::Shallow {
        return Err(format!("a cut-off clone is {:?}", history.completeness));
    }
    let opinion = Opinion::of(clone, "HEAD");
    if opinion.told.len() < 20 || opinion.commits.len() > N_COMMITS / 2 {
        return Err(format!("{} commits in the cut-off clone", opinion.commits.len()));
    }
    agree("a cut-off clone", &history, &opinion)
}

/// What a clone without old contents tells can only be what the whole one tells.
fn in_a_clone_without_contents(origin: &Path, clone: &Path, whole: &Opinion) -> Result<(), String> {
    run(origin, &["config", "uploadpack.allowFilter", "true"], b"");
    let (url, to) = (format!("file://{}", origin.display()), clone.to_string_lossy());
    run(origin, &["clone", "--quiet", "--filter=blob:none", "--branch=main", &url, &to], b"");
    let history = history_of(clone, None);
    if !matches!(history.completeness, Completeness::Incomplete(_)) {
        return Err(format!("a clone without contents is {:?}", history.completeness));
    }
    match told(&history).iter().find(|change| !whole.told.contains(change)) {
        Some(change) => Err(format!("a clone without contents tells {change:?}")),
        None => Ok(()),
    }
}

/// What only one repository shows in the place of commits is named and not followed.
fn with_substitutes(origin: &Path, first: &History) -> Result<(), String> {
    run(origin, &["replace", "--graft", "HEAD~5"], b"");
    let second = run(origin, &["rev-parse", "HEAD~7"], b"");
    std::fs::create_dir_all(origin.join(".git/info")).expect("made");
    std::fs::write(origin.join(".git/info/grafts"), second).expect("written");
    let history = history_of(origin, None);
    if history.substitutes.len() != 2 {
        return Err(format!("substitutes: {:?}", history.substitutes));
    }
    let substitutes = history.substitutes.clone();
    same("with substitutes", &history, &History { substitutes, ..first.clone() })
}

fn same(what: &str, history: &History, expected: &History) -> Result<(), String> {
    if history == expected { Ok(()) } else { Err(format!("{what} something else is told")) }
}

/// Demands that a history tells what git says.
fn agree(what: &str, history: &History, opinion: &Opinion) -> Result<(), String> {
    let told = told(history);
    for (told, expected) in told.iter().zip(&opinion.told) {
        if told != expected {
            return Err(format!("{what}\ntold:     {told:?}\nexpected: {expected:?}"));
        }
    }
    if told.len() != opinion.told.len() {
        return Err(format!("{what}: {} told, {} expected", told.len(), opinion.told.len()));
    }
    for commit in &history.commits {
        let Commit { author, date, committed, subject, .. } = commit;
        let told = [&author.name, &author.email, date, committed, subject].map(String::clone);
        if opinion.credits.get(&commit.id).map(Vec::as_slice) != Some(&told[..]) {
            return Err(format!("{what}: {told:?}, not {:?}", opinion.credits.get(&commit.id)));
        }
    }
    let place = |it: &UnreadFile| format!("{} at {}", it.file, it.commit.as_deref().unwrap_or(""));
    let unread: BTreeSet<String> = history.unread.iter().map(place).collect();
    if unread != opinion.unread {
        let differing: Vec<_> = unread.symmetric_difference(&opinion.unread).collect();
        return Err(format!("{what}: files that cannot be read differ: {differing:?}"));
    }
    Ok(())
}

fn told(history: &History) -> Vec<Told> {
    let id = |index: usize| history.commits[index].id.clone();
    let mut told = Vec::new();
    for (target, changes) in &history.changes {
        for change in changes {
            let kind = match change.kind {
                ChangeKind::Added => "added",
                ChangeKind::Changed => "changed",
                ChangeKind::Moved => "moved",
                ChangeKind::Removed => "removed",
            };
            let field = |it: &FieldChange| (it.path.clone(), it.before.clone(), it.after.clone());
            let fields = change.fields.iter().map(field).collect();
            let (file, from) = (change.file.clone(), change.moved_from.clone());
            let (parent, taken) = (change.parent.map(id), change.taken.map(id));
            let difference = (kind, file, from, fields);
            told.push((id(change.commit), target.clone(), parent, taken, difference));
        }
    }
    told.sort();
    told
}

/// Demands that everything that is to be right occurs.
fn covers_everything(history: &History, opinion: &Opinion) -> Result<(), String> {
    let commits = &opinion.commits;
    let changes =
        || history.changes.iter().flat_map(|(id, list)| list.iter().map(move |c| (id, c)));
    let kinds: BTreeSet<ChangeKind> = changes().map(|(_, change)| change.kind).collect();
    let authors: BTreeSet<_> = history.commits.iter().map(|commit| &commit.author).collect();
    let people = || authors.iter().map(|author| &*author.name);
    let dropped = |kind: ChangeKind| changes().any(|(_, c)| c.taken.is_some() && c.kind == kind);
    let n_parents = |n: usize| commits.iter().any(|(_, parents)| parents.len() == n);
    let occurs = [
        ("every kind of change", kinds.len() == 4),
        (
            "moved and changed",
            changes().any(|(_, c)| c.kind == ChangeKind::Changed && c.moved_from.is_some()),
        ),
        ("changes of merges", changes().any(|(_, change)| change.parent.is_some())),
        ("values that merges dropped", dropped(ChangeKind::Changed)),
        ("records that merges dropped", dropped(ChangeKind::Removed)),
        ("records that merges kept", dropped(ChangeKind::Added)),
        ("moves that merges dropped", dropped(ChangeKind::Moved)),
        ("sections", changes().any(|(id, _)| id.starts_with("doc:plan#"))),
        ("settings", changes().any(|(id, _)| id.starts_with("techfile.yaml#"))),
        ("three roots", commits.iter().filter(|(_, parents)| parents.is_empty()).count() == 3),
        ("merges", n_parents(2)),
        ("octopus merges", n_parents(3)),
        ("files that cannot be read", history.unread.len() > 20),
        ("ids that were taken again", history.changes.keys().any(|id| history.lives(id).len() > 1)),
        ("one baseline", history.baselines.len() == 1),
        ("two people of one name", people().filter(|name| *name == "Anna Berg").count() == 2),
        ("one person of two addresses", people().filter(|name| *name == "Eva Lund").count() == 1),
        ("names that are no UTF-8", people().any(|name| name.contains('\u{fffd}'))),
        ("commits that were rebased", history.commits.iter().any(|it| it.date != it.committed)),
    ];
    match occurs.iter().find(|(_, occurs)| !occurs) {
        Some((what, _)) => Err(format!("the history is too tame: no {what}")),
        None => Ok(()),
    }
}
