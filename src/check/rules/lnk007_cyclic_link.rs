//! Links that lead from a record back to itself.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "LNK007",
    name: "cyclic-link",
    summary: "Links lead from a record back to itself.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: `satisfies`, `part_of` and `follows` never lead back to where they started.

Why it matters: In a circle nothing is derived from anything: the need or the containing
item is missing.

How to resolve: Remove the link that points the wrong way.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cycle in cx.graph.cycles() {
        let (first, link) = cycle.steps[0];
        let way: Vec<&str> = cycle.steps.iter().map(|(record, _)| &*record.id).collect();
        let message = format!("`{}` leads back to `{}`: {}", cycle.field, first.id, way.join(", "));
        let finding = Finding::of(first, link.span, message);
        let finding = finding.help("remove the link that points the wrong way");
        findings.add(cycle.steps[1..].iter().fold(finding, |finding, (record, link)| {
            finding.also(link.span, format!("`{}` is on the way", record.id))
        }));
    }
}
