//! An external document that says where a section is for which nothing asks.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::descriptor::nearest;
use crate::diagnostic::Severity;
use crate::model::{Record, Status};
use crate::source::Span;
use crate::yaml::{Entry, Node};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "STD013",
    name: "place-not-asked-for",
    summary: "An external document says where a section is for which nothing asks.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every document under `sections` of an external document is one that it stands
for, and every anchor below it is one that a mapping or a document asks for.

Why it matters: A section whose anchor is misspelt counts for nothing, and the clause that asks
for it looks as if nobody had found it.

How to resolve: Mend the anchor or the document; the guide lists the sections that the clauses
ask for. Remove what nothing asks for.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let external = cx.project.of_kind("external-document");
    for record in external.filter(|record| record.status != Status::Retired) {
        let documents = record.node.get("sections").map(Node::entries).unwrap_or_default();
        for Entry { key: document, value } in documents {
            check_document(record, (&document.text, document.span), findings);
            for Entry { key: anchor, .. } in value.entries() {
                let place = (&*document.text, &*anchor.text, anchor.span);
                check_anchor(cx, record, place, findings);
            }
        }
    }
}

fn check_document(record: &Record, (document, span): (&str, Span), findings: &mut Findings) {
    let named = record.node.get("stands_for").map(Node::one_or_many).unwrap_or_default();
    if named.iter().any(|node| node.text() == Some(document)) {
        return;
    }
    let id = &record.id;
    let message = format!(
        "`{id}` says where sections of `{document}` are, and does not stand for that document"
    );
    let help = format!("add `{document}` to `stands_for`, or remove its sections");
    findings.add(Finding::of(record, span, message).help(help));
}

fn check_anchor(
    cx: &Context<'_>,
    record: &Record,
    (document, anchor, span): (&str, &str, Span),
    findings: &mut Findings,
) {
    let known = known_anchors(cx, document);
    if known.contains(anchor) {
        return;
    }
    let help = match nearest(anchor, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "remove it: no section of the document is asked for".into(),
        None => format!("valid here: {}", known.iter().copied().collect::<Vec<_>>().join(", ")),
    };
    let message = format!(
        "`{}` says where `{anchor}` of `{document}` is, and nothing asks for such a section",
        record.id
    );
    findings.add(Finding::of(record, span, message).help(help));
}

/// Returns the sections of a document that mappings ask for, or the document itself.
fn known_anchors<'c>(cx: &Context<'c>, document: &str) -> BTreeSet<&'c str> {
    let built = cx.documents.iter().filter(|known| known.id == document);
    let needed = built.flat_map(|known| &known.sections).map(|section| &*section.anchor);
    needed.chain(cx.library.sections_of(document)).collect()
}
