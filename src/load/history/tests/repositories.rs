//! Clones, work trees, tags and people: what git is asked besides the records.

use super::{history_of, records_in, told, two_branches};
use crate::history::Completeness;
use crate::load::fixture::Fixture;
use crate::load::{Snapshot, read_history};

#[test]
fn a_shallow_clone_says_so_and_invents_nothing() {
    let fixture = two_branches();
    for title in ["b", "c"] {
        fixture.write("records/a.yaml", format!("id: REQ-1\ntitle: {title}\n"));
        fixture.commit(title);
    }
    let outer = Fixture::new();
    let url = format!("file://{}", fixture.root().display());
    outer.git(&["clone", "--quiet", "--depth=2", &url, "clone"]);
    outer.git_bytes(&outer.at("clone"), &["worktree", "add", "--quiet", "../linked"], b"");
    for folder in ["clone", "linked"] {
        let history = history_of(&outer.at(folder));
        assert_eq!(history.completeness, Completeness::Shallow, "{folder}");
        assert_eq!(told(&history), ["c: REQ-1 changed a.yaml: title b → c"], "{folder}");
        assert_eq!(history.commits.len(), 2, "{folder}");
    }
    assert_eq!(history_of(&fixture.root()).completeness, Completeness::Complete);
}

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
    let text = "1 file versions are missing".to_string();
    assert_eq!(history.completeness, Completeness::Incomplete(text));
    assert_eq!(told(&history)[2..], ["third: REQ-1 changed a.yaml: title a → c"]);
    assert_eq!(history.unparsed, [""; 0]);
    remove("HEAD^");
    let history = history_of(&fixture.root());
    let text = "1 commits or folders are missing".to_string();
    assert_eq!(history.completeness, Completeness::Incomplete(text));
    assert_eq!((told(&history).len(), history.commits.len()), (0, 1));
}

#[test]
fn a_clone_without_old_contents_is_incomplete() {
    let fixture = two_branches();
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: b\n");
    fixture.commit("second");
    fixture.git(&["config", "uploadpack.allowFilter", "true"]);
    let outer = Fixture::new();
    let url = format!("file://{}", fixture.root().display());
    outer.git(&["clone", "--quiet", "--filter=blob:none", &url, "clone"]);
    let history = history_of(&outer.at("clone"));
    let text = "1 file versions are missing".to_string();
    assert_eq!(history.completeness, Completeness::Incomplete(text));
}

