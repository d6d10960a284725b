//! A release that carries results over before anybody has approved that.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL009",
    name: "unapproved-carry-over",
    summary: "The judged release carries results over, and nobody has approved it as it stands.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: A release that carries results over is approved as it stands, even while it is
a draft. Until then nothing is carried over.

Why it matters: That an old result holds for a new version is a judgement, and somebody must
answer for it.

How to resolve: Review the release, and pin what `techfile fingerprint` prints. Making it active
later needs an approval of its own.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let Some(carried) = release.links_of("carries_over").next() else { return };
    if matches!(cx.assessment.approvals.of_present_state(release), Approval::Fresh(_)) {
        return;
    }
    let message = format!("`{}` carries results over, and is not approved", release.id);
    let help = format!("review it, and pin what `techfile fingerprint {}` prints", release.id);
    findings.add(Finding::of(release, carried.span, message).help(help));
}
