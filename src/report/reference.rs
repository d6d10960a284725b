//! Descriptors and rules → the reference pages of the guide.
//!
//! The pages are generated, committed and checked for freshness, so that they cannot tell anything
//! that the program does not do.

use super::field_row::field_rows;
use super::kind_report::targets;
use crate::check::Rule;
use crate::config::SETTINGS;
use crate::descriptor::Field;
use crate::model::{ENVELOPE, FRONT_MATTER, Kind, LinkField};
use crate::standards::Library;
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str =
    "<!-- Generated from the source. Edit the source, then run `BLESS=1 cargo test`. -->\n";

/// Returns the page of all record kinds.
pub fn kinds_page(kinds: &[&Kind]) -> String {
    let mut out = format!("{HEAD}\n# Record kinds\n\n");
    out.push_str("Every record has the fields of the envelope, those of its kind, and links.\n");
    out.push_str("The kind follows from the prefix of the id.\n\n## The envelope\n\n");
    out.push_str(&fields_table(ENVELOPE));
    for kind in kinds {
        let _ = write!(out, "\n{}", kind_section(kind));
    }
    out.push_str("\n## Narrative files\n\nA Markdown file under the documents folder starts with these fields between `---` lines.\n\n");
    out.push_str(&fields_table(FRONT_MATTER));
    out
}

/// Returns the section of one kind.
pub fn kind_section(kind: &Kind) -> String {
    let Kind { name, prefix, summary, .. } = kind;
    let mut out = format!("## {name} (`{prefix}-…`)\n\n{summary}\n");
    let notes = [
        (kind.needs_approval, "An active or retired one needs a fresh approval."),
        (!kind.needs_approval, "It needs no approval and no title."),
        (kind.retires_with_reason, "Retiring one needs a `retirement_reason`."),
    ];
    for (_, note) in notes.into_iter().filter(|(holds, _)| *holds) {
        let _ = writeln!(out, "{note}");
    }
    if !kind.fields.is_empty() {
        let _ = write!(out, "\n{}", fields_table(kind.fields));
    }
    if !kind.links.is_empty() {
        out.push_str("\n| link | to | how many | what it says |\n|---|---|---|---|\n");
        for link in kind.links {
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} |",
                link.name,
                targets(link).join(", "),
                how_many(link),
                link.doc
            );
        }
        for link in kind.links.iter().filter(|link| !link.attributes.is_empty()) {
            let _ = write!(
                out,
                "\nAn entry of `{}` is a mapping with `to` and:\n\n{}",
                link.name,
                fields_table(link.attributes)
            );
        }
    }
    out
}

fn how_many(link: &LinkField) -> String {
    match (link.min, link.max) {
        (0, usize::MAX) => "any".to_string(),
        (min, usize::MAX) => format!("{min} or more"),
        (min, max) if min == max => min.to_string(),
        (min, max) => format!("{min} to {max}"),
    }
}

/// Returns the page of the project file.
pub fn project_file_page() -> String {
    let mut out = format!("{HEAD}\n# The project file\n\n");
    out.push_str("`techfile.yaml` stands in the project folder.\n");
    out.push_str(
        "An unknown setting is an error, so that a misspelt one is never without effect.\n\n",
    );
    for setting in SETTINGS {
        let setting = std::slice::from_ref(setting);
        let _ = write!(out, "## {}\n\n{}\n", setting[0].name, fields_table(setting));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn fields_table(fields: &[Field]) -> String {
    let mut out = String::from("| field | type | needed | what it is |\n|---|---|---|---|\n");
    for row in field_rows("", fields) {
        let needed = if row.needed { "yes" } else { "" };
        let _ = writeln!(out, "| `{}` | {} | {needed} | {} |", row.path, row.takes, row.doc);
    }
    out
}

/// Returns the page of the sections and questions that mappings ask for.
pub fn clauses_page(library: &Library) -> String {
    let mut sections: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let mut questions = String::new();
    for standard in &library.standards {
        for (at, clause) in standard.clauses.iter().enumerate() {
            let key = standard.key(at);
            for section in clause.needs.iter().flat_map(|need| need.of.sections()) {
                sections.entry(section).or_default().push(format!("`{key}`"));
            }
            for (question, text) in clause.needs.iter().flat_map(|need| need.of.asked()) {
                let text = text.text("en");
                let _ = writeln!(questions, "| `{key}#{question}` | {text} |");
            }
        }
    }
    let mut out = format!("{HEAD}\n# Sections and questions of the clauses\n\n");
    out.push_str("## Sections\n\nA heading with the anchor, as in `## Processes {#processes}`, or a place under `sections` of an external document.\n\n");
    out.push_str("| document | anchor | asked for by |\n|---|---|---|\n");
    for ((document, anchor), mut clauses) in sections {
        clauses.dedup();
        let _ = writeln!(out, "| `{document}` | `{anchor}` | {} |", clauses.join(", "));
    }
    out.push_str("\n## Questions\n\nAn assessment names what it answers under `answers`.\n\n");
    out.push_str("| answers | question |\n|---|---|\n");
    out.push_str(&questions);
    out
}

/// Returns the page of all rules.
pub fn rules_page(rules: &[&Rule]) -> String {
    let mut out = format!("{HEAD}\n# Rules\n\n");
    out.push_str("`techfile explain CODE` prints the same.\nA project may raise a severity under `rules:` in techfile.yaml, and lower none.\nWhere `techfile:` names an older version than the one that brought a rule, its findings say so.\n\n");
    out.push_str("| code | name | severity | since | what it finds |\n|---|---|---|---|---|\n");
    for rule in rules {
        let Rule { code, name, summary, since, .. } = rule;
        let _ = writeln!(
            out,
            "| [{code}](#{}-{name}) | {name} | {} | {since} | {summary} |",
            code.to_lowercase(),
            rule.severity.word()
        );
    }
    for rule in rules {
        let _ = write!(
            out,
            "\n## {} {}\n\n{}\n\n{}\n",
            rule.code, rule.name, rule.summary, rule.explain
        );
    }
    out
}
