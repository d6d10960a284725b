//! The whole project folder → the files that lie in it, for whoever looks for what lies in the wrong place.
//!
//! What git ignores is no part of the project, and neither is what belongs to another project or
//! repository inside it. Links are not followed: what they lead to inside is seen where it lies.

use super::place::{Entry, Place, is_git_folder, join};
use super::snapshot::PROJECT_FILE;

/// Folders inside folders before nobody would look there.
const MAX_DEPTH: usize = 100;

/// Which files are asked for.
pub(super) struct Asked<'a> {
    /// Folders and files that are left out.
    pub(super) left_out: &'a [String],
    /// Whether a file is meant by its name.
    pub(super) is_meant: &'a dyn Fn(&str) -> bool,
    /// Whether git leaves a file out, or a folder, which ends in `/`.
    pub(super) is_ignored: &'a dyn Fn(&str) -> bool,
}

/// Lists them, sorted.
pub(super) fn list(place: &dyn Place, asked: &Asked<'_>) -> Vec<String> {
    let mut files = Vec::new();
    if !asked.left_out.iter().any(String::is_empty) {
        walk(place, asked, "", 0, &mut files);
    }
    files.sort();
    files
}

fn walk(place: &dyn Place, asked: &Asked<'_>, folder: &str, depth: usize, files: &mut Vec<String>) {
    // A folder that cannot be read holds nothing that anybody could have committed.
    let Ok(entries) = place.entries(folder) else { return };
    let is_another = |name: &str| name == PROJECT_FILE || is_git_folder(name);
    if depth == MAX_DEPTH || depth > 0 && entries.iter().any(|entry| is_another(&entry.name)) {
        return;
    }
    for named in entries.into_iter().filter(|named| named.is_utf8 && !is_git_folder(&named.name)) {
        let path = join(folder, &named.name);
        if asked.left_out.contains(&path) {
            continue;
        }
        let is_kept = |path: &str| !(asked.is_ignored)(path);
        match named.entry {
            Entry::File if (asked.is_meant)(&path) && is_kept(&path) => files.push(path),
            Entry::Folder if is_kept(&format!("{path}/")) => {
                walk(place, asked, &path, depth + 1, files);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::load::Snapshot;
    use crate::load::fixture::Fixture;

    fn list_both(fixture: &Fixture, left_out: &[&str]) -> (Vec<String>, Vec<String>) {
        let is_meant = |path: &str| path.ends_with(".yaml");
        let here = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
        let commit = Snapshot::of_revision(&fixture.root(), "HEAD").expect("a commit");
        let list = |snapshot: Snapshot| snapshot.list_beside(left_out, &is_meant).expect("listed");
        (list(here), list(commit))
    }

    #[test]
    fn what_git_would_keep_is_listed() {
        let fixture = Fixture::repository();
        let kept = ["a.yaml", "deep/down/b.yaml", ".ci/c.yaml", "built/kept.yaml"];
        for path in ["deep/note.md", "records/r.yaml", "left.yaml"].iter().chain(&kept) {
            fixture.write(path, "");
        }
        fixture.write(".gitignore", "/built/\n*.tmp.yaml\n");
        fixture.git(&["add", "--force", "built/kept.yaml"]);
        fixture.commit("all");
        let ignored = ["built/other.yaml", "deep/x.tmp.yaml", "built/deep/d.yaml"];
        ignored.iter().for_each(|path| fixture.write(path, ""));
        let left_out = ["records/", "./left.yaml"];
        let expected = [".ci/c.yaml", "a.yaml", "built/kept.yaml", "deep/down/b.yaml"];
        let (here, commit) = list_both(&fixture, &left_out);
        assert_eq!((&here[..], &commit[..]), (&expected.map(String::from)[..], &here[..]));
        // What is not added yet will be, unless git ignores it.
        fixture.write("new/n.yaml", "");
        assert!(list_both(&fixture, &left_out).0.contains(&"new/n.yaml".to_string()));
        assert_eq!(list_both(&fixture, &["."]), (Vec::new(), Vec::new()));
    }

    #[test]
    fn other_projects_and_repositories_inside_are_not_entered() {
        let fixture = Fixture::repository();
        for path in ["techfile.yaml", "a.yaml", "other/techfile.yaml", "other/deep/b.yaml"] {
            fixture.write(path, "");
        }
        fixture.commit("all");
        fixture.write("module/.git", "gitdir: elsewhere");
        fixture.write("module/c.yaml", "");
        let (here, commit) = list_both(&fixture, &["techfile.yaml"]);
        assert_eq!((here, commit), (vec!["a.yaml".to_string()], vec!["a.yaml".to_string()]));
    }
}
