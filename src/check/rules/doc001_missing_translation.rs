//! A text that is not written in every language of the project.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::descriptor::Type;
use crate::diagnostic::Severity;
use crate::model::{ENVELOPE, Project, Record, Section, Status};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "DOC001",
    name: "missing-translation",
    summary: "A text is not written in every language of the project.",
    severity: Severity::Note,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every text of a record, and every section of a narrative document, is written
in every language that techfile.yaml lists.

Why it matters: Documents show the main language instead, and mark it.

How to resolve: Write the text as a mapping of languages and add the missing one; give the
headings of a narrative document the same anchors, such as `{#scope}`, in every language.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let languages = &cx.project.config.languages;
    if languages.len() < 2 {
        return;
    }
    check_sections(cx.project, findings);
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

/// Sections of the narrative documents; what stands inside another section is told with that.
fn check_sections(project: &Project, findings: &mut Findings) {
    let languages = &project.config.languages;
    let is_title = |section: &Section| {
        project.narratives_of(&section.document).any(|narrative| {
            let at = narrative.headings.iter().position(|known| known.anchor == section.anchor);
            at.is_some_and(|at| narrative.is_title(at))
        })
    };
    let written = project.sections.iter().filter(|section| section.is_shown());
    for section in written.filter(|section| !is_title(section)) {
        let missing: Vec<&str> = languages
            .iter()
            .map(String::as_str)
            .filter(|language| !section.texts.contains_key(*language))
            .collect();
        let whole = project.section(&section.document, "");
        let is_told = !section.anchor.is_empty()
            && whole.is_some_and(|whole| missing.iter().any(|l| !whole.texts.contains_key(*l)));
        if missing.is_empty() || is_told {
            continue;
        }
        let target = section.target();
        let message = format!("`{target}` is not written in: {}", missing.join(", "));
        let help = "write it with the same anchor; documents show the main language instead";
        findings.add(Finding::at(section.span, message).help(help).about(target));
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
