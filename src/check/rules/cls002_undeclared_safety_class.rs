//! A software item without a safety class.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CLS002",
    name: "undeclared-safety-class",
    summary: "A software item declares no safety class.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every software item that is not retired has a `safety_class`.

Why it matters: What has no class is class C, whatever its documentation says.

How to resolve: Add `safety_class:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for item in cx.project.of_kind("software-item") {
        let Some(state) = cx.assessment.class(item).filter(|state| state.declared.is_none()) else {
            continue;
        };
        let message = format!("`{}` declares no safety class, and counts as C", item.id);
        let computed = state.computed().word();
        let help =
            format!("add `safety_class:`; by its risks and its whole it is at least {computed}");
        findings.add(Finding::of(item, item.span, message).help(help));
    }
}
