//! A text that is not written in every language of the project.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::descriptor::Type;
use crate::diagnostic::Severity;
use crate::model::{ENVELOPE, Record, Status};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "DOC001",
    name: "missing-translation",
    summary: "A text is not written in every language of the project.",
    severity: Severity::Note,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every text of a record is written in every language that techfile.yaml
lists.

Why it matters: Documents show the main language instead, and mark it.

How to resolve: Write the text as a mapping of languages and add the missing one.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let languages = &cx.project.config.languages;
    if languages.len() < 2 {
        return;
    }
    for record in cx.project.records.iter().filter(|record| record.status != Status::Retired) {
        for (name, node) in texts(record) {
            let has = |language: &String| match node.entries() {
                [] => language == &languages[0],
                _ => node.get(language).is_some(),
            };
            let missing: Vec<&str> =
                languages.iter().filter(|language| !has(language)).map(String::as_str).collect();
            if !missing.is_empty() {
                let message = format!(
                    "`{name}` of `{}` is not written in: {}",
                    record.id,
                    missing.join(", ")
                );
                let help =
                    "write it as a mapping of languages; documents show the main language instead";
                findings.add(Finding::of(record, node.span, message).help(help));
            }
        }
    }
}

/// Texts that documents show directly; those inside groups are shown with their group.
fn texts(record: &Record) -> Vec<(&'static str, &Node)> {
    let fields = ENVELOPE.iter().chain(record.kind.fields);
    fields
        .filter(|field| matches!(field.of, Type::Text))
        .filter_map(|field| Some((field.name, record.node.get(field.name)?)))
        .filter(|(_, node)| !node.is_empty())
        .collect()
}
