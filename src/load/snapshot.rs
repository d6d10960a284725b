//! One view of all inputs of a run: the work tree, or the project as it was at a revision.
//!
//! No other stage opens a path of its own, so a run over a revision reads nothing from the disk
//! that the commit does not hold.

use super::beside::{self, Asked};
use super::failure::ReadFailure;
use super::git::{CommitTree, Known, Log, Store};
use super::listing::{self, Listing};
use super::memory::Memory;
use super::place::{Place, resolve};
use super::work_tree::WorkTree;
use crate::error::Error;
use crate::history::{Followed, Lineage, Revision};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The file that makes a folder a project.
pub const PROJECT_FILE: &str = "techfile.yaml";

/// The largest input file that is read; checked before reading.
pub const MAX_INPUT_BYTES: u64 = 16 * 1024 * 1024;

/// How the pointer files of large-file storage begin.
pub(super) const LARGE_FILE_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Finds the project that a folder belongs to: the nearest folder with a project file, going up.
pub fn find_project(start: &Path) -> Result<PathBuf, Error> {
    let start = real_path(start)?;
    let is_project = |folder: &&Path| folder.join(PROJECT_FILE).is_file();
    match start.ancestors().find(is_project) {
        Some(folder) => Ok(folder.to_path_buf()),
        None => Err(Error::NoProject(start)),
    }
}

/// All inputs of a run, seen at one state.
pub struct Snapshot {
    store: Option<Arc<Store>>,
    origin: Origin,
}

enum Origin {
    WorkTree(WorkTree),
    Commit(CommitTree),
    Memory(Memory),
}

impl Snapshot {
    /// Looks at the project as it lies on the disk.
    pub fn of_work_tree(project: &Path) -> Result<Snapshot, Error> {
        let project = real_path(project)?;
        let store = Store::discover(&project)?.map(Arc::new);
        Ok(Snapshot { store, origin: Origin::WorkTree(WorkTree::new(project)) })
    }

    /// Looks at the project as it was at a revision: a commit, tag, branch or what else git
    /// understands.
    pub fn of_revision(project: &Path, revision: &str) -> Result<Snapshot, Error> {
        let project = real_path(project)?;
        let Some(store) = Store::discover(&project)?.map(Arc::new) else {
            let message =
                format!("{} is in no repository, so it has no revisions", project.display());
            return Err(Error::Git(message));
        };
        let commit = CommitTree::at_revision(&store, revision)?;
        Ok(Snapshot { store: Some(store), origin: Origin::Commit(commit) })
    }

