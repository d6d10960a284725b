//! A part in a lower class that nothing keeps apart.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CLS005",
    name: "unsegregated-class",
    summary: "A software item has a lower class than what it is part of, without segregation.",
    severity: Severity::Error,
    since: "0.1",
    explain: "\
What it checks: A software item that declares a lower class than what it is part of says
under `segregation` what keeps it apart.

Why it matters: A failure of one part may spread to another unless something keeps them
apart.

How to resolve: Describe the segregation, or give the item the class of what it is part of.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for item in cx.project.of_kind("software-item") {
        let Some(state) = cx.assessment.class(item) else { continue };
        let (Some(declared), Some(containing)) = (state.declared, state.containing) else {
            continue;
        };
        if state.is_segregated || declared >= containing {
            continue;
        }
        let (id, declared, containing) = (&item.id, declared.word(), containing.word());
        let message = format!(
            "`{id}` is declared {declared} in a whole of class {containing}, and nothing segregates it"
        );
        let help = format!("write `safety_class: {containing}`, or add `segregation:`");
        findings.add(Finding::of(item, item.place_at(&["safety_class"]), message).help(help));
    }
}
