//! A check or verdict as JUnit XML: one test case for each rule, or for each criterion of the gate.
//!
//! A test case fails exactly when it makes the command fail. What is found below the threshold
//! stands as the output of a case that passes.

use super::CheckFormat;
use super::text::{count, visible};
use crate::report::check_report::{CheckReport, Inputs, Reported, RuleText, Waived};
use crate::report::gate_report::{GateReport, Line, NotEvaluated};
use std::fmt::Write;

pub(super) const FORMAT: CheckFormat = CheckFormat {
    name: "junit",
    names_clauses: false,
    check: |report, _| check(report),
    gate: |report, _| gate(report),
};

/// How a test case ended, with a short and a long text.
enum Ending {
    Passed { output: String },
    Failed { message: String, text: String },
    NotEvaluable { message: String },
    Skipped { message: String },
}

struct Case {
    class: String,
    name: String,
    ending: Ending,
}

fn check(report: &CheckReport) -> String {
    let of_rule = |rule: &RuleText| Case {
        class: rule.code.to_string(),
        name: rule.name.to_string(),
        ending: rule_ending(rule, report),
    };
    suite(
        "techfile check",
        &properties(&report.inputs),
        &report.rules.iter().map(of_rule).collect::<Vec<_>>(),
    )
}

fn rule_ending(rule: &RuleText, report: &CheckReport) -> Ending {
    let found = report.diagnostics.iter().filter(|found| found.code == rule.code);
    let found: Vec<&Reported> = found.collect();
    let output: String = found.iter().map(|found| told(found)).collect();
    if found.iter().any(|found| found.weighs(report.fail_on)) {
        let summary = rule.summary.trim_end_matches('.');
        let message = format!("{summary}: {}", count(found.len(), "finding"));
        return Ending::Failed { message, text: output };
    }
    Ending::Passed { output }
}

fn told(found: &Reported) -> String {
    let place = &found.place;
    let mut out = format!(
        "{}:{}:{}: {}[{}]: {}\n",
        place.path, place.line, place.column, found.severity, found.code, found.message
    );
    for place in &found.related {
        let _ = writeln!(out, "  {}:{}:{}: {}", place.path, place.line, place.column, place.text);
    }
    if let Some(help) = &found.help {
        let _ = writeln!(out, "  help: {help}");
    }
    if let Some(waived) = &found.waived {
        let _ = writeln!(out, "  note: {}", waived.text());
    }
    out
}

fn gate(report: &GateReport) -> String {
    let of_criterion = |line: &Line| Case {
        class: "gate".to_string(),
        name: line.criterion.to_string(),
        ending: criterion_ending(line, report),
    };
    let later = |line: &NotEvaluated| Case {
        class: "gate".to_string(),
        name: line.criterion.to_string(),
        ending: Ending::Skipped { message: "not evaluated by this version".to_string() },
    };
    let body = &report.body;
    let cases = body.criteria.iter().map(of_criterion).chain(body.not_evaluated.iter().map(later));
    let cases = cases.chain(body.looser.iter().map(|text| looser(text)));
    let cases = cases.chain(report.waived.iter().map(waived));
    suite("techfile gate", &properties(&report.head.inputs), &cases.collect::<Vec<_>>())
}

/// What a waiver excepts did not pass; it does not fail either.
fn waived(found: &Reported) -> Case {
    let name = format!("{} {}", found.code, found.message);
    let message = found.waived.as_ref().map(Waived::text).unwrap_or_default();
    Case { class: "waived".to_string(), name, ending: Ending::Skipped { message } }
}

/// A looser policy is said in every verdict, and here a skipped case is the way to say it.
fn looser(text: &str) -> Case {
    let ending = Ending::Skipped { message: "looser than the default policy".to_string() };
    Case { class: "policy".to_string(), name: text.to_string(), ending }
}

