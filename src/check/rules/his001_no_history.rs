//! A project that is in no git repository, or in one without commits.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "HIS001",
    name: "no-history",
    summary: "The project has no git history.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The project folder is in a git repository that has a commit.

Why it matters: Who changed what, and when, comes from git alone; without it the gate cannot
be evaluated.

How to resolve: Put the project under git and commit it.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.revision.commit.is_none() {
        let span = crate::source::Span::start_of(cx.project.config.source);
        let finding = Finding::at(span, "the project has no git history").about("techfile.yaml");
        findings.add(finding.help("put the project under git and commit it"));
    }
}