#[test]
fn a_project_without_commits_has_no_history() {
    let plain = Fixture::new();
    let empty = Fixture::repository();
    for fixture in [plain, empty] {
        let history = history_of(&fixture.root());
        assert_eq!(history.completeness, Completeness::NoRepository);
        assert!(history.commits.is_empty());
    }
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
fn baselines_are_the_matching_tags_behind_the_commit() {
    let fixture = two_branches();
    fixture.git(&["tag", "v1"]);
    fixture.git(&["tag", "--annotate", "--message=x", "v1-annotated"]);
    fixture.git(&["tag", "--annotate", "--message=x", "v1-of-tag", "v1-annotated"]);
    fixture.git(&["tag", "other"]);
    fixture.git(&["tag", "v-blob", "HEAD:records/a.yaml"]);
    fixture.git(&["tag", "v-tree", "HEAD^{tree}"]);
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: b\n");
    fixture.commit("second");
    fixture.git(&["tag", "v2"]);
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: c\n");
    fixture.commit("third");
    fixture.git(&["tag", "v3"]);
    fixture.git(&["checkout", "--quiet", "--detach", "HEAD^"]);
    let history = history_of(&fixture.root());
    let names = history.baselines.iter().map(|baseline| (&baseline.tag[..], baseline.commit));
    let expected = [("v2", 0), ("v1-of-tag", 1), ("v1-annotated", 1), ("v1", 1)];
    assert_eq!(names.collect::<Vec<_>>(), expected);
}

#[test]
fn people_and_messages_are_told_as_well_as_they_can_be() {
    let fixture = Fixture::repository();
    fixture.write("a.yaml", "");
    fixture.commit("first line\nsecond line\n\nbody");
    let tree = fixture.git(&["write-tree"]);
    let latin = b"tree TREE\nparent PARENT\nauthor J\xf6ran <j@example.org> 1791029400 -0330\ncommitter C <c@example.org> 1791029400 +0000\n\n\n  R\xe4ttad \nmore\n";
    let raw = String::from_utf8_lossy(latin).into_owned();
    let parent = fixture.git(&["rev-parse", "HEAD"]);
    let mut bytes = Vec::new();
    for line in latin.split_inclusive(|&byte| byte == b'\n') {
        match line {
            b"tree TREE\n" => bytes.extend(format!("tree {tree}\n").bytes()),
            b"parent PARENT\n" => bytes.extend(format!("parent {parent}\n").bytes()),
            _ => bytes.extend(line),
        }
    }
    assert_eq!(raw.lines().count(), latin.split(|&byte| byte == b'\n').count() - 1);
    let object = ["hash-object", "-t", "commit", "-w", "--stdin"];
    let id = fixture.git_bytes(&fixture.root(), &object, &bytes);
    let id = String::from_utf8(id).expect("an id is ASCII");
    fixture.git(&["reset", "--quiet", "--hard", id.trim()]);
    let people = || -> Vec<String> {
        let commits = history_of(&fixture.root()).commits;
        let line = |commit: crate::history::Commit| {
            let author = commit.author;
            format!("{} <{}> {} {}", author.name, author.email, commit.date, commit.subject)
        };
        commits.into_iter().map(line).collect()
    };
    let first = "2026-10-03T00:01:00+02:00 first line";
    let lossy = "2026-10-03T08:40:00-03:30 R\u{fffd}ttad";
    let expected =
        [format!("J\u{fffd}ran <j@example.org> {lossy}"), format!("Ada <ada@example.org> {first}")];
    assert_eq!(people(), expected);
    fixture.write(
        ".mailmap",
        "Ada Lovelace <al@example.org> <ada@example.org>\nJöran <j@example.org>\n",
    );
    let expected = [
        format!("Jöran <j@example.org> {lossy}"),
        format!("Ada Lovelace <al@example.org> {first}"),
    ];
    assert_eq!(people(), expected);
    let snapshot = Snapshot::of_revision(&fixture.root(), "HEAD").expect("a commit");
    let history =
        read_history(&snapshot, &records_in(&["records"]), "v*", None).expect("a history");
    assert_eq!(history.commits[1].author.name, "Ada", "the commit has no mailmap yet");
}

#[test]
fn a_submodule_among_the_records_is_named_and_its_records_are_unknown() {
    let fixture = two_branches();
    let commit = fixture.git(&["rev-parse", "HEAD"]);
    let entry = format!("160000,{commit},records/shared");
    fixture.git(&["update-index", "--add", "--cacheinfo", &entry]);
    fixture.git(&["commit", "--quiet", "--message=submodule"]);
    let id = fixture.git(&["rev-parse", "HEAD"]);
    let history = history_of(&fixture.root());
    assert_eq!(history.unparsed, [format!("records/shared at {}", &id[..10])]);
    assert_eq!(told(&history).len(), 2);
}

#[test]
fn a_rebase_tells_the_commits_that_it_wrote() {
    let fixture = two_branches();
    fixture.write("records/a.yaml", "id: REQ-1\ntitle: side\n");
    fixture.commit("on side");
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.write("records/b.yaml", "id: REQ-2\ntitle: main\n");
    fixture.commit("on main");
    fixture.git(&["checkout", "--quiet", "side"]);
    fixture.git(&["rebase", "--quiet", "main"]);
    let expected = [
        "on main: REQ-2 changed b.yaml: title a → main",
        "on side: REQ-1 changed a.yaml: title a → side",
    ];
    let history = history_of(&fixture.root());
    assert_eq!(told(&history)[2..], expected);
    assert!(history.commits.iter().all(|commit| commit.parents.len() < 2));
}

#[test]
fn a_message_in_latin_1_is_read_where_the_commit_says_so() {
    let fixture = two_branches();
    let tree = fixture.git(&["rev-parse", "HEAD^{tree}"]);
    let mut bytes = format!("tree {tree}\nauthor J").into_bytes();
    bytes.extend(b"\xf6ran <j@example.org> 1791029400 +0200\n");
    bytes.extend(b"committer C <c@example.org> 1791029400 +0000\nencoding latin1\n\nR\xe4ttad\n");
    let object = ["hash-object", "-t", "commit", "-w", "--stdin"];
    let id = fixture.git_bytes(&fixture.root(), &object, &bytes);
    fixture.git(&["reset", "--quiet", "--hard", String::from_utf8_lossy(&id).trim()]);
    let commit = &history_of(&fixture.root()).commits[0];
    assert_eq!((&*commit.author.name, &*commit.subject), ("Jöran", "Rättad"));
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
    assert_eq!(history.unparsed, [format!("records/a.yaml at {}", &link[..10])]);
}
