//! A waiver that excepts nothing any more.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::check::waiver::{Applied, Entry};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "WVR001",
    name: "unused-waiver",
    summary: "A waiver excepts nothing any more.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every target of an active, approved waiver has a finding of the rule that the
waiver names.

Why it matters: A waiver that stays behind would except the next finding of the same sort
unseen.

How to resolve: Retire the waiver, or remove the target from it.",
    finds: Finds::Waivers(check),
};

fn check(_: &Context<'_>, applied: &Applied<'_>, findings: &mut Findings) {
    for Entry { waiver, link } in &applied.unused {
        let rule = waiver.word(&["rule"]).unwrap_or_default();
        let message = format!("`{}` waives `{rule}`, which does not find `{}`", waiver.id, link.to);
        let help = "retire the waiver, or remove this target";
        findings.add(Finding::of(waiver, link.span, message).help(help));
    }
}
