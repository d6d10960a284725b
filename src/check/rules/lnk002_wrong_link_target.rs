//! A link to a record of a kind that the field does not take.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::graph::Fault;
use crate::model::kinds::KINDS;
use crate::model::{Kind, LinkField, Targets};

pub(super) const RULE: Rule = Rule {
    code: "LNK002",
    name: "wrong-link-target",
    summary: "A link names a record of a kind that its field does not take.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A link names a record of one of the kinds that its field takes.

Why it matters: A trace to the wrong kind of record fills a column of a matrix without
meaning anything.

How to resolve: Name a record of the right kind, or use the field that fits.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for broken in cx.graph.broken.iter().filter(|broken| broken.fault == Fault::WrongKind) {
        let (link, from) = (broken.link, broken.from);
        let kind = cx.project.record(&link.to).map_or("record", |record| record.kind.name);
        let message = format!("`{}` cannot name a {kind}", link.field.name);
        let takes = match link.field.targets {
            Targets::Kinds(kinds) => kinds.join(", "),
            Targets::Section => "document section".to_string(),
            Targets::Anything => "anything".to_string(),
        };
        let finding = Finding::of(from, link.span, message);
        let help = format!("it takes: {takes}{}", fitting(from.kind, kind));
        findings.add(finding.help(help).also(from.span, "in this record"));
    }
}

/// Says which fields name a record of a kind: those of the record itself, or else those of other kinds.
fn fitting(from: &Kind, named: &str) -> String {
    let takes = |field: &&LinkField| matches!(field.targets, Targets::Kinds(kinds) if kinds.contains(&named));
    let own: Vec<String> =
        from.links.iter().filter(takes).map(|field| format!("`{}`", field.name)).collect();
    if !own.is_empty() {
        return format!("; {} takes a {named}", own.join(", "));
    }
    let of_others = KINDS.iter().flat_map(|kind| {
        kind.links
            .iter()
            .filter(takes)
            .map(move |field| format!("`{}` of a {}", field.name, kind.name))
    });
    let of_others: Vec<String> = of_others.collect();
    match of_others.is_empty() {
        true => String::new(),
        false => format!("; a {named} is named by {}", of_others.join(", ")),
    }
}
