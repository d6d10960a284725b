//! Where the inputs of a run were taken from: commit, date, tags and branch.

use super::Store;
use super::commit_tree::CommitTree;
use super::dirty::Comparison;
use crate::error::Error;
use crate::history::Revision;
use crate::load::work_tree::WorkTree;
use git2::{ErrorCode, Oid, Repository};
use std::path::Path;
use std::sync::Arc;

impl Store {
    /// Describes the commit that a revision names.
    pub(in crate::load) fn revision_of(&self, tree: &CommitTree) -> Result<Revision, Error> {
        self.with(|repository| self.describe(repository, tree.commit()))
    }

    /// Describes the commit that the work tree stands on, and how the inputs differ from it.
    pub(in crate::load) fn revision_under(
        self: &Arc<Self>,
        work_tree: &WorkTree,
        read: &[&str],
        folders: &[String],
    ) -> Result<Revision, Error> {
        let Some(commit) = self.head()? else {
            let branch = self.with(unborn_branch)?;
            let folder = self.folder.clone();
            return Ok(Revision { branch, work_tree: true, folder, ..Revision::default() });
        };
        let tree = CommitTree::at(self, commit)?;
        let comparison = Comparison { store: self, commit: &tree, work_tree };
        self.with(|repository| {
            Ok(Revision {
                branch: branch(repository)?,
                work_tree: true,
                dirty: comparison.dirty(repository, read, folders)?,
                ..self.describe(repository, commit)?
            })
        })
    }

    /// Returns each tag of a commit, and the id of that commit.
    pub(in crate::load) fn tags(&self) -> Result<Vec<(String, String)>, Error> {
        let tags = self.with(tags)?.into_iter();
        Ok(tags.map(|(tag, commit)| (tag, commit.to_string())).collect())
    }

    /// Returns the commit that a tag names; none if there is no such tag.
    pub(in crate::load) fn at_tag(
        self: &Arc<Self>,
        tag: &str,
    ) -> Result<Option<CommitTree>, Error> {
        let tags = self.with(tags)?;
        let named = tags.into_iter().find(|(name, _)| name == tag);
        named.map(|(_, commit)| CommitTree::at(self, commit)).transpose()
    }

    /// Returns whether the index, or the commit that is checked out, has anything in a folder.
    pub(in crate::load) fn is_tracked(&self, folder: &str) -> Result<bool, Error> {
        let folder = self.in_repository(folder);
        let head = self.head()?;
        self.with(|repository| {
            let mut index = repository.index()?;
            index.read(false)?;
            let in_index = index.find_prefix(&*format!("{folder}/")).is_ok();
            let tree = head.map(|head| repository.find_commit(head)?.tree()).transpose();
            let in_head =
                tree.ok().flatten().is_some_and(|tree| tree.get_path(Path::new(&folder)).is_ok());
            Ok(in_index || in_head)
        })
    }

    /// Returns the commit that is checked out; none in a repository without commits.
    pub(in crate::load::git) fn head(&self) -> Result<Option<Oid>, Error> {
        self.with(|repository| match repository.head() {
            Ok(head) => Ok(Some(head.peel_to_commit()?.id())),
            Err(error) if is_without_commit(&error) => Ok(None),
            Err(error) => Err(error.into()),
        })
    }

    fn describe(&self, repository: &Repository, commit: Oid) -> Result<Revision, Error> {
        let date = date(repository.find_commit(commit)?.author().when());
        let tags = tags(repository)?.into_iter().filter(|(_, tagged)| *tagged == commit);
        Ok(Revision {
            commit: Some(commit.to_string()),
            date: Some(date),
            tags: tags.map(|(name, _)| name).collect(),
            shallow: is_shallow(repository),
            folder: self.folder.clone(),
            ..Revision::default()
        })
    }
}

/// Returns whether a clone was cut off. A linked work tree shares the list of its repository.
pub(super) fn is_shallow(repository: &Repository) -> bool {
    let list = repository.commondir().join("shallow");
    std::fs::metadata(list).is_ok_and(|list| list.len() > 0)
}

/// Returns the full name of each tag and the commit that it names; tags of other things are left out.
pub(super) fn tags(repository: &Repository) -> Result<Vec<(String, Oid)>, git2::Error> {
    let mut tags = Vec::new();
    for reference in repository.references_glob("refs/tags/*")? {
        let reference = reference?;
        if let Ok(commit) = reference.peel_to_commit() {
            let name = String::from_utf8_lossy(reference.name_bytes());
            tags.push((name.trim_start_matches("refs/tags/").to_string(), commit.id()));
        }
    }
    tags.sort();
    Ok(tags)
}

