//! A folder of a place → the files under it, and everything under it that cannot be read.
//!
//! Nothing is hidden because of a leading dot or `.gitignore`; only `.git` itself is left out.

use super::failure::ReadFailure;
use super::place::{Entry, Named, Place, is_git_folder, join, resolve};
use std::collections::BTreeSet;

/// Folders inside folders before the tree is taken for an attack on the stack.
const MAX_DEPTH: usize = 100;

/// What stands under a folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Sorted paths relative to the project folder, with `/`.
    pub files: Vec<String>,
    /// Sorted paths of what could not be listed, and why.
    pub unreadable: Vec<(String, ReadFailure)>,
    /// Paths of the links that led to any of it, in the order of the walk.
    pub links: Vec<String>,
}

impl Listing {
    /// Leaves out what stands in submodules, whether they were fetched or not, as it is left out of a
    /// commit.
    pub(super) fn refuse(&mut self, submodules: Vec<String>) {
        for submodule in submodules {
            let is_in = |path: &str| contains(&submodule, path);
            self.files.retain(|path| !is_in(path));
            self.links.retain(|path| !is_in(path));
            self.unreadable.retain(|(path, _)| !is_in(path));
            self.unreadable.push((submodule, ReadFailure::Submodule));
        }
        self.unreadable.sort_by(|a, b| a.0.cmp(&b.0));
    }
}

/// Lists a folder and all folders in it; a folder that does not exist is empty.
pub(super) fn list(place: &dyn Place, folder: &str) -> Listing {
    let mut walk =
        Walk { place, listing: Listing::default(), open: Vec::new(), linked: BTreeSet::new() };
    match resolve(place, folder) {
        Ok(found) if found.is_folder => {
            if found.path != folder {
                walk.listing.links.push(folder.to_string());
            }
            walk.folder(folder, found.path);
        }
        Ok(_) => walk.refuse(folder, ReadFailure::Io("this is a file, not a folder".to_string())),
        Err(ReadFailure::Missing) => {}
        Err(failure) => walk.refuse(folder, failure),
    }
    walk.listing.files.sort();
    walk.listing.unreadable.sort_by(|a, b| a.0.cmp(&b.0));
    walk.listing
}

struct Walk<'a> {
    place: &'a dyn Place,
    listing: Listing,
    /// The folders that are being listed, outermost first, by their paths without links.
    open: Vec<String>,
    /// Folders that a link led to; a second link there could multiply the files without end.
    linked: BTreeSet<String>,
}

impl Walk<'_> {
    fn folder(&mut self, shown: &str, real: String) {
        if self.open.iter().any(|open| contains(&real, open)) {
            let message = "the link leads back to a folder that holds it";
            return self.refuse(shown, ReadFailure::Io(message.to_string()));
        }
        if self.open.len() == MAX_DEPTH {
            let message = "folders are nested more than 100 deep";
            return self.refuse(shown, ReadFailure::Io(message.to_string()));
        }
        match self.place.entries(&real) {
            Ok(mut entries) => {
                // Which of two links to one folder is followed must not depend on the disk.
                entries.sort_by(|a, b| a.name.cmp(&b.name));
                self.open.push(real.clone());
                entries.into_iter().for_each(|named| self.entry(shown, &real, named));
                self.open.pop();
            }
            Err(failure) => self.refuse(shown, failure),
        }
    }

    fn entry(&mut self, shown: &str, real: &str, named: Named) {
        if is_git_folder(&named.name) {
            return;
        }
        let (shown, real) = (join(shown, &named.name), join(real, &named.name));
        if !named.is_utf8 {
            return self.refuse(&shown, ReadFailure::NotUtf8Name);
        }
        match named.entry {
            Entry::File => self.listing.files.push(shown),
            Entry::Folder => self.folder(&shown, real),
            Entry::Link => self.link(shown, &real),
            Entry::Refused(failure) => self.refuse(&shown, failure),
        }
    }

    fn link(&mut self, shown: String, real: &str) {
        match resolve(self.place, real) {
            Ok(found) if !found.is_folder => {
                self.listing.links.push(shown.clone());
                self.listing.files.push(shown);
            }
            Ok(found) if self.linked.insert(found.path.clone()) => {
                self.listing.links.push(shown.clone());
                self.folder(&shown, found.path);
            }
            Ok(_) => {
                let message = "another link already leads to this folder";
                self.refuse(&shown, ReadFailure::Io(message.to_string()));
            }
            Err(failure) => self.refuse(&shown, failure),
        }
    }

    fn refuse(&mut self, shown: &str, failure: ReadFailure) {
        self.listing.unreadable.push((shown.to_string(), failure));
    }
}

