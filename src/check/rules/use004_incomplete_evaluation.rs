//! A usability evaluation does not say how, with whom or of what it is.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "USE004",
    name: "incomplete-evaluation",
    summary: "A usability evaluation does not say how, with whom or of what it is.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active usability evaluation has a method and participants. One that has no
result names the version that was evaluated, since no result names a release.

Why it matters: What was seen counts for users like those who took part, and for the version that
they used.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let evaluations = cx.project.of_kind("usability-evaluation");
    for evaluation in evaluations.filter(|record| record.is_active()) {
        let is_summative = evaluation.word(&["type"]) == Some("summative");
        let mut missing = evaluation.unstated(&["method", "participants"]);
        // A summative evaluation is planned before there is a version, and its results name the release.
        let sources = cx.graph.sources(&evaluation.id, "of");
        let has_result = sources.iter().any(|(source, _)| source.kind.name == "result");
        if !is_summative && !has_result {
            missing.extend(evaluation.unstated(&["version"]));
        }
        if !missing.is_empty() {
            let message =
                format!("evaluation `{}` does not state {}", evaluation.id, missing.join(", "));
            findings
                .add(Finding::of(evaluation, evaluation.span, message).help("add each of them"));
        }
    }
}