    /// Looks at the same project as a tag's commit holds it; none if there is no such tag.
    pub fn at_tag(&self, tag: &str) -> Result<Option<Snapshot>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        let tree = store.at_tag(tag)?;
        let at =
            |commit| Snapshot { store: Some(Arc::clone(store)), origin: Origin::Commit(commit) };
        Ok(tree.map(at))
    }

    /// Looks at the same project as a commit of its history holds it.
    pub fn at_commit(&self, id: &str) -> Result<Snapshot, Error> {
        let Some(store) = &self.store else {
            return Err(Error::Git("the project is in no repository".to_string()));
        };
        let commit = CommitTree::at_revision(store, id)?;
        Ok(Snapshot { store: Some(Arc::clone(store)), origin: Origin::Commit(commit) })
    }

    /// Looks at files that are not written anywhere, by their paths.
    pub fn of_files(files: BTreeMap<String, Vec<u8>>) -> Snapshot {
        Snapshot { store: None, origin: Origin::Memory(Memory(files)) }
    }

    /// Lists all files under a folder; a folder that does not exist is empty.
    pub fn list(&self, folder: &str) -> Listing {
        match plain(folder) {
            Ok(folder) => {
                let mut listing = listing::list(self.place(), &folder);
                if let (Some(store), Origin::WorkTree(_)) = (&self.store, &self.origin) {
                    listing.refuse(store.submodules(&folder));
                }
                listing
            }
            Err(failure) => {
                let unreadable = vec![(folder.to_string(), failure)];
                Listing { unreadable, ..Listing::default() }
            }
        }
    }

    /// Lists the files of the whole project that are meant by their paths, but for some folders and
    /// files. What git ignores, and what belongs to another project or repository, is no part of it.
    pub fn list_beside(
        &self,
        left_out: &[&str],
        is_meant: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, Error> {
        let left_out = &plain_folders(left_out);
        let list = |is_ignored: &dyn Fn(&str) -> bool| {
            beside::list(self.place(), &Asked { left_out, is_meant, is_ignored })
        };
        match (&self.store, &self.origin) {
            (Some(store), Origin::WorkTree(_)) => store.with_ignored(list),
            _ => Ok(list(&|_| false)),
        }
    }

    /// Returns a path with every link on it followed; none where it leads to nothing in the project.
    pub fn real_path(&self, path: &str) -> Option<String> {
        resolve(self.place(), &plain(path).ok()?).ok().map(|found| found.path)
    }

    /// Reads a file of the project.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, ReadFailure> {
        let found = resolve(self.place(), &plain(path)?)?;
        if found.is_folder {
            return Err(ReadFailure::NotAFile);
        }
        let bytes = self.place().bytes(&found.path)?;
        if bytes.starts_with(LARGE_FILE_POINTER) {
            return Err(ReadFailure::LargeFilePointer);
        }
        Ok(bytes)
    }

    /// Returns the commit that the inputs come from, and how they differ from it: files of `read`
    /// that are modified or untracked, and files under `folders` that only the commit has.
    pub fn revision(&self, read: &[&str], folders: &[&str]) -> Result<Revision, Error> {
        match (&self.store, &self.origin) {
            (None, _) | (_, Origin::Memory(_)) => {
                Ok(Revision { work_tree: true, ..Revision::default() })
            }
            (Some(store), Origin::Commit(commit)) => store.revision_of(commit),
            (Some(store), Origin::WorkTree(tree)) => {
                store.revision_under(tree, read, &plain_folders(folders))
            }
        }
    }

    /// Returns every tag of a commit, and the id of that commit; none where git cannot say.
    pub fn tags(&self) -> BTreeMap<String, String> {
        let tags = self.store.as_ref().and_then(|store| store.tags().ok()).unwrap_or_default();
        tags.into_iter().collect()
    }

    /// Returns whether the project lies in a git repository.
    pub fn is_in_repository(&self) -> bool {
        self.store.is_some()
    }

    /// Returns the ids of the snapshot's commit, or of the one that the work tree stands on, and of all
    /// commits behind it; none where there is none, or some are missing.
    pub fn commits_behind(&self) -> Result<Option<BTreeSet<String>>, Error> {
        Ok(self.lineage()?.map(Lineage::into_ids))
    }

    /// Returns the same commits with their parents.
    pub fn lineage(&self) -> Result<Option<Lineage>, Error> {
        match (&self.store, &self.origin) {
            (Some(store), Origin::Commit(tree)) => store.lineage(Some(tree)),
            (Some(store), Origin::WorkTree(_)) => store.lineage(None),
            _ => Ok(None),
        }
    }

    /// Returns the latest date that the snapshot's commit or one behind it names, as
    /// `2026-10-03T14:10:00+02:00`; none where it is of no commit.
    pub fn latest_date(&self) -> Result<Option<String>, Error> {
        match (&self.store, &self.origin) {
            (Some(store), Origin::Commit(tree)) => store.latest_date(tree),
            _ => Ok(None),
        }
    }

    /// Returns whether git tracks anything in a folder.
    pub(super) fn is_tracked(&self, folder: &str) -> Result<bool, Error> {
        self.store.as_ref().map_or(Ok(false), |store| store.is_tracked(folder))
    }

    /// Returns the project folder in the repository, with `/`; empty for its root.
    pub(super) fn folder(&self) -> &str {
        self.store.as_ref().map_or("", |store| store.folder())
    }

    /// Returns what the commits behind the snapshot did to the files that are followed; none without
    /// commits.
    pub(super) fn log(
        &self,
        followed: &Followed,
        is_baseline: impl Fn(&str) -> bool,
        known: Known,
    ) -> Result<Option<(&Store, Log)>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        let at = if let Origin::Commit(tree) = &self.origin { Some(tree) } else { None };
        let log = store.log(at, &plainly(followed), is_baseline, known)?;
        Ok(log.map(|log| (&**store, log)))
    }

    fn place(&self) -> &dyn Place {
        match &self.origin {
            Origin::WorkTree(tree) => tree,
            Origin::Commit(tree) => tree,
            Origin::Memory(files) => files,
        }
    }
}

