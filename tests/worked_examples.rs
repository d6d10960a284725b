//! Follows the worked examples of CONTRIBUTING.md in a copy of the project, to the letter.
//!
//! What the page says to write is written, what it says to add is added, the copy is built, and
//! the program must then know the new rule, kind and document. Dependencies are not built anew.

use crate::harness::{Case, Done};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the one case.
pub fn cases() -> Vec<Case> {
    vec![Case::new("contributing", "worked_examples", "work_as_they_stand", follow)]
}

/// A code block of the page, and the path that the sentence before it names.
struct Step {
    path: String,
    adds_a_line: bool,
    content: String,
}

fn follow() -> Result<Done, String> {
    let Some(cargo) = std::env::var_os("CARGO") else {
        return Ok(Done::Skipped("NOT RUN: cargo did not start this program".to_string()));
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().map_err(|cause| cause.to_string())?;
    let project = copy.path().join("techfile");
    for name in ["Cargo.toml", "Cargo.lock", "src", "standards", "templates", "tests/bench"] {
        copy_all(&root.join(name), &project.join(name))?;
    }
    write(&project.join("tests/suite.rs"), "fn main() {}\n")?;
    let page =
        fs::read_to_string(root.join("CONTRIBUTING.md")).map_err(|cause| cause.to_string())?;
    let steps = steps(&page);
    if steps.len() < 7 {
        return Err(format!("CONTRIBUTING.md holds only {} steps", steps.len()));
    }
    steps.iter().try_for_each(|step| step.take(&project))?;
    let program = build(&cargo, &project, &copy.path().join("target"))?;
    check_rule(&program, root, &project)?;
    expect(&program, &["explain", "training"], "who learned what")?;
    check_document(&program, &copy.path().join("example"))?;
    Ok(Done::Passed)
}

/// Code blocks inside the numbered steps; the last path in backticks before a block is its file.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut sentence = String::new();
    let mut block: Option<String> = None;
    for line in page.lines() {
        let text = line.strip_prefix("   ").unwrap_or(line);
        match &mut block {
            Some(content) if text.trim_end() == "```" => {
                steps.extend(Step::of(&sentence, std::mem::take(content)));
                (block, sentence) = (None, String::new());
            }
            Some(content) => *content += &format!("{text}\n"),
            None if text.starts_with("```") => block = Some(String::new()),
            None => {
                sentence =
                    format!("{line} {}", if line.is_empty() { sentence } else { String::new() })
            }
        }
    }
    steps
}

impl Step {
    fn of(sentence: &str, content: String) -> Option<Self> {
        let path = sentence.split('`').nth(1).filter(|path| path.contains('/'))?.to_string();
        Some(Self { path, adds_a_line: sentence.contains("Add its line"), content })
    }

    fn take(&self, project: &Path) -> Result<(), String> {
        let file = project.join(&self.path);
        if !self.adds_a_line {
            return write(&file, &self.content);
        }
        let text = fs::read_to_string(&file).map_err(|cause| format!("{}: {cause}", self.path))?;
        let end = text.find("    ];").ok_or_else(|| format!("{} holds no list", self.path))?;
        write(&file, &format!("{}{}{}", &text[..end], self.content, &text[end..]))
    }
}

/// Builds the copy; crates that this test's own build has made are linked into its target folder.
fn build(cargo: &std::ffi::OsStr, project: &Path, target: &Path) -> Result<PathBuf, String> {
    let test = std::env::current_exe().map_err(|cause| cause.to_string())?;
    let profile = test.ancestors().nth(2).ok_or("this test is in no target folder")?;
    let name = profile.file_name().ok_or("the target folder has no name")?;
    for part in ["deps", "build", ".fingerprint"] {
        link_all(&profile.join(part), &target.join(name).join(part))?;
    }
    let mut command = Command::new(cargo);
    command.args(["build", "--offline", "--bin", "techfile", "--manifest-path"]);
    command.arg(project.join("Cargo.toml")).arg("--target-dir").arg(target);
    if name == "release" {
        command.arg("--release");
    }
    if !cfg!(feature = "pdf") {
        command.arg("--no-default-features");
    }
    let output = command.output().map_err(|cause| cause.to_string())?;
    match output.status.success() {
        true => Ok(target.join(name).join("techfile")),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The marker in the example's own fixture says where the finding must stand.
fn check_rule(program: &Path, root: &Path, project: &Path) -> Result<(), String> {
    let case = project.join("tests/cases/rules/TRC900/bad");
    copy_all(&root.join("tests/cases/base/techfile.yaml"), &case.join("techfile.yaml"))?;
    let case = case.display().to_string();
    expect(
        program,
        &["check", "--project", &case],
        "warning[TRC900]: need `NEED-001` has no source",
    )?;
    expect(program, &["check", "--project", &case], "--> records/need.yaml:1:5")
}

fn check_document(program: &Path, example: &Path) -> Result<(), String> {
    let folder = example.display().to_string();
    expect(program, &["demo", &folder, "--no-build"], "as designed")?;
    let build = ["build", "hazard-list", "--to", "html", "--project", &folder];
    expect(program, &build, "out/en/hazard-list.html")?;
    let page = fs::read_to_string(example.join("out/en/hazard-list.html"));
    match page.map_err(|cause| cause.to_string())?.contains("HAZ-001") {
        true => Ok(()),
        false => Err("the document of the worked example does not show HAZ-001".to_string()),
    }
}

fn expect(program: &Path, arguments: &[&str], wanted: &str) -> Result<(), String> {
    let output =
        Command::new(program).args(arguments).output().map_err(|cause| cause.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    match text.contains(wanted) {
        true => Ok(()),
        false => Err(format!("{arguments:?} does not print `{wanted}`:\n{text}")),
    }
}

fn write(file: &Path, content: &str) -> Result<(), String> {
    let folder = file.parent().ok_or("a file has a folder")?;
    fs::create_dir_all(folder).map_err(|cause| cause.to_string())?;
    fs::write(file, content).map_err(|cause| format!("{}: {cause}", file.display()))
}

fn copy_all(from: &Path, to: &Path) -> Result<(), String> {
    each_file(from, to, &|from, to| fs::copy(from, to).map(|_| ()))
}

fn link_all(from: &Path, to: &Path) -> Result<(), String> {
    each_file(from, to, &|from, to| {
        fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()))
    })
}

fn each_file(
    from: &Path,
    to: &Path,
    place: &dyn Fn(&Path, &Path) -> std::io::Result<()>,
) -> Result<(), String> {
    let failed = |cause: std::io::Error| format!("{}: {cause}", from.display());
    if !from.is_dir() {
        fs::create_dir_all(to.parent().ok_or("a file has a folder")?).map_err(failed)?;
        return place(from, to).map_err(failed);
    }
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        each_file(&entry.path(), &to.join(entry.file_name()), place)?;
    }
    Ok(())
}
