//! A validation that must pass before release and does not.

use crate::assess::Outcome;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "VER010",
    name: "validation-not-passed",
    summary: "A validation that the release needs does not pass on it.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every validation that is not retired has a passing newest result for the
judged release, unless it says `required_for_release: false`. A draft does not count as
passed.

Why it matters: That every requirement is verified does not show that the product serves its
users.

How to resolve: Carry out the validation on the release and record the result.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    for validation in cx.project.of_kind("validation") {
        let is_required = validation.flag(&["required_for_release"]) != Some(false);
        if validation.status == Status::Retired || !is_required {
            continue;
        }
        let state = cx.assessment.verification(validation);
        let outcome = state.map_or(Outcome::NotEvaluable, |state| state.outcome);
        let (id, on) = (&validation.id, &release.id);
        let message = match outcome {
            _ if !validation.is_active() => format!("validation `{id}` is a draft"),
            Outcome::Pass => continue,
            Outcome::Missing => format!("validation `{id}` has no result for `{on}`"),
            _ => format!("validation `{id}` is `{}` for `{on}`", outcome.word()),
        };
        let help =
            format!("carry it out, and record a result `of: [{id}]` with `for_release: [{on}]`");
        let finding = Finding::of(validation, validation.span, message).help(help);
        let deciding = state.into_iter().flat_map(|state| &state.deciding);
        let worst = deciding.filter(|evidence| evidence.outcome == outcome);
        findings.add(
            worst.fold(finding, |finding, evidence| {
                finding.also(evidence.span, evidence.decision())
            }),
        );
    }
}