fn criterion_ending(line: &Line, report: &GateReport) -> Ending {
    match (line.state, &line.reason) {
        ("met", _) => Ending::Passed { output: String::new() },
        ("off", _) => Ending::Skipped { message: "the project leaves it out".to_string() },
        (_, Some(reason)) => Ending::NotEvaluable { message: reason.clone() },
        _ => {
            let is_of_line = |found: &&Reported| {
                line.failures.iter().any(|failure| {
                    (failure.code, &failure.record, &failure.message)
                        == (found.code, &found.record, &found.message)
                })
            };
            let text = report.diagnostics.iter().filter(is_of_line).map(told).collect();
            let findings = count(line.failures.len(), "finding");
            Ending::Failed { message: format!("not so: {}: {findings}", line.summary), text }
        }
    }
}

/// What the verdict is about: an answer for another day or other files is another answer.
fn properties(inputs: &Inputs) -> String {
    let n_dirty = Some(inputs.dirty.len()).filter(|n| *n > 0);
    let not_pinned = Some(inputs.not_pinned.join(", ")).filter(|runs| !runs.is_empty());
    let all = [
        ("as-of", Some(inputs.as_of.clone())),
        ("commit", inputs.commit.clone()),
        ("inputs-not-as-committed", n_dirty.map(|n| n.to_string())),
        ("not-pinned", not_pinned),
    ];
    let property = |(name, value): (&str, Option<String>)| {
        let value = attribute(&value?);
        Some(format!("      <property name=\"{name}\" value=\"{value}\"/>\n"))
    };
    let stated: String = all.into_iter().filter_map(property).collect();
    format!("    <properties>\n{stated}    </properties>\n")
}

fn suite(name: &str, properties: &str, cases: &[Case]) -> String {
    let n = |is: fn(&Ending) -> bool| cases.iter().filter(|case| is(&case.ending)).count();
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        cases.len(),
        n(|ending| matches!(ending, Ending::Failed { .. })),
        n(|ending| matches!(ending, Ending::NotEvaluable { .. })),
        n(|ending| matches!(ending, Ending::Skipped { .. })),
    );
    let cases: String = cases.iter().map(case).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"techfile\" {counts}>\n  \
         <testsuite name=\"{name}\" {counts}>\n{properties}{cases}  </testsuite>\n</testsuites>\n"
    )
}

fn case(case: &Case) -> String {
    let (class, name) = (attribute(&case.class), attribute(&case.name));
    let inside = match &case.ending {
        Ending::Passed { output } if output.is_empty() => {
            return format!("    <testcase classname=\"{class}\" name=\"{name}\"/>\n");
        }
        Ending::Passed { output } => format!("<system-out>{}</system-out>", escape(output)),
        Ending::Failed { message, text } => {
            let message = attribute(message);
            format!("<failure message=\"{message}\" type=\"failed\">{}</failure>", escape(text))
        }
        Ending::NotEvaluable { message } => {
            format!("<error message=\"{}\" type=\"not evaluable\"/>", attribute(message))
        }
        Ending::Skipped { message } => format!("<skipped message=\"{}\"/>", attribute(message)),
    };
    format!("    <testcase classname=\"{class}\" name=\"{name}\">{inside}</testcase>\n")
}

/// Escapes an attribute; a reader would take a line feed in it for a space.
fn attribute(text: &str) -> String {
    escape(text).replace('\n', "&#10;")
}

/// Escapes for text; characters that XML 1.0 cannot hold are written out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Case, Ending, suite};
    use roxmltree::Document;

    #[test]
    fn any_text_comes_out_of_a_reader() {
        let nasty = "<a> & \"b\" 'c' ]]> \u{0} \u{1b}[31m \u{fffe} \u{202e} å 🦀\nnext";
        let ending = Ending::Failed { message: nasty.to_string(), text: nasty.to_string() };
        let case = Case { class: "c".to_string(), name: nasty.to_string(), ending };
        let text = suite("s", "", &[case]);
        let document = Document::parse(&text).expect("well-formed");
        let expected = "<a> & \"b\" 'c' ]]> \\u{0} \\u{1b}[31m \\u{fffe} \\u{202e} å 🦀\nnext";
        let failure = document.descendants().find(|node| node.has_tag_name("failure"));
        let failure = failure.expect("a failure");
        assert_eq!(failure.text(), Some(expected));
        assert_eq!(failure.attribute("message"), Some(expected));
    }
}
