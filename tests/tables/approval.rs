//! Which approval a record has after any number of reviews.

use super::project;
use crate::harness::Inputs;
use techfile::assess::{Approval, Approvals};

pub const TABLES: &[(&str, fn())] = &[
    ("reviews_decide_by_date_then_by_the_worst", decisions),
    ("several_approvals_are_all_needed", several),
    ("what_needs_none", none_needed),
];

const NEED: &str = "id: NEED-1\ntitle: Be warned in time\n";
const OLD: &str = "tf1:0000000000000000000000000000000000000000000000000000000000000000";

/// A review in short: `<date> <by> <role> <meaning> <decision> <status> <now|old>`.
fn review(number: usize, short: &str, now: &str) -> String {
    let words: Vec<&str> = short.split(' ').collect();
    let [date, by, role, meaning, decision, status, state] = words[..] else {
        panic!("`{short}` has seven words")
    };
    let fingerprint = if state == "now" { now } else { OLD };
    format!(
        "- id: REV-{number}\n  by: {by}\n  role: {role}\n  meaning: {meaning}\n  decision: {decision}\n  \
         status: {status}\n  date: {date}\n  of: [{{to: NEED-1, fingerprint: \"{fingerprint}\"}}]\n"
    )
}

fn state(need: &str, reviews: &[&str], config: &str) -> &'static str {
    let mut files = project(&[("records/need.yaml", need)]);
    if !config.is_empty() {
        super::edit(&mut files, "techfile.yaml", "gate:\n  approvals:\n", config);
    }
    let now = Inputs::of_files(&files).project.record("NEED-1").expect("read").fingerprint.clone();
    let reviews: Vec<String> =
        reviews.iter().enumerate().map(|(n, short)| review(n + 1, short, &now)).collect();
    files.insert("records/reviews.yaml".to_string(), reviews.concat().into_bytes());
    let project = Inputs::of_files(&files).project;
    match Approvals::of(&project, "2026-10-15").of_record(project.record("NEED-1").expect("read")) {
        Approval::NotNeeded => "not needed",
        Approval::Fresh(_) => "fresh",
        Approval::Outdated(_) => "outdated",
        Approval::Missing => "missing",
        Approval::Rejected(_) => "rejected",
    }
}

