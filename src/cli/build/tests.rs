//! Builds of a small project: what stands in `out/` afterwards, and what does not.

mod again;

use crate::cli::{Streams, run};
use crate::config::sha256_of;
use crate::documents::descriptions;
use crate::history::{Author, PlannedCommit};
use crate::load::write_repository;
use crate::report::manifest::listed_files;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// Runs a command in a folder; returns its exit code, result and what else it said.
fn techfile(folder: &Path, arguments: &[&str]) -> (u8, String, String) {
    let mut err = Vec::new();
    let (code, out) = saying(folder, arguments, &mut err);
    (code, out, String::from_utf8_lossy(&err).into_owned())
}

fn saying(folder: &Path, arguments: &[&str], err: &mut dyn Write) -> (u8, String) {
    let mut out = Vec::new();
    let mut streams = Streams {
        out: &mut out,
        err,
        folder: folder.to_path_buf(),
        colorful: false,
        now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
    };
    let words = ["techfile"].iter().chain(arguments).map(Into::into);
    let code = run(words, &mut streams);
    (code, String::from_utf8_lossy(&out).into_owned())
}

fn n_documents() -> usize {
    let documents = descriptions(&BTreeMap::new()).expect("the built-in documents can be read");
    documents.iter().filter(|document| !document.on_request).count()
}

/// Makes a small project in two languages: tagged as `v1.0`, and with one more requirement since.
fn example() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut released = BTreeMap::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/projects/pump");
    collect(&project, &project, &mut released);
    released.insert(".gitignore".to_string(), Some("out\n".into()));
    let later = "id: REQ-900\ntitle: Later\nstatus: draft\nlevel: system\n";
    let later = BTreeMap::from([("records/later.yaml".to_string(), Some(later.into()))]);
    let commits = [(released, vec!["v1.0".to_string()]), (later, Vec::new())];
    let planned: Vec<PlannedCommit> = commits
        .into_iter()
        .enumerate()
        .map(|(at, (files, tags))| PlannedCommit {
            author: Author { name: "Ada".into(), email: "ada@example.org".into() },
            date: format!("2026-10-15T1{at}:00:00+02:00"),
            message: format!("commit {at}"),
            files,
            tags,
        })
        .collect();
    write_repository(folder.path(), &planned).expect("written");
    folder
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Option<Vec<u8>>>) {
    for entry in fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name =
                path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
            files.insert(name, Some(fs::read(&path).expect("read")));
        }
    }
}

fn is_kept(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("out/.cache"))
}

/// Returns every file in `out`, except the lock and what is kept for the next build.
fn built(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.join("out")];
    while let Some(folder_now) = open.pop() {
        for entry in fs::read_dir(&folder_now).into_iter().flatten().filter_map(Result::ok) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else if entry.file_name() != ".lock" && !is_kept(&entry.path()) {
                let path = entry.path();
                let name = path.strip_prefix(folder.join("out")).expect("inside");
                files.insert(name.to_string_lossy().into_owned(), fs::read(&path).expect("read"));
            }
        }
    }
    files
}

fn commit(folder: &Path) {
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let git = git.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
        let git = git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
        assert!(git.args(arguments).status().expect("git can be run").success());
    };
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=a change"]);
}