/// Returns a point in time with its offset, as `2026-10-03T14:10:00+02:00`.
pub(super) fn date(time: git2::Time) -> String {
    use jiff::{Timestamp, tz::Offset};
    let offset =
        Offset::from_seconds(time.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
    let limit = if time.seconds() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let instant = Timestamp::from_second(time.seconds()).unwrap_or(limit);
    offset.to_datetime(instant).strftime("%Y-%m-%dT%H:%M:%S").to_string() + &sign(offset)
}

fn sign(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn branch(repository: &Repository) -> Result<Option<String>, Error> {
    if repository.head_detached()? {
        return Ok(None);
    }
    let head = repository.head()?;
    Ok(Some(String::from_utf8_lossy(head.shorthand_bytes()).into_owned()))
}

/// Returns the branch that the first commit will be on.
fn unborn_branch(repository: &Repository) -> Result<Option<String>, Error> {
    let head = repository.find_reference("HEAD")?;
    let target = head.symbolic_target_bytes().map(String::from_utf8_lossy);
    Ok(target.map(|name| name.trim_start_matches("refs/heads/").to_string()))
}

fn is_without_commit(error: &git2::Error) -> bool {
    matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound)
}

#[cfg(test)]
mod tests {
    use super::date;
    use crate::history::Revision;
    use crate::load::Snapshot;
    use crate::load::fixture::Fixture;
    use std::path::Path;

    const READ: [&str; 3] = ["records/a.yaml", "records/b.yaml", "techfile.yaml"];

    fn revision_of(project: &Path) -> Revision {
        let snapshot = Snapshot::of_work_tree(project).expect("a folder");
        snapshot.revision(&READ, &["records"]).expect("a revision")
    }

    fn two_records(folder: &str) -> Fixture {
        let fixture = Fixture::repository();
        for path in READ {
            fixture.write(&format!("{folder}{path}"), "a: 1\nb: 2\n");
        }
        fixture.write("other.yaml", "");
        fixture.commit("first");
        fixture
    }

    #[test]
    fn names_commit_date_tags_and_branch() {
        let fixture = two_records("");
        for tag in ["v2", "v1"] {
            fixture.git(&["tag", tag]);
        }
        fixture.git(&["tag", "blob", "HEAD:other.yaml"]);
        let expected = Revision {
            commit: Some(fixture.git(&["rev-parse", "HEAD"])),
            date: Some("2026-10-03T00:01:00+02:00".to_string()),
            tags: vec!["v1".to_string(), "v2".to_string()],
            branch: Some("main".to_string()),
            work_tree: true,
            dirty: Vec::new(),
            shallow: false,
            folder: String::new(),
        };
        assert_eq!(revision_of(&fixture.root()), expected);
        let named = Snapshot::of_revision(&fixture.root(), "v1").expect("a commit");
        let expected = Revision { branch: None, work_tree: false, ..expected };
        assert_eq!(named.revision(&READ, &["records"]).expect("a revision"), expected);
    }

    #[test]
    fn a_plain_folder_and_a_repository_without_commits_have_no_commit() {
        let plain = Fixture::new();
        plain.write("records/a.yaml", "");
        let none = Revision { work_tree: true, ..Revision::default() };
        assert_eq!(revision_of(&plain.root()), none);
        let empty = Fixture::repository();
        empty.write("records/a.yaml", "");
        let expected = Revision { branch: Some("main".to_string()), ..none };
        assert_eq!(revision_of(&empty.root()), expected);
    }

    #[test]
    fn what_differs_from_the_commit_is_dirty() {
        type Touch = fn(&Fixture);
        let touches: [(&str, &[&str], Touch); 9] = [
            ("nothing", &[], |_| {}),
            ("not read", &[], |f| f.write("other.yaml", "x")),
            ("untracked and not read", &[], |f| f.write("records/c.yaml", "x")),
            ("modified", &["records/a.yaml"], |f| f.write("records/a.yaml", "a: 1\nb: 3\n")),
            ("written again", &[], |f| f.write("records/a.yaml", "a: 1\nb: 2\n")),
            ("deleted", &["records/a.yaml"], |f| f.remove("records/a.yaml")),
            ("ignored", &["records/b.yaml"], |f| {
                f.git(&["rm", "--quiet", "--cached", "records/b.yaml"]);
                f.write(".git/info/exclude", "b.yaml\n");
                f.git(&["commit", "--quiet", "--message=untrack"]);
            }),
            ("staged and put back", &[], |f| {
                f.write("records/a.yaml", "x");
                f.git(&["add", "records"]);
                f.write("records/a.yaml", "a: 1\nb: 2\n");
            }),
            ("staged only", &["records/a.yaml"], |f| {
                f.write("records/a.yaml", "x");
                f.git(&["add", "records"]);
            }),
        ];
        for (touch, dirty, act) in touches {
            let fixture = two_records("");
            act(&fixture);
            assert_eq!(revision_of(&fixture.root()).dirty, dirty, "{touch}");
        }
    }

    #[test]
    fn a_change_in_the_moment_of_the_commit_is_seen() {
        for _ in 0..20 {
            let fixture = two_records("");
            fixture.write("records/a.yaml", "a: 1\nb: 3\n");
            assert_eq!(revision_of(&fixture.root()).dirty, ["records/a.yaml"]);
        }
    }

    #[test]
    fn only_configured_line_ends_are_excused() {
        let cases = [
            ("false", "", true),
            ("true", "", false),
            ("input", "", false),
            ("false", "*.yaml text\n", false),
            ("false", "*.yaml text=auto\n", false),
            ("false", "*.yaml eol=crlf\n", false),
            ("true", "*.yaml -text\n", true),
        ];
        for (autocrlf, attributes, is_dirty) in cases {
            let fixture = two_records("");
            fixture.git(&["config", "core.autocrlf", autocrlf]);
            fixture.git(&["config", "core.attributesFile", "/dev/null"]);
            fixture.write(".gitattributes", attributes);
            fixture.write("records/a.yaml", "a: 1\r\nb: 2\r\n");
            let dirty = revision_of(&fixture.root()).dirty;
            assert_eq!(!dirty.is_empty(), is_dirty, "{autocrlf} {attributes}");
            fixture.write("records/a.yaml", "a: 1\r\nb: 3\r\n");
            assert_eq!(revision_of(&fixture.root()).dirty, ["records/a.yaml"]);
        }
    }

    #[test]
    fn a_project_in_a_subfolder_is_compared_with_that_folder() {
        let fixture = two_records("device/one/");
        fixture.write("records/a.yaml", "another project");
        let project = fixture.at("device/one");
        assert_eq!(revision_of(&project).dirty, Vec::<String>::new());
        fixture.write("device/one/records/a.yaml", "x");
        fixture.remove("device/one/records/b.yaml");
        assert_eq!(revision_of(&project).dirty, ["records/a.yaml", "records/b.yaml"]);
    }

    #[test]
    fn links_count_by_what_reading_them_gives() {
        let fixture = two_records("");
        fixture.remove("records/b.yaml");
        std::os::unix::fs::symlink("a.yaml", fixture.at("records/b.yaml")).expect("linked");
        assert_eq!(revision_of(&fixture.root()).dirty, Vec::<String>::new());
        fixture.commit("link");
        assert_eq!(revision_of(&fixture.root()).dirty, Vec::<String>::new());
        fixture.write("records/a.yaml", "x");
        assert_eq!(revision_of(&fixture.root()).dirty, ["records/a.yaml", "records/b.yaml"]);
    }

    #[test]
    fn detached_heads_work_trees_submodules_and_shallow_clones() {
        let fixture = two_records("device/");
        fixture.write("other.yaml", "later");
        let head = fixture.commit("second");
        fixture.git(&["checkout", "--quiet", "--detach"]);
        assert_eq!(revision_of(&fixture.at("device")).branch, None);

        fixture.git(&["worktree", "add", "--quiet", "-b", "side", "linked"]);
        let linked = revision_of(&fixture.at("linked/device"));
        assert_eq!((linked.branch.as_deref(), linked.dirty.len()), (Some("side"), 0));

        let outer = Fixture::repository();
        let url = format!("file://{}", fixture.root().display());
        let allow = "protocol.file.allow=always";
        outer.git(&["-c", allow, "submodule", "--quiet", "add", &url, "inner"]);
        let inner = revision_of(&outer.at("inner/device"));
        assert_eq!((inner.commit.as_deref(), inner.dirty.len()), (Some(&head[..]), 0));

        outer.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
        let shallow = revision_of(&outer.at("shallow/device"));
        assert_eq!((shallow.shallow, shallow.dirty.len()), (true, 0));
        outer.git_bytes(&outer.at("shallow"), &["worktree", "add", "--quiet", "../linked"], b"");
        assert!(revision_of(&outer.at("linked/device")).shallow);
    }

    #[test]
    fn dates_keep_their_offset() {
        let cases = [
            (0, 0, "1970-01-01T00:00:00+00:00"),
            (1_791_029_400, 120, "2026-10-03T14:10:00+02:00"),
            (1_791_029_400, -210, "2026-10-03T08:40:00-03:30"),
            (-1, 0, "1969-12-31T23:59:59+00:00"),
            (i64::MAX, 0, "9999-12-30T22:00:00+00:00"),
            (0, 99_999, "1970-01-01T00:00:00+00:00"),
        ];
        for (seconds, offset, expected) in cases {
            assert_eq!(date(git2::Time::new(seconds, offset)), expected);
        }
    }
}
