//! An attribute of a JUnit suite or case → what it says of how that came out.
//!
//! Writers agree on few attributes and use many, so names and words are known here in the forms that
//! they have in the wild. What a name or a word means that is not known is never taken for a pass.

/// What an attribute says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// That all went well, or nothing about it.
    NothingBad,
    Failed,
    /// That something was not carried out.
    NotRun,
    /// That something was not carried out to its end.
    CutOff,
    /// How it came out, in a word that is not known.
    Unsure,
    /// Something bad, in an attribute that is not known.
    Beside,
}

/// Attributes that name or describe a test; their values may be any words.
const NAMES: &[&str] = &[
    "name",
    "classname",
    "class",
    "fullname",
    "displayname",
    "title",
    "description",
    "file",
    "filename",
    "filepath",
    "path",
    "line",
    "package",
    "module",
    "component",
    "feature",
    "group",
    "groups",
    "category",
    "suite",
    "method",
    "methodname",
    "test",
    "tag",
    "tags",
    "id",
    "hostname",
    "host",
    "url",
    "message",
    "type",
    "valueparam",
    "typeparam",
    "loglevel",
    "owner",
    "author",
    "requirement",
    "severity",
    "priority",
];

/// Attributes that say in a word how something came out.
const STATES: &[&str] = &[
    "status",
    "result",
    "outcome",
    "state",
    "verdict",
    "conclusion",
    "teststatus",
    "testresult",
    "finalstatus",
    "executionstatus",
];

/// Words for what was carried out and went well.
const GOOD: &[&str] =
    &["", "run", "pass", "passed", "ok", "success", "successful", "succeeded", "completed", "true"];

/// Words for what went wrong. These words and the next are names of attributes, too, which count or say
/// yes or no.
const FAILED: &[&str] = &[
    "failed",
    "failure",
    "failures",
    "fail",
    "failing",
    "error",
    "errored",
    "errors",
    "exception",
    "fatal",
    "ko",
    "xpass",
    "unsuccessful",
];

/// Words for what was not carried out, or of which nothing can be told.
const NOT_RUN: &[&str] = &[
    "skipped",
    "skip",
    "skips",
    "disabled",
    "ignored",
    "notrun",
    "notexecuted",
    "notrunnable",
    "notpassed",
    "notok",
    "nok",
    "inconclusive",
    "unstable",
    "broken",
    "pending",
    "invalid",
    "flaky",
    "suppressed",
    "todo",
    "xfail",
    "xfailed",
    "expectedfailure",
    "muted",
    "untested",
    "undefined",
    "unknown",
    "notstarted",
    "notapplicable",
    "filtered",
    "excluded",
    "deselected",
    "flakes",
];

/// Words for what was not carried out to its end.
const CUT_OFF: &[&str] = &[
    "aborted",
    "abort",
    "aborts",
    "cancelled",
    "canceled",
    "blocked",
    "crashed",
    "crash",
    "crashes",
    "timeout",
    "timedout",
    "incomplete",
    "interrupted",
    "terminated",
    "killed",
    "unfinished",
];

/// Attributes that say yes where all went well, or count what did.
const SUCCESSES: &[&str] = &["success", "passed"];

/// Attributes of the same kind that may hold something else, as a date.
const RUNS: &[&str] = &[
    "successful",
    "succeeded",
    "successes",
    "pass",
    "passes",
    "passing",
    "executed",
    "ok",
    "ran",
    "completed",
    "complete",
    "finished",
];

const NO: &[&str] = &["", "false", "no", "none"];

/// Reads one attribute; letter case and what joins the words of a name do not matter.
pub(super) fn said(name: &str, value: &str) -> Said {
    let (name, word) = (plain(name), plain(value));
    let is_named = |names: &[&str]| names.contains(&&*name);
    let number = value.trim().parse::<u64>().ok();
    let is_no = NO.contains(&&*word) || number == Some(0);
    let is_yes = GOOD.contains(&&*word) || word == "yes" || number.is_some_and(|n| n > 0);
    if is_named(STATES) {
        return if GOOD.contains(&&*word) { Said::NothingBad } else { meaning(&word) };
    }
    // How long a test may take is no word of how it came out.
    if meaning(&name) != Said::Unsure && name != "timeout" {
        return if is_no { Said::NothingBad } else { meaning(&name) };
    }
    if word.is_empty() || is_named(NAMES) {
        return Said::NothingBad;
    }
    if is_named(SUCCESSES) && !is_yes || is_named(RUNS) && is_no {
        return Said::NotRun;
    }
    match meaning(&word) {
        Said::Unsure => Said::NothingBad,
        _ => Said::Beside,
    }
}

fn meaning(word: &str) -> Said {
    let known = [(FAILED, Said::Failed), (NOT_RUN, Said::NotRun), (CUT_OFF, Said::CutOff)];
    let found = known.into_iter().find(|(words, _)| words.contains(&word));
    found.map_or(Said::Unsure, |(_, said)| said)
}

/// Returns the number in an attribute that counts what is bad.
pub(super) fn count_of_bad(name: &str, value: &str) -> Option<usize> {
    let name = plain(name);
    value.trim().parse().ok().filter(|_| meaning(&name) != Said::Unsure)
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace(['-', '_', ' '], "")
}
