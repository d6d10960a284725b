//! A draft that belonged to a product, and does no more.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "HIS006",
    name: "reassigned-draft",
    summary: "A draft belonged to a product and does no more, and nobody has approved that.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: A draft belongs to every product that it belonged to at the tag of the previous
release, or in a commit since; what names no product belongs to all. A review of the draft as it
stands accepts the change.

Why it matters: A release is judged by the records of its product, and a draft needs no
approval. A draft risk counts against a release; one edit of `product` would hide it.

How to resolve: Put the product back, or review the draft and pin what `techfile fingerprint`
prints.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for draft in &cx.assessment.reassigned {
        let Some(record) = cx.project.record(&draft.id) else { continue };
        let now = record.products().join("`, `");
        let before = match &draft.before[..] {
            [] => "all products".to_string(),
            products => format!("`{}`", products.join("`, `")),
        };
        let message = format!("draft `{}` belonged to {before} and belongs to `{now}`", record.id);
        let finding = Finding::of(record, record.place_of("product"), message);
        findings.add(finding.help(format!(
            "see commit {}; put it back, or review `{}` as it stands",
            draft.held_by, record.id
        )));
    }
}
