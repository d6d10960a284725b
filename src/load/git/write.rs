//! Planned commits → a repository with the same commit ids on every machine.
//!
//! Used for the example project. Nothing of the user's configuration takes part: no template, hook,
//! signature, default branch or line-end conversion.

use crate::error::Error;
use crate::history::{Author, PlannedCommit};
use git2::build::{CheckoutBuilder, TreeUpdateBuilder};
use git2::{
    Commit, FileMode, ObjectType, Oid, Repository, RepositoryInitOptions, Signature, StatusOptions,
    Time, Tree,
};
use std::path::Path;

/// Writes commits, one on the other, into a new repository and checks the last one out; returns
/// their ids. The folder is made if needed and must be empty.
pub fn write_repository(folder: &Path, commits: &[PlannedCommit]) -> Result<Vec<String>, Error> {
    let fail = |cause| Error::File { action: "write", path: folder.to_path_buf(), cause };
    std::fs::create_dir_all(folder).map_err(fail)?;
    if std::fs::read_dir(folder).map_err(fail)?.next().is_some() {
        return Err(Error::Usage(format!("{} is not empty", folder.display())));
    }
    let mut options = RepositoryInitOptions::new();
    options.external_template(false).no_reinit(true).initial_head("main");
    let repository = Repository::init_opts(folder, &options)?;
    // The bytes on the disk are those of the commits, whatever the user has set elsewhere.
    repository.config()?.set_bool("core.autocrlf", false)?;
    let mut ids: Vec<Oid> = Vec::new();
    let mut names = Names::default();
    for planned in commits {
        let id = write_commit(&repository, ids.last().copied(), planned, &names)?;
        names.add(&planned.tags, id);
        ids.push(id);
    }
    if let Some(last) = ids.last() {
        repository.reference("refs/heads/main", *last, true, "written by techfile")?;
        let mut checkout = CheckoutBuilder::new();
        repository.checkout_head(Some(checkout.force().disable_filters(true)))?;
    }
    Ok(ids.iter().map(Oid::to_string).collect())
}

/// Returns whether a folder is a repository that stands on a commit and holds nothing else: no
/// modified, untracked or ignored file outside `out/`, and no branch, tag or stash with more commits.
pub fn is_unchanged(folder: &Path, expected_head: &str) -> bool {
    let is_expected = |repository: &Repository| {
        let head = repository.head()?.peel_to_commit()?.id();
        let is_at_head = head.to_string() == expected_head;
        Ok(is_at_head && is_clean(repository)? && holds_only(repository, head)?)
    };
    let check = || -> Result<bool, git2::Error> { is_expected(&Repository::open(folder)?) };
    check().unwrap_or(false)
}

fn is_clean(repository: &Repository) -> Result<bool, git2::Error> {
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true);
    options.include_ignored(true).recurse_ignored_dirs(true).include_unreadable(true);
    let statuses = repository.statuses(Some(&mut options))?;
    Ok(statuses.iter().all(|entry| entry.path_bytes().starts_with(b"out/")))
}

fn holds_only(repository: &Repository, head: Oid) -> Result<bool, git2::Error> {
    for reference in repository.references()? {
        let commit = reference?.peel_to_commit()?.id();
        if commit != head && !repository.graph_descendant_of(head, commit)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What stands in a file for the id of a tagged commit before it, and the ids. Only whoever writes the
/// commits knows them.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl Names {
    fn add(&mut self, tags: &[String], id: Oid) {
        self.0.extend(tags.iter().map(|tag| (format!("commit-of:{tag}\n"), format!("{id}\n"))));
    }

    /// Returns the content with every name replaced; all other bytes stay as they are.
    fn replaced(&self, content: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(content) {
            Ok(text) if text.contains("commit-of:") => {
                let replace = |text: String, (name, id): &(String, String)| text.replace(name, id);
                self.0.iter().fold(text.to_string(), replace).into_bytes()
            }
            _ => content.to_vec(),
        }
    }
}

fn write_commit(
    repository: &Repository,
    parent: Option<Oid>,
    planned: &PlannedCommit,
    names: &Names,
) -> Result<Oid, Error> {
    let parent = parent.map(|id| repository.find_commit(id)).transpose()?;
    let tree = write_tree(repository, parent.as_ref(), planned, names)?;
    let signature = signature(&planned.author, &planned.date)?;
    let message = format!("{}\n", planned.message.trim_end());
    let parents: Vec<&Commit<'_>> = parent.iter().collect();
    let id = repository.commit(None, &signature, &signature, &message, &tree, &parents)?;
    let commit = repository.find_object(id, Some(ObjectType::Commit))?;
    for tag in &planned.tags {
        repository.tag(tag, &commit, &signature, &format!("{tag}\n"), false)?;
    }
    Ok(id)
}

fn write_tree<'a>(
    repository: &'a Repository,
    parent: Option<&Commit<'a>>,
    planned: &PlannedCommit,
    names: &Names,
) -> Result<Tree<'a>, Error> {
    let before = match parent {
        Some(parent) => parent.tree()?,
        None => repository.find_tree(repository.treebuilder(None)?.write()?)?,
    };
    let mut update = TreeUpdateBuilder::new();
    for (path, content) in &planned.files {
        match content {
            Some(bytes) => {
                let blob = repository.blob(&names.replaced(bytes))?;
                update.upsert(path.as_str(), blob, FileMode::Blob)
            }
            None => update.remove(path.as_str()),
        };
    }
    Ok(repository.find_tree(update.create_updated(repository, &before)?)?)
}

