//! The example as data: its history, its languages, its size, and what blanks become.

use super::*;
use crate::yaml::Value;

/// Stands in for true fingerprints: the target itself, and how many files the project has.
fn dummy(files: &Files, targets: &[String]) -> Result<Vec<Vec<(String, String)>>, Error> {
    let known: Vec<String> = records(files).iter().map(id).collect();
    let pin = |to: &str| (to.to_string(), format!("tf1:{}-{to}", files.len()));
    let found = |target: &String| match target.strip_prefix("every ") {
        Some("need") => {
            known.iter().filter(|id| id.starts_with("NEED-")).map(|id| pin(id)).collect()
        }
        Some(kind) => vec![(format!("ALL-{kind}"), format!("tf1:{}-{kind}", files.len()))],
        None => vec![pin(target)],
    };
    Ok(targets.iter().map(found).collect())
}

fn planned() -> Vec<PlannedCommit> {
    commits(&dummy).expect("the example is whole")
}

fn head(planned: &[PlannedCommit]) -> Files {
    let mut files = Files::new();
    for (path, content) in planned.iter().flat_map(|commit| &commit.files) {
        match content {
            Some(content) => files.insert(path.clone(), content.clone()),
            None => files.remove(path),
        };
    }
    files
}

fn text(content: &[u8]) -> &str {
    std::str::from_utf8(content).expect("the example is UTF-8")
}

fn records(files: &Files) -> Vec<Node> {
    let records = files.iter().filter(|(path, _)| path.starts_with("records/"));
    records
        .flat_map(|(_, content)| yaml::read(SourceId::nth(0), text(content)).documents)
        .flat_map(|document| match document.value {
            Value::List(items) => items,
            _ => vec![document],
        })
        .collect()
}

fn id(record: &Node) -> String {
    word(record, "id").expect("every record has an id").to_string()
}

#[test]
fn the_history_is_long_and_dates_rise() {
    let planned = planned();
    assert!(planned.len() >= 60);
    let times: Vec<jiff::Timestamp> =
        planned.iter().map(|commit| commit.date.parse().expect("a time with offset")).collect();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
    let tags = planned.iter().flat_map(|commit| &commit.tags);
    let released: Vec<&String> = tags.filter(|tag| tag.starts_with('v')).collect();
    assert_eq!(released, ["v1.0.0", "v1.1.0", "v1.2.0"]);
    assert!(planned.iter().map(|commit| &commit.author).collect::<BTreeSet<_>>().len() >= 5);
}

