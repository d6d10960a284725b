//! Bad input that cannot lie in a repository: files too large, links that lead out, pipes, git at odds.
//!
//! Whatever is wrong, the check ends in time with a finding at a place, and the record beside it is
//! checked all the same.

use crate::harness::cli::say;
use crate::harness::{Case, Done, Git, Workspace};
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

/// How long a check of a few files may take, on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A record with a fault of its own, which is found whatever else is wrong.
const REST: &str = "id: NEED-9\ntitle: Carry the pump\nprioritty: must\n";

/// Changes a project; says why where it cannot be done here.
type Make = fn(&Path) -> Result<(), &'static str>;

/// Name, what is done, and the places with their codes that must be named.
const INPUTS: &[(&str, Make, &[(&str, &str)])] = &[
    ("file-of-100-megabytes", huge_file, &[("records/bad.yaml:1:1", "REC001")]),
    ("nesting-in-brackets", brackets, &[("records/bad.yaml:1:", "REC004")]),
    ("nesting-in-braces", braces, &[("records/bad.yaml:1:", "REC004")]),
    ("nesting-in-lists", lists, &[("records/bad.yaml:1:", "REC004")]),
    ("flood-of-aliases", aliases, &[("records/bad.yaml:2:", "REC005")]),
    ("one-long-line", long_line, &[("records/bad.yaml:2:", "REC008")]),
    ("many-documents", documents, &[("records/bad.yaml:", "REC009")]),
    ("control-characters", controls, &[("records/bad.yaml:2:", "REC004")]),
    ("link-out-of-the-project", link_out, &[("records/bad.yaml:1:1", "REC001")]),
    ("link-to-a-folder-outside", folder_out, &[("records/bad:1:1", "REC001")]),
    ("link-to-nothing", link_to_nothing, &[("records/bad.yaml:1:1", "REC001")]),
    ("links-in-a-circle", circle, &[("records/bad.yaml:1:1", "REC001")]),
    ("folder-that-holds-itself", self_folder, &[("records/deep/bad:1:1", "REC001")]),
    ("pipe", pipe, &[("records/bad.yaml:1:1", "REC001")]),
    ("folder-named-like-a-file", folder, &[("records/rest.yaml:3:1", "REC008")]),
    ("unreadable-folder", unreadable_folder, &[("records/bad:1:1", "REC001")]),
    ("unreadable-file", unreadable_file, &[("records/bad.yaml:1:1", "REC001")]),
    ("name-that-is-no-text", name, &[(":1:1", "REC001")]),
    ("records-folder-is-a-file", records_file, &[("records:1:1", "REC001")]),
    ("project-file-leads-out", project_file_out, &[("techfile.yaml:1:1", "REC001")]),
    ("repository-without-commit", no_commit, &[("techfile.yaml:1:1", "HIS001")]),
    ("shallow-clone", shallow, &[("techfile.yaml:1:1", "HIS002")]),
];

/// Returns every case.
pub fn cases() -> Vec<Case> {
    let case = |(name, make, places): &(&'static str, Make, &'static [(&str, &str)])| {
        let (make, places) = (*make, *places);
        Case::new("input", "generated", *name, move || judge(make, places))
    };
    INPUTS.iter().map(case).collect()
}

fn judge(make: Make, places: &[(&str, &str)]) -> Result<Done, String> {
    let files = super::project(&[("records/rest.yaml", REST)]);
    let workspace = Workspace::with(&files, Git::None);
    if let Err(reason) = make(workspace.path()) {
        return Ok(Done::Skipped(format!("NOT RUN: {reason}")));
    }
    let folder = workspace.path().to_path_buf();
    let (ended, end) = channel();
    let check = move || {
        let shown = say(&["check"], &folder);
        ended.send((shown, say(&["check", "--format", "json"], &folder)))
    };
    std::thread::spawn(check);
    let (shown, said) = end.recv_timeout(LIMIT).map_err(|_| "the check does not end")?;
    if shown.exit != 1 || !shown.err.is_empty() || shown.out.len() > 2_000_000 {
        let n = shown.out.len();
        return Err(format!("exit code {}, {n} bytes, {}", shown.exit, shown.err));
    }
    let report: serde_json::Value = serde_json::from_str(&said.out).expect("valid JSON");
    let found: Vec<(String, &str)> =
        report["diagnostics"].as_array().expect("a list").iter().map(found).collect();
    let rest = [("records/rest.yaml:3:1", "REC008")];
    // Where no record can be read, the rest cannot either.
    let is_whole = workspace.path().join("records").is_dir();
    for (place, code) in places.iter().chain(rest.iter().filter(|_| is_whole)) {
        if !found.iter().any(|(at, by)| by == code && at.contains(place)) {
            let start: String = shown.out.chars().take(4000).collect();
            return Err(format!("no {code} at {place}:\n{start}"));
        }
    }
    Ok(Done::Passed)
}

/// Returns the place and the code of a finding, which must tell a next step.
fn found(diagnostic: &serde_json::Value) -> (String, &str) {
    let place = &diagnostic["place"];
    let path = place["path"].as_str().expect("a path");
    assert!(diagnostic["help"].is_string(), "no next step: {diagnostic}");
    let at = format!("{path}:{}:{}", place["line"], place["column"]);
    (at, diagnostic["code"].as_str().expect("a code"))
}

fn write(folder: &Path, text: &str) -> Result<(), &'static str> {
    fs::write(folder.join("records/bad.yaml"), text).map_err(|_| "the file cannot be written")
}

