//! A problem report was closed without what shows that it was looked into.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL013",
    name: "incomplete-problem-report",
    summary: "A problem report was closed without what shows that it was looked into.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every closed problem report says how critical the problem is, whether it bears on
safety, and what the investigation found.

Why it matters: A problem that was closed without being understood may come again, and nobody knows
what it could have led to.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

const FIELDS: &[&str] = &["criticality", "safety_relevant", "investigation"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for report in cx.project.of_kind("problem-report").filter(|record| record.has(&["closed"])) {
        let missing = report.unstated(FIELDS);
        if !missing.is_empty() {
            let message = format!(
                "problem `{}` is closed and does not state {}",
                report.id,
                missing.join(", ")
            );
            findings.add(
                Finding::of(report, report.place_of("closed"), message).help("add each of them"),
            );
        }
    }
}
