//! The one test binary: lists every case, runs them in parallel, and writes JUnit XML when asked.
//!
//! `cargo test` runs everything and `cargo test TRC001` what has that in its name. `BLESS=1 cargo
//! test` accepts changed wording; positions are marked by hand and never blessed.
//! `TECHFILE_JUNIT=FILE`, or `--junit FILE` after `--`, writes the results to a file.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make projects, run git and read what they recorded"
)]

mod against_git;
mod clauses;
mod formats;
mod guide;
mod harness;
mod junit;
mod mutation;
mod own_project;
mod rust_text;
mod site;
mod standards;
mod tables;
mod tidy;
mod worked_examples;

use harness::{Case, Done};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::cell::RefCell;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Instant;

thread_local! {
    /// What the panic hook heard last on this thread.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn main() -> ExitCode {
    let (arguments, report) = junit_argument(std::env::args_os().collect());
    let arguments = Arguments::from_iter(arguments);
    std::panic::set_hook(Box::new(|panic| {
        PANIC.with(|heard| *heard.borrow_mut() = Some(panic.to_string()));
    }));
    let results = Arc::new(Mutex::new(Vec::new()));
    let trials = all_cases().into_iter().map(|case| trial(case, Arc::clone(&results)));
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if let (Some(file), false) = (report, arguments.list) {
        let results = results.lock().expect("every case has ended");
        std::fs::write(&file, junit::write(&results)).expect("the JUnit file can be written");
    }
    conclusion.exit_code()
}

fn all_cases() -> Vec<Case> {
    let mut cases = harness::cases();
    cases.push(Case::new("harness", "junit", "is_well_formed", junit::is_well_formed));
    cases.extend(against_git::cases());
    cases.extend(clauses::cases());
    cases.extend(formats::cases());
    cases.extend(guide::cases());
    cases.extend(mutation::cases());
    cases.extend(own_project::cases());
    cases.extend(site::cases());
    cases.extend(standards::cases());
    cases.extend(tables::cases());
    cases.extend(tidy::cases());
    cases.extend(worked_examples::cases());
    cases
}

/// Takes `--junit FILE` out of the arguments, which the test runner does not know.
fn junit_argument(mut arguments: Vec<OsString>) -> (Vec<OsString>, Option<OsString>) {
    let Some(at) = arguments.iter().position(|argument| argument == "--junit") else {
        return (arguments, std::env::var_os("TECHFILE_JUNIT"));
    };
    let file = arguments.drain(at..arguments.len().min(at + 2)).nth(1);
    (arguments, Some(file.expect("`--junit` is followed by a file")))
}

fn trial(case: Case, results: Arc<Mutex<Vec<junit::Result>>>) -> Trial {
    let Case { suite, class, name, run } = case;
    Trial::ignorable_test(format!("{suite}::{class}::{name}"), move || {
        let start = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(heard(&*panic)));
        let seconds = start.elapsed().as_secs_f64();
        let result = junit::Result { suite, class, name, seconds, done: done.clone() };
        results.lock().expect("no case panics here").push(result);
        match done {
            Ok(Done::Passed) => Ok(Completion::Completed),
            Ok(Done::Skipped(reason)) => Ok(Completion::ignored_with(reason)),
            Err(failure) => Err(Failed::from(failure)),
        }
    })
}

/// Returns what a panic said; the hook knows the place too, unless it was on another thread.
fn heard(panic: &(dyn std::any::Any + Send)) -> String {
    let payload = || match panic.downcast_ref::<String>() {
        Some(text) => text.clone(),
        None => panic.downcast_ref::<&str>().unwrap_or(&"panic without a message").to_string(),
    };
    PANIC.with(|heard| heard.borrow_mut().take()).unwrap_or_else(payload)
}
