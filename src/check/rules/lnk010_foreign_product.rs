//! A link between records of different products.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "LNK010",
    name: "foreign-product",
    summary: "A record names one of another product.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: A record and what it names belong to one product at least. What names no product
belongs to all, but a result to the product of its release; what is said of something belongs to its
products, too; a review may name anything.

Why it matters: A release is judged by the records of its product. A risk that is moved to
another product, away from the item that it arises from, would be judged nowhere.

How to resolve: Correct `product:`, or leave it out of what the products share.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let records = cx.project.records.iter().filter(|record| record.kind.name != "review");
    for record in records {
        for link in &record.links {
            let Some(target) = cx.project.record(&link.to) else { continue };
            if cx.project.may_name(record, target) {
                continue;
            }
            let message = format!("`{}` and `{}` are of different products", record.id, target.id);
            let finding = Finding::of(record, link.span, message);
            let finding = finding.help("correct `product:`, or leave it out of what is shared");
            let finding = finding.also(record.place_at(&["product"]), "the products of the one");
            findings.add(finding.also(target.place_at(&["product"]), "those of the other"));
        }
    }
}
