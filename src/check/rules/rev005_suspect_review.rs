//! A review of a link, document section or baseline that is outdated or cannot be evaluated.

use crate::assess::fingerprint;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::needs_approval;
use crate::diagnostic::Severity;
use crate::model::Target;

pub(super) const RULE: Rule = Rule {
    code: "REV005",
    name: "suspect-review",
    summary: "A review of a link, section or baseline is outdated or cannot be evaluated.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: An active review of a link, a document section or a project-file section that
needs no approval pins its present fingerprint. Reviews of baselines are not evaluated by this
version.

Why it matters: A link is suspect when either of its ends has changed since somebody looked
at it.

How to resolve: Review it anew.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for review in cx.project.of_kind("review").filter(|record| record.is_active()) {
        for link in review.links_of("of") {
            let is_outdated = match Target::parse(&link.to) {
                Some(Target::Link { .. } | Target::Section { .. }) => is_outdated(cx, &link.to),
                Some(Target::Setting(name)) if !needs_approval(name) => is_outdated(cx, &link.to),
                Some(Target::Baseline(_)) => {
                    let what = "is a baseline, whose reviews this version does not evaluate";
                    let finding = Finding::of(review, link.span, format!("`{}` {what}", link.to));
                    findings
                        .add(finding.help("review the records themselves, and remove this entry"));
                    false
                }
                _ => false,
            };
            if is_outdated {
                let message = format!("`{}` has changed since it was reviewed", link.to);
                let help = format!(
                    "review it anew, and pin what `techfile fingerprint \"{}\"` prints",
                    link.to
                );
                findings.add(Finding::of(review, link.span, message).help(help));
            }
        }
    }
}

/// Returns whether no review pins the present state; what does not exist has a diagnostic of its own.
fn is_outdated(cx: &Context<'_>, target: &str) -> bool {
    let Some(current) = fingerprint(cx.project, target) else { return false };
    let pins = cx.assessment.approvals.pins_of(target);
    !pins.iter().any(|pin| pin.link.attribute("fingerprint") == Some(&current))
}
