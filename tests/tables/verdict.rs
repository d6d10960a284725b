//! What results by hand make of a verification on the judged release.

use super::project;
use crate::harness::Inputs;
use techfile::graph::TraceGraph;

pub const TABLES: &[(&str, fn())] =
    &[("newest_then_worst_in_every_environment", results), ("which_release_is_judged", releases)];

const RECORDS: &str = "\
- {id: REL-1, title: \"1.0\", version: \"1.0\", tag: v1.0}
- {id: REL-2, title: \"2.0\", version: \"2.0\", status: draft}
- {id: VER-1, title: Test, level: system, method: test, verifies: [{to: REQ-1, aspect: fulfilment}]}
";

/// A result in short: `<verdict> <date> <environment> <release> <status>`.
fn outcome(results: &[&str], release: Option<&str>) -> &'static str {
    let result = |(n, short): (usize, &&str)| {
        let words: Vec<&str> = short.split(' ').collect();
        let [verdict, date, environment, release, status] = words[..] else {
            panic!("`{short}` has five words")
        };
        format!(
            "- {{id: RES-{n}, of: [VER-1], for_release: [{release}], verdict: {verdict}, date: {date}, \
             person: lena, environment: {environment}, status: {status}}}\n"
        )
    };
    let results: String = results.iter().enumerate().map(result).collect();
    let files = project(&[("records/a.yaml", RECORDS), ("records/b.yaml", &results)]);
    let mut inputs = Inputs::of_files(&files);
    inputs.basis.release = release.map(str::to_string);
    let graph = TraceGraph::new(&inputs.project);
    let assessment = inputs.assess(&graph);
    let verification = inputs.project.record("VER-1").expect("read");
    assessment.verification(verification).expect("assessed").outcome.word()
}

fn results() {
    let table: &[(&str, &[&str])] = &[
        ("missing", &[]),
        ("pass", &["pass 2026-10-01 bench REL-2 active"]),
        ("fail", &["fail 2026-10-01 bench REL-2 active"]),
        ("skipped", &["skipped 2026-10-01 bench REL-2 active"]),
        ("blocked", &["blocked 2026-10-01 bench REL-2 active"]),
        // The newest in an environment.
        ("pass", &["fail 2026-10-01 bench REL-2 active", "pass 2026-10-02 bench REL-2 active"]),
        ("fail", &["fail 2026-10-02 bench REL-2 active", "pass 2026-10-01 bench REL-2 active"]),
        (
            "skipped",
            &["pass 2026-10-01 bench REL-2 active", "skipped 2026-10-02 bench REL-2 active"],
        ),
        // The worst of environments, however old.
        ("fail", &["pass 2026-10-02 bench REL-2 active", "fail 2026-10-01 ward REL-2 active"]),
        (
            "blocked",
            &["pass 2026-10-02 bench REL-2 active", "blocked 2026-10-01 ward REL-2 active"],
        ),
        ("pass", &["pass 2026-10-02 bench REL-2 active", "pass 2026-10-01 ward REL-2 active"]),
        // At a tie the worst; a bare day ties with the whole of it.
        ("fail", &["pass 2026-10-02 bench REL-2 active", "fail 2026-10-02 bench REL-2 active"]),
        (
            "fail",
            &[
                "pass 2026-10-02T23:00:00+02:00 bench REL-2 active",
                "fail 2026-10-02 bench REL-2 active",
            ],
        ),
        (
            "fail",
            &[
                "pass 2026-10-02 bench REL-2 active",
                "fail 2026-10-02T01:00:00+02:00 bench REL-2 active",
            ],
        ),
        (
            "pass",
            &[
                "pass 2026-10-02T10:00:00+02:00 bench REL-2 active",
                "fail 2026-10-02T07:59:00Z bench REL-2 active",
            ],
        ),
        (
            "fail",
            &[
                "pass 2026-10-02T10:00:00+02:00 bench REL-2 active",
                "fail 2026-10-02T08:00:00Z bench REL-2 active",
            ],
        ),
        // What cannot be read is the worst and hides nothing.
        ("fail", &["passed 2026-10-02 bench REL-2 active"]),
        ("fail", &["fail someday bench REL-2 active", "pass 2026-10-02 bench REL-2 active"]),
        ("fail", &["fail 2026-10-02 bench REL-2 active", "pass someday bench REL-2 active"]),
        // What is dated after the day of the judgement ties with all of that day.
        ("fail", &["fail 2026-10-15 bench REL-2 active", "pass 2026-10-16 bench REL-2 active"]),
        (
            "fail",
            &[
                "fail 2026-10-15T21:00:00+02:00 bench REL-2 active",
                "pass 2026-10-16T09:00:00+09:00 bench REL-2 active",
            ],
        ),
        ("fail", &["fail 2026-10-16 bench REL-2 active", "pass 2026-12-24 bench REL-2 active"]),
        ("pass", &["fail 2026-10-14 bench REL-2 active", "pass 2026-10-16 bench REL-2 active"]),
        // Another release does not count, in either direction.
        ("missing", &["pass 2026-10-02 bench REL-1 active"]),
        ("pass", &["pass 2026-10-01 bench REL-2 active", "fail 2026-10-02 bench REL-1 active"]),
        // A draft or retired pass helps nobody; a failure is not undone by its status.
        ("missing", &["pass 2026-10-02 bench REL-2 draft"]),
        ("missing", &["pass 2026-10-02 bench REL-2 retired"]),
        ("fail", &["fail 2026-10-02 bench REL-2 draft"]),
        ("fail", &["fail 2026-10-02 bench REL-2 retired", "pass 2026-10-01 bench REL-2 active"]),
        ("fail", &["fail 2026-10-01 bench REL-2 active", "pass 2026-10-02 bench REL-2 draft"]),
    ];
    for (expected, results) in table {
        assert_eq!(outcome(results, None), *expected, "{results:?}");
    }
}

fn releases() {
    let results = ["pass 2026-09-01 bench REL-1 active", "fail 2026-10-01 bench REL-2 active"];
    assert_eq!(outcome(&results, None), "fail", "the one draft");
    assert_eq!(outcome(&results, Some("REL-1")), "pass", "the named one");
    assert_eq!(outcome(&results, Some("REL-3")), "not-evaluable", "one that does not exist");
    assert_eq!(outcome(&results, Some("VER-1")), "not-evaluable", "no release");
}
