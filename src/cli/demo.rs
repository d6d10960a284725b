//! `demo [DIR]`: the example project with its history, judged at its release and at its head.

mod mistake;

use super::build;
use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::assess::fingerprint;
use crate::demo::{Files, commits};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::gate::{State, Verdict, judge};
use crate::history::PlannedCommit;
use crate::load::{Snapshot, is_unchanged, write_repository};
use crate::model::{self, Project, Record, Status, SuppliedResults};
use crate::render::json;
use crate::render::text::count;
use crate::standards::profiles;
use clap::Args;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The released version of the example, its head, and what has to block the next release there.
const RELEASED: &str = "v1.2.0";
const HEAD: &str = "main";
const BLOCKING: &[&str] = &["REQ-041", "RISK-014", "SOUP-008"];

/// Holds the head that was written, so that a later run can tell whether anyone has worked there.
pub(super) const MARK: &str = ".git/techfile-demo";

/// Write an example project with its git history, check it, judge it at its last release and at its
/// head, and build it.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Folder to write; an unchanged earlier example there is replaced.
    #[arg(value_name = "DIR", default_value = "techfile-demo")]
    folder: PathBuf,

    /// Do not build the documents.
    #[arg(long)]
    no_build: bool,

    /// Name ten mistakes to try on the example.
    #[arg(long)]
    list: bool,

    /// Make one of these mistakes in the example that is in the folder.
    #[arg(long = "break", value_name = "N", conflicts_with = "list")]
    mistake: Option<usize>,
}

pub(super) fn run(common: &Common, args: &DemoArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    match args.mistake {
        Some(number) => mistake::make(common, &args.folder, number, ui),
        None if args.list => mistake::list(common, ui),
        None => example(common, args, ui),
    }
}

fn example(common: &Common, args: &DemoArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    let folder = ui.folder().join(&args.folder);
    let commits = commits(&fingerprints)?;
    ui.stage("commits");
    write(&folder, &commits)?;
    ui.stage("write");
    let demo = Demo {
        folder: args.folder.display().to_string(),
        commits: commits.len(),
        people: commits.iter().map(|commit| &commit.author).collect::<BTreeSet<_>>().len(),
        released: judged(common, &folder, RELEASED, &[], ui)?,
        head: judged(common, &folder, HEAD, BLOCKING, ui)?,
        files: match args.no_build {
            true => None,
            false => Some(built(common, &folder, ui)?),
        },
    };
    ui.say(&match common.format {
        Format::Text => text(&demo),
        Format::Json => json::write("techfile-demo/1", &demo),
    });
    let is_as_designed = demo.released.as_designed && demo.head.as_designed;
    Ok(if is_as_designed { Outcome::Clean } else { Outcome::Found })
}

/// Computes fingerprints in a project that is not written yet.
fn fingerprints(files: &Files, targets: &[String]) -> Result<Vec<Vec<(String, String)>>, Error> {
    let snapshot = Snapshot::of_files(files.clone());
    let names = line::known_names(&profiles()?)?;
    let project = model::read(&snapshot, &names, &SuppliedResults::default());
    targets.iter().map(|target| fingerprints_of(&project, target)).collect()
}

/// A target is what a review may name, or `every KIND`: its records that are no drafts.
fn fingerprints_of(project: &Project, target: &str) -> Result<Vec<(String, String)>, Error> {
    if let Some(kind) = target.strip_prefix("every ") {
        let records = project.of_kind(kind).filter(|record| record.status != Status::Draft);
        let pin = |record: &Record| (record.id.to_string(), record.fingerprint.to_string());
        return Ok(records.map(pin).collect());
    }
    let missing = || Error::Example(format!("`{target}` cannot be reviewed"));
    Ok(vec![(target.to_string(), fingerprint(project, target).ok_or_else(missing)?)])
}

/// Writes the example beside its place and moves it there.
fn write(folder: &Path, commits: &[PlannedCommit]) -> Result<(), Error> {
    // The folder may be named as `.`, which has no name to put anything beside.
    let folder = &folder.canonicalize().unwrap_or(folder.to_path_buf());
    if is_in_use(folder)? && !is_own(folder) {
        return Err(Error::Usage(format!(
            "{} holds something other than an unchanged example: name another folder, as in \
             `techfile demo my-example`, or remove this one",
            folder.display()
        )));
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.with_file_name(format!(".{name}.techfile-{}", std::process::id()));
    let placed = write_marked(&temporary, commits).and_then(|()| {
        let failed = |cause| Error::File { action: "replace", path: folder.clone(), cause };
        place(&temporary, folder).map_err(failed)
    });
    // Empty by now, or of no use; the first failure is the one to report.
    let _ = fs::remove_dir_all(&temporary);
    placed
}

fn is_in_use(folder: &Path) -> Result<bool, Error> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(Error::File { action: "open", path: folder.to_path_buf(), cause }),
    }
}

