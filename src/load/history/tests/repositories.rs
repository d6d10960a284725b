//! Missing objects, subfolders, links and revisions. Clones, tags and people stand in
//! `tests/cases/history`.

use super::{history_of, records_in, told, two_branches, unread};
use crate::history::Completeness;
use crate::load::fixture::Fixture;
use crate::load::{Snapshot, read_history};

#[test]
fn missing_objects_make_the_history_incomplete() {
    let fixture = two_branches();
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: b\n");
    fixture.commit("second");
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: c\n");
    fixture.commit("third");
    let remove = |name: &str| {
        let id = fixture.git(&["rev-parse", name]);
        fixture.remove(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    };
    remove("HEAD^:records/a.yaml");
    let history = history_of(&fixture.root());
    let text = "1 file version is missing".to_string();
    assert_eq!(history.completeness, Completeness::Incomplete(text));
    assert_eq!(told(&history)[2..], ["third: REQ-1 changed a.yaml: title a → c"]);
    assert_eq!(unread(&history), [""; 0]);
    remove("HEAD^");
    let history = history_of(&fixture.root());
    let text = "1 commit or folder is missing".to_string();
    assert_eq!(history.completeness, Completeness::Incomplete(text));
    assert_eq!((told(&history).len(), history.commits.len()), (0, 1));
}

#[test]
fn a_subfolder_has_its_own_history() {
    let fixture = Fixture::repository();
    fixture.write("records/a.yaml", "id: REQ-1\n");
    fixture.commit("another project");
    fixture.write("device/records/a.yaml", "id: REQ-1\n");
    fixture.write("device/techfile.yaml", "format: 1\n");
    fixture.write("device-2/records/a.yaml", "id: REQ-2\n");
    fixture.commit("the project");
    fixture.git(&["worktree", "add", "--quiet", "--detach", "linked"]);
    let expected = [
        "the project: REQ-1 added a.yaml",
        "the project: techfile.yaml#format added techfile.yaml",
    ];
    for project in ["device", "linked/device"] {
        assert_eq!(told(&history_of(&fixture.at(project))), expected, "{project}");
    }
}

#[test]
fn folders_are_named_in_any_way() {
    let fixture = Fixture::repository();
    fixture.write("device/records/a.yaml", "id: REQ-1\n");
    fixture.write("device/recordsx/b.yaml", "id: REQ-2\n");
    fixture.write("device/records/deep/c.yml", "id: REQ-3\n");
    fixture.commit("all");
    fixture.remove("device/records/a.yaml");
    let snapshot = Snapshot::of_work_tree(&fixture.at("device")).expect("a folder");
    let cases: [(&[&str], usize, usize); 7] = [
        (&["records"], 2, 1),
        (&["./records/"], 2, 1),
        (&["records/deep", "recordsx"], 2, 0),
        (&["."], 3, 1),
        (&[""], 3, 1),
        (&["../device"], 0, 0),
        (&[], 0, 0),
    ];
    for (folders, n_records, n_lacking) in cases {
        let history = read_history(&snapshot, &records_in(folders), "v*", None).expect("a history");
        assert_eq!(history.changes.len(), n_records, "{folders:?}");
        let revision = snapshot.revision(&[], folders).expect("a revision");
        assert_eq!(revision.dirty, vec!["records/a.yaml"; n_lacking][..], "{folders:?}");
    }
}

#[test]
fn a_revision_has_the_history_behind_it() {
    let fixture = two_branches();
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: side\n");
    fixture.commit("on side");
    fixture.git(&["checkout", "--quiet", "--detach"]);
    let snapshot = Snapshot::of_revision(&fixture.root(), "main").expect("a commit");
    let history =
        read_history(&snapshot, &records_in(&["records"]), "v*", None).expect("a history");
    assert_eq!((told(&history).len(), history.commits.len()), (2, 1));
    assert_eq!(history_of(&fixture.root()).commits.len(), 2);
}

#[test]
fn a_link_among_the_records_is_not_followed_but_named() {
    let fixture = two_branches();
    fixture.remove("records/a.yaml");
    std::os::unix::fs::symlink("b.yaml", fixture.at("records/a.yaml")).expect("linked");
    let link = fixture.commit("link");
    fixture.remove("records/a.yaml");
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: b\n");
    fixture.commit("file");
    let history = history_of(&fixture.root());
    assert_eq!(told(&history)[2..], ["file: REQ-1 changed a.yaml: title a → b"]);
    let reason = "this is a link, which the history does not follow";
    assert_eq!(unread(&history), [format!("records/a.yaml at {}: {reason}", &link[..10])]);
}
