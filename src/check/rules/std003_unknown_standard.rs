//! A standard, or an edition of it, that nobody knows.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::PROJECT_FILE;
use crate::diagnostic::Severity;
use crate::source::Span;
use crate::yaml::{Entry, Node};

pub(super) const RULE: Rule = Rule {
    code: "STD003",
    name: "unknown-standard",
    summary: "techfile.yaml names a standard or an edition that is not known.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every standard and edition under `standards:`, and every standard under
`gate.clauses`, is shipped with techfile or stands in the project's own `standards/`; one
that the gate asks for is followed.

Why it matters: The clauses of a standard that is not known are never asked for.

How to resolve: Mend the name, or write the standard under `standards/`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let config = &cx.project.config;
    let named = config.section("standards").map(|entry| entry.value.entries()).unwrap_or_default();
    for Entry { key, value } in named {
        if cx.library.editions(&key.text).next().is_none() {
            findings
                .add(unknown(cx, &key.text, key.span).about(format!("{PROJECT_FILE}#standards")));
            continue;
        }
        let Some((node, edition)) = value.get("edition").and_then(|n| Some((n, n.text()?))) else {
            continue;
        };
        if cx.library.edition(&key.text, Some(edition)).is_none() {
            let known: Vec<String> =
                cx.library.editions(&key.text).map(|one| format!("`{}`", one.edition)).collect();
            let message = format!("`{}` has no edition `{edition}`", key.text);
            let help = format!("known editions: {}", known.join(", "));
            let finding = Finding::at(node.span, message).help(help);
            findings.add(finding.about(format!("{PROJECT_FILE}#standards")));
        }
    }
    let asked = config.tree.at(&["gate", "clauses"]).map(Node::one_or_many).unwrap_or_default();
    for (node, id) in asked.iter().filter_map(|node| Some((node, node.text()?))) {
        let Some(newest) = cx.library.edition(id, None) else {
            findings.add(unknown(cx, id, node.span).about(format!("{PROJECT_FILE}#gate")));
            continue;
        };
        let is_named = named.iter().any(|entry| &*entry.key.text == id);
        if !is_named && newest.applies_when.is_none() {
            let message = format!("the gate asks for the clauses of `{id}`, which is not followed");
            let help =
                format!("add `{id}: {{edition: \"{}\"}}` under `standards:`", newest.edition);
            let finding = Finding::at(node.span, message).help(help);
            findings.add(finding.about(format!("{PROJECT_FILE}#gate")));
        }
    }
}

fn unknown(cx: &Context<'_>, id: &str, span: Span) -> Finding {
    let help = match cx.library.nearest(id) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known standards: {}", cx.library.ids().join(", ")),
    };
    Finding::at(span, format!("no standard is called `{id}`")).help(help)
}
