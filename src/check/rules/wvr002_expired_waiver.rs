//! A waiver whose last day is over.

use crate::assess::WaiverLack;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "WVR002",
    name: "expired-waiver",
    summary: "The last day of a waiver is over.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The day of the judgement is not after the `expires` of an active waiver.

Why it matters: An exception was accepted for a time; it excepts nothing after that.

How to resolve: Mend what was waived and retire the waiver, or decide anew with a later day
and a new approval.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let waivers = cx.assessment.waivers.iter();
    for state in waivers.filter(|state| state.lacks == Some(WaiverLack::Expired)) {
        let waiver = state.waiver;
        let until = waiver.word(&["expires"]).unwrap_or_default();
        let message = format!("`{}` counted until {until} and excepts nothing now", waiver.id);
        let help = "mend what it waives and retire it, or decide anew with a later day";
        findings.add(Finding::of(waiver, waiver.place_at(&["expires"]), message).help(help));
    }
}
