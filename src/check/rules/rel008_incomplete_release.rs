//! A release without what must be recorded of it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL008",
    name: "incomplete-release",
    summary: "The judged release lacks a field that a release needs.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The judged release states its tag, artefacts with digests, build
environment, configuration, archive, delivery, and whether it needs a new identifier.

Why it matters: A version that cannot be built again, found again or told apart cannot be
maintained or recalled.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

const FIELDS: &[&str] = &["tag", "build_environment", "archive", "delivery"];
const LISTS: &[&str] = &["artefacts", "configuration"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let text = FIELDS.iter().filter(|field| !release.states(&[field]));
    let is_listed = |field: &&&str| {
        release
            .node
            .get(field)
            .is_some_and(|node| node.one_or_many().iter().any(|item| !item.is_empty()))
    };
    let lists = LISTS.iter().filter(|field| !is_listed(field));
    let is_decided = release.flag(&["identification", "new"]).is_some()
        && release.states(&["identification", "reason"]);
    let identification = ["identification"].iter().filter(|_| !is_decided);
    let missing: Vec<String> =
        text.chain(lists).chain(identification).map(|field| format!("`{field}`")).collect();
    if !missing.is_empty() {
        let message = format!("release `{}` does not state {}", release.id, missing.join(", "));
        findings.add(Finding::of(release, release.span, message).help("add each of them"));
    }
}
