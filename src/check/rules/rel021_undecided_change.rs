//! A change that a release includes before it is decided.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL021",
    name: "undecided-change",
    summary: "A release includes a change that is only a draft.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every change that the judged release includes is active.

Why it matters: Only a change that was approved may be made.

How to resolve: Have the change approved and make it active, or leave it out of the release.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    for change in cx.graph.targets(&release.id, "includes") {
        if change.is_active() {
            continue;
        }
        let message =
            format!("`{}` includes `{}`, which is {}", release.id, change.id, change.status.word());
        let finding = Finding::of(change, change.span, message);
        findings.add(finding.help("have the change approved, or leave it out of the release"));
    }
}
