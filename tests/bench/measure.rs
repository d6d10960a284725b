//! Runs a task in fresh processes and takes the median of what it cost.

use rayon::prelude::*;
use std::path::Path;
use std::process::{Command, Stdio};
use techfile::load::Snapshot;
use techfile::source::SourceId;

const RUNS: usize = 5;

/// CPU seconds and peak megabytes.
pub struct Figures {
    pub cpu: f64,
    pub peak: f64,
}

/// Measures a task of this program.
pub fn measure(task: &str, folder: &Path) -> Figures {
    measure_after(|| {}, task, folder)
}

/// Measures a task of this program, before each run of which something is done.
pub fn measure_after(prepare: impl Fn(), task: &str, folder: &Path) -> Figures {
    let run = || {
        prepare();
        measure_once(task, folder)
    };
    median((0..RUNS).map(|_| run()).collect())
}

/// Measures a task of this program in one fresh process.
pub fn measure_once(task: &str, folder: &Path) -> Figures {
    let program = std::env::current_exe().expect("the path of this program");
    let output = Command::new(program)
        .args(["--measure", task])
        .arg(folder)
        .stderr(Stdio::inherit())
        .output()
        .expect("the task starts");
    assert!(output.status.success(), "the task `{task}` failed");
    let text = String::from_utf8(output.stdout).expect("figures are text");
    let mut figures = text.lines().last().unwrap_or_default().split(' ');
    let mut next = || figures.next().and_then(|word| word.parse().ok()).expect("a figure");
    Figures { cpu: next(), peak: next() }
}

/// Measures another program by the CPU time of finished children.
pub fn measure_command(program: &str, arguments: &[&str], folder: &Path) -> Figures {
    let run = || {
        let before = children_cpu();
        let status = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::null())
            .status()
            .expect("the program starts");
        assert!(status.success(), "{program} failed");
        Figures { cpu: children_cpu() - before, peak: f64::NAN }
    };
    median((0..RUNS).map(|_| run()).collect())
}

fn median(mut figures: Vec<Figures>) -> Figures {
    let peak = figures.iter().map(|figure| figure.peak).fold(0.0, f64::max);
    figures.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    Figures { cpu: figures[figures.len() / 2].cpu, peak }
}

/// User and system time of finished children, in seconds; the kernel counts in ticks of 10 ms.
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a Linux kernel");
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let field = |index: usize| {
        let word = after_name.split_whitespace().nth(index).unwrap_or_default();
        word.parse::<f64>().unwrap_or(0.0)
    };
    (field(13) + field(14)) / 100.0
}

/// Carries out a task in this process and prints what it cost.
pub fn run_task(task: &str, folder: &Path) {
    match task {
        "read" => read_and_parse(folder),
        "check" => run_techfile(&["check", "--quiet"], folder),
        "site" => run_techfile(&["build", "--to", "site", "--quiet"], folder),
        "read-history" => read_history_alone(folder),
        "history" => run_techfile(&["history", "REQ-1", "--quiet"], folder),
        "documents" => run_techfile(&["build", "--to", "pdf", "--quiet"], folder),
        other => panic!("no task is called {other}"),
    }
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let cpu = time.tv_sec as f64 + time.tv_nsec as f64 / 1e9;
    println!("{cpu} {}", peak_megabytes());
}

/// Lists, reads and parses every record file with the product's own reader, and nothing else.
fn read_and_parse(folder: &Path) {
    let snapshot = Snapshot::of_work_tree(folder).expect("the generated project");
    let files = snapshot.list("records").files;
    let parsed: Vec<_> = files
        .par_iter()
        .enumerate()
        .map(|(index, path)| {
            let bytes = snapshot.read(path).expect("a generated file");
            let source = SourceId::nth(index);
            let decoded = techfile::yaml::decode(source, bytes);
            techfile::yaml::read(source, &decoded.text)
        })
        .collect();
    assert_eq!(parsed.len(), files.len());
}

/// Reads the history as the command does, with its cache, and nothing else.
fn read_history_alone(folder: &Path) {
    let snapshot = Snapshot::of_work_tree(folder).expect("the generated project");
    let list = |name: &str| vec![name.to_string()];
    let followed = techfile::history::Followed {
        project_file: "techfile.yaml".to_string(),
        records: list("records"),
        docs: list("docs-src"),
        templates: list("templates"),
        standards: list("standards"),
        language: "en".to_string(),
    };
    let history = techfile::load::read_history(&snapshot, &followed, "v*", Some(folder));
    assert!(history.expect("a history").changes.len() > 100);
}

fn run_techfile(arguments: &[&str], folder: &Path) {
    let mut out = Vec::new();
    let mut err = Vec::new();
    let mut streams = techfile::cli::Streams {
        out: &mut out,
        err: &mut err,
        folder: folder.to_path_buf(),
        colorful: false,
        now: std::time::SystemTime::now(),
    };
    let words = ["techfile"].iter().chain(arguments).map(std::ffi::OsString::from);
    let code = techfile::cli::run(words, &mut streams);
    assert!(code < 2, "{}", String::from_utf8_lossy(&err));
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux kernel");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|word| word.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
