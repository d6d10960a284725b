//! A later release that names no change.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "REL022",
    name: "release-without-changes",
    summary: "A release after another one includes no change.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The judged release includes at least one change where another release came
before it: one that it follows, or one that is active and does not follow it.

Why it matters: What is not named as a change is not asked for its impact.

How to resolve: Record what was changed, and name it under `includes`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    if !cx.graph.targets(&release.id, "includes").is_empty() {
        return;
    }
    let earlier = cx.project.of_kind("release").find(|other| is_earlier(cx, other, release));
    if let Some(earlier) = earlier {
        let message =
            format!("`{}` comes after `{}`, and includes no change", release.id, earlier.id);
        let finding = Finding::of(release, release.span, message);
        findings.add(finding.help("add `includes: [CR]` with every change since then"));
    }
}

/// Whether a release came before the judged one, as far as links can tell: what follows it did not.
fn is_earlier(cx: &Context<'_>, other: &Record, release: &Record) -> bool {
    let names_it = release.links_of("follows").any(|link| *link.to == *other.id);
    let is_before = other.is_active() && cx.project.shares_product(other, release);
    names_it || (other.id != release.id && is_before && !follows(cx, other, release))
}

fn follows(cx: &Context<'_>, later: &Record, earlier: &Record) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = cx.graph.targets(&later.id, "follows");
    while let Some(next) = waiting.pop() {
        if next.id == earlier.id {
            return true;
        }
        if seen.insert(&next.id) {
            waiting.extend(cx.graph.targets(&next.id, "follows"));
        }
    }
    false
}
