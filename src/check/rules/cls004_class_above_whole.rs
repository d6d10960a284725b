//! A part in a higher class than what it is part of.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CLS004",
    name: "class-above-whole",
    summary: "A software item has a higher class than what it is part of.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No software item declares a higher class than what it is part of.

Why it matters: The class of a software system is that of its worst part, so one of the two
classes is wrong.

How to resolve: Raise the class of what the item is part of, or lower that of the item.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for item in cx.project.of_kind("software-item") {
        let Some(state) = cx.assessment.class(item) else { continue };
        let (Some(declared), Some(containing)) = (state.declared, state.containing) else {
            continue;
        };
        if declared <= containing {
            continue;
        }
        let (id, declared, containing) = (&item.id, declared.word(), containing.word());
        let message = format!("`{id}` is declared {declared}, but is part of class {containing}");
        let help = "raise the class of the whole, or lower that of the part";
        let finding = Finding::of(item, item.place_at(&["safety_class"]), message).help(help);
        let wholes = cx.graph.targets(&item.id, "part_of");
        findings.add(wholes.iter().fold(finding, |finding, whole| {
            finding.also(whole.place_at(&["safety_class"]), "the whole")
        }));
    }
}