/// Returns whether a folder holds an example that nobody has touched.
fn is_own(folder: &Path) -> bool {
    fs::read_to_string(folder.join(MARK)).is_ok_and(|head| is_unchanged(folder, head.trim()))
}

fn write_marked(folder: &Path, commits: &[PlannedCommit]) -> Result<(), Error> {
    let ids = write_repository(folder, commits)?;
    let path = folder.join(MARK);
    let head = ids.last().cloned().unwrap_or_default();
    fs::write(&path, head + "\n").map_err(|cause| Error::File { action: "write", path, cause })
}

/// Moves what a folder holds into another one in place of what is there. The other folder itself
/// stays: a shell may stand in it.
fn place(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::rename(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// What was written, and how it was judged.
#[derive(Debug, Serialize)]
struct Demo {
    /// Where the example was written.
    folder: String,
    /// How many commits were written.
    commits: usize,
    /// How many people wrote it.
    people: usize,
    /// How its last release is judged.
    released: Judged,
    /// How the head of the example is judged.
    head: Judged,
    /// How many files the build wrote under `out/`, if it built.
    files: Option<usize>,
}

/// How one revision of the example was judged.
#[derive(Debug, Serialize)]
struct Judged {
    /// The branch or tag that was judged.
    revision: &'static str,
    /// Id of the judged release.
    release: String,
    /// Whether the gate is open.
    open: bool,
    /// Whether the gate is in the state, and closed for the reasons, that the example is made to show.
    as_designed: bool,
    /// How many records there are.
    records: usize,
    /// How many errors the check finds.
    errors: usize,
    /// How many warnings the check finds.
    warnings: usize,
    /// How many notes the check finds.
    notes: usize,
    /// What blocks the release: record, or criterion that cannot be evaluated → why.
    blocking: BTreeMap<String, String>,
}

/// Builds the documents of the head.
fn built(common: &Common, folder: &Path, ui: &mut Ui<'_, '_>) -> Result<usize, Error> {
    let common = Common {
        project: Some(folder.to_path_buf()),
        rev: None,
        lang: None,
        results: Vec::new(),
        ..common.clone()
    };
    build::everything(&common, ui)
}

fn judged(
    common: &Common,
    folder: &Path,
    revision: &'static str,
    expected: &[&str],
    ui: &mut Ui<'_, '_>,
) -> Result<Judged, Error> {
    let project = Some(folder.to_path_buf());
    let common = Common { project, rev: Some(revision.to_string()), as_of: None, ..common.clone() };
    let mut inputs = line::read_with_standards(&common, None, ui)?;
    inputs.compare_history(ui)?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let diagnostics = inputs.check(&graph, &assessment, ui);
    let verdict = judge(&inputs.project, &assessment, &diagnostics, &inputs.revision);
    let blocking = blocking(&verdict);
    Ok(Judged {
        revision,
        release: verdict.release.map(|release| release.id.to_string()).unwrap_or_default(),
        open: verdict.is_open(),
        as_designed: blocking.keys().eq(expected),
        records: inputs.project.records.len(),
        errors: diagnostics.count(Severity::Error),
        warnings: diagnostics.count(Severity::Warning),
        notes: diagnostics.count(Severity::Note),
        blocking,
    })
}

fn blocking(verdict: &Verdict<'_>) -> BTreeMap<String, String> {
    let mut blocking = BTreeMap::new();
    for (criterion, state) in &verdict.criteria {
        match state {
            State::Failed(failing) => {
                for found in failing {
                    let record = found.record.clone().unwrap_or(criterion.name.to_string());
                    blocking.entry(record).or_insert_with(|| found.message.clone());
                }
            }
            State::NotEvaluable(reason) => {
                blocking.insert(criterion.name.to_string(), reason.clone());
            }
            State::Met | State::Off => {}
        }
    }
    blocking
}

fn text(demo: &Demo) -> String {
    let Demo { folder, commits, people, released, head, files } = demo;
    let records = head.records;
    let built = files.map(|files| {
        format!(
            "{files} documents are in {folder}/out, every record in {folder}/out/site/index.html.\n"
        )
    });
    let built = built.unwrap_or_default();
    format!(
        "{folder}: a national e-prescription service, {records} records in {commits} commits by \
         {people} people\n\
         {}{}\
         {built}Where to look, and what to try:\n\
         {}",
        verdict(released),
        verdict(head),
        places(folder),
    )
}

/// Where to look in the example, and what to try: ten lines.
fn places(folder: &str) -> String {
    let line = |(command, what): (&str, &str)| format!("  {command:34}  {what}\n");
    let places = [
        (&*format!("cd {folder}"), "and read README.md there"),
        (&*format!("techfile gate --rev {RELEASED}"), "the last release, as it stood then: open"),
        (&*format!("techfile gate --rev {HEAD}"), "the head: closed, for three good reasons"),
        ("techfile trace RISK-014", "from the hazard to the test that fails"),
        ("techfile show HARM-002", "a severity that was rejected, raised, and then approved"),
        ("techfile show RISK-024", "a high risk that benefits outweigh, with its arithmetic"),
        ("techfile show CR-006", "a change that would have made it a medical device"),
        ("techfile demo --list", "ten mistakes that you can make here"),
        ("techfile demo . --break 1", "make one of them, and run techfile check"),
        ("git restore .", "take it back"),
    ];
    places.into_iter().map(line).collect()
}

fn verdict(judged: &Judged) -> String {
    let Judged { revision, release, errors, warnings, .. } = judged;
    let state = if judged.open { "open" } else { "closed" };
    let agrees = if judged.as_designed { "as designed" } else { "NOT as designed" };
    let (errors, warnings) = (count(*errors, "error"), count(*warnings, "warning"));
    let mut lines = format!(
        "{revision}: gate {state} for {release}, {agrees}; check finds {errors} and {warnings}\n"
    );
    for (record, message) in &judged.blocking {
        lines.push_str(&format!("  {record:9} {message}\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use crate::cli::{Streams, run};
    use std::path::Path;

    /// Runs techfile in a folder; returns the exit code, the result and what was said beside it.
    fn techfile(folder: &Path, words: &[&str]) -> (u8, Vec<u8>, Vec<u8>) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams {
            out: &mut out,
            err: &mut err,
            folder: folder.to_path_buf(),
            colorful: false,
            now: std::time::UNIX_EPOCH,
        };
        let code = run(["techfile"].iter().chain(words).map(Into::into), &mut streams);
        (code, out, err)
    }

    /// Runs `demo` in a folder and returns the exit code and what was printed.
    fn demo(folder: &Path, arguments: &[&str]) -> (u8, String) {
        let (code, mut out, mut err) = techfile(folder, &[&["demo"], arguments].concat());
        out.append(&mut err);
        (code, String::from_utf8(out).expect("UTF-8"))
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn both_verdicts_are_as_designed_and_check_is_clean_at_the_release() {
        let parent = folder();
        let (code, said) = demo(parent.path(), &[]);
        assert_eq!(code, 0, "{said}");
        let released = "v1.2.0: gate open for REL-003, as designed; \
                        check finds 0 errors and 0 warnings";
        assert!(said.contains(released), "{said}");
        assert!(said.contains("main: gate closed for REL-004, as designed"), "{said}");
        assert_eq!(
            said.lines().skip_while(|line| !line.starts_with("  cd ")).count(),
            10,
            "{said}"
        );
        assert!(parent.path().join("techfile-demo/README.md").is_file());
        assert!(parent.path().join("techfile-demo/out/manifest.json").is_file());
        english_documents_hold_no_swedish(&parent.path().join("techfile-demo/out/en"));
        assert_eq!(std::fs::read_dir(parent.path()).expect("listed").count(), 1);
    }

    /// The example is Swedish; what a document in English shows of it in Swedish letters are names.
    fn english_documents_hold_no_swedish(folder: &Path) {
        let names = ["Sara Åkesson", "Lars Strömbeck", "Östersund"];
        let files = std::fs::read_dir(folder).expect("listed");
        let paths = files.map(|file| file.expect("an entry").path());
        let documents: Vec<_> =
            paths.filter(|path| path.extension().is_some_and(|of| of == "md")).collect();
        assert!(documents.len() >= 10, "{documents:?}");
        for path in documents {
            let mut text = std::fs::read_to_string(&path).expect("read");
            names.iter().for_each(|name| text = text.replace(name, ""));
            let swedish = text.lines().find(|line| line.contains(['å', 'ä', 'ö', 'Å', 'Ä', 'Ö']));
            assert_eq!(swedish, None, "{}", path.display());
        }
    }

    #[test]
    fn an_unchanged_example_is_replaced_and_nothing_else_is() {
        let parent = folder();
        let at = |path: &str| parent.path().join("here").join(path);
        assert_eq!(demo(parent.path(), &["here", "--no-build"]).0, 0);
        std::fs::create_dir_all(at("out/of-earlier")).expect("made");
        assert_eq!(demo(&parent.path().join("here"), &[".", "--no-build"]).0, 0);
        assert!(!at("out").exists());
        std::fs::write(at("records/needs/care.yaml"), "mine").expect("written");
        let (code, said) = demo(parent.path(), &["here"]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("name another folder"), "{said}");
        assert_eq!(std::fs::read(at("records/needs/care.yaml")).expect("kept"), b"mine");
    }

    /// Runs a command on the example as of its last commit and returns its result.
    fn printed(folder: &Path, command: &[&str]) -> Vec<u8> {
        techfile(folder, &[command, &["--as-of", "2026-11-17"]].concat()).1
    }

    /// Returns code, record and message of each finding of `techfile check`.
    fn check(folder: &Path) -> Vec<[String; 3]> {
        let printed = printed(folder, &["check", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&printed).expect("JSON");
        let text =
            |found: &serde_json::Value, key: &str| found[key].as_str().unwrap_or_default().into();
        let found = report["diagnostics"].as_array().expect("a list").iter();
        found.map(|found| ["code", "record", "message"].map(|key| text(found, key))).collect()
    }

    fn gate(folder: &Path) -> String {
        String::from_utf8(printed(folder, &["gate"])).expect("UTF-8")
    }

    #[test]
    fn check_finds_every_mistake_and_names_what_it_promises() {
        let parent = folder();
        assert_eq!(demo(parent.path(), &["here", "--no-build"]).0, 0);
        let here = parent.path().join("here");
        let unbroken = (check(&here), gate(&here));
        let all = crate::demo::breakages().expect("the list is whole");
        assert_eq!(all.len(), 10);
        for (at, breakage) in all.iter().enumerate() {
            let edited = breakage.edits.iter().map(|edit| here.join(&edit.file));
            let before: Vec<_> =
                edited.map(|path| (path.clone(), std::fs::read(path).expect("read"))).collect();
            let number = (at + 1).to_string();
            let (code, said) = demo(&here, &[".", "--break", &number]);
            assert_eq!(code, 0, "{said}");
            assert!(said.contains(&breakage.changed), "{said}");
            let (code, twice) = demo(&here, &[".", "--break", &number]);
            assert!(code == 2 && twice.contains("restore ."), "{twice}");
            let is_promised = |[code, record, message]: &[String; 3]| {
                *code == breakage.finds
                    && (*record == breakage.record || message.contains(&breakage.record))
            };
            let found = check(&here);
            assert!(found.iter().any(is_promised), "{}\n{found:#?}", breakage.title);
            assert!(!unbroken.0.iter().any(is_promised), "{}", breakage.title);
            assert!(gate(&here) != unbroken.1, "{}", breakage.title);
            for (path, content) in before {
                std::fs::write(path, content).expect("restored");
            }
        }
    }

    #[test]
    fn a_mistake_needs_an_example_and_a_number_of_the_list() {
        let parent = folder();
        let (code, said) = demo(parent.path(), &["nowhere", "--break", "1"]);
        assert!(code == 2 && said.contains("techfile demo nowhere"), "{said}");
        for number in ["0", "11"] {
            let (code, said) = demo(parent.path(), &["nowhere", "--break", number]);
            assert!(code == 2 && said.contains("from 1 to 10"), "{said}");
        }
    }

    #[test]
    fn a_foreign_folder_is_left_alone_and_an_empty_one_is_used() {
        let parent = folder();
        std::fs::write(parent.path().join("notes.txt"), "mine").expect("written");
        assert_eq!(demo(parent.path(), &["."]).0, 2);
        assert_eq!(std::fs::read_dir(parent.path()).expect("listed").count(), 1);
        std::fs::create_dir(parent.path().join("empty")).expect("made");
        assert_eq!(demo(parent.path(), &["empty", "--no-build", "--format", "json"]).0, 0);
    }
}