fn decisions() {
    let yes = "2026-10-02 ingrid quality approved accepted active now";
    let no = "2026-10-03 amir developer approved rejected active now";
    let table: &[(&str, &[&str])] = &[
        ("missing", &[]),
        ("fresh", &[yes]),
        // The newest decides, in either order of the records.
        ("rejected", &[yes, no]),
        ("rejected", &[no, yes]),
        ("fresh", &[no, "2026-10-04 ingrid quality approved accepted active now"]),
        // At a tie the worst; a bare day ties with every time of it.
        ("rejected", &[yes, "2026-10-02 amir developer approved rejected active now"]),
        (
            "rejected",
            &[yes, "2026-10-02T08:00:00+02:00 amir developer approved rejected active now"],
        ),
        (
            "rejected",
            &[
                "2026-10-02T09:00:00+02:00 ingrid quality approved accepted active now",
                "2026-10-02T07:00:00Z amir developer approved rejected active now",
            ],
        ),
        (
            "fresh",
            &[
                "2026-10-02T09:00:01+02:00 ingrid quality approved accepted active now",
                "2026-10-02T07:00:00Z amir developer approved rejected active now",
            ],
        ),
        // What is dated after the day of the judgement ties with all of that day.
        (
            "rejected",
            &[
                "2026-10-15 amir developer approved rejected active now",
                "2026-10-16 ingrid quality approved accepted active now",
            ],
        ),
        // A date that cannot be read ties with everything.
        ("rejected", &[yes, "someday amir developer approved rejected active now"]),
        // A rejection cancels whatever it was to mean.
        ("rejected", &[yes, "2026-10-03 amir developer reviewed rejected active now"]),
        ("missing", &["2026-10-02 ingrid quality reviewed accepted active now"]),
        // A review is not an approval, and does not lift a rejection.
        ("rejected", &[no, "2026-10-04 ingrid quality reviewed accepted active now"]),
        // Draft and retired acceptances say nothing; a rejection of any status still does.
        ("missing", &["2026-10-02 ingrid quality approved accepted draft now"]),
        ("missing", &["2026-10-02 ingrid quality approved accepted retired now"]),
        ("rejected", &[yes, "2026-10-03 amir developer approved rejected retired now"]),
        ("rejected", &[yes, "2026-10-03 amir developer approved rejected draft now"]),
        // Who does not hold the role, or is unknown, says nothing.
        ("missing", &["2026-10-02 amir quality approved accepted active now"]),
        ("missing", &["2026-10-02 nobody quality approved accepted active now"]),
        ("missing", &["2026-10-02 amir director approved accepted active now"]),
        ("fresh", &[yes, "2026-10-03 lena quality approved rejected active now"]),
        // Earlier states.
        ("outdated", &["2026-10-02 ingrid quality approved accepted active old"]),
        ("missing", &["2026-10-02 ingrid quality approved rejected active old"]),
        ("missing", &["2026-10-02 ingrid quality reviewed accepted active old"]),
        ("fresh", &[yes, "2026-10-03 amir developer approved rejected active old"]),
        // Who goes back to what was approved before another state was, has changed that.
        ("outdated", &[yes, "2026-10-03 amir developer approved accepted active old"]),
        ("outdated", &["2026-10-03 amir developer approved accepted active old", yes]),
        ("fresh", &[yes, "2026-10-01 amir developer approved accepted active old"]),
        ("fresh", &[yes, "2026-10-02T18:00:00Z amir developer approved accepted active old"]),
        ("fresh", &[yes, "2026-10-03 amir developer reviewed accepted active old"]),
        ("outdated", &[yes, "2026-10-03 amir developer approved accepted retired old"]),
        ("fresh", &[yes, "2026-10-03 amir developer approved accepted draft old"]),
        ("rejected", &[no, "2026-10-04 ingrid quality approved accepted active old"]),
        // Words that nobody knows decide nothing.
        ("missing", &["2026-10-02 ingrid quality aproved accepted active now"]),
        ("rejected", &["2026-10-02 ingrid quality approved accept active now"]),
    ];
    for (expected, reviews) in table {
        assert_eq!(state(NEED, reviews, ""), *expected, "{reviews:?}");
    }
}

fn several() {
    let two = "gate:\n  approvals:\n    need: [{meaning: approved, role: quality}, {meaning: reviewed, role: developer}]\n";
    let quality = "2026-10-02 ingrid quality approved accepted active now";
    let developer = "2026-10-02 amir developer reviewed accepted active now";
    let table: &[(&str, &[&str])] = &[
        ("missing", &[quality]),
        ("missing", &[developer]),
        ("fresh", &[quality, developer]),
        ("missing", &[quality, "2026-10-02 amir developer approved accepted active now"]),
        ("rejected", &[quality, developer, "2026-10-03 lena tester reviewed rejected active now"]),
        ("outdated", &[quality, "2026-10-02 amir developer reviewed accepted active old"]),
    ];
    for (expected, reviews) in table {
        assert_eq!(state(NEED, reviews, two), *expected, "{reviews:?}");
    }
}

fn none_needed() {
    let draft = format!("{NEED}status: draft\n");
    assert_eq!(state(&draft, &[], ""), "not needed");
    // A draft that was approved in an earlier state has been taken back.
    let old = "2026-10-02 ingrid quality approved accepted active old";
    assert_eq!(state(&draft, &[old], ""), "outdated");
    assert_eq!(state(&draft, &[&old.replace("old", "now")], ""), "not needed");
    assert_eq!(state(&draft, &[&old.replace("approved", "reviewed")], ""), "not needed");
    assert_eq!(state(&format!("{NEED}status: retired\n"), &[], ""), "missing");
    assert_eq!(state(&format!("{NEED}status: drafted\n"), &[], ""), "missing");
    assert_eq!(state(NEED, &[], "gate:\n  approvals:\n    need: []\n"), "not needed");
}
