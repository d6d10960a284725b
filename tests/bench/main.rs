//! `cargo bench`: what reading, checking and history cost, on generated projects.
//!
//! Every figure is the median of five fresh processes: CPU time of user and system together, and the
//! peak of resident memory. `cargo bench -- 1000 10000 100000` names the sizes; `history` is measured
//! against git itself, `site` from nothing and after one changed record, and `documents` the same,
//! once each, since they take long. `--make FOLDER SIZE` leaves a project to look at. Figures stand in
//! `docs-src/guide/performance.md`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark makes projects, measures processes and prints figures"
)]

mod generate;
mod measure;

use measure::{Figures, measure, measure_after, measure_command, measure_once};
use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, task, folder] = &arguments[..]
        && flag == "--measure"
    {
        return measure::run_task(task, Path::new(folder));
    }
    if let [flag, folder, size] = &arguments[..]
        && flag == "--make"
    {
        let size = size.parse().expect("how many records");
        return generate::project_in_two_languages(Path::new(folder), size);
    }
    let sizes: Vec<usize> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    let wants = |what: &str| arguments.iter().any(|argument| argument == what);
    println!("{:>8}  {:28} {:>9} {:>9}  ratio", "records", "task", "CPU s", "peak MB");
    for size in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        generate::project(folder.path(), size);
        let read = measure("read", folder.path());
        show(size, "read and parse", &read, None);
        let check = measure("check", folder.path());
        show(size, "check", &check, Some(&read));
        if wants("site") {
            site(size);
        }
        if wants("history") {
            history(folder.path(), size);
        }
        if wants("documents") {
            documents(size);
        }
        generate::ask_for_clauses(folder.path());
        show(size, "check with every clause", &measure("check", folder.path()), Some(&check));
    }
}

/// The site in two languages from nothing, and after one changed record; the first build after one from
/// nothing reads back what that one wrote, and is dearer than later ones.
fn site(size: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (folder, aside) = (folder.path(), tempfile::tempdir().expect("a temporary folder"));
    generate::project_in_two_languages(folder, size);
    // Not removed: ext4 looks at the number of every file that was removed in the last minutes before it
    // gives a new file one, which for as many files costs more than the build.
    let n_moved = std::cell::Cell::new(0);
    let forget = || {
        n_moved.set(n_moved.get() + 1);
        // There is nothing to move before the first run.
        drop(std::fs::rename(folder.join("out"), aside.path().join(n_moved.get().to_string())));
    };
    let first = measure_after(forget, "site", folder);
    show(size, "site", &first, None);
    generate::change_one_record(folder);
    let second = measure_once("site", folder);
    show(size, "site after one changed record", &second, Some(&first));
    let change = || generate::change_one_record(folder);
    let next = measure_after(change, "site", folder);
    show(size, "the same again", &next, Some(&first));
}

/// First history of the records over 1,000 commits, against `git log --raw` on the folder, and the next
/// one after one new commit, against the first.
fn history(folder: &Path, size: usize) {
    generate::history(folder, size, 1_000);
    let git = measure_command("git", &["log", "--raw", "--no-renames", "--", "records"], folder);
    show(size, "git log --raw --no-renames", &git, None);
    let cache = folder.join("out");
    let forget = || drop(std::fs::remove_dir_all(&cache));
    let first = measure_after(forget, "history", folder);
    show(size, "history over 1,000 commits", &first, Some(&git));
    let commit = || generate::one_more_commit(folder);
    let next = measure_after(commit, "history", folder);
    show(size, "history after one new commit", &next, Some(&first));
    let alone = measure_after(|| {}, "read-history", folder);
    show(size, "of that, the history alone", &alone, Some(&first));
}

/// All documents in two languages as PDF, and again after one changed record was committed.
fn documents(size: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    generate::project_in_two_languages(folder, size);
    let first = measure_once("documents", folder);
    show(size, "documents as PDF", &first, None);
    generate::one_more_commit(folder);
    let next = measure_once("documents", folder);
    show(size, "after one changed record", &next, Some(&first));
}

fn show(size: usize, task: &str, figures: &Figures, base: Option<&Figures>) {
    let ratio = base.map(|base| format!("{:.2}", figures.cpu / base.cpu)).unwrap_or_default();
    println!("{size:>8}  {task:28} {:>9.3} {:>9.1}  {ratio}", figures.cpu, figures.peak);
}