/// Returns whether a folder is another one or holds it.
fn contains(folder: &str, other: &str) -> bool {
    folder.is_empty() && !other.is_empty()
        || other.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use crate::load::fixture::{Fixture, not_run};
    use crate::load::{Listing, ReadFailure, Snapshot};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    /// Lists `records` on the disk and, committed, in git; both must agree.
    fn list_both(fixture: &Fixture) -> Listing {
        let here = Snapshot::of_work_tree(&fixture.root()).expect("a folder").list("records");
        fixture.commit("all");
        let commit = Snapshot::of_revision(&fixture.root(), "HEAD").expect("a commit");
        assert_eq!(commit.list("records"), here);
        here
    }

    fn said(listing: &Listing) -> Vec<String> {
        listing.unreadable.iter().map(|(path, failure)| format!("{path}: {failure}")).collect()
    }

    #[test]
    fn lists_everything_in_path_order() {
        let fixture = Fixture::repository();
        for path in ["b.yaml", "a/c.yaml", "a-b.yaml", "a/.hidden", "skipped.log", "å/ö.yaml"] {
            fixture.write(&format!("records/{path}"), "");
        }
        let force = |path| fixture.git(&["add", "--force", path]);
        fixture.write("records/.gitignore", "*.log\n");
        force("records/skipped.log");
        fixture.write("outside.yaml", "");
        let listing = list_both(&fixture);
        let expected = [
            ".gitignore",
            "a-b.yaml",
            "a/.hidden",
            "a/c.yaml",
            "b.yaml",
            "skipped.log",
            "å/ö.yaml",
        ];
        assert_eq!(listing.files, expected.map(|path| format!("records/{path}")));
        assert_eq!(listing.unreadable, []);
    }

    #[test]
    fn a_missing_folder_is_empty_and_a_file_is_no_folder() {
        let fixture = Fixture::repository();
        assert_eq!(list_both(&fixture), Listing::default());
        fixture.write("records", "");
        assert_eq!(
            said(&list_both(&fixture)),
            ["records: cannot be read: this is a file, not a folder"]
        );
    }

    #[test]
    fn a_submodule_is_refused_whether_it_was_fetched_or_not() {
        let fixture = Fixture::repository();
        fixture.write("records/a.yaml", "");
        fixture.commit("a record");
        let commit = fixture.git(&["rev-parse", "HEAD"]);
        for path in ["records/sub", "records/subsub", "docs", "out/records"] {
            let entry = format!("160000,{},{path}", commit.trim());
            fixture.git(&["update-index", "--add", "--cacheinfo", &entry]);
        }
        fixture.git(&["commit", "--quiet", "--message", "submodules"]);
        fixture.write("records/sub/.git", "gitdir: ../../.git/modules/sub");
        fixture.write("records/sub/b.yaml", "");
        let cases: [(&str, &[&str]); 4] = [
            ("records", &["records/sub", "records/subsub"]),
            ("docs", &["docs"]),
            ("out/records/deep", &["out/records"]),
            ("", &["docs", "out/records", "records/sub", "records/subsub"]),
        ];
        let here = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
        for (folder, submodules) in cases {
            let listing = here.list(folder);
            let refused = |path: &&str| (path.to_string(), ReadFailure::Submodule);
            assert_eq!(listing.unreadable, submodules.iter().map(refused).collect::<Vec<_>>());
            assert!(listing.files.iter().all(|path| path == "records/a.yaml"), "{folder}");
        }
        let there = Snapshot::of_revision(&fixture.root(), "HEAD").expect("a commit");
        assert_eq!(there.list("records"), here.list("records"));
    }

    #[test]
    fn a_repository_inside_is_not_entered() {
        let fixture = Fixture::new();
        fixture.write("records/sub/.git/config", "");
        fixture.write("records/sub/a.yaml", "");
        let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
        assert_eq!(snapshot.list("records").files, ["records/sub/a.yaml"]);
        assert_eq!(snapshot.read("records/sub/.git/config"), Err(ReadFailure::LeavesProject));
    }

    #[test]
    fn links_are_followed_once_and_never_out() {
        let fixture = Fixture::repository();
        fixture.write("shared/a.yaml", "");
        fixture.write("records/deep/b.yaml", "");
        let links = [
            ("records/file.yaml", "../shared/a.yaml"),
            ("records/folder", "../shared"),
            ("records/folder-again", "../shared"),
            ("records/deep/loop", ".."),
            ("records/self", "self"),
            ("records/out", "../../elsewhere"),
            ("records/absolute", "/etc/hostname"),
            ("records/nothing", "nowhere.yaml"),
            ("records/git", "../.git"),
        ];
        for (link, target) in links {
            symlink(target, fixture.at(link)).expect("linked");
        }
        let listing = list_both(&fixture);
        let files = ["records/deep/b.yaml", "records/file.yaml", "records/folder/a.yaml"];
        assert_eq!(listing.files, files);
        let out = "the path leads out of the project folder";
        assert_eq!(
            said(&listing),
            [
                &format!("records/absolute: {out}"),
                "records/deep/loop: cannot be read: the link leads back to a folder that holds it",
                "records/folder-again: cannot be read: another link already leads to this folder",
                &format!("records/git: {out}"),
                "records/nothing: there is no such file",
                &format!("records/out: {out}"),
                "records/self: cannot be read: the links lead in a circle",
            ]
        );
    }

    #[test]
    fn links_that_double_at_every_step_end() {
        let fixture = Fixture::repository();
        for level in 0..20 {
            fixture.write(&format!("records/{level}/a.yaml"), "");
            for side in ["left", "right"] {
                let target = format!("../{}", level + 1);
                symlink(target, fixture.at(&format!("records/{level}/{side}"))).expect("linked");
            }
        }
        assert!(list_both(&fixture).files.len() < 500);
    }

    #[test]
    fn names_that_are_no_text_are_reported() {
        let fixture = Fixture::repository();
        fixture.write("records/a.yaml", "");
        let name = std::ffi::OsStr::from_bytes(b"l\xe4kare.yaml");
        std::fs::write(fixture.at("records").join(name), "").expect("written");
        assert_eq!(
            said(&list_both(&fixture)),
            ["records/l\u{fffd}kare.yaml: the name is not UTF-8"]
        );
    }

    #[test]
    fn pipes_and_sockets_do_not_hang() {
        let fixture = Fixture::new();
        fixture.write("records/a.yaml", "");
        let pipe = fixture.at("records/pipe.yaml");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
        assert!(made.success());
        symlink("pipe.yaml", fixture.at("records/to-pipe.yaml")).expect("linked");
        let socket = fixture.at("records/socket.yaml");
        let _socket = std::os::unix::net::UnixListener::bind(socket).expect("bound");
        let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
        let refused = ["pipe", "socket", "to-pipe"]
            .map(|name| (format!("records/{name}.yaml"), ReadFailure::NotAFile));
        assert_eq!(snapshot.list("records").unreadable, refused);
        assert_eq!(snapshot.read("records/to-pipe.yaml"), Err(ReadFailure::NotAFile));
    }

    #[test]
    fn a_folder_without_permission_is_reported() {
        use std::os::unix::fs::PermissionsExt;
        let fixture = Fixture::new();
        fixture.write("records/closed/a.yaml", "");
        let closed = fixture.at("records/closed");
        let set = |mode| std::fs::set_permissions(&closed, PermissionsExt::from_mode(mode));
        set(0o000).expect("closed");
        if std::fs::read_dir(&closed).is_ok() {
            set(0o755).expect("opened");
            return not_run("permissions do not bind this user (root)");
        }
        let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
        let unreadable = said(&snapshot.list("records"));
        set(0o755).expect("opened");
        assert_eq!(unreadable.len(), 1);
        assert!(unreadable[0].starts_with("records/closed: cannot be read: Permission denied"));
    }

    #[test]
    fn a_tree_deeper_than_any_project_is_cut_off() {
        let fixture = Fixture::new();
        fixture.write(&format!("records/{}a.yaml", "d/".repeat(150)), "");
        let snapshot = Snapshot::of_work_tree(&fixture.root()).expect("a folder");
        let listing = snapshot.list("records");
        assert_eq!((listing.files.len(), listing.unreadable.len()), (0, 1));
        assert!(said(&listing)[0].ends_with("folders are nested more than 100 deep"));
    }
}
