//! A link that stands twice in a field.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "LNK008",
    name: "repeated-link",
    summary: "A link stands twice in one field.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No field names the same target twice in the same way.

Why it matters: Counts of links would be wrong by one.

How to resolve: Remove one of the two.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        for (index, link) in record.links.iter().enumerate() {
            let is_same = |other: &&crate::model::Link| {
                other.field.name == link.field.name && other.canonical() == link.canonical()
            };
            if let Some(first) = record.links[..index].iter().find(is_same) {
                let message = format!("`{}` stands twice in `{}`", link.to, link.field.name);
                let finding = Finding::of(record, link.span, message).help("remove one of the two");
                findings.add(finding.also(first.span, "the first one is here"));
            }
        }
    }
}
