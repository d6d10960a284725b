//! A character that no font of the documents has.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::documents::first_unprintable;
use crate::source::Span;
use crate::yaml::{Node, Value};

pub(super) const RULE: Rule = Rule {
    code: "DOC005",
    name: "unprintable-character",
    summary: "A text holds a character that cannot be printed.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every character of records, of the project file and of narrative texts is in
one of the fonts that documents are set with.

Why it matters: A PDF for archives must hold every character that it shows, so a document
with another one is not written.

How to resolve: Write the text without the character, such as an emoji, or in words.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in &cx.project.records {
        look(cx, &record.node, Some(&record.id), findings);
    }
    look(cx, &cx.project.config.tree, None, findings);
    for narrative in &cx.project.narratives {
        if let Some((at, character)) = first_unprintable(&narrative.text) {
            let span = narrative.place(at, at + character.len_utf8());
            let finding = finding(character, span);
            findings.add(finding.about(format!("doc:{}", narrative.document)));
        }
    }
}

fn look(cx: &Context<'_>, node: &Node, record: Option<&str>, findings: &mut Findings) {
    match &node.value {
        Value::Scalar(scalar) => {
            let Some((_, character)) = first_unprintable(&scalar.text) else { return };
            let finding = finding(character, place(cx, node.span, character));
            findings.add(match record {
                Some(record) => finding.about(record),
                None => finding,
            });
        }
        Value::List(items) => items.iter().for_each(|item| look(cx, item, record, findings)),
        Value::Map(entries) => {
            entries.iter().for_each(|entry| look(cx, &entry.value, record, findings));
        }
        Value::Unreadable => {}
    }
}

fn finding(character: char, span: Span) -> Finding {
    let code = u32::from(character);
    let message = format!("no font has the character U+{code:04X}, so that no PDF can show it");
    Finding::at(span, message).help("write it in words, or with another character")
}

/// A character that is written as an escape is told at the whole value.
fn place(cx: &Context<'_>, span: Span, character: char) -> Span {
    let text = cx.project.sources.text(span.source);
    let (start, end) = (span.start as usize, span.end as usize);
    let found = text.get(start..end).and_then(|text| text.find(character));
    let at = |byte: usize| u32::try_from(byte).unwrap_or(span.start);
    match found {
        Some(offset) => Span {
            start: at(start + offset),
            end: at(start + offset + character.len_utf8()),
            ..span
        },
        None => span,
    }
}
