//! A safety class without a reason.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CLS003",
    name: "class-without-rationale",
    summary: "A safety class is not justified.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A software item that is part of nothing, or whose class differs from that of
what it is part of, states a `class_rationale`.

Why it matters: The class decides which activities are left out; whoever reviews it must be
able to follow it.

How to resolve: Add `class_rationale:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for item in cx.project.of_kind("software-item") {
        let Some(state) = cx.assessment.class(item) else { continue };
        let is_inherited = state.declared == state.containing;
        if state.declared.is_none() || is_inherited || item.states(&["class_rationale"]) {
            continue;
        }
        let message = format!("the safety class of `{}` is not justified", item.id);
        let place = item.place_at(&["safety_class"]);
        findings.add(Finding::of(item, place, message).help("add `class_rationale:`"));
    }
}
