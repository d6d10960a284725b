//! It cannot be told which release is judged.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "REL001",
    name: "undetermined-release",
    summary: "It cannot be told which release is judged.",
    severity: Severity::Warning,
    waivable: false,
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
    let help = "name one with `--release`, or keep exactly one release in `status: draft`";
    let releases: Vec<&Record> = cx.project.of_kind("release").collect();
    let is_draft = |record: &&&Record| record.status == Status::Draft;
    let drafts: Vec<&&Record> = releases.iter().filter(is_draft).collect();
    let Some(first) = drafts.first().copied().or(releases.first()) else {
        let place = cx.project.config.place_of("products");
        return findings.add(Finding::at(place, reason).help(help));
    };
    let finding = Finding::of(first, first.span, reason).help(help);
    findings.add(drafts.iter().skip(1).fold(finding, |finding, other| {
        finding.also(other.span, format!("`{}` is a draft, too", other.id))
    }));
}
