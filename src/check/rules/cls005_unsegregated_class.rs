//! A part in a lower class that nothing keeps apart.

use crate::assess::SafetyClass;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;

pub(super) const RULE: Rule = Rule {
    code: "CLS005",
    name: "unsegregated-class",
    summary: "A software item has a lower class than what it is part of, without segregation.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A software item that declares a lower class than what it is part of, or than
another software system of the same product, says under `segregation` what keeps it apart.

Why it matters: A failure of one part may spread to another unless something keeps them
apart.

How to resolve: Describe the segregation, or give the item the class of what it is part of.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for item in cx.project.of_kind("software-item") {
        let Some(state) = cx.assessment.class(item) else { continue };
        let around = state.containing.map(|class| (class, "in a whole"));
        let around = around.or_else(|| Some((class_beside(cx, item)?, "beside a system")));
        let (Some(declared), Some((class, place))) = (state.declared, around) else { continue };
        if state.is_segregated || declared >= class {
            continue;
        }
        let (id, declared, class) = (&item.id, declared.word(), class.word());
        let message = format!(
            "`{id}` is declared {declared} {place} of class {class}, and nothing segregates it"
        );
        let help =
            format!("write `safety_class: {class}`, or add `segregation:` to an active record");
        findings.add(Finding::of(item, item.place_at(&["safety_class"]), message).help(help));
    }
}

/// Returns the worst class of the other items of the same product that are part of nothing: calling a
/// part a system of its own does not keep it apart.
fn class_beside(cx: &Context<'_>, item: &Record) -> Option<SafetyClass> {
    let others = cx.project.of_kind("software-item").filter(|other| other.id != item.id);
    let states = others
        .filter(|other| cx.project.shares_product(other, item))
        .filter_map(|other| cx.assessment.class(other));
    let top = states.filter(|state| state.containing.is_none());
    top.map(|state| state.effective()).max()
}
