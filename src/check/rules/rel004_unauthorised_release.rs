//! A release that nobody released.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL004",
    name: "unauthorised-release",
    summary: "An active release does not say when it was released and by whom.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every active release has `authorised_by` and `date`.

Why it matters: A person with the authority to do so releases a version; no tool does.

How to resolve: Add `authorised_by:` and `date:`, or write `status: draft`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for release in cx.project.of_kind("release").filter(|release| release.is_active()) {
        for field in ["authorised_by", "date"].into_iter().filter(|field| !release.has(&[field])) {
            let message = format!("release `{}` is active without `{field}`", release.id);
            let help = format!("add `{field}:`, or write `status: draft`");
            findings.add(Finding::of(release, release.span, message).help(help));
        }
    }
}