#[test]
fn a_revision_gives_the_documents_as_they_were() {
    let folder = example();
    let to = ["--to", "md", "--to", "html", "--as-of", "2027-01-01"];
    let build = |more: &[&str]| {
        let arguments: Vec<&str> = ["build"].iter().chain(&to).chain(more).copied().collect();
        let (code, _, err) = techfile(folder.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        let mut files = built(folder.path());
        // It says whether the work tree was read.
        files.remove("manifest.json");
        files
    };
    let then = build(&[]);
    let changed = folder.path().join("techfile.yaml");
    let text = fs::read_to_string(&changed).expect("the project file");
    fs::write(&changed, text.replace("name:", "name: \"\" # ")).expect("written");
    commit(folder.path());
    assert!(build(&[]) != then, "the change can be seen");
    assert!(build(&["--rev", "HEAD~1"]) == then);
}

#[test]
fn a_build_writes_what_its_manifest_lists_and_the_same_bytes_again() {
    let folder = example();
    let (code, out, err) = techfile(folder.path(), &["build", "--to", "md", "--to", "html"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let n_files = 4 * n_documents();
    let end = format!("{n_files} files written\n");
    assert!(out.starts_with("out/en/clause-matrix.md\n") && out.ends_with(&end), "{out}");
    let first = built(folder.path());
    let manifest = String::from_utf8_lossy(&first["manifest.json"]).into_owned();
    assert!(manifest.starts_with("{\n  \"format\": \"techfile-manifest/1\""), "{manifest}");
    assert!(manifest.contains("\"dirty\": []"), "{manifest}");
    let files = listed_files(&manifest);
    assert_eq!(files.len(), n_files);
    for path in files {
        assert!(manifest.contains(&sha256_of(&first[&path])), "{path}");
    }
    techfile(folder.path(), &["build", "--to", "md", "--to", "html"]);
    assert!(built(folder.path()) == first);
}

#[test]
#[cfg(feature = "pdf")]
fn a_pdf_is_written_with_its_records() {
    let folder = example();
    let arguments = ["build", "--lang", "en", "--to", "pdf", "risk-analysis"];
    let (code, _, err) = techfile(folder.path(), &arguments);
    assert_eq!(code, 0, "{err}");
    let pdf = &built(folder.path())["en/risk-analysis.pdf"];
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(String::from_utf8_lossy(pdf).contains("records.json"));
}

#[test]
fn only_files_of_the_build_before_are_removed() {
    let folder = example();
    techfile(folder.path(), &["build", "--to", "md"]);
    fs::write(folder.path().join("out/en/own.txt"), "mine").expect("written");
    fs::create_dir_all(folder.path().join("out/.build-1/en")).expect("left by a broken build");
    let (_, out, _) =
        techfile(folder.path(), &["build", "--to", "md", "--lang", "sv", "risk-analysis"]);
    let n_gone = 2 * n_documents() - 1;
    let end = format!("{n_gone} files of the build before removed; this one leaves them out\n");
    assert!(out.ends_with(&end), "{out}");
    let files: Vec<String> = built(folder.path()).into_keys().collect();
    assert_eq!(files, ["en/own.txt", "manifest.json", "sv/risk-analysis.md"]);
}

#[test]
fn a_manifest_cannot_make_a_build_remove_something_else() {
    let folder = example();
    techfile(folder.path(), &["build", "--to", "md"]);
    let outside = folder.path().join("keep.txt");
    fs::write(&outside, "mine").expect("written");
    fs::create_dir(folder.path().join("elsewhere")).expect("made");
    fs::write(folder.path().join("elsewhere/a.md"), "mine").expect("written");
    std::os::unix::fs::symlink("../elsewhere", folder.path().join("out/link")).expect("linked");
    let listed = ["../keep.txt", "/etc/hostname", "link/a.md", "en/../../keep.txt", ""];
    let files: Vec<String> =
        listed.iter().map(|path| format!("{{\"path\": \"{path}\"}}")).collect();
    let manifest = format!("{{\"files\": [{}]}}", files.join(","));
    fs::write(folder.path().join("out/manifest.json"), manifest).expect("written");
    let (code, _, err) = techfile(folder.path(), &["build", "--to", "md"]);
    assert_eq!(code, 0, "{err}");
    assert!(outside.exists() && folder.path().join("elsewhere/a.md").exists());
}

#[test]
fn a_folder_that_is_a_link_is_not_written_through() {
    for link in ["out", "out/sv"] {
        let folder = example();
        fs::create_dir(folder.path().join("elsewhere")).expect("made");
        fs::create_dir_all(folder.path().join(link).parent().expect("a parent")).expect("made");
        let target = folder.path().join("elsewhere");
        std::os::unix::fs::symlink(&target, folder.path().join(link)).expect("linked");
        let (code, _, err) = techfile(folder.path(), &["build", "--to", "md"]);
        assert!(code == 2 && err.contains("it is a link"), "{err}");
        assert_eq!(fs::read_dir(target).expect("a folder").count(), 0);
    }
}

#[test]
fn a_build_that_loses_a_record_puts_nothing_in_place() {
    let folder = example();
    techfile(folder.path(), &["build", "--to", "md"]);
    let before = built(folder.path());
    let block = folder.path().join("templates/risk-analysis/blocks/controls.md");
    fs::create_dir_all(block.parent().expect("a parent")).expect("made");
    fs::write(&block, "# Inga\n").expect("written");
    let (code, _, err) = techfile(folder.path(), &["build", "--to", "html"]);
    let expected = "techfile: risk-analysis as html does not show RC-001";
    assert!(code == 2 && err.starts_with(expected), "{err}");
    assert!(built(folder.path()) == before);
}

#[test]
fn a_template_at_fault_is_named_with_its_place() {
    let folder = example();
    let block = folder.path().join("templates/risk-analysis/blocks/purpose.md");
    fs::create_dir_all(block.parent().expect("a parent")).expect("made");
    fs::write(&block, "# Syfte\n\n{{ front.nothing }}\n").expect("written");
    let (code, _, err) = techfile(folder.path(), &["build", "--to", "md"]);
    assert_eq!(code, 2);
    assert!(err.contains("risk-analysis/blocks/purpose.md:3:"), "{err}");
    assert!(built(folder.path()).is_empty());
}

#[test]
fn a_changed_template_makes_the_documents_dirty() {
    let folder = example();
    let block = folder.path().join("templates/risk-analysis/blocks/purpose.md");
    fs::create_dir_all(block.parent().expect("a parent")).expect("made");
    fs::write(&block, "# Eget syfte\n").expect("written");
    techfile(folder.path(), &["build", "--to", "md", "--lang", "sv"]);
    let files = built(folder.path());
    let text = String::from_utf8_lossy(&files["sv/risk-analysis.md"]).into_owned();
    assert!(text.contains("> **Ej incheckade ändringar**"), "{text}");
    assert!(text.contains("> - `templates/risk-analysis/blocks/purpose.md`"), "{text}");
    assert!(text.contains("## 2 Eget syfte"), "{text}");
}

#[test]
fn a_revision_is_built_as_it_was() {
    let folder = example();
    let arguments = ["build", "--rev", "v1.0", "--to", "md", "--lang", "en"];
    let (code, _, err) = techfile(folder.path(), &arguments);
    assert_eq!(code, 0, "{err}");
    let files = built(folder.path());
    let text = String::from_utf8_lossy(&files["en/software-requirements.md"]).into_owned();
    assert!(text.contains("| Baseline     | v1.0 "), "{text}");
    assert!(!text.contains("DRAFT") && !text.contains("REQ-900"), "{text}");
    let text = String::from_utf8_lossy(&files["en/risk-analysis.md"]).into_owned();
    assert!(text.contains("Risk control is complete for all 2 risks."), "{text}");
}

#[test]
fn what_is_not_known_is_refused_with_the_nearest_name() {
    let folder = example();
    let table = [
        (
            vec!["build", "risk-analyses"],
            "no document is called `risk-analyses`; did you mean `risk-analysis`?",
        ),
        (vec!["build", "--to", "docx"], "no format is called `docx`; there are: md, html"),
        (vec!["build", "--lang", "fi"], "the project has no language `fi`"),
    ];
    for (arguments, expected) in table {
        let (code, _, err) = techfile(folder.path(), &arguments);
        assert!(code == 2 && err.contains(expected), "{err}");
    }
    assert!(!folder.path().join("out").exists());
}

/// Passes on what is said, as it is said.
struct Heard(mpsc::Sender<String>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nobody listens any more once the test has failed.
        let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn two_builds_wait_for_each_other() {
    let folder = example();
    fs::create_dir(folder.path().join("out")).expect("made");
    let lock = fs::File::create(folder.path().join("out/.lock")).expect("made");
    lock.lock().expect("locked");
    let path = folder.path().to_path_buf();
    let (said, hear) = mpsc::channel();
    let arguments = ["build", "--to", "md", "--lang", "sv"];
    let waiting = std::thread::spawn(move || saying(&path, &arguments, &mut Heard(said)).0);
    let mut heard = String::new();
    while !heard.contains("waiting for another build of this project\n") {
        heard += &hear.recv().expect("the other build did not wait");
    }
    assert!(built(folder.path()).is_empty(), "the other build did not wait");
    drop(lock);
    assert_eq!(waiting.join().expect("no panic"), 0, "{heard}");
    assert_eq!(hear.try_iter().collect::<String>(), "");
    assert_eq!(built(folder.path()).len(), n_documents() + 1);
}

#[test]
#[cfg(feature = "pdf")]
fn what_is_kept_never_changes_what_is_built() {
    let folder = example();
    let arguments = ["build", "--lang", "en", "--to", "pdf", "soup-list"];
    let build = || {
        let (code, _, err) = techfile(folder.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        fs::read(folder.path().join("out/en/soup-list.pdf")).expect("built")
    };
    let first = build();
    let kept = || fs::read_dir(folder.path().join("out/.cache")).expect("kept");
    let kept = || kept().map(|entry| entry.expect("read").path()).collect::<Vec<_>>();
    assert_eq!(kept().len(), 1);
    assert!(build() == first);
    for path in kept() {
        let mut damaged = fs::read(&path).expect("read");
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        fs::write(&path, damaged).expect("written");
    }
    assert!(build() == first, "a damaged file was taken");
    fs::remove_dir_all(folder.path().join("out/.cache")).expect("removed");
    assert!(build() == first);
    let block = folder.path().join("templates/soup-list/blocks/purpose.md");
    fs::create_dir_all(block.parent().expect("a parent")).expect("made");
    fs::write(&block, "# Another purpose\n").expect("written");
    assert!(build() != first, "a changed template was not seen");
}

/// Changes of a project: a file, what is replaced in it, and which documents show it.
#[cfg(feature = "pdf")]
const CHANGES: &[(&str, &str, &str, &[&str])] = &[
    ("records/components.yaml", "Kvarn Software", "Kvarn", &["en/soup-list", "sv/soup-list"]),
    (
        "records/requirements.yaml",
        "{en: Alarm on empty reservoir, sv: Larm vid tom reservoar}",
        "{en: Alarm on empty reservoir, sv: Larm när reservoaren är tom}",
        &["en/software-requirements", "sv/software-requirements"],
    ),
    (
        "records/risks.yaml",
        "A second sensor",
        "Another sensor",
        &["en/risk-analysis", "sv/risk-analysis"],
    ),
    (
        "records/later.yaml",
        "title: Later",
        "title: Much later",
        &["en/software-requirements", "sv/software-requirements"],
    ),
    ("docs-src/instructions-for-use.en.md", "#", "#", &[]),
    (".gitignore", "out", "out/", &[]),
];

#[test]
#[cfg(feature = "pdf")]
fn a_change_makes_only_the_documents_anew_that_show_it() {
    let folder = example();
    let documents = ["software-requirements", "risk-analysis", "soup-list", "known-anomalies"];
    let arguments = [&["build", "--to", "pdf"], &documents[..]].concat();
    let build = || {
        let (code, _, err) = techfile(folder.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        let mut files = built(folder.path());
        // It names the commit.
        files.remove("manifest.json");
        files
    };
    let kept = || fs::read_dir(folder.path().join("out/.cache")).expect("kept");
    let set = || kept().filter(|it| it.as_ref().is_ok_and(|it| it.file_name().len() == 64)).count();
    let mut before = build();
    let mut all = set();
    assert_eq!((before.len(), all), (8, 8));
    for (path, from, to, shown_in) in CHANGES {
        let file = folder.path().join(path);
        let text = fs::read_to_string(&file).expect("a file of the project");
        assert!(text.contains(from), "{path}");
        fs::write(&file, text.replacen(from, to, 1) + "\n").expect("written");
        commit(folder.path());
        let after = build();
        let is_new = |(path, bytes): &(&String, &Vec<u8>)| before.get(*path) != Some(*bytes);
        let new: Vec<&String> = after.iter().filter(is_new).map(|(path, _)| path).collect();
        let expected: Vec<String> = shown_in.iter().map(|id| format!("{id}.pdf")).collect();
        assert_eq!(new, expected.iter().collect::<Vec<_>>(), "{path}");
        assert_eq!(set() - all, new.len(), "{path}: set anew without need");
        all = set();
        let kept = folder.path().join("out/.cache");
        let aside = tempfile::tempdir().expect("a temporary folder");
        fs::rename(&kept, aside.path().join("kept")).expect("moved");
        assert!(build() == after, "{path}: what was kept changed what was built");
        fs::remove_dir_all(&kept).expect("removed");
        fs::rename(aside.path().join("kept"), &kept).expect("moved back");
        before = after;
    }
}

/// Edits of every sort of input: a file, what is replaced in it (all of it where that is nothing), and
/// whether it is committed.
#[cfg(feature = "pdf")]
const EDITS: &[(&str, &str, &str, bool)] = &[
    ("records/requirements.yaml", "Alarm on empty reservoir", "Alarm when it is empty", true),
    ("records/results.yaml", "verdict: pass", "verdict: fail", true),
    ("records/reviews.yaml", "decision: accepted", "decision: rejected", true),
    ("techfile.yaml", "name: Drop One", "name: Drop Two", true),
    ("techfile.yaml", "meaning: Discomfort", "meaning: Some discomfort", false),
    ("templates/risk-analysis/blocks/purpose.md", "", "# Another purpose\n", true),
    ("docs-src/system-test-record.en.md", "#", "#", true),
];

#[test]
#[cfg(feature = "pdf")]
fn a_build_with_what_is_kept_is_one_from_nothing_after_every_sort_of_edit() {
    let folder = example();
    let to = ["build", "--lang", "en", "--to", "pdf", "--to", "site"];
    let documents = ["risk-analysis", "system-test-record", "software-requirements"];
    let build = || {
        let (code, _, err) = techfile(folder.path(), &[&to[..], &documents[..]].concat());
        assert_eq!(code, 0, "{err}");
        built(folder.path())
    };
    let mut before = build();
    for (path, from, to, is_committed) in EDITS {
        let file = folder.path().join(path);
        let text = fs::read_to_string(&file).unwrap_or_default();
        assert!(text.contains(from), "{path}");
        fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        let text = if from.is_empty() { to.to_string() } else { text.replacen(from, to, 1) + "\n" };
        fs::write(&file, text).expect("written");
        if *is_committed {
            commit(folder.path());
        }
        let after = build();
        assert!(after != before, "{path}: nothing tells of the edit");
        assert!(build() == after, "{path}: not the same again");
        fs::remove_dir_all(folder.path().join("out")).expect("removed");
        assert!(build() == after, "{path}: what was kept changed what was built");
        before = after;
    }
}
