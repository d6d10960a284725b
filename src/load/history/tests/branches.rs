//! What is told of branches and merges.

use super::{history_of, told, two_branches};
use crate::load::fixture::Fixture;

/// Merges branches into the one that is checked out, whatever they hold, then commits the work tree.
fn merge(fixture: &Fixture, branches: &[&str], files: &[(&str, &str)]) {
    let mut parents = vec!["HEAD".to_string()];
    parents.extend(branches.iter().map(|branch| branch.to_string()));
    files.iter().for_each(|(path, text)| fixture.write(path, text));
    fixture.git(&["add", "--all"]);
    let tree = fixture.git(&["write-tree"]);
    let mut arguments = vec!["commit-tree", &tree, "-m", "merge"];
    parents.iter().for_each(|parent| arguments.extend(["-p", parent]));
    let commit = fixture.git(&arguments);
    fixture.git(&["reset", "--quiet", "--hard", &commit]);
}

#[test]
fn a_merge_tells_only_what_no_parent_has() {
    let fixture = two_branches();
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: side\n");
    fixture.write("records/c.yaml", "id: REQ-3\n");
    fixture.commit("on side");
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: main\n");
    fixture.commit("on main");
    let branches = [
        "on side: REQ-1 changed a.yaml: title a → side",
        "on side: REQ-3 added c.yaml",
        "on main: REQ-2 changed b.yaml: title a → main",
    ];
    let clean = "id: REQ-1\ntitle: side\n";
    merge(&fixture, &["side"], &[("records/a.yaml", clean), ("records/c.yaml", "id: REQ-3\n")]);
    assert_eq!(told(&history_of(&fixture.root()))[2..], branches);

    fixture.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    let by_hand = "id: REQ-1\ntitle: by hand\n";
    merge(&fixture, &["side"], &[("records/a.yaml", by_hand), ("records/d.yaml", "id: REQ-4\n")]);
    let merged = [
        "merge: REQ-1 changed a.yaml against on main: title a → by hand",
        "merge: REQ-1 changed a.yaml against on side: title side → by hand",
        "merge: REQ-4 added d.yaml against on main",
        "merge: REQ-4 added d.yaml against on side",
    ];
    // The side's new record was left out by hand, which is as on main.
    assert_eq!(told(&history_of(&fixture.root()))[5..], merged);
}

#[test]
fn a_record_that_a_merge_loses_is_removed() {
    let fixture = two_branches();
    fixture.remove("records/a.yaml");
    fixture.write("records/moved.yaml", "id: REQ-1\ntitle: a\n");
    fixture.commit("moved on side");
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: main\n");
    fixture.commit("on main");
    fixture.remove("records/a.yaml");
    merge(&fixture, &["side"], &[]);
    let lost = [
        "merge: REQ-1 removed a.yaml against on main: title a → nothing",
        "merge: REQ-1 removed moved.yaml against moved on side: title a → nothing",
    ];
    assert_eq!(told(&history_of(&fixture.root()))[4..], lost);
}

#[test]
fn an_octopus_with_its_own_root_is_compared_with_each_parent() {
    let fixture = two_branches();
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: side\n");
    fixture.commit("on side");
    fixture.git(&["checkout", "--quiet", "--orphan", "root"]);
    fixture.git(&["rm", "--quiet", "-r", "--force", "."]);
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: root\n");
    fixture.commit("own root");
    fixture.git(&["checkout", "--quiet", "main"]);
    merge(&fixture, &["side", "root"], &[("records/b.yaml", "id: REQ-2\ntitle: all\n")]);
    let history = history_of(&fixture.root());
    assert_eq!(history.commits[0].parents.len(), 3);
    assert_eq!(history.commits.iter().filter(|commit| commit.parents.is_empty()).count(), 2);
    let mut lines = told(&history);
    lines.retain(|line| line.starts_with("merge") || line.starts_with("own root"));
    let expected = [
        "own root: REQ-2 added b.yaml",
        "merge: REQ-2 changed b.yaml against start: title a → all",
        "merge: REQ-2 changed b.yaml against on side: title side → all",
        "merge: REQ-2 changed b.yaml against own root: title root → all",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_merge_knows_what_a_broken_branch_last_held() {
    let fixture = two_branches();
    fixture.write("records/a.yaml", "id: {\n");
    fixture.commit("broken on side");
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.write("records/c.yaml", "id: REQ-3\n");
    fixture.commit("on main");
    merge(&fixture, &["side"], &[("records/a.yaml", "id: {\n")]);
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: fixed\n");
    fixture.commit("fixed");
    let history = history_of(&fixture.root());
    let expected = ["on main: REQ-3 added c.yaml", "fixed: REQ-1 changed a.yaml: title a → fixed"];
    assert_eq!(told(&history)[2..], expected);
    assert_eq!(history.unparsed.len(), 1, "not once more in the merge");
}
