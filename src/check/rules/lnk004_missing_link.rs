//! A record with fewer links of a field than its kind needs.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "LNK004",
    name: "missing-link",
    summary: "A record has fewer links of a field than its kind needs.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every draft or active record has as many links of each field as its kind
needs.

Why it matters: A risk without harm, or a control that controls nothing, cannot be judged.

How to resolve: Add the link.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.records.iter().filter(|record| record.status != Status::Retired) {
        for field in record.kind.links.iter().filter(|field| field.min > 0) {
            let count = record.links_of(field.name).count();
            if count < field.min {
                let message =
                    format!("`{}` needs at least {} in `{}`", record.id, field.min, field.name);
                let help = format!("add `{}:` — {}", field.name, field.doc);
                findings.add(Finding::of(record, record.place_of(field.name), message).help(help));
            }
        }
    }
}
