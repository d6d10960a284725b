//! A link to something that does not exist.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::descriptor::nearest;
use crate::graph::Fault;
use crate::model::Targets;

pub(super) const RULE: Rule = Rule {
    code: "LNK001",
    name: "dangling-link",
    summary: "A link names something that does not exist.",
    severity: Severity::Error,
    since: "0.1",
    explain: "\
What it checks: Whatever a link names exists. A record that exists but could not be read is
reported where it stands, not here.

Why it matters: A trace that leads nowhere looks like a trace in every count.

How to resolve: Correct the id, or write the record that is meant.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for broken in cx.graph.broken.iter().filter(|broken| broken.fault == Fault::Missing) {
        let (link, from) = (broken.link, broken.from);
        let message = format!("`{}` in `{}` does not exist", link.to, link.field.name);
        let candidates = cx.project.records.iter().filter(|record| match link.field.targets {
            Targets::Kinds(kinds) => kinds.contains(&record.kind.name),
            _ => true,
        });
        let help = match nearest(&link.to, candidates.map(|record| &*record.id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the record, or remove the link".to_string(),
        };
        let finding = Finding::of(from, link.span, message).help(help);
        findings.add(finding.also(from.span, "in this record"));
    }
}
