//! The forms that other programs read: SARIF, JUnit, GitHub and GitLab, each read back and compared
//! with the JSON of the same check. Nothing that JSON tells may be lost, and no place may differ.

use crate::harness::{Case, Done, Workspace, at, folder, say};
use roxmltree::Document;
use serde_json::Value;
use std::collections::BTreeSet;
use techfile::load::Snapshot;
use techfile::model::{CaseOutcome, SuppliedResults, read};
use techfile::render::CHECK_FORMATS;

/// Every form of what was found is checked on these findings; columns follow characters of one to
/// four bytes, and the texts try to break out of each form.
const FINDINGS: &str = r#"- id: REQ-010
  title: Ω 🦀
  level: system
  category: [functional]
  satisfies: ["NEED-å🦀", NEED-099, "a ::error file=x::b,c%0A <d> & ]]>"]
  å🦀: 1
- id: REQ-011
  title: {en: "Equal findings", sv: Lika fynd}
  level: system
  category: [functional]
  satisfies: [NEED-099, NEED-099]
- id: REQ-011
  title: {en: "Twice", sv: "Två gånger"}
"#;

/// Where a person sees them: before the second link stand two characters of six bytes.
const PLACES: [(usize, usize); 2] = [(5, 26), (6, 3)];

/// Returns the cases.
pub fn cases() -> Vec<Case> {
    let case = |name: &str, run: fn() -> Result<(), String>| {
        Case::new("formats", "check", name, move || run().map(|()| Done::Passed))
    };
    vec![
        case("sarif_has_the_published_shape", sarif_shape),
        case("nothing_is_lost", nothing_is_lost),
        case("columns_count_characters", columns),
        case("fingerprints_stay_when_lines_move", fingerprints_stay),
        case("junit_is_read_by_techfile", junit_is_read),
        case("github_commands_are_one_line_each", github_lines),
        case("each_has_its_cases", has_cases),
    ]
}

fn project(first_lines: &str) -> Workspace {
    let mut files = folder::files_of(&at("projects/pump"));
    files.insert("records/new.yaml".into(), format!("{first_lines}{FINDINGS}").into_bytes());
    Workspace::with(&files, folder::Git::Commit)
}

fn text(command: &str, format: &str, project: &Workspace) -> String {
    let said = say(&[command, "--format", format], project.path());
    assert_eq!((said.exit, &*said.err), (1, ""), "{command} as {format}");
    said.out
}

fn json(command: &str, format: &str, project: &Workspace) -> Value {
    serde_json::from_str(&text(command, format, project)).expect("JSON")
}

fn demand(holds: bool, what: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.into()) }
}

fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Keys that SARIF 2.1.0 requires or knows of an object, as far as techfile writes them.
struct Shape {
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const LOG: Shape = Shape { required: &["version", "runs"], optional: &["$schema"] };
const RUN: Shape = Shape {
    required: &["tool", "results"],
    optional: &[
        "automationDetails",
        "columnKind",
        "originalUriBaseIds",
        "invocations",
        "versionControlProvenance",
        "properties",
    ],
};
const DRIVER: Shape = Shape { required: &["name"], optional: &["version", "rules"] };
const RULE: Shape = Shape {
    required: &["id", "help"],
    optional: &[
        "name",
        "shortDescription",
        "fullDescription",
        "defaultConfiguration",
        "properties",
    ],
};
const RESULT: Shape = Shape {
    required: &["message", "ruleId", "level", "locations", "partialFingerprints"],
    optional: &["ruleIndex", "relatedLocations", "properties"],
};
const LOCATION: Shape =
    Shape { required: &["physicalLocation"], optional: &["logicalLocations", "id", "message"] };
const REGION: Shape = Shape { required: &["startLine"], optional: &["startColumn", "endColumn"] };

impl Shape {
    fn check(&self, value: &Value, name: &str) -> Result<(), String> {
        let object = value.as_object().ok_or_else(|| format!("{name} is no object"))?;
        let absent = self.required.iter().find(|key| !object.contains_key(**key));
        demand(absent.is_none(), format!("{name} lacks {absent:?}"))?;
        let known = |key: &&String| {
            self.required.contains(&key.as_str()) || self.optional.contains(&key.as_str())
        };
        let strange = object.keys().find(|key| !known(key));
        demand(strange.is_none(), format!("{name} has {strange:?}, which SARIF does not know"))
    }
}

fn sarif_shape() -> Result<(), String> {
    let project = project("");
    for command in ["check", "gate"] {
        let log = json(command, "sarif", &project);
        LOG.check(&log, "log")?;
        demand(log["version"] == "2.1.0", "the version is 2.1.0")?;
        let run = &log["runs"][0];
        RUN.check(run, "run")?;
        demand(run["columnKind"] == "unicodeCodePoints", "columns are characters")?;
        DRIVER.check(&run["tool"]["driver"], "driver")?;
        let rules = list(run, "/tool/driver/rules");
        rules.iter().try_for_each(|rule| RULE.check(rule, "rule"))?;
        let distinct: BTreeSet<_> = rules.iter().map(|rule| rule["id"].to_string()).collect();
        demand(distinct.len() == rules.len(), "each rule stands once")?;
        let results = list(run, "/results");
        demand(!results.is_empty(), "there are results")?;
        results.iter().try_for_each(|result| sarif_result(result, rules))?;
    }
    Ok(())
}

fn sarif_result(result: &Value, rules: &[Value]) -> Result<(), String> {
    RESULT.check(result, "result")?;
    let level = result["level"].as_str().unwrap_or_default();
    demand(["error", "warning", "note"].contains(&level), format!("level {level}"))?;
    let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
    let rule = index.and_then(|index| rules.get(index)).ok_or("the rule is in the list")?;
    demand(rule["id"] == result["ruleId"], "index and id name one rule")?;
    demand(result["message"]["text"].is_string(), "a message has a text")?;
    let fingerprints = result["partialFingerprints"].as_object().into_iter().flatten();
    demand(fingerprints.clone().count() > 0, "there is a fingerprint")?;
    demand(fingerprints.clone().all(|(_, value)| value.is_string()), "fingerprints are texts")?;
    let places = list(result, "/locations").iter().chain(list(result, "/relatedLocations"));
    for location in places {
        LOCATION.check(location, "location")?;
        let place = &location["physicalLocation"];
        REGION.check(&place["region"], "region")?;
        for key in ["startLine", "startColumn", "endColumn"] {
            demand(place["region"][key].as_u64() >= Some(1), format!("{key} starts at 1"))?;
        }
        let uri = place["artifactLocation"]["uri"].as_str().unwrap_or_default();
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~%".contains(&b);
        let is_relative = !uri.is_empty() && !uri.starts_with('/') && uri.bytes().all(is_plain);
        demand(is_relative, format!("`{uri}` is a relative reference"))?;
        demand(place["artifactLocation"]["uriBaseId"].is_string(), "it is relative to a root")?;
    }
    Ok(())
}

/// Code, severity, line and column of each finding.
type Found = Vec<(String, String, u64, u64)>;

fn found(
    code: &Value,
    severity: &Value,
    line: &Value,
    column: &Value,
) -> (String, String, u64, u64) {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_string();
    (word(code), word(severity), line.as_u64().unwrap_or(0), column.as_u64().unwrap_or(0))
}

fn from_json(project: &Workspace) -> Found {
    let report = json("check", "json", project);
    let one =
        |d: &Value| found(&d["code"], &d["severity"], &d["place"]["line"], &d["place"]["column"]);
    list(&report, "/diagnostics").iter().map(one).collect()
}

fn from_sarif(project: &Workspace) -> Found {
    let log = json("check", "sarif", project);
    let one = |result: &Value| {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        found(&result["ruleId"], &result["level"], &region["startLine"], &region["startColumn"])
    };
    list(&log, "/runs/0/results").iter().map(one).collect()
}

/// Gives the words that JSON uses for GitLab's severities.
fn from_gitlab(project: &Workspace) -> Vec<(String, String, u64)> {
    let issues = json("check", "gitlab", project);
    let one = |issue: &Value| {
        let severity = match issue["severity"].as_str() {
            Some("critical") => "error",
            Some("major") => "warning",
            _ => "note",
        };
        let code = issue["check_name"].as_str().unwrap_or_default().to_string();
        let line = issue["location"]["lines"]["begin"].as_u64().unwrap_or(0);
        (code, severity.to_string(), line)
    };
    list(&issues, "").iter().map(one).collect()
}

fn nothing_is_lost() -> Result<(), String> {
    let project = project("");
    let expected = from_json(&project);
    demand(expected.len() >= 8, format!("there is something to lose: {expected:?}"))?;
    demand(from_sarif(&project) == expected, "SARIF tells what JSON tells")?;
    let lines: Vec<_> =
        expected.iter().map(|(c, s, line, _)| (c.clone(), s.clone(), *line)).collect();
    demand(from_gitlab(&project) == lines, "GitLab tells what JSON tells")
}

fn columns() -> Result<(), String> {
    let found = from_sarif(&project(""));
    let has = |(line, column): &(usize, usize)| {
        found.iter().any(|(.., l, c)| (*l, *c) == (*line as u64, *column as u64))
    };
    demand(PLACES.iter().all(has), format!("{PLACES:?} are among {found:?}"))
}

fn fingerprints_stay() -> Result<(), String> {
    let (before, after) = (project(""), project("# A remark.\n\n# Another one.\n"));
    let of_sarif = |project| {
        let log = json("check", "sarif", project);
        let prints = list(&log, "/runs/0/results").iter();
        prints.map(|result| result["partialFingerprints"].to_string()).collect::<Vec<_>>()
    };
    let of_gitlab = |project| {
        let issues = json("check", "gitlab", project);
        let prints = list(&issues, "").iter();
        prints.map(|issue| issue["fingerprint"].to_string()).collect::<Vec<_>>()
    };
    demand(from_json(&before) != from_json(&after), "the lines have moved")?;
    demand(of_sarif(&before) == of_sarif(&after), "SARIF's fingerprints stay")?;
    demand(of_gitlab(&before) == of_gitlab(&after), "GitLab's fingerprints stay")?;
    let prints = of_gitlab(&before);
    let distinct: BTreeSet<&String> = prints.iter().collect();
    demand(distinct.len() == prints.len(), "no two findings have the same fingerprint")
}

/// Reads the report of a check the way in which a test run of a project is read.
fn junit_is_read() -> Result<(), String> {
    let project = project("");
    let report = text("check", "junit", &project);
    let document = Document::parse(&report).map_err(|fault| fault.to_string())?;
    let n = document.descendants().filter(|node| node.has_tag_name("testcase")).count();
    let run = "id: RUN-001\ntitle: t\nfor_release: [REL-001]\nenvironment: ci\n\
               tools: [techfile]\ndate: 2026-10-15\nperson: lena\n";
    project.write(&[("records/run.yaml".to_string(), run.as_bytes().to_vec())].into());
    let given = ("junit.xml".to_string(), report.into_bytes());
    let supplied = SuppliedResults { files: [("RUN-001".to_string(), given)].into() };
    let snapshot = Snapshot::of_work_tree(project.path()).map_err(|fault| fault.to_string())?;
    let profiles = techfile::standards::profiles().map_err(|fault| fault.to_string())?;
    let known = crate::harness::known_names(&profiles);
    let model = read(&snapshot, &known, &supplied);
    let cases = model.test_cases.get("RUN-001").map(Vec::as_slice).unwrap_or_default();
    demand(cases.len() == n && n > 40, format!("{} of {n} cases are read", cases.len()))?;
    let failing: BTreeSet<&str> = cases
        .iter()
        .filter(|case| case.outcome == CaseOutcome::Fail)
        .map(|case| case.class.as_str())
        .collect();
    let errors = from_json(&project).into_iter().filter(|(_, severity, ..)| severity == "error");
    let expected: BTreeSet<String> = errors.map(|(code, ..)| code).collect();
    demand(
        failing.iter().map(|code| code.to_string()).collect::<BTreeSet<_>>() == expected,
        format!("{failing:?} fail, and the errors are {expected:?}"),
    )
}

fn github_lines() -> Result<(), String> {
    let project = project("");
    let out = text("check", "github", &project);
    let n = from_json(&project).len();
    demand(
        out.lines().count() == n + 1,
        format!("one line for each of {n} findings and the outcome"),
    )?;
    for line in out.lines() {
        let is_command =
            ["::error ", "::warning ", "::notice "].iter().any(|c| line.starts_with(c));
        demand(is_command, format!("`{line}` is a command"))?;
        let properties = line.split("::").nth(1).unwrap_or_default();
        demand(properties.contains("title="), format!("`{line}` has its properties whole"))?;
    }
    Ok(())
}

fn has_cases() -> Result<(), String> {
    for format in CHECK_FORMATS.iter().filter(|format| !["text", "json"].contains(&format.name)) {
        for command in ["check", "gate"] {
            let path = format!("cli/{command}/{}/case.yaml", format.name);
            demand(at(&path).is_file(), format!("there is no tests/cases/{path}"))?;
        }
    }
    Ok(())
}
