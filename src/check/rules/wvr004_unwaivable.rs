//! A waiver of something that nobody may waive.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::check::waiver::{Applied, Entry};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "WVR004",
    name: "unwaivable",
    summary: "A waiver names something that nothing waives.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The rule of an active waiver may be waived. No rule may whose findings mean
that a risk is not controlled, that something was not read or could not be evaluated, or that
a person's decision is missing. Nor may a finding on a requirement that a risk control rests
on, or on a test that could be any of several.

Why it matters: A residual risk is accepted by control or by a benefit-risk analysis, and
never by exception.

How to resolve: Retire the waiver, and mend what the rule finds.",
    finds: Finds::Waivers(check),
};

fn check(cx: &Context<'_>, applied: &Applied<'_>, findings: &mut Findings) {
    for waiver in cx.assessment.waivers.iter().map(|state| state.waiver) {
        let code = waiver.word(&["rule"]).unwrap_or_default();
        if cx.rules.iter().any(|rule| rule.code == code && !rule.waivable) {
            let message = format!("`{}` names `{code}`, which nothing waives", waiver.id);
            let help = "retire the waiver, and mend what the rule finds";
            findings.add(Finding::of(waiver, waiver.place_at(&["rule"]), message).help(help));
        }
    }
    let of_waivable = |entry: &&Entry<'_>| {
        let code = entry.waiver.word(&["rule"]);
        cx.rules.iter().any(|rule| Some(rule.code) == code && rule.waivable)
    };
    for Entry { waiver, link } in applied.refused.iter().filter(of_waivable) {
        let code = waiver.word(&["rule"]).unwrap_or_default();
        let message = format!("nothing waives what `{code}` finds on `{}`", link.to);
        let help = "mend it: a risk control rests on it, or it cannot be evaluated";
        findings.add(Finding::of(waiver, link.span, message).help(help));
    }
}
