//! A problem that bears on safety and is not closed.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "REL011",
    name: "open-problem",
    summary: "A safety-relevant problem is open.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every problem report is closed, or says `safety_relevant: false` with an
investigation. A draft decides neither, and retiring an open report does not close it.

Why it matters: A problem that may harm someone must not go out with a release because
nobody has looked at it.

How to resolve: Investigate and solve the problem, and add `closed:` with date, person and
reason.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for report in cx.project.of_kind("problem-report") {
        let id = &report.id;
        let is_decided = report.status != Status::Draft;
        let is_closed = ["date", "by"].iter().all(|field| report.has(&["closed", field]))
            && report.states(&["closed", "reason"]);
        let is_harmless = report.flag(&["safety_relevant"]) == Some(false);
        let is_investigated = report.states(&["investigation"]);
        if is_decided && (is_closed || is_harmless && is_investigated) {
            continue;
        }
        let message = match (report.flag(&["safety_relevant"]), is_decided) {
            (_, false) => format!("problem `{id}` is a draft, and counts as open"),
            (Some(true), _) => format!("the safety-relevant problem `{id}` is open"),
            (Some(false), _) => {
                format!("no investigation shows that problem `{id}` does not bear on safety")
            }
            (None, _) => format!("it is not known whether the open problem `{id}` bears on safety"),
        };
        let finding = Finding::of(report, report.span, message);
        findings.add(finding.help("investigate it, and add `closed: {date: …, by: …, reason: …}`"));
    }
}
