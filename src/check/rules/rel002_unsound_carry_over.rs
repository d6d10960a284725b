//! A release that carries over a result which it cannot.

use crate::assess::releases_before;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "REL002",
    name: "unsound-carry-over",
    summary: "A release carries over a result that is not of a release before it.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every result or test run under `carries_over` is of a release that the
release follows, itself or through others, and every verification named there is one that
the result is of, or has automated tests where it is a test run.

Why it matters: Results count for the release that they were made on; for a later one they
count only with a reason that a person gives for that very result.

How to resolve: Correct the entry, or carry out the verification on the release.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for release in cx.project.of_kind("release") {
        let before = releases_before(cx.graph, release);
        let entries = release.node.get("carries_over").map(Node::one_or_many).unwrap_or_default();
        for entry in entries {
            let Some(to) = entry.get("to") else { continue };
            let Some(result) = to.text().and_then(|id| cx.project.record(id)) else { continue };
            let mut of = result.links_of("for_release");
            if !of.any(|link| before.iter().any(|release| *release.id == *link.to)) {
                let message =
                    format!("`{}` is of no release that `{}` follows", result.id, release.id);
                let help = "name a result of a release before, or set `follows:`";
                findings.add(Finding::of(release, to.span, message).help(help));
            }
            let verifications = entry.get("verifications").map(Node::one_or_many);
            for named in verifications.unwrap_or_default() {
                if !named.text().is_some_and(|id| shows(cx, result, id)) {
                    let id = named.text().unwrap_or_default();
                    let message = format!("`{}` is no result of `{id}`", result.id);
                    let help = "name a verification that the result is of";
                    findings.add(Finding::of(release, named.span, message).help(help));
                }
            }
        }
    }
}

fn shows(cx: &Context<'_>, result: &Record, verification: &str) -> bool {
    let is_automated =
        |record: &Record| record.kind.name == "verification" && record.has(&["tests"]);
    match result.kind.name {
        "test-run" => cx.project.record(verification).is_some_and(is_automated),
        _ => result.links_of("of").any(|link| *link.to == *verification),
    }
}
