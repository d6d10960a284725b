//! A result, test run or review that is dated after the day of the judgement.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Moment, Record};

pub(super) const RULE: Rule = Rule {
    code: "REC015",
    name: "future-date",
    summary: "A result, test run or review is dated after the day of the judgement.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The date of a result, test run or review is not later than the day of the
judgement (`--as-of`), with a day to spare for time zones.

Why it matters: The newest result and the newest review decide; one that is dated in the
future would hide every later one.

How to resolve: Correct the date, or judge as of a later day.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(today) = Moment::parse(&cx.assessment.as_of) else { return };
    let dated = cx.project.records.iter().filter(|record| is_dated(record));
    for record in dated {
        let Some(date) = record.word(&["date"]).and_then(Moment::parse) else { continue };
        if date.is_days_after(today, 2) {
            let message = format!("`{}` is dated after {}", record.id, cx.assessment.as_of);
            let finding = Finding::of(record, record.place_at(&["date"]), message);
            findings.add(finding.help("correct the date, or judge as of a later day"));
        }
    }
}

fn is_dated(record: &Record) -> bool {
    matches!(record.kind.name, "result" | "test-run" | "review")
}