#[test]
fn the_example_is_as_large_as_a_real_file() {
    let ids: Vec<String> = records(&head(&planned())).iter().map(id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let at_least = [
        ("NEED-", 14),
        ("REQ-", 80),
        ("ITEM-", 15),
        ("SOUP-", 12),
        ("HAZ-", 12),
        ("RISK-", 30),
        ("RC-", 50),
        ("VER-", 130),
        ("RUN-", 10),
        ("RES-", 20),
        ("ANO-", 6),
        ("PR-", 5),
        ("CR-", 8),
        ("REV-", 30),
        ("DR-", 3),
        ("EXT-", 20),
        ("RRE-", 4),
        ("BRA-", 1),
        ("REL-", 4),
    ];
    for (prefix, least) in at_least {
        let count = ids.iter().filter(|id| id.starts_with(prefix)).count();
        assert!(count >= least, "{prefix} {count}");
    }
}

#[test]
fn two_products_and_two_version_packages_one_of_which_ends() {
    let head = head(&planned());
    let project = list_of("techfile.yaml", text(&head["techfile.yaml"])).expect("it can be read");
    let products = project.get("products").map(Node::entries).unwrap_or_default();
    assert_eq!(products.len(), 2);
    let records = records(&head);
    let said = |key| records.iter().filter(move |record| record.at(&["custom", key]).is_some());
    assert_eq!(said("version_package").count(), 2);
    assert_eq!(said("package_from").count(), 2);
    assert_eq!(said("package_until").map(id).collect::<Vec<_>>(), ["EXT-009"]);
}

/// A bound that sounds small is not: about 100 million prescription lines are dispensed in a year.
#[test]
fn what_is_acceptable_survives_national_volumes() {
    let head = head(&planned());
    let project = list_of("techfile.yaml", text(&head["techfile.yaml"])).expect("it can be read");
    let listed = |path: &[&str]| project.at(path).map(Node::items).unwrap_or_default();
    let acceptable: Vec<&str> = listed(&["risk", "levels"])
        .iter()
        .filter(|level| level.get("acceptable").and_then(Node::flag) == Some(true))
        .map(|level| word(level, "level").expect("a level"))
        .collect();
    let most_a_year = [("critical", 0.1), ("serious", 1.0), ("minor", 100.0)];
    for (severity, most) in most_a_year {
        let row = project.at(&["risk", "matrix", severity]).expect("a row");
        for step in listed(&["risk", "probability", "steps"]) {
            let name = word(step, "step").expect("a step");
            let below: f64 = word(step, "below").expect("a bound").parse().expect("a number");
            let is_acceptable = acceptable.contains(&word(row, name).expect("a cell"));
            let a_year = below * 1e8;
            assert!(!is_acceptable || a_year <= most * 1.001, "{severity}, {name}: {a_year}");
        }
    }
}

#[test]
fn every_commit_and_every_folder_is_in_the_list() {
    let list = list_of("commits.yaml", LIST).expect("the list is whole");
    let entries = list.get("commits").map(Node::items).unwrap_or_default();
    let listed: BTreeSet<&str> =
        entries.iter().filter_map(|entry| word(entry, "folder").ok()).collect();
    let there: BTreeSet<&str> =
        FOLDERS.dirs().filter_map(|folder| folder.path().to_str()).collect();
    assert_eq!(listed, there);
    assert!(planned().iter().all(|commit| !commit.files.is_empty()));
}

#[test]
fn every_version_of_every_file_can_be_read() {
    for commit in planned() {
        for (path, content) in commit.files {
            let content = content.unwrap_or_default();
            let text = text(&content);
            assert!(text.ends_with('\n') && !text.contains('\r'), "{path}");
            if path.ends_with(".yaml") {
                let parsed = yaml::read(SourceId::nth(0), text);
                assert!(parsed.problems.is_empty(), "{path}: {:?}", parsed.problems);
                assert!(parsed.broken.is_empty(), "{path}");
            }
        }
    }
}

#[test]
fn blanks_are_filled_once_and_nothing_else_changes() {
    let planned = planned();
    for (path, content) in planned.iter().flat_map(|commit| &commit.files) {
        let text = text(content.as_deref().unwrap_or_default());
        assert!(!text.contains(": pin") && !text.contains("to: every"), "{path}");
    }
    let with_policy = |commit: &&PlannedCommit| {
        commit.files.keys().any(|path| path.starts_with("records/reviews/2025-04-01"))
    };
    let approval = planned.iter().find(with_policy).expect("the policy is approved");
    let written = approval.files.values().flatten().map(|content| text(content)).next();
    let written = written.unwrap_or_default();
    assert!(written.contains("  - {to: \"techfile.yaml#risk\", fingerprint: tf1:"), "{written}");
    assert!(written.ends_with("-NEED-015}\n"), "{written}");
    assert_eq!(written.matches("\n  - {to: NEED-").count(), 15);
}

#[test]
fn every_means_what_nobody_has_approved_yet() {
    let review = "id: REV-1\nrole: a\nmeaning: approved\ndecision: accepted\nof:\n  \
                  - {to: every need, fingerprint: pin}\n";
    let mut files = Files::from([("need.yaml".to_string(), b"NEED-1".to_vec())]);
    let source = |files: &Files, targets: &[String]| {
        let ids = text(&files["need.yaml"]).split(' ');
        let found: Vec<_> = ids.map(|id| (id.to_string(), format!("tf1:{id}"))).collect();
        Ok(vec![found; targets.len()])
    };
    let mut blanks = Blanks::new(&source);
    let mut fill = |files: &mut Files, path: &str| {
        files.insert(path.to_string(), review.into());
        blanks.fill(files, &[path.to_string()])
    };
    fill(&mut files, "1.yaml").expect("filled");
    assert!(text(&files["1.yaml"]).ends_with("of:\n  - {to: NEED-1, fingerprint: tf1:NEED-1}\n"));
    files.insert("need.yaml".to_string(), b"NEED-1 NEED-2 NEED-3".to_vec());
    fill(&mut files, "2.yaml").expect("filled");
    let both = "of:\n  - {to: NEED-2, fingerprint: tf1:NEED-2}\n  \
                - {to: NEED-3, fingerprint: tf1:NEED-3}\n";
    assert!(text(&files["2.yaml"]).ends_with(both));
    fill(&mut files, "3.yaml").expect_err("nothing is left to approve");
}

#[test]
fn an_edit_that_does_not_fit_is_an_error() {
    let file = || Files::from([("a".to_string(), b"one two two".to_vec())]);
    let edit =
        |old: &str, times| Edit { file: "a".into(), old: old.into(), new: "x".into(), times };
    let applied = |edit: &Edit| {
        let mut files = file();
        apply(edit, &mut files).ok().map(|()| text(&files["a"]).to_string())
    };
    assert_eq!(applied(&edit("one", 1)).as_deref(), Some("x two two"));
    assert_eq!(applied(&edit("two", 2)).as_deref(), Some("one x x"));
    assert_eq!(applied(&edit("", 1)).as_deref(), Some("one two twox"));
    assert_eq!(applied(&edit("two", 1)), None);
    assert_eq!(applied(&edit("three", 1)), None);
}

#[test]
fn every_breakage_fits_the_head() {
    let head = head(&planned());
    for breakage in breakages().expect("the list is whole") {
        // Reviews and runs hold other digests here, so that only edits that do not touch them count.
        let mut files = head.clone();
        for edit in &breakage.edits {
            apply(edit, &mut files).expect("it fits");
        }
        assert!(files != head, "{}", breakage.title);
    }
}

#[test]
fn every_text_is_in_both_languages() {
    for record in records(&head(&planned())) {
        check_languages(&record, &id(&record));
    }
}

fn check_languages(node: &Node, id: &str) {
    assert_eq!(node.get("sv").is_some(), node.get("en").is_some(), "{id}");
    for child in node.entries().iter().map(|entry| &entry.value).chain(node.items()) {
        check_languages(child, id);
    }
}

#[test]
fn two_calls_give_the_same() {
    assert_eq!(planned(), planned());
}
