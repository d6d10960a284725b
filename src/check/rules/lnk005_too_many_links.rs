//! A record with more links of a field than its kind allows.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "LNK005",
    name: "too-many-links",
    summary: "A record has more links of a field than its kind allows.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No record has more links of a field than its kind allows.

Why it matters: One risk is one situation with one harm; a second target makes its estimate
ambiguous.

How to resolve: Split the record, or remove the links that are too many.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        for field in record.kind.links {
            if let Some(extra) = record.links_of(field.name).nth(field.max) {
                let message =
                    format!("`{}` takes at most {} in `{}`", record.id, field.max, field.name);
                let finding = Finding::of(record, extra.span, message);
                let finding = finding.help("remove it, or split the record");
                findings.add(finding.also(record.span, "in this record"));
            }
        }
    }
}