fn signature(author: &Author, date: &str) -> Result<Signature<'static>, Error> {
    let wrong = |error: &dyn std::fmt::Display| Error::Git(format!("date `{date}`: {error}"));
    let instant: jiff::Timestamp = date.parse().map_err(|error| wrong(&error))?;
    let pieces = jiff::fmt::temporal::Pieces::parse(date).map_err(|error| wrong(&error))?;
    let offset = pieces.to_numeric_offset().map_or(0, |offset| offset.seconds() / 60);
    let time = Time::new(instant.as_second(), offset);
    Ok(Signature::new(&author.name, &author.email, &time)?)
}

#[cfg(test)]
mod tests {
    use super::{is_unchanged, write_repository};
    use crate::load::fixture::{Fixture, planned};

    fn example() -> Vec<crate::history::PlannedCommit> {
        let mut commits = vec![
            planned(1, &[("records/a.yaml", "id: REQ-1\n"), ("techfile.yaml", "format: 1\n")]),
            planned(2, &[("records/a.yaml", ""), ("records/deep/b.yaml", "id: REQ-1\r\n")]),
        ];
        commits[1].tags.push("v1".to_string());
        commits
    }

    #[test]
    fn commits_are_the_same_everywhere_and_the_tree_is_clean() {
        let fixture = Fixture::new();
        let ids = write_repository(&fixture.at("demo"), &example()).expect("written");
        // These ids may only change together with the example above.
        let expected = [
            "27981a14b0013c678240ea23ea0055a6388397ba",
            "bf8643508c7748a2131fe3f590a5496993fedba9",
        ];
        assert_eq!(ids, expected);
        let git = |arguments: &[&str]| {
            let bytes = fixture.git_bytes(&fixture.at("demo"), arguments, b"");
            String::from_utf8(bytes).expect("git prints UTF-8")
        };
        assert_eq!(git(&["status", "--porcelain", "--branch"]), "## main\n");
        assert_eq!(git(&["rev-list", "--reverse", "main"]), ids.join("\n") + "\n");
        assert_eq!(git(&["rev-parse", "v1^{commit}"]).trim(), ids[1]);
        assert_eq!(git(&["cat-file", "-t", "v1"]), "tag\n");
        let date = git(&["log", "-1", "--format=%an <%ae> %aI %cI %s"]);
        let both = "2026-10-03T14:02:00+02:00 2026-10-03T14:02:00+02:00";
        assert_eq!(date, format!("Åsa Öst <asa@example.org> {both} commit 2\n"));
        let bytes = std::fs::read(fixture.at("demo/records/deep/b.yaml")).expect("checked out");
        assert_eq!(bytes, b"id: REQ-1\r\n");
        assert!(!fixture.at("demo/records/a.yaml").exists());
        assert_eq!(git(&["ls-tree", "-r", "HEAD"]).matches("100644 blob").count(), 2);
        git(&["fsck", "--strict"]);
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let fixture = Fixture::new();
        fixture.write("notes.txt", "mine");
        let error = write_repository(&fixture.root(), &example()).expect_err("refused");
        assert!(error.to_string().ends_with("is not empty"), "{error}");
    }

    #[test]
    fn only_an_untouched_repository_is_unchanged() {
        type Touch = fn(&Fixture);
        let touches: [(&str, bool, Touch); 9] = [
            ("nothing", true, |_| {}),
            ("output", true, |demo| demo.write("out/en/a.html", "made")),
            ("modified", false, |demo| demo.write("techfile.yaml", "format: 2\n")),
            ("untracked", false, |demo| demo.write("records/new/mine.yaml", "")),
            ("ignored", false, |demo| {
                demo.write(".git/info/exclude", "*.log\n");
                demo.write("mine.log", "");
            }),
            ("deleted", false, |demo| demo.remove("techfile.yaml")),
            ("staged", false, |demo| {
                demo.write("techfile.yaml", "format: 2\n");
                demo.git(&["add", "--all"]);
                demo.write("techfile.yaml", "format: 1\n");
            }),
            ("committed", false, |demo| drop(demo.commit("mine"))),
            ("on a branch", false, |demo| {
                demo.git(&["checkout", "--quiet", "-b", "mine"]);
                demo.commit("mine");
                demo.git(&["checkout", "--quiet", "main"]);
            }),
        ];
        for (touch, expected, act) in touches {
            let fixture = Fixture::new();
            let ids = write_repository(&fixture.root(), &example()).expect("written");
            act(&fixture);
            assert_eq!(is_unchanged(&fixture.root(), &ids[1]), expected, "{touch}");
        }
        let plain = Fixture::new();
        assert!(!is_unchanged(&plain.root(), "a5f1c7c0"), "no repository");
        assert!(!is_unchanged(&plain.at("nowhere"), "a5f1c7c0"), "no folder");
    }
}
