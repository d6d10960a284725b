//! A product with fields of something else than it is said to be.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::PROJECT_FILE;
use crate::diagnostic::Severity;
use crate::yaml::{Entry, Node};

pub(super) const RULE: Rule = Rule {
    code: "CFG009",
    name: "contradicted-qualification",
    summary: "A product is qualified as one thing and carries fields of another.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Only a product with `qualification: {as: device}` states a risk class, its rule,
device identifiers or the start of a safety report period; only one `as: nmi` states an
`nmi_id`.

Why it matters: What a product is in law decides which demands apply to it, and nothing tells
which of the two is the mistake.

How to resolve: Remove the field, or correct `as` and its rationale.",
    finds: Finds::Look(check),
};

/// Fields that only one sort of product has.
const ONLY: &[(&str, &[&str])] = &[
    ("device", &["class", "classification_rule", "basic_udi_di", "udi_di", "psur_period_start"]),
    ("nmi", &["nmi_id"]),
];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let products = cx.project.config.tree.get("products").map(Node::entries).unwrap_or_default();
    for Entry { key, value } in products {
        let qualified = value.at(&["qualification", "as"]);
        let Some((said, of)) = qualified.and_then(|node| Some((node.text()?, node.span))) else {
            continue;
        };
        for (what, fields) in ONLY.iter().filter(|(what, _)| *what != said) {
            for field in fields.iter().filter_map(|field| value.entry(field)) {
                let (product, field, span) = (&key.text, &field.key.text, field.key.span);
                let message = format!("`{product}` is `as: {said}` and states `{field}`");
                let help = format!(
                    "remove `{field}`, which only a product `as: {what}` has, or correct what \
                     `{product}` is"
                );
                let finding = Finding::at(span, message).help(help);
                let finding = finding.about(format!("{PROJECT_FILE}#products"));
                findings.add(finding.also(of, "what the product is"));
            }
        }
    }
}
