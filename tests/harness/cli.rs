//! `cli/<verb>/<case>/` and `documents/<document>/`: a command line in a copy of a project, and
//! everything that it says and writes.

use super::folder::{Files, Git, Planned, Workspace, files_of, names_in, settings};
use super::{Case, Done, at, expect};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, SystemTime};
use techfile::cli::{Streams, run};

/// Half past ten of 2026-10-15 in UTC: the same day from Hawaii to New Zealand.
const NOW: u64 = 1_792_060_200;

/// `case.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    /// Arguments after the name of the program.
    run: Vec<String>,
    exit: u8,
    #[serde(default)]
    git: Git,
    /// Folder under `cases/projects` over which the files of the case are laid.
    project: Option<String>,
    /// Folder of the project in which the command is run.
    #[serde(default, rename = "in")]
    folder: String,
    /// Files that the command writes, compared with those under `expected/`.
    #[serde(default)]
    writes: Vec<String>,
}

/// What a command said.
pub struct Said {
    pub exit: u8,
    pub out: String,
    pub err: String,
}

pub fn cases() -> Vec<Case> {
    let folder = at("cli");
    let of_verb = |verb: String| {
        let names = names_in(&folder.join(&verb));
        let case = |name: &String| {
            let folder = folder.join(&verb).join(name);
            Case::new("cli", verb.clone(), name.clone(), move || compare(&folder))
        };
        names.iter().map(case).collect::<Vec<_>>()
    };
    names_in(&folder).into_iter().flat_map(of_verb).chain(of_documents()).collect()
}

/// Each document as a project with its gaps has it.
fn of_documents() -> impl Iterator<Item = Case> {
    let folder = at("documents");
    names_in(&folder).into_iter().map(move |document| {
        let folder = folder.join(&document);
        Case::new("documents", document, "is_as_recorded", move || compare(&folder))
    })
}

/// Runs a command line in a folder, with a fixed clock and no terminal.
pub fn say(arguments: &[&str], folder: &Path) -> Said {
    say_at(arguments, folder, SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
}

/// The same at another time.
pub fn say_at(arguments: &[&str], folder: &Path, now: SystemTime) -> Said {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams {
        out: &mut out,
        err: &mut err,
        folder: folder.to_path_buf(),
        colorful: false,
        now,
    };
    let words = ["techfile"].iter().chain(arguments).map(OsString::from);
    let exit = run(words, &mut streams);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("techfile prints UTF-8");
    Said { exit, out: text(out), err: text(err) }
}

fn compare(folder: &Path) -> Result<Done, String> {
    let command: Command = settings(&folder.join("case.yaml"));
    let shared = command.project.map(|name| files_of(&at("projects").join(name)));
    let workspace = lay_out(folder, shared.unwrap_or_default(), command.git);
    let arguments: Vec<&str> = command.run.iter().map(String::as_str).collect();
    let said = say(&arguments, &workspace.path().join(&command.folder));
    let mut faults = Vec::new();
    if said.exit != command.exit {
        faults.push(format!("exit code {} instead of {}", said.exit, command.exit));
    }
    let mut compare = |name: &str, text: &str| {
        faults.extend(expect::recorded(&folder.join(name), &workspace.steady(text)).err());
    };
    compare("stdout.txt", &said.out);
    compare("stderr.txt", &said.err);
    for path in &command.writes {
        let written = std::fs::read_to_string(workspace.path().join(path)).unwrap_or_default();
        compare(&format!("expected/{path}"), &written);
    }
    if faults.is_empty() { Ok(Done::Passed) } else { Err(faults.join("\n\n")) }
}

/// Makes the project of a case: its commits, and what the work tree has beside them.
fn lay_out(folder: &Path, shared: Files, git: Git) -> Workspace {
    let planned: Vec<Planned> = settings(&folder.join("history.yaml"));
    let layer = |name: &str| {
        let layer = folder.join(name);
        if layer.is_dir() { files_of(&layer) } else { Files::new() }
    };
    let first = |own: Files| with_base(shared.into_iter().chain(own).collect());
    let workspace = if planned.is_empty() {
        Workspace::with(&first(layer("project")), git)
    } else {
        let workspace = Workspace::new();
        let with_files = |planned: Planned| {
            let files = layer(planned.files());
            (planned, files)
        };
        let mut commits: Vec<(Planned, Files)> = planned.into_iter().map(with_files).collect();
        commits[0].1 = first(std::mem::take(&mut commits[0].1));
        workspace.commit(&commits, git);
        workspace
    };
    workspace.write(&layer("work-tree"));
    workspace
}

/// Adds the shared project file where a case has files and no project file anywhere.
fn with_base(mut files: Files) -> Files {
    let has_own = files.keys().any(|path| path.ends_with("techfile.yaml"));
    if !files.is_empty() && !has_own {
        let base = std::fs::read(at("base/techfile.yaml")).expect("the base has a project file");
        files.insert("techfile.yaml".to_string(), base);
    }
    files
}
