//! It cannot be told which release is judged.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL001",
    name: "undetermined-release",
    summary: "It cannot be told which release is judged.",
    severity: Severity::Warning,
    since: "0.1",
    explain: "\
What it checks: A release is named with `--release`, or has the tag that `--rev` names, or
is the only draft.

Why it matters: Verdicts belong to a release: without one, nothing is verified.

How to resolve: Name the release with `--release`, or keep exactly one release in `status:
draft`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(reason) = cx.assessment.release.reason() else { return };
    let place = cx.project.of_kind("release").next().map(|record| record.span);
    let span = place.unwrap_or_else(|| cx.project.config.place_of("products"));
    let help = "name one with `--release`, or keep exactly one release in `status: draft`";
    let mut finding = Finding::at(span, reason).help(help);
    if let Some(record) = cx.project.of_kind("release").next() {
        finding = finding.about(&*record.id);
    }
    findings.add(finding);
}
