//! A commit that says it is older than the one that it was made on.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    code: "HIS007",
    name: "backdated-commit",
    summary: "A commit is dated before the one that it was made on.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: No commit since the previous release has a committer date that lies days before
that of its parent; a day is spared for time zones and clocks.

Why it matters: Whoever makes a commit can write any date into it. No verdict rests on the date of
one commit: a revision is judged as of the latest day of all that lead to it, and so is a tag. A
history that is written anew as a whole cannot be told from the real one.

How to resolve: Find out who made it and why; make it anew, if it has not been shared. Protect
tags and the main branch on the server.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for backdated in &cx.assessment.backdated {
        let day = |date: &str| date.get(..10).unwrap_or_default().to_string();
        let message = format!(
            "commit {} is dated {}, and {}, on which it was made, {}",
            backdated.commit,
            day(&backdated.committed),
            backdated.parent,
            day(&backdated.parent_committed)
        );
        let finding = Finding::at(Span::start_of(cx.project.config.source), message);
        let help = "find out who made it and why; no verdict rests on its date alone";
        findings.add(finding.about("techfile.yaml").help(help));
    }
}
