//! A result or review that is dated after the day of the judgement.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Moment, Record, Status};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "REC015",
    name: "future-date",
    summary: "Something is said to be done after the day of the judgement.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No date on which something was done is later than the day of the judgement
(`--as-of`), with a day to spare for time zones: of a result, a review, an evaluation, a
decision, an action of a design review, or the closing of a problem. A draft release may be planned ahead.

Why it matters: The newest result and the newest review decide, and an evaluation is valid
for a time; what is dated in the future would hide every later result, or never run out.

How to resolve: Correct the date, or judge as of a later day.",
    finds: Finds::Look(check),
};

/// Where records say when something was done; what is planned may lie ahead.
const DONE: &[&[&str]] = &[
    &["date"],
    &["reported"],
    &["evaluation", "date"],
    &["decision", "date"],
    &["closed", "date"],
];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(today) = Moment::parse(&cx.assessment.as_of) else { return };
    let is_planned =
        |record: &Record| record.kind.name == "release" && record.status == Status::Draft;
    for record in cx.project.records.iter().filter(|record| !is_planned(record)) {
        for path in DONE {
            let date = record.node.at(path);
            report_if_ahead(cx, record, date, today, findings);
        }
        let actions = record.node.get("actions").map(Node::one_or_many).unwrap_or_default();
        for action in actions {
            report_if_ahead(cx, record, action.get("done"), today, findings);
        }
    }
}

fn report_if_ahead(
    cx: &Context<'_>,
    record: &Record,
    date: Option<&Node>,
    today: Moment,
    findings: &mut Findings,
) {
    let Some(node) = date else { return };
    if node.text().and_then(Moment::parse).is_some_and(|date| date.is_days_after(today, 2)) {
        let message = format!("`{}` is dated after {}", record.id, cx.assessment.as_of);
        let finding = Finding::of(record, node.span, message);
        findings.add(finding.help("correct the date, or judge as of a later day"));
    }
}
