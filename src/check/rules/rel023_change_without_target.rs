//! A change does not say what it changes.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;

pub(super) const RULE: Rule = Rule {
    code: "REL023",
    name: "change-without-target",
    summary: "A change does not say what it changes.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active change, and every change that the judged release includes, names under
`changes` what is changed.

Why it matters: What has to be verified again, and which risks are touched, follows from what is
changed.

How to resolve: Name the requirements, items or other records under `changes`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let release = cx.assessment.release.record();
    let included = release.map(|release| cx.graph.targets(&release.id, "includes"));
    let is_included = |change: &&Record| included.iter().flatten().any(|other| other == change);
    for change in cx.project.of_kind("change").filter(|c| c.is_active() || is_included(c)) {
        if change.links_of("changes").next().is_none() {
            let message = format!("change `{}` does not say what it changes", change.id);
            findings.add(Finding::of(change, change.span, message).help("add `changes: [ID]`"));
        }
    }
}
