//! A site that is built again after every sort of change: it must be the one that is built from nothing.

use super::{built, commit, example, techfile};
use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes};
use std::path::Path;

/// What is changed, and how.
type Change = (&'static str, fn(&Path));

/// Changes of a project, each of which some page shows.
const OF_PROJECT: &[Change] = &[
    ("a record is edited", |folder| {
        replace(
            folder,
            "records/requirements.yaml",
            "Pump stops on air",
            "Pump halts when it sees air",
        );
    }),
    ("a record is edited, and is as long as before", |folder| {
        replace(folder, "records/requirements.yaml", "within 0.1 s", "within 0.2 s");
    }),
    ("a record is added", |folder| {
        let text = "id: NEED-900\ntitle: {en: Further, sv: Vidare}\npriority: must\ntext: As in REQ-900.\n";
        fs::write(folder.join("records/need-900.yaml"), text).expect("written");
    }),
    ("a record names another one", |folder| {
        replace(
            folder,
            "records/later.yaml",
            "level: system",
            "level: system\nsatisfies: [NEED-900]",
        );
    }),
    ("a record is retired", |folder| {
        replace(folder, "records/later.yaml", "status: draft", "status: retired");
    }),
    ("a record is removed", |folder| {
        fs::remove_file(folder.join("records/need-900.yaml")).expect("removed");
    }),
    ("a result is another one", |folder| {
        replace(folder, "records/results.yaml", "verdict: pass", "verdict: fail");
    }),
    ("a review is another one", |folder| {
        replace(folder, "records/reviews.yaml", "decision: accepted", "decision: rejected");
    }),
    ("what is there is committed", commit),
    ("a baseline is set", |folder| git(folder, &["tag", "v1.1"])),
    ("a baseline is gone", |folder| git(folder, &["tag", "-d", "v1.1"])),
    ("a setting is another one", |folder| {
        replace(folder, "techfile.yaml", "name: Drop One", "name: Drop Two");
    }),
    ("a level is another one", |folder| {
        replace(folder, "techfile.yaml", "rare: medium", "rare: high");
    }),
    ("a word of the project is another one", |folder| {
        replace(
            folder,
            "techfile.yaml",
            "baselines:",
            "words: {severity: {critical: Dire}}\nbaselines:",
        );
    }),
    ("a person has another name", |folder| {
        replace(folder, "techfile.yaml", "Lena Berg", "Lena Borg");
    }),
    ("a section is another one", |folder| {
        let path = folder.join("docs-src/instructions-for-use.en.md");
        let text = fs::read_to_string(&path).expect("a document")
            + "\n## Further {#further}\n\nSee REQ-001.\n";
        fs::write(path, text).expect("written");
    }),
    ("the languages stand in another order", |folder| {
        replace(folder, "techfile.yaml", "languages: [en, sv]", "languages: [sv, en]");
    }),
    ("there is one language less", |folder| {
        replace(folder, "techfile.yaml", "languages: [sv, en]", "languages: [sv]");
    }),
    ("there is one language more", |folder| {
        replace(folder, "techfile.yaml", "languages: [sv]", "languages: [en, sv]");
    }),
];

/// Changes of what a build has written, after which everything is as before.
const OF_PAGES: &[Change] = &[
    ("nothing", |_| {}),
    ("a page is edited", |folder| replace(folder, PAGE, "</title>", "!</title>")),
    ("a page is edited, and is as long as before", |folder| {
        replace(folder, PAGE, "<title>", "<TITLE>");
    }),
    ("a page is edited, and is as long and as old as before", |folder| {
        let modified =
            fs::metadata(folder.join(PAGE)).and_then(|it| it.modified()).expect("a page");
        replace(folder, PAGE, "<title>", "<TITLE>");
        let page = File::options().append(true).open(folder.join(PAGE)).expect("a page");
        page.set_times(FileTimes::new().set_modified(modified)).expect("set");
    }),
    ("a page is another one of the same length", |folder| {
        let text = fs::read_to_string(folder.join(PAGE)).expect("a page");
        fs::write(folder.join("out/other"), text.replace("<title>", "<TITLE>")).expect("written");
        fs::rename(folder.join("out/other"), folder.join(PAGE)).expect("moved");
    }),
    ("a page is gone", |folder| fs::remove_file(folder.join(PAGE)).expect("removed")),
    ("a folder of pages is gone", |folder| {
        fs::remove_dir_all(folder.join("out/site/sv/record")).expect("removed");
    }),
    ("the style is edited", |folder| {
        replace(folder, "out/site/assets/site.css", ":root", ":ROOT");
    }),
    ("what is kept is gone", |folder| {
        fs::remove_dir_all(folder.join("out/.cache")).expect("removed");
    }),
    ("what is kept is damaged", |folder| {
        let path = folder.join("out/.cache/in-place");
        let mut bytes = fs::read(&path).expect("kept");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).expect("written");
    }),
    ("there is no manifest", |folder| {
        fs::remove_file(folder.join("out/manifest.json")).expect("removed");
    }),
];

const PAGE: &str = "out/site/en/record/REQ-002.html";

fn replace(folder: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(path)).expect("a file");
    assert!(text.contains(from), "{path} does not hold {from}");
    fs::write(folder.join(path), text.replacen(from, to, 1)).expect("written");
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = std::process::Command::new("git");
    let git = git.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert!(git.args(arguments).output().expect("git can be run").status.success());
}

fn build(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (code, _, err) = techfile(folder, &["build", "--to", "site"]);
    assert_eq!(code, 0, "{err}");
    built(folder)
}

/// Returns what a build into an empty folder writes, and leaves the folder as it was.
fn build_from_nothing(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let aside = tempfile::tempdir().expect("a temporary folder");
    fs::rename(folder.join("out"), aside.path().join("out")).expect("moved");
    let files = build(folder);
    fs::remove_dir_all(folder.join("out")).expect("removed");
    fs::rename(aside.path().join("out"), folder.join("out")).expect("moved back");
    files
}

#[test]
fn a_site_after_any_change_is_one_from_nothing() {
    let folder = example();
    let folder = folder.path();
    let mut before = build(folder);
    // What a build wrote is known only once another one has read it.
    assert!(build(folder) == before);
    let kept = fs::read(folder.join("out/.cache/in-place")).expect("kept");
    assert!(kept.len() > 100 * before.len(), "the files in place are not noted");
    let changes = OF_PROJECT.iter().map(|change| (true, change));
    for (is_shown, (what, change)) in changes.chain(OF_PAGES.iter().map(|change| (false, change))) {
        change(folder);
        let after = build(folder);
        assert_eq!(after != before, is_shown, "{what}");
        let from_nothing = build_from_nothing(folder);
        let paths = after.keys().chain(from_nothing.keys());
        let differing = paths.filter(|path| after.get(*path) != from_nothing.get(*path));
        assert_eq!(differing.collect::<Vec<_>>(), [""; 0], "{what}");
        if !is_shown {
            assert!(build(folder) == after, "{what}: not the same again");
        }
        before = after;
    }
}
