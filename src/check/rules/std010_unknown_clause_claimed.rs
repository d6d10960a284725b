//! A claim to serve a clause that is not there.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::coverage::unknown_clauses;
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "STD010",
    name: "unknown-clause-claimed",
    summary: "A record claims to serve a clause that the edition that is followed does not have.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every clause under `clauses` of a record is written as `<standard>:<clause>`,
and the edition that the project follows has it; of a standard that the project does not
name, the newest edition that is known.

Why it matters: A reader who follows the claim finds nothing, or the clause of another
edition.

How to resolve: Mend the number, or remove the claim.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for unknown in unknown_clauses(cx.project, cx.library, "clauses") {
        let record = unknown.record;
        let message =
            format!("`{}` claims to serve `{}`: {}", record.id, unknown.name, unknown.why);
        findings.add(Finding::of(record, unknown.span, message).help(unknown.help));
    }
}
