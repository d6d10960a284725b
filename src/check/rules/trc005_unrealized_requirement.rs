//! No active software item realizes a software requirement.

use crate::assess::SafetyClass;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "TRC005",
    name: "unrealized-requirement",
    summary: "No active software item realizes a software requirement.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.2",
    explain: "\
What it checks: Every requirement of the level `software` that is not retired is named by an
active software item under `realizes`, one of the product whose release is judged. A product all of
whose software items are of class A needs no architecture.

Why it matters: A requirement that no part of the software takes up is built by nobody, and a
change of it is tested nowhere.

How to resolve: Add `realizes: [<requirement>]` to the software item that takes it up.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let requirements = cx.project.of_kind("requirement");
    let of_software = requirements.filter(|record| record.word(&["level"]) == Some("software"));
    for requirement in of_software.filter(|record| record.status != Status::Retired) {
        let items = cx.graph.sources(&requirement.id, "realizes");
        if items.iter().any(|(item, _)| item.is_active() && cx.counts_for(item, requirement))
            || is_of_class_a(cx, requirement)
        {
            continue;
        }
        let message = format!("no active software item realizes `{}`", requirement.id);
        let help = format!("add `realizes: [{}]` to a software item", requirement.id);
        let finding = Finding::of(requirement, requirement.span, message).help(help);
        let carries_a_control = requirement.links_of("implements").next().is_some();
        findings.add(if carries_a_control { finding.never_waived() } else { finding });
    }
}

/// Whether there is software of the requirement's product, and all of it is of class A.
fn is_of_class_a(cx: &Context<'_>, requirement: &Record) -> bool {
    let items = cx
        .project
        .of_kind("software-item")
        .filter(|item| cx.project.shares_product(item, requirement));
    let mut classes = items.filter_map(|item| cx.assessment.class(item)).peekable();
    classes.peek().is_some() && classes.all(|state| state.effective() == SafetyClass::A)
}
