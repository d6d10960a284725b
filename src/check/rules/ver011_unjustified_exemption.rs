//! A validation that need not pass before release, without a reason.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "VER011",
    name: "unjustified-exemption",
    summary: "A validation is exempted from the release without a reason.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every validation with `required_for_release: false` says why under
`required_rationale`, in a record that is no draft.

Why it matters: A validation that is left until after the release leaves its question open
for the first users.

How to resolve: Add `required_rationale:`, or carry it out before the release.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let validations = cx.project.of_kind("validation");
    for validation in validations.filter(|record| record.status != Status::Retired) {
        let is_exempt = validation.flag(&["required_for_release"]) == Some(false);
        let is_justified = validation.states(&["required_rationale"]) && validation.is_active();
        if !is_exempt || is_justified {
            continue;
        }
        let message = format!(
            "`{}` is not required for release, and nothing approved says why",
            validation.id
        );
        let place = validation.place_at(&["required_for_release"]);
        let finding = Finding::of(validation, place, message);
        findings.add(finding.help("add `required_rationale:` in an active record"));
    }
}
