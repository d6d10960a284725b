//! A clone whose older commits are missing.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "HIS002",
    name: "shallow-history",
    summary: "The clone is shallow: its older commits are missing.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The repository is no shallow clone.

Why it matters: The oldest commit that is left looks like the first one, so that every
record seems to appear in it.

How to resolve: Run `git fetch --unshallow --tags`; in a CI job, set the fetch depth to
everything.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.revision.shallow {
        let span = crate::source::Span::start_of(cx.project.config.source);
        let finding = Finding::at(span, "the clone is shallow: older commits are missing");
        findings.add(finding.about("techfile.yaml").help("run `git fetch --unshallow --tags`"));
    }
}
