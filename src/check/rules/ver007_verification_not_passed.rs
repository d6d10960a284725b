//! A verification of an item or of a specification that fails on the judged release.

use crate::assess::Outcome;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Link, Project};

pub(super) const RULE: Rule = Rule {
    code: "VER007",
    name: "verification-not-passed",
    summary: "A verification of a software item or of a specification fails on the judged release.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: No active verification of a software item, or of a requirement in the aspect
`specification`, is failed, blocked, skipped or ambiguous on the judged release. That it was not
carried out is not asked here; what shows that requirements and controls hold has rules of its
own.

Why it matters: A unit that fails its test, or a requirement that its review refused, is in the
product whatever else passes.

How to resolve: Mend what fails, carry the verification out again and record the result.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    for record in cx.project.of_kind("verification").filter(|record| record.is_active()) {
        let mut links = record.links_of("verifies");
        let Some(link) = links.find(|link| is_asked_nowhere_else(cx.project, link)) else {
            continue;
        };
        let Some(state) = cx.assessment.verification(record) else { continue };
        if state.outcome <= Outcome::Missing {
            continue;
        }
        let (id, outcome) = (&record.id, state.outcome.word());
        let message = format!("`{id}` of `{}` is `{outcome}` for `{}`", link.to, release.id);
        let help = "mend what fails, carry it out again and record the result";
        let finding = Finding::of(record, link.span, message).help(help);
        let worst = state.deciding.iter().filter(|evidence| evidence.outcome == state.outcome);
        findings.add(
            worst.fold(finding, |finding, evidence| {
                finding.also(evidence.span, evidence.decision())
            }),
        );
    }
}

/// Whether neither the rules of requirements nor those of risk control ask for a pass.
fn is_asked_nowhere_else(project: &Project, link: &Link) -> bool {
    let is_item =
        project.record(&link.to).is_some_and(|target| target.kind.name == "software-item");
    is_item || link.attribute("aspect") == Some("specification")
}
