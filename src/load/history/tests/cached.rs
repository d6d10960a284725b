//! The cache: what it holds is told as without it, whatever became of the repository or of the file.

use super::{history_of, records_in, two_branches};
use crate::history::{Completeness, History};
use crate::load::fixture::{Fixture, not_run};
use crate::load::{Snapshot, read_history};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

fn cached(fixture: &Fixture) -> History {
    let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
    let followed = records_in(&["records"]);
    read_history(&snapshot, &followed, "v*", Some(&fixture.root())).expect("a history")
}

/// Returns the one file of the cache.
fn cache_file(fixture: &Fixture) -> PathBuf {
    let files = std::fs::read_dir(fixture.at("out/.cache")).expect("a cache").flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.retain(|file| file.file_name().is_some_and(|name| name != ".gitignore"));
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

/// Returns whether the cache was written since.
fn is_written_by(fixture: &Fixture, action: impl FnOnce()) -> bool {
    std::fs::remove_file(cache_file(fixture)).expect("removed");
    action();
    fixture.at("out/.cache").read_dir().expect("a folder").flatten().count() > 1
}

fn with_changes(fixture: &Fixture, titles: &[&str]) {
    for title in titles {
        fixture.write("records/a.yaml", format!("id: REQ-1\ntitle: {title}\n"));
        fixture.git(&["add", "records"]);
        fixture.commit(title);
    }
}

fn filled() -> Fixture {
    let fixture = two_branches();
    fixture.write(".git/info/exclude", "out/\n");
    with_changes(&fixture, &["b", "c"]);
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    cache_file(&fixture);
    fixture
}

#[test]
fn new_commits_are_added_to_what_is_known() {
    let fixture = filled();
    let before = std::fs::read(cache_file(&fixture)).expect("a cache");
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    assert_eq!(std::fs::read(cache_file(&fixture)).expect("a cache"), before, "nothing new");
    with_changes(&fixture, &["d"]);
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: [broken\n");
    fixture.commit("broken");
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    // What was last known of a broken file comes out of the cache.
    fixture.remove("records/a.yaml");
    fixture.write("records/moved.yaml", "id: REQ-1\ntitle: e\n");
    fixture.commit("moved");
    let history = cached(&fixture);
    assert_eq!(history, history_of(&fixture.root()));
    assert_eq!(history.changes["REQ-1"][0].moved_from.as_deref(), Some("records/a.yaml"));
    assert_eq!(history.unread.len(), 1);
}

#[test]
fn a_rewritten_history_is_read_again() {
    let fixture = filled();
    fixture.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    with_changes(&fixture, &["rewritten", "more"]);
    let history = cached(&fixture);
    assert_eq!(history, history_of(&fixture.root()));
    assert!(history.commits.iter().all(|commit| commit.subject != "c"));
    fixture.git(&["commit", "--quiet", "--amend", "--message=amended"]);
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    // A merge of what was known with what was not.
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: main\n");
    fixture.commit("on main");
    fixture.git(&["merge", "--quiet", "--no-edit", "side"]);
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
}

#[test]
fn a_changed_tag_is_another_baseline() {
    let fixture = filled();
    fixture.git(&["tag", "v1", "HEAD^"]);
    assert_eq!(cached(&fixture).baselines[0].commit, 1);
    fixture.git(&["tag", "--force", "v1", "HEAD"]);
    assert_eq!(cached(&fixture).baselines[0].commit, 0);
    fixture.write(".mailmap", "Ada Lovelace <ada@example.org>\n");
    assert_eq!(cached(&fixture).commits[0].author.name, "Ada Lovelace");
}

#[test]
fn a_damaged_file_is_as_if_it_were_not_there() {
    let fixture = filled();
    let file = cache_file(&fixture);
    let whole = std::fs::read(&file).expect("a cache");
    let truth = history_of(&fixture.root());
    let mut places: Vec<usize> = (0..whole.len()).step_by(whole.len() / 40 + 1).collect();
    places.push(whole.len() - 1);
    for place in places {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x55;
        std::fs::write(&file, &damaged).expect("written");
        assert_eq!(cached(&fixture), truth, "byte {place}");
        assert_eq!(std::fs::read(&file).expect("a cache"), whole, "written anew");
        std::fs::write(&file, &whole[..place]).expect("written");
        assert_eq!(cached(&fixture), truth, "cut at {place}");
    }
    std::fs::write(&file, b"").expect("written");
    assert_eq!(cached(&fixture), truth);
}

#[test]
fn a_foreign_file_tells_nothing() {
    let (fixture, other) = (filled(), filled());
    with_changes(&other, &["foreign"]);
    other.write("records/b.yaml", "id: REQ-2\ntitle: foreign\n");
    other.commit("other");
    cached(&other);
    std::fs::copy(cache_file(&other), cache_file(&fixture)).expect("copied");
    with_changes(&fixture, &["own"]);
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    // What was followed is part of the name and of the file, so one for other folders is not used.
    let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
    let mapped = records_in(&["elsewhere"]);
    let history = read_history(&snapshot, &mapped, "v*", Some(&fixture.root())).expect("a history");
    assert!(history.changes.is_empty());
    let folder = fixture.at("out/.cache");
    let files = || folder.read_dir().expect("a folder").flatten().map(|file| file.path());
    let is_cache = |file: &PathBuf| !file.ends_with(".gitignore");
    let files: Vec<PathBuf> = files().filter(is_cache).collect();
    let [one, two] = &files[..] else { panic!("{files:?}") };
    let (first, second) = (std::fs::read(one).expect("read"), std::fs::read(two).expect("read"));
    for content in [first, second] {
        std::fs::write(one, &content).expect("written");
        std::fs::write(two, &content).expect("written");
        assert_eq!(cached(&fixture), history_of(&fixture.root()));
    }
}

#[test]
fn a_file_that_git_tracks_is_not_believed() {
    let fixture = filled();
    fixture.git(&["add", "--force", "out"]);
    let written = is_written_by(&fixture, || drop(cached(&fixture)));
    assert!(!written, "staged");
    fixture.git(&["commit", "--quiet", "--message=cache"]);
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
}

#[test]
fn nothing_is_kept_of_a_history_that_is_not_whole() {
    let fixture = filled();
    let outer = Fixture::new();
    let url = format!("file://{}", fixture.root().display());
    outer.git(&["clone", "--quiet", "--depth=1", &url, "."]);
    assert_eq!(cached(&outer).completeness, Completeness::Shallow);
    assert!(!outer.at("out").exists());
    // A whole cache does not hide that the clone is cut off.
    std::fs::create_dir_all(outer.at("out/.cache")).expect("made");
    let file = cache_file(&fixture);
    let name = file.file_name().expect("a name").to_owned();
    std::fs::copy(&file, outer.at("out/.cache").join(name)).expect("copied");
    assert_eq!(cached(&outer), history_of(&outer.root()));
}

#[test]
fn a_folder_that_cannot_be_written_costs_nothing_but_time() {
    let fixture = filled();
    std::fs::remove_dir_all(fixture.at("out")).expect("removed");
    fixture.write("out", "a file in the way");
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    fixture.remove("out");
    let elsewhere = Fixture::new();
    std::os::unix::fs::symlink(elsewhere.root(), fixture.at("out")).expect("linked");
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
    assert!(!elsewhere.at(".cache").exists(), "a link is not followed");
    fixture.remove("out");
    std::fs::create_dir(fixture.at("out")).expect("made");
    let read_only = std::fs::Permissions::from_mode(0o555);
    std::fs::set_permissions(fixture.at("out"), read_only).expect("set");
    if std::fs::write(fixture.at("out/x"), "").is_ok() {
        return not_run("this user may write everywhere");
    }
    assert_eq!(cached(&fixture), history_of(&fixture.root()));
}
