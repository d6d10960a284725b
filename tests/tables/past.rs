//! Ways to open the gate by what commits and tags do: the pump in a repository, judged as in CI.
//!
//! Each starts from a release that was tagged, or from before the first one, and then hides something
//! that was recorded.

use super::{approve, approve_in, edit, pump};
use crate::harness::folder::{Planned, Workspace};
use crate::harness::{Files, Git, say};

pub const TABLES: &[(&str, fn())] = &[
    ("facts_stay_as_they_were_recorded", facts),
    ("records_stay_wherever_they_lie", folders),
    ("tags_stay_on_what_was_released", tags),
];

/// A commit: what it does to the files, and the tags that it gets.
type Step = (fn(&mut Files), &'static [&'static str]);

/// Name, what must be said, and the commits after the first one, which holds the pump.
type Past = (&'static str, &'static str, &'static [Step]);

const OPEN: &str = "gate open";

/// Judges the newest of these commits, a day apart.
fn judged(steps: &[Step]) -> String {
    let workspace = Workspace::new();
    let mut files = Files::new();
    let mut commits = Vec::new();
    for (day, (change, tags)) in steps.iter().enumerate() {
        let before = files.clone();
        change(&mut files);
        let removed = before.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        let date = format!("2026-10-{:02}T09:00:00+02:00", day + 1);
        commits.push((Planned::new(&date, removed, tags), files.clone()));
    }
    workspace.commit(&commits, Git::Commit);
    let release = if files.contains_key(NEXT) { "REL-002" } else { "REL-001" };
    say(&["gate", "--release", release], workspace.path()).out
}

fn holds(table: &[Past]) {
    let mut faults = Vec::new();
    for (name, expected, steps) in table {
        let first: Step = (|files: &mut Files| *files = pump(), &[]);
        let steps: Vec<Step> = [first].into_iter().chain(steps.iter().copied()).collect();
        let out = judged(&steps);
        if !out.contains(expected) {
            faults.push(format!("{name}: `{expected}` is not in\n{out}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

const RESULTS: &str = "records/results.yaml";

fn facts() {
    holds(&[
        ("nothing happens", OPEN, &[]),
        (
            "a result says more of what else was seen",
            "HIS005",
            &[(|files| edit(files, RESULTS, "the wrong way round.", "upside down."), &[])],
        ),
        (
            "a title is no fact",
            OPEN,
            &[(
                |files| edit(files, RESULTS, "- id: RES-001\n", "- id: RES-001\n  title: Flow\n"),
                &[],
            )],
        ),
        (
            "a failure becomes a pass",
            "`verdict` of `RES-002` was `fail` and is `pass`",
            &[(|files| edit(files, RESULTS, "verdict: fail", "verdict: pass"), &[])],
        ),
        (
            "a pass is of one test more",
            "`of[VER-003]` of `RES-001` was absent",
            &[(|files| edit(files, RESULTS, "of: [VER-001]", "of: [VER-001, VER-003]"), &[])],
        ),
        (
            "a failure is dated back",
            "`date` of `RES-002` was",
            &[(|files| edit(files, RESULTS, "2026-09-22T10:00:00+02:00", "2026-09-01"), &[])],
        ),
        (
            "a failure moves to another environment",
            "`environment` of `RES-002` was `bench`",
            &[(
                |files| {
                    let old = "10:00:00+02:00\n  person: lena\n  environment: bench";
                    edit(
                        files,
                        RESULTS,
                        old,
                        "10:00:00+02:00\n  person: lena\n  environment: desk",
                    );
                },
                &[],
            )],
        ),
        (
            "a failure is deleted and comes back as a pass",
            "was `fail` and is `pass`",
            &[(drop_failure, &[]), (|files| add_failure(files, "pass"), &[])],
        ),
        (
            "a failure is deleted and comes back as it was",
            OPEN,
            &[(drop_failure, &[]), (|files| add_failure(files, "fail"), &[])],
        ),
        (
            "a failure is edited and restored",
            "was `pass` and is `fail`",
            &[
                (|files| edit(files, RESULTS, "verdict: fail", "verdict: pass"), &[]),
                (
                    |files| {
                        edit(
                            files,
                            RESULTS,
                            "verdict: pass\n  date: 2026-09-22T10",
                            "verdict: fail\n  date: 2026-09-22T10",
                        )
                    },
                    &[],
                ),
            ],
        ),
        (
            "an acceptance is a draft again",
            "`status` of `REV-004` was absent and is `draft`",
            &[(
                |files| {
                    let (given, taken) = ("- id: REV-004\n", "- id: REV-004\n  status: draft\n");
                    edit(files, "records/reviews-components.yaml", given, taken);
                },
                &[],
            )],
        ),
        (
            "a rejection becomes an acceptance",
            "`decision` of `REV-009` was `rejected`",
            &[
                (
                    |files| {
                        let review =
                            String::from_utf8_lossy(&files["records/reviews-components.yaml"]);
                        let rejected = review
                            .replace("REV-004", "REV-009")
                            .replace("decision: accepted", "decision: rejected")
                            .replace("2026-09-25", "2026-09-26");
                        files.insert("records/rejected.yaml".to_string(), rejected.into_bytes());
                    },
                    &[],
                ),
                (|files| edit(files, "records/rejected.yaml", "rejected", "accepted"), &[]),
            ],
        ),
    ]);
}

const FAILURE: &str = "- id: RES-002\n  of: [VER-002]\n  for_release: [REL-001]\n  verdict: fail\n  \
                       date: 2026-09-22T10:00:00+02:00\n  person: lena\n  environment: bench\n  \
                       anomalies_found: The sensor was mounted the wrong way round.\n";

fn drop_failure(files: &mut Files) {
    edit(files, RESULTS, FAILURE, "");
}

fn add_failure(files: &mut Files, verdict: &str) {
    let text = FAILURE.replace("verdict: fail", &format!("verdict: {verdict}"));
    files.insert("records/again.yaml".to_string(), text.into_bytes());
}

fn leave_one_behind(files: &mut Files) {
    let left = files.remove(LATER).expect("it is there");
    move_records(files, "other");
    files.insert(LATER.to_string(), left);
}

/// Moves all records to another folder, and sets and approves it.
fn move_records(files: &mut Files, to: &str) {
    let moved: Vec<String> =
        files.keys().filter(|path| path.starts_with("records/")).cloned().collect();
    for path in moved {
        let content = files.remove(&path).expect("it is there");
        files.insert(path.replacen("records", to, 1), content);
    }
    edit(files, "techfile.yaml", "baselines:", &format!("folders: {{records: {to}}}\nbaselines:"));
    approve_in(to, files, "techfile.yaml#folders", ("ingrid", "quality"));
}

fn folders() {
    holds(&[
        ("the records move", OPEN, &[(|files| move_records(files, "other"), &[])]),
        (
            "a folder is set and nobody approves it",
            "`techfile.yaml#folders` is not approved",
            &[(
                |files| {
                    edit(
                        files,
                        "techfile.yaml",
                        "baselines:",
                        "folders: {records: records}\nbaselines:",
                    )
                },
                &[],
            )],
        ),
        (
            "the records move, and one is left behind",
            "`RES-009` is gone since the first commit",
            &[(fail, &[]), (leave_one_behind, &[])],
        ),
        (
            "the records move, and what is left behind is said to be none",
            "`RES-009` is gone since the first commit",
            &[
                (fail, &[]),
                (leave_one_behind, &[]),
                (
                    |files| {
                        let kept = "folders: {records: other}";
                        let said = "folders: {records: other, no_records: [records]}";
                        edit(files, "techfile.yaml", kept, said);
                    },
                    &[],
                ),
            ],
        ),
        (
            "a failure is written, deleted, and the records move twice",
            "`RES-009` is gone",
            &[
                (fail, &[]),
                (
                    |files| {
                        files.remove(LATER);
                        move_records(files, "other");
                    },
                    &[],
                ),
            ],
        ),
        (
            "records are read from a folder inside",
            "HIS003",
            &[(
                |files| {
                    let inside = |path: &String| path.starts_with("records/");
                    let copies: Vec<(String, Vec<u8>)> = files
                        .iter()
                        .filter(|(path, _)| inside(path) && !path.ends_with("results.yaml"))
                        .map(|(path, content)| {
                            (path.replacen("records/", "records/in/", 1), content.clone())
                        })
                        .collect();
                    files.extend(copies);
                    edit(
                        files,
                        "techfile.yaml",
                        "baselines:",
                        "folders: {records: records/in}\nbaselines:",
                    );
                    approve_in("records/in", files, "techfile.yaml#folders", ("ingrid", "quality"));
                },
                &[],
            )],
        ),
    ]);
}

const LATER: &str = "records/failure.yaml";

/// Records a failure.
fn fail(files: &mut Files) {
    let text = "id: RES-009\nof: [VER-003]\nfor_release: [REL-001]\nverdict: fail\ndate: 2026-09-24\n\
                person: lena\nenvironment: bench\n";
    files.insert(LATER.to_string(), text.as_bytes().to_vec());
}

/// Deletes it.
fn forget(files: &mut Files) {
    files.remove(LATER);
}

fn note(files: &mut Files) {
    files.insert("notes.txt".to_string(), Vec::new());
}

/// Releases the first version.
fn release(files: &mut Files) {
    let released = "date: 2026-10-02\nauthorised_by: ingrid";
    edit(files, "records/release.yaml", "status: draft", released);
    approve(files, "REL-001", "ingrid", "quality");
}

const NEXT: &str = "records/next.yaml";

fn next_release(files: &mut Files) {
    let next =
        "id: REL-002\ntitle: Drop One 1.1\nversion: \"1.1\"\nstatus: draft\nfollows: REL-001\n";
    files.insert(NEXT.to_string(), next.as_bytes().to_vec());
}

fn tags() {
    holds(&[
        (
            "the next version",
            "is gone",
            &[(release, &["v1.0"]), (next_release, &[]), (fail, &[]), (forget, &[])],
        ),
        (
            "the tag of the release moves behind a deletion",
            "`v1.0` names a commit as of 2026-10-05",
            &[(release, &[]), (next_release, &[]), (fail, &[]), (forget, &["v1.0"]), (note, &[])],
        ),
        (
            "the tag of the release moves before the release was there",
            "the commit of `v1.0` does not hold `REL-001`",
            &[
                (
                    |files| {
                        files.clear();
                        files.extend(pump());
                        files.remove("records/release.yaml");
                    },
                    &["v1.0"],
                ),
                (
                    |files| {
                        *files = pump();
                        release(files);
                    },
                    &[],
                ),
                (next_release, &[]),
            ],
        ),
        (
            "a tag of nothing, behind a deletion",
            "`RES-009` is gone since the first commit",
            &[(fail, &[]), (forget, &["v0.9"]), (note, &[])],
        ),
        (
            "a draft of a release that never was, behind a deletion",
            "`REL-000`, the release before, is a draft",
            &[
                (fail, &[]),
                (forget, &["v0.9"]),
                (
                    |files| {
                        let text =
                            "id: REL-000\ntitle: x\nversion: \"0\"\ntag: v0.9\nstatus: draft\n";
                        files.insert("records/before.yaml".to_string(), text.as_bytes().to_vec());
                        edit(
                            files,
                            "records/release.yaml",
                            "status: draft",
                            "status: draft\nfollows: REL-000",
                        );
                    },
                    &[],
                ),
            ],
        ),
    ]);
}