/// A sparse file, which takes no space.
fn huge_file(folder: &Path) -> Result<(), &'static str> {
    let file = File::create(folder.join("records/bad.yaml")).expect("made");
    file.set_len(100 * 1024 * 1024).map_err(|_| "no sparse files here")
}

fn brackets(folder: &Path) -> Result<(), &'static str> {
    write(folder, &"[".repeat(200_000))
}

fn braces(folder: &Path) -> Result<(), &'static str> {
    write(folder, &"{a: ".repeat(100_000))
}

fn lists(folder: &Path) -> Result<(), &'static str> {
    write(folder, &"- ".repeat(100_000))
}

fn aliases(folder: &Path) -> Result<(), &'static str> {
    let list = vec!["*a"; 100_000].join(", ");
    write(folder, &format!("id: REQ-1\ntags: [{list}]\n"))
}

fn long_line(folder: &Path) -> Result<(), &'static str> {
    let fields: String = (0..100_000).map(|n| format!("field{n}: x, ")).collect();
    write(folder, &format!("-\n {{id: REQ-1, title: t, level: system, {fields}}}\n"))
}

fn documents(folder: &Path) -> Result<(), &'static str> {
    let text: String = (0..20_000).map(|n| format!("---\nid: NEED-1{n:05}\n")).collect();
    write(folder, &text)
}

fn controls(folder: &Path) -> Result<(), &'static str> {
    write(folder, "id: REQ-1\ntitle: a\u{0}b\u{1b}[31m\nlevel: system\n")
}

fn link_out(folder: &Path) -> Result<(), &'static str> {
    symlink("../../../../../../etc/hostname", folder.join("records/bad.yaml")).map_err(no_link)
}

fn folder_out(folder: &Path) -> Result<(), &'static str> {
    symlink("/etc", folder.join("records/bad")).map_err(no_link)
}

fn link_to_nothing(folder: &Path) -> Result<(), &'static str> {
    symlink("nowhere.yaml", folder.join("records/bad.yaml")).map_err(no_link)
}

fn circle(folder: &Path) -> Result<(), &'static str> {
    symlink("other.yaml", folder.join("records/bad.yaml")).map_err(no_link)?;
    symlink("bad.yaml", folder.join("records/other.yaml")).map_err(no_link)
}

fn self_folder(folder: &Path) -> Result<(), &'static str> {
    fs::create_dir(folder.join("records/deep")).expect("made");
    symlink("..", folder.join("records/deep/bad")).map_err(no_link)
}

fn no_link(_: std::io::Error) -> &'static str {
    "no symbolic links here"
}

fn pipe(folder: &Path) -> Result<(), &'static str> {
    let made = Command::new("mkfifo").arg(folder.join("records/bad.yaml")).status();
    made.is_ok_and(|status| status.success()).then_some(()).ok_or("no pipes can be made here")
}

fn folder(folder: &Path) -> Result<(), &'static str> {
    fs::create_dir(folder.join("records/bad.yaml")).map_err(|_| "the folder cannot be made")
}

fn unreadable_folder(folder: &Path) -> Result<(), &'static str> {
    fs::create_dir(folder.join("records/bad")).expect("made");
    close(&folder.join("records/bad"))
}

fn unreadable_file(folder: &Path) -> Result<(), &'static str> {
    write(folder, REST)?;
    close(&folder.join("records/bad.yaml"))
}

/// Takes every right from a path; a user who can read it all the same is root.
fn close(path: &Path) -> Result<(), &'static str> {
    fs::set_permissions(path, Permissions::from_mode(0o0)).expect("the owner may");
    match fs::read_dir(path).is_ok() || fs::read(path).is_ok() {
        true => Err("nothing is unreadable for this user"),
        false => Ok(()),
    }
}

fn name(folder: &Path) -> Result<(), &'static str> {
    let name = std::ffi::OsStr::from_bytes(b"b\xe5t.yaml");
    fs::write(folder.join("records").join(name), REST).map_err(|_| "every name is text here")
}

fn records_file(folder: &Path) -> Result<(), &'static str> {
    fs::remove_dir_all(folder.join("records")).expect("removed");
    fs::write(folder.join("records"), REST).map_err(|_| "the file cannot be written")
}

fn project_file_out(folder: &Path) -> Result<(), &'static str> {
    fs::remove_file(folder.join("techfile.yaml")).expect("removed");
    symlink("../../../../../../etc/hostname", folder.join("techfile.yaml")).map_err(no_link)
}

fn git(folder: &Path, arguments: &[&str]) -> Result<(), &'static str> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.args(arguments).output().map_err(|_| "there is no git")?;
    output.status.success().then_some(()).ok_or("git refuses")
}

fn no_commit(folder: &Path) -> Result<(), &'static str> {
    git(folder, &["init", "--quiet"])
}

/// What a runner of pipelines checks out: the last commit of a clone, and nothing before it.
fn shallow(folder: &Path) -> Result<(), &'static str> {
    let origin = tempfile::tempdir().expect("a temporary folder");
    let at = origin.path();
    fs::rename(folder.join("techfile.yaml"), at.join("techfile.yaml")).expect("moved");
    fs::rename(folder.join("records"), at.join("records")).expect("moved");
    git(at, &["init", "--quiet"])?;
    git(at, &["add", "--all"])?;
    git(at, &["commit", "--quiet", "--message", "first"])?;
    git(at, &["commit", "--quiet", "--allow-empty", "--message", "second"])?;
    let url = format!("file://{}", at.display());
    git(folder, &["clone", "--quiet", "--depth", "1", &url, "."])
}
