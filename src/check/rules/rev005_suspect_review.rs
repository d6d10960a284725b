//! A review of a link, document section or baseline that is outdated or cannot be evaluated.

use crate::assess::fingerprint;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Target;

pub(super) const RULE: Rule = Rule {
    code: "REV005",
    name: "suspect-review",
    summary: "A review of a link, section or baseline is outdated or cannot be evaluated.",
    severity: Severity::Warning,
    since: "0.1",
    explain: "\
What it checks: An active review of a link, a document section or another project-file
section pins its present fingerprint. Reviews of baselines are not evaluated by this
version.

Why it matters: A link is suspect when either of its ends has changed since somebody looked
at it.

How to resolve: Review it anew.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for review in cx.project.of_kind("review").filter(|record| record.is_active()) {
        for link in review.links_of("of") {
            let what = match Target::parse(&link.to) {
                Some(Target::Link { .. } | Target::Section { .. }) => outdated(cx, &link.to),
                Some(Target::Setting(name)) if !matches!(name, "risk" | "gate") => {
                    outdated(cx, &link.to)
                }
                Some(Target::Baseline(_)) => {
                    Some("is a baseline, whose reviews this version does not evaluate")
                }
                _ => None,
            };
            if let Some(what) = what {
                let message = format!("`{}` {what}", link.to);
                let help = "review it anew; `techfile fingerprint` prints its present fingerprint";
                findings.add(Finding::of(review, link.span, message).help(help));
            }
        }
    }
}

/// Says that no review pins the present state; what does not exist has a diagnostic of its own.
fn outdated(cx: &Context<'_>, target: &str) -> Option<&'static str> {
    let current = fingerprint(cx.project, target)?;
    let pins = cx.assessment.approvals.pins_of(target);
    let is_current = pins.iter().any(|pin| pin.link.attribute("fingerprint") == Some(&current));
    (!is_current).then_some("has changed since it was reviewed")
}
