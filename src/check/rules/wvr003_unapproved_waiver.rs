//! A waiver that its approver does not answer for.

use crate::assess::WaiverLack;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "WVR003",
    name: "unapproved-waiver",
    summary: "A waiver has no fresh approval by its approver.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The person whom an active waiver names as `approver` has approved it as it
stands, nobody has rejected it since, and it has the approvals that `gate.approvals` asks
for.

Why it matters: An exception excepts nothing until somebody answers for it.

How to resolve: Have the approver review the waiver and pin what `techfile fingerprint`
prints.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let waivers = cx.assessment.waivers.iter();
    for state in waivers.filter(|state| state.lacks == Some(WaiverLack::Unapproved)) {
        let waiver = state.waiver;
        let approver = waiver.word(&["approver"]).unwrap_or_default();
        let message = format!("`{}` is not approved by `{approver}` as it stands", waiver.id);
        let help = format!(
            "have `{approver}` review it, and pin what `techfile fingerprint {}` prints",
            waiver.id
        );
        findings.add(Finding::of(waiver, waiver.place_at(&["approver"]), message).help(help));
    }
}
