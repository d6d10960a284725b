//! An assessment of a clause that is not there.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::coverage::unknown_clauses;
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "STD011",
    name: "unknown-clause-answered",
    summary: "An assessment answers a clause or question that the edition that is followed does not have.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: What stands under `answers` of an assessment is written as
`<standard>:<clause>#<question>`, or `<standard>:<clause>` where it is about the clause as a
whole; the edition that the project follows has the clause, and its mapping asks the question.

Why it matters: The answer counts for nothing, and what was meant stays to be judged.

How to resolve: Mend the number or the question.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for unknown in unknown_clauses(cx.project, cx.library, "answers") {
        let record = unknown.record;
        let message = format!("`{}` answers `{}`: {}", record.id, unknown.name, unknown.why);
        findings.add(Finding::of(record, unknown.span, message).help(unknown.help));
    }
}
