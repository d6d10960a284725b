//! A need that no active requirement satisfies.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "TRC003",
    name: "unsatisfied-need",
    summary: "No active requirement satisfies a need.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every need that is not retired is named by an active requirement in `satisfies`, one
of the product whose release is judged.

Why it matters: A need without requirement is a promise that nobody designs for.

How to resolve: Derive a requirement from it, or retire the need.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("need").filter(|record| record.status != Status::Retired) {
        let satisfied = cx.graph.sources(&record.id, "satisfies");
        if !satisfied
            .iter()
            .any(|(requirement, _)| requirement.is_active() && cx.counts_for(requirement, record))
        {
            let message = format!("no active requirement satisfies `{}`", record.id);
            let help = format!("add `satisfies: [{}]` to a requirement", record.id);
            findings.add(Finding::of(record, record.span, message).help(help));
        }
    }
}
