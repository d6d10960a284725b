//! Projects of any size: one record a file, everything traced, verified and approved.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const PROJECT_FILE: &str = include_str!("techfile.yaml");

/// How many records a review approves.
const PINS: usize = 50;

/// Writes a project of about `size` records.
pub fn project(folder: &Path, size: usize) {
    fs::create_dir_all(folder.join("records")).expect("a folder");
    fs::write(folder.join("techfile.yaml"), PROJECT_FILE).expect("the project file");
    let records = records(size - size / PINS);
    for (id, text) in &records {
        fs::write(folder.join(format!("records/{id}.yaml")), text).expect("a record");
    }
    write_reviews(folder, &records);
}

/// Makes the project follow every standard, and lets no clause of them be open at a release.
pub fn ask_for_clauses(folder: &Path) {
    let text = format!("{PROJECT_FILE}{STANDARDS}");
    fs::write(folder.join("techfile.yaml"), text).expect("the project file");
}

const STANDARDS: &str = "\
standards:
  iec-62304: {edition: \"2006+A1:2015\"}
  iec-62366-1: {edition: \"2015+A1:2020\"}
  iec-81001-5-1: {edition: \"2021\"}
  iec-82304-1: {edition: \"2016\"}
  iso-13485: {edition: \"2016\"}
  iso-14971: {edition: \"2019\"}
gate:
  clauses: [iec-62304, iec-62366-1, iec-81001-5-1, iec-82304-1, iso-13485, iso-14971, mdr-annex-i, mdr-annex-ii, mdr-annex-iii]
";

/// Writes a project whose documents are made in English and Swedish, and commits it.
pub fn project_in_two_languages(folder: &Path, size: usize) {
    project(folder, size);
    let text = PROJECT_FILE.replace("languages: [en]", "languages: [en, sv]");
    fs::write(folder.join("techfile.yaml"), text).expect("the project file");
    fs::write(folder.join(".gitignore"), "/out/\n").expect("what git leaves out");
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let status = Command::new("git").args(who).args(arguments).current_dir(folder).status();
        assert!(status.expect("git").success(), "git {arguments:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "--all"]);
    git(&["commit", "-q", "-m", "the project"]);
}

/// A tenth of the records are risks with their controls, the rest requirements, tests and results.
fn records(size: usize) -> Vec<(String, String)> {
    let mut records = vec![release(), hazard(), harm()];
    let mut group = 0;
    while records.len() < size {
        group += 1;
        records.extend(group_of(group));
    }
    records.truncate(size);
    records
}

fn release() -> (String, String) {
    let text = "id: REL-1\ntitle: Release 1.0\nversion: \"1.0\"\ntag: v1.0\nstatus: draft\n";
    ("REL-1".to_string(), text.to_string())
}

fn hazard() -> (String, String) {
    ("HAZ-1".to_string(), "id: HAZ-1\ntitle: Wrong dose is shown\n".to_string())
}

fn harm() -> (String, String) {
    ("HARM-1".to_string(), "id: HARM-1\ntitle: Overdose\nseverity: critical\n".to_string())
}

/// One need, one risk with its control, six requirements, and a test with its result for each.
fn group_of(group: usize) -> Vec<(String, String)> {
    let mut records = Vec::new();
    let mut add =
        |id: String, body: String| records.push((id.clone(), format!("id: {id}\n{body}")));
    add(
        format!("NEED-{group}"),
        format!("title: Need number {group}\ntext: |\n{LONG}\npriority: must\n"),
    );
    for n in 0..6 {
        let id = group * 6 + n - 5;
        let implements = if n == 0 { format!("implements: [RC-{group}]\n") } else { String::new() };
        let body = format!(
            "title: Requirement number {id}\ntext: |\n{LONG}\nrationale: |\n{LONG}\nlevel: software\n\
             category: [functional, alarm-message]\nsatisfies: [NEED-{group}]\n{implements}tags: [alarm, dose]\n"
        );
        add(format!("REQ-{id}"), body);
        let mut verifies = format!("  - {{to: REQ-{id}, aspect: fulfilment}}\n");
        if n == 0 {
            let _ = write!(
                verifies,
                "  - {{to: RC-{group}, aspect: implementation}}\n  - {{to: RC-{group}, aspect: effectiveness}}\n"
            );
        }
        let body = format!(
            "title: Test of requirement {id}\nlevel: system\nmethod: test\nprocedure: |\n{LONG}\n\
             acceptance_criteria: |\n{LONG}\nverifies:\n{verifies}"
        );
        add(format!("VER-{id}"), body);
        let body = format!(
            "verdict: pass\ndate: 2026-10-02T14:10:00+02:00\nperson: tester\nenvironment: staging\n\
             tools: [\"runner 4.1\"]\nof: [VER-{id}]\nfor_release: [REL-1]\n"
        );
        add(format!("RES-{id}"), body);
    }
    let risk = format!(
        "title: Risk number {group}\nhazard: HAZ-1\nharm: HARM-1\nsequence_of_events: |\n{LONG}\nsituation: |\n{LONG}\n\
         estimates:\n  initial: {{probability: often}}\n  residual: {{probability: rare}}\n\
         evaluation:\n  acceptable: true\n  rationale: The residual level is low.\n  as_far_as_possible: No further control is known.\n"
    );
    add(format!("RISK-{group}"), risk);
    let control = format!(
        "title: Control number {group}\ntext: |\n{LONG}\noption: protective-measure\nexternal: false\n\
         controls: [RISK-{group}]\noutcome:\n  none: The control only hides a value.\n"
    );
    add(format!("RC-{group}"), control);
    records
}

const LONG: &str = "  The software shall show the dose in the unit of the prescription, and shall refuse a value\n  \
                    outside the limits that the pharmacy has set, with a message that names the limit and the value.";

/// Pins the fingerprints of all records, as the product itself computes them.
fn write_reviews(folder: &Path, records: &[(String, String)]) {
    let mut targets: Vec<String> = records
        .iter()
        .map(|(id, _)| id.clone())
        .filter(|id| !id.starts_with("RES-") && id != "REL-1")
        .collect();
    targets.push("techfile.yaml#risk".to_string());
    let pins = fingerprints(folder, &targets);
    for (index, chunk) in pins.chunks(PINS).enumerate() {
        let mut text = format!(
            "id: REV-{}\nby: manager\nrole: risk-manager\nmeaning: approved\ndecision: accepted\ndate: 2026-10-03\nof:\n",
            index + 1
        );
        for pin in chunk {
            let _ = writeln!(text, "  - {pin}");
        }
        fs::write(folder.join(format!("records/REV-{}.yaml", index + 1)), text).expect("a review");
    }
}

fn fingerprints(folder: &Path, targets: &[String]) -> Vec<String> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = techfile::cli::Streams {
        out: &mut out,
        err: &mut err,
        folder: folder.to_path_buf(),
        colorful: false,
        now: std::time::UNIX_EPOCH,
    };
    let words = ["techfile", "fingerprint"].iter().map(|word| word.to_string());
    let words = words.chain(targets.iter().cloned()).map(std::ffi::OsString::from);
    let code = techfile::cli::run(words, &mut streams);
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("text").lines().map(str::to_string).collect()
}

/// Commits the project and then `commits` small changes, each to eight records.
pub fn history(folder: &Path, size: usize, commits: usize) {
    let git = |arguments: &[&str]| {
        let status = Command::new("git").args(arguments).current_dir(folder).status().expect("git");
        assert!(status.success(), "git {arguments:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("git fast-import");
    let mut stream = std::io::BufWriter::new(import.stdin.take().expect("its input"));
    let files = all_files(folder);
    for commit in 0..=commits {
        let time = 1_767_225_600 + commit * 3_600;
        let who = format!("Committer <committer@example.org> {time} +0100");
        let message = format!("change {commit}");
        write!(
            stream,
            "commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {}\n{message}\n",
            message.len()
        )
        .expect("a commit");
        let changed: Vec<&(String, String)> = if commit == 0 {
            files.iter().collect()
        } else {
            (0..8).map(|n| &files[(commit * 131 + n * 977) % files.len().min(size)]).collect()
        };
        for (path, text) in changed {
            let text =
                if commit == 0 { text.clone() } else { format!("{text}tags: [change-{commit}]\n") };
            write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len())
                .expect("a file");
        }
    }
    drop(stream);
    assert!(import.wait().expect("git fast-import").success());
    git(&["reset", "-q", "--hard"]);
    git(&["gc", "-q"]);
}

/// Changes one record.
pub fn change_one_record(folder: &Path) {
    let file = folder.join("records/REQ-1.yaml");
    let text = fs::read_to_string(&file).expect("a record");
    fs::write(&file, text.replacen("title: ", "title: Further ", 1)).expect("written");
}

/// Changes one record and commits it.
pub fn one_more_commit(folder: &Path) {
    change_one_record(folder);
    let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    let commit = ["commit", "-q", "-m", "one more", "records/REQ-1.yaml"];
    let status = Command::new("git").args(who).args(commit).current_dir(folder).status();
    assert!(status.expect("git").success());
}

fn all_files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder.join("records"))
        .expect("the records")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = format!("records/{}", path.file_name().expect("a name").to_string_lossy());
            (name, fs::read_to_string(&path).expect("a record"))
        })
        .collect();
    files.push(("techfile.yaml".to_string(), PROJECT_FILE.to_string()));
    files.sort();
    files
}