fn real_path(folder: &Path) -> Result<PathBuf, Error> {
    let fail = |cause| Error::File { action: "open", path: folder.to_path_buf(), cause };
    let real = std::fs::canonicalize(folder).map_err(fail)?;
    // Reading the folder now tells a file, or a folder without permission, from an empty project.
    std::fs::read_dir(&real).map_err(fail)?;
    Ok(real)
}

/// Returns what is followed with its folders as the snapshot writes them.
pub(super) fn plainly(followed: &Followed) -> Followed {
    let plain =
        |folders: &[String]| plain_folders(&folders.iter().map(String::as_str).collect::<Vec<_>>());
    Followed {
        project_file: followed.project_file.clone(),
        records: plain(&followed.records),
        docs: plain(&followed.docs),
        templates: plain(&followed.templates),
        standards: plain(&followed.standards),
        language: followed.language.clone(),
    }
}

/// Returns folders as the snapshot writes them; one outside the project holds nothing of it.
fn plain_folders(folders: &[&str]) -> Vec<String> {
    folders.iter().filter_map(|folder| plain(folder).ok()).collect()
}

/// Returns a path as the snapshot writes it; absolute paths and `..` are refused even where they
/// would lead back inside.
fn plain(path: &str) -> Result<String, ReadFailure> {
    let mut parts = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str().ok_or(ReadFailure::NotUtf8Name)?),
            Component::CurDir => {}
            _ => return Err(ReadFailure::LeavesProject),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{MAX_INPUT_BYTES, ReadFailure, Snapshot, find_project};
    use crate::error::Error;
    use crate::load::fixture::{Fixture, not_run};
    use std::os::unix::fs::symlink;

    fn work_tree(fixture: &Fixture) -> Snapshot {
        Snapshot::of_work_tree(&fixture.root()).expect("a folder")
    }

    fn at(fixture: &Fixture, revision: &str) -> Result<Snapshot, Error> {
        Snapshot::of_revision(&fixture.root(), revision)
    }

    #[test]
    fn the_nearest_project_above_is_found() {
        let fixture = Fixture::new();
        fixture.write("techfile.yaml", "");
        fixture.write("inner/techfile.yaml", "");
        fixture.write("inner/records/deep/a.yaml", "");
        fixture.write("other/a.yaml", "");
        let cases = [("inner/records/deep", "inner"), ("inner", "inner"), ("other", "")];
        for (start, project) in cases {
            let found = find_project(&fixture.at(start)).expect("found");
            assert_eq!(found, fixture.root().join(project).components().as_path(), "{start}");
        }
        assert!(matches!(find_project(Fixture::new().folder_path()), Err(Error::NoProject(_))));
        assert!(matches!(find_project(&fixture.at("nowhere")), Err(Error::File { .. })));
    }

    #[test]
    fn both_places_read_the_same_and_refuse_the_same() {
        let fixture = Fixture::repository();
        fixture.write("records/a.yaml", "id: REQ-1\n");
        fixture.write("pointer.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        symlink("a.yaml", fixture.at("records/link.yaml")).expect("linked");
        symlink("records", fixture.at("folder")).expect("linked");
        symlink("../../etc/hostname", fixture.at("out")).expect("linked");
        fixture.commit("all");
        fixture.write("big.bin", vec![0; usize::try_from(MAX_INPUT_BYTES).expect("fits")]);
        fixture.commit("largest");
        let snapshots = [work_tree(&fixture), at(&fixture, "HEAD").expect("a commit")];
        let text = || Ok(b"id: REQ-1\n".to_vec());
        let cases = [
            ("records/a.yaml", text()),
            ("./records//a.yaml", text()),
            ("records/link.yaml", text()),
            ("folder/link.yaml", text()),
            ("records", Err(ReadFailure::NotAFile)),
            ("records/b.yaml", Err(ReadFailure::Missing)),
            ("records/a.yaml/b", Err(ReadFailure::Missing)),
            ("records/../records/a.yaml", Err(ReadFailure::LeavesProject)),
            ("../a.yaml", Err(ReadFailure::LeavesProject)),
            ("/etc/hostname", Err(ReadFailure::LeavesProject)),
            ("out", Err(ReadFailure::LeavesProject)),
            (".git/config", Err(ReadFailure::LeavesProject)),
            ("pointer.txt", Err(ReadFailure::LargeFilePointer)),
        ];
        for snapshot in &snapshots {
            for (path, expected) in &cases {
                assert_eq!(&snapshot.read(path), expected, "{path}");
            }
            assert!(snapshot.read("big.bin").is_ok());
        }
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let fixture = Fixture::repository();
        let bytes = 17 * 1024 * 1024;
        fixture.write("evidence/big.bin", vec![0; bytes]);
        fixture.commit("big");
        let refused = Err(ReadFailure::TooLarge { bytes: bytes as u64 });
        assert_eq!(work_tree(&fixture).read("evidence/big.bin"), refused);
        assert_eq!(at(&fixture, "HEAD").expect("a commit").read("evidence/big.bin"), refused);
    }

    #[test]
    fn a_revision_shows_the_project_as_it_was() {
        let fixture = Fixture::repository();
        fixture.write("device/records/a.yaml", "old");
        fixture.write("a.yaml", "not of the project");
        let first = fixture.commit("first");
        fixture.git(&["tag", "lightweight"]);
        fixture.git(&["tag", "--message=x", "annotated"]);
        fixture.write("device/records/a.yaml", "new");
        fixture.write("device/records/b.yaml", "new");
        fixture.commit("second");
        fixture.write("device/records/a.yaml", "newest");
        for name in [&first[..], &first[..8], "lightweight", "annotated", "HEAD~1", "main^"] {
            let snapshot = Snapshot::of_revision(&fixture.at("device"), name).expect(name);
            assert_eq!(snapshot.read("records/a.yaml"), Ok(b"old".to_vec()), "{name}");
            assert_eq!(snapshot.list("").files, ["records/a.yaml"], "{name}");
            assert_eq!(snapshot.read("../a.yaml"), Err(ReadFailure::LeavesProject));
        }
    }

    #[test]
    fn what_is_no_revision_is_an_error() {
        let fixture = Fixture::repository();
        fixture.write("device/a.yaml", "old");
        fixture.commit("first");
        fixture.write("later/a.yaml", "new");
        fixture.git(&["tag", "of-blob", "HEAD:device/a.yaml"]);
        fixture.git(&["tag", "--message=x", "of-tree", "HEAD^{tree}"]);
        let cases = [
            ("nowhere", "`nowhere` names no commit in this repository"),
            ("--all", "`--all` names no commit in this repository"),
            ("HEAD..main", "`HEAD..main` names no commit in this repository"),
            ("of-blob", "`of-blob` names a blob, not a commit"),
            ("of-tree", "`of-tree` names a tree, not a commit"),
        ];
        for (name, expected) in cases {
            assert_eq!(at(&fixture, name).err().map(|e| e.to_string()).as_deref(), Some(expected));
        }
        let later = Snapshot::of_revision(&fixture.at("later"), "HEAD").err().expect("not there");
        assert_eq!(later.to_string(), "`HEAD` has no folder `later`");
        let plain = Fixture::new();
        assert!(matches!(at(&plain, "HEAD"), Err(Error::Git(_))));
    }

    #[test]
    fn a_repository_of_someone_else_is_not_trusted() {
        let fixture = Fixture::repository();
        for path in [fixture.root(), fixture.at(".git")] {
            if std::os::unix::fs::chown(path, Some(65_534), None).is_err() {
                return not_run("only root can give a folder away");
            }
        }
        let error = Snapshot::of_work_tree(&fixture.root()).err().expect("refused");
        assert!(matches!(error, Error::Git(_)), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("safe.directory")), "{error}");
    }

    #[test]
    fn threads_read_one_snapshot() {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        let fixture = Fixture::repository();
        for number in 0..200 {
            fixture.write(&format!("records/{number}.yaml"), number.to_string());
        }
        fixture.commit("many");
        for snapshot in [work_tree(&fixture), at(&fixture, "HEAD").expect("a commit")] {
            (0..200).into_par_iter().for_each(|number| {
                let bytes = snapshot.read(&format!("records/{number}.yaml"));
                assert_eq!(bytes, Ok(number.to_string().into_bytes()));
            });
        }
    }
}
