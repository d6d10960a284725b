//! A release that excuses something before anybody has approved that.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REL009",
    name: "unapproved-judgement",
    summary: "The judged release carries results over or accepts anomalies, and nobody has approved it as it stands.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: A release that carries results over or accepts anomalies is approved as it stands,
even while it is a draft. Until then nothing is carried over, and no failing test is excused.

Why it matters: That an old result holds for a new version, or that it goes out with a known
fault, is a judgement, and somebody must answer for it.

How to resolve: Review the release, and pin what `techfile fingerprint` prints. Making it active
later needs an approval of its own.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    if matches!(cx.assessment.approvals.of_present_state(release), Approval::Fresh(_)) {
        return;
    }
    for (field, does) in
        [("carries_over", "carries results over"), ("accepts", "accepts anomalies")]
    {
        let Some(link) = release.links_of(field).next() else { continue };
        let message = format!("`{}` {does}, and is not approved as it stands", release.id);
        let help = format!("review it, and pin what `techfile fingerprint {}` prints", release.id);
        findings.add(Finding::of(release, link.span, message).help(help));
    }
}
