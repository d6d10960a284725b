//! A review of a link, document section or tag that is outdated.

use crate::assess::fingerprint;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::needs_approval;
use crate::diagnostic::Severity;
use crate::model::Target;

pub(super) const RULE: Rule = Rule {
    code: "REV005",
    name: "suspect-review",
    summary: "A review of a link, section or tag is outdated.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: An active review of a link, a document section, a tag or a project-file section
that needs no approval pins its present fingerprint. That of a tag is of the commit that it
names.

Why it matters: A link is suspect when either of its ends has changed since somebody looked
at it, and a baseline whose tag has been moved is another one.

How to resolve: Review it anew; put a tag back that was moved.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for review in cx.project.of_kind("review").filter(|record| record.is_active()) {
        for link in review.links_of("of") {
            let changed = match Target::parse(&link.to) {
                Some(Target::Link { .. } | Target::Section { .. }) => "has changed",
                Some(Target::Setting(name)) if !needs_approval(name) => "has changed",
                Some(Target::Baseline(_)) => "names another commit",
                _ => continue,
            };
            if is_outdated(cx, &link.to) {
                let message = format!("`{}` {changed} since it was reviewed", link.to);
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
