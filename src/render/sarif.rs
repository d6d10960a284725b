//! Findings as SARIF 2.1.0, which code hosts and editors read.
//!
//! Columns count Unicode characters, and the file says so. Paths are those of the repository.

use super::CheckFormat;
use super::text::visible;
use crate::report::check_report::{Inputs, Place, RuleText};
use crate::report::findings::{Findings, Found};
use serde_json::{Value, json};

pub(super) const FORMAT: CheckFormat = CheckFormat {
    name: "sarif",
    names_clauses: true,
    check: |report, _| write(&Findings::from(report)),
    gate: |report, _| write(&Findings::from(report)),
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Name of the folder that paths start from; code hosts know it as the root of the repository.
const ROOT: &str = "%SRCROOT%";

/// Our own key: the one that GitHub computes itself is `primaryLocationLineHash`, and a value of
/// ours there would give a warning for each result.
const FINGERPRINT: &str = "techfile/v1";

fn write(findings: &Findings) -> String {
    let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run(findings)] });
    let text = serde_json::to_string_pretty(&log);
    text.expect("a log holds only strings, numbers, lists and mappings") + "\n"
}

fn run(findings: &Findings) -> Value {
    let Findings { command, rules, list, inputs, seen, .. } = findings;
    let mut run = json!({
        "tool": {"driver": {
            "name": "techfile",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(rule).collect::<Vec<_>>(),
        }},
        // Code hosts keep runs of different names apart, so that a gate does not replace a check.
        "automationDetails": {"id": format!("techfile-{command}/")},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the root of the repository"}}},
        "invocations": [{
            "executionSuccessful": true,
            "toolExecutionNotifications": [{
                "level": if findings.failed { "error" } else { "note" },
                "message": {"text": visible(&findings.outcome)},
            }],
        }],
        "results": list.iter().map(|found| result(found, findings)).collect::<Vec<_>>(),
        "properties": {"inputs": inputs, "seen": seen},
    });
    if let Some(provenance) = provenance(inputs) {
        run["versionControlProvenance"] = json!([provenance]);
    }
    run
}

/// Says where the inputs come from, only if the address of the repository was given.
fn provenance(inputs: &Inputs) -> Option<Value> {
    let mut provenance = json!({
        "repositoryUri": inputs.repository.as_ref()?,
        "mappedTo": {"uriBaseId": ROOT},
    });
    for (key, value) in [("revisionId", &inputs.commit), ("branch", &inputs.branch)] {
        if let Some(value) = value {
            provenance[key] = json!(value);
        }
    }
    Some(provenance)
}

fn rule(rule: &RuleText) -> Value {
    let mut value = json!({
        "id": rule.code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.explain, "markdown": rule.explain},
        "defaultConfiguration": {"level": rule.severity.word()},
    });
    if let Some(since) = rule.since {
        value["properties"] = json!({"since": since});
    }
    // SARIF wants no name that only repeats the id.
    if rule.name != rule.code {
        value["name"] = json!(rule.name);
    }
    value
}

fn result(found: &Found, findings: &Findings) -> Value {
    let inputs = &findings.inputs;
    let reported = &found.reported;
    let mut text = reported.message.clone();
    if let Some(help) = &reported.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let mut location = location(&reported.place, inputs);
    if let Some(record) = &reported.record {
        location["logicalLocations"] = json!([{"fullyQualifiedName": record, "kind": "record"}]);
    }
    let mut result = json!({
        "ruleId": reported.code,
        "level": reported.severity,
        "message": {"text": visible(&text)},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: found.fingerprint},
    });
    if let Some(index) = findings.rules.iter().position(|rule| rule.code == reported.code) {
        result["ruleIndex"] = json!(index);
    }
    if !reported.clauses.is_empty() {
        result["properties"]["clauses"] = json!(reported.clauses);
    }
    if let Some(new) = &reported.new {
        result["properties"]["new"] = json!(new);
    }
    if let Some(waived) = &reported.waived {
        let justification = visible(&waived.text());
        let suppression = json!({"kind": "external", "justification": justification});
        result["suppressions"] = json!([suppression]);
    }
    if !reported.related.is_empty() {
        let related = reported.related.iter().enumerate();
        let related = related.map(|(index, place)| related_location(index, place, inputs));
        result["relatedLocations"] = related.collect();
    }
    result
}

fn related_location(index: usize, place: &Place, inputs: &Inputs) -> Value {
    let mut related = location(place, inputs);
    related["id"] = json!(index);
    related["message"] = json!({"text": visible(&place.text)});
    related
}

fn location(place: &Place, inputs: &Inputs) -> Value {
    let marked = place.excerpt.get(place.marked.clone()).unwrap_or_default();
    let path = inputs.in_repository(&place.path);
    // A results file may be named by any path, and then it belongs to no repository.
    let artifact = match path.starts_with('/') {
        true => json!({"uri": format!("file://{}", uri(&path))}),
        false => json!({"uri": uri(&path), "uriBaseId": ROOT}),
    };
    json!({"physicalLocation": {
        "artifactLocation": artifact,
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": place.column + marked.chars().count(),
        },
    }})
}

/// Writes a path as a relative reference; `:` in its first part would be taken for a scheme.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_relative_reference() {
        assert_eq!(uri("records/krav å.yaml"), "records/krav%20%C3%A5.yaml");
        assert_eq!(uri("a:b#c?d%"), "a%3Ab%23c%3Fd%25");
    }
}
