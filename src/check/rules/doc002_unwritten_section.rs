//! A document lacks a section that it needs.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::documents::Description;
use crate::model::Section;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    code: "DOC002",
    name: "unwritten-section",
    summary: "A document lacks a section that it needs.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every section that a document's template.yaml names is written in a narrative
file: below a heading with the anchor of the section stands a text. A query alone is none.

Why it matters: What no record can say, such as who is responsible or how risk is judged, must
be said in words. The document shows the gap and stays a draft.

How to resolve: Write the section in a file under docs-src/ whose front matter names the
document, below a heading such as `## Scope {#scope}`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut without_file = Vec::new();
    for description in cx.documents {
        let unwritten = unwritten(cx, description);
        let Some(first) = unwritten.first() else { continue };
        let id = &description.id;
        let Some(narrative) = cx.project.narratives_of(id).next() else {
            without_file.push(format!("`{id}` ({})", unwritten.join(", ")));
            continue;
        };
        let message = format!("`{id}` lacks sections that it needs: {}", unwritten.join(", "));
        let help = format!("write each below a heading such as `## Title {{#{first}}}`");
        let finding = Finding::at(narrative.named, message).help(help);
        findings.add(finding.about(format!("doc:{id}")));
    }
    if !without_file.is_empty() {
        let (config, folders) = (&cx.project.config, &cx.project.config.folders);
        let message =
            format!("nobody has written the sections of documents: {}", without_file.join("; "));
        let help = format!(
            "write a file under `{}/` for each, with `document: <document id>` in its front matter \
             and a heading such as `## Title {{#anchor}}` for each section",
            folders.docs
        );
        findings.add(Finding::at(Span::start_of(config.source), message).help(help));
    }
}

fn unwritten<'a>(cx: &Context<'a>, description: &'a Description) -> Vec<&'a str> {
    let anchors = description.sections.iter().map(|section| &*section.anchor);
    let is_written = |anchor: &&str| {
        cx.project.section(&description.id, anchor).is_some_and(Section::is_written)
    };
    anchors.filter(|anchor| !is_written(anchor)).collect()
}
