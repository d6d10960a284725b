//! A need that no validation covers before release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "VER012",
    name: "unvalidated-need",
    summary: "A need is covered by no validation that the release needs.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every need that is not retired is validated by an active validation that
must pass before release, and that belongs to the product whose release is judged.

Why it matters: A need that nobody tried out with users is a guess.

How to resolve: Name the need under `validates` of a validation.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for need in cx.project.of_kind("need").filter(|need| need.status != Status::Retired) {
        let counts = |validation: &Record| {
            validation.is_active()
                && validation.flag(&["required_for_release"]) != Some(false)
                && cx.counts_for(validation, need)
        };
        if cx.graph.sources(&need.id, "validates").iter().any(|(source, _)| counts(source)) {
            continue;
        }
        let message = format!("need `{}` is covered by no validation before release", need.id);
        let help = format!("add `validates: [{}]` to a validation", need.id);
        findings.add(Finding::of(need, need.span, message).help(help));
    }
}
