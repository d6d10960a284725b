//! A finding of a usability evaluation whose cause nobody looked for.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "USE002",
    name: "unexplained-finding",
    summary: "A finding of a usability evaluation has no root cause.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every finding of a usability evaluation that is not retired has a
`root_cause`.

Why it matters: Without its cause nobody can say whether a mistake of use will happen again.

How to resolve: Find out why it happened, and add `root_cause:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let evaluations = cx.project.of_kind("usability-evaluation");
    for record in evaluations.filter(|record| record.status != Status::Retired) {
        let seen = record.node.get("findings").map(Node::items).unwrap_or_default();
        for (index, node) in seen.iter().enumerate() {
            let text = |node: &Node| node.text().is_some_and(|text| !text.trim().is_empty());
            let is_explained = node.get("root_cause").is_some_and(|cause| {
                text(cause) || cause.entries().iter().any(|entry| text(&entry.value))
            });
            if !is_explained {
                let message = format!("finding {} of `{}` has no root cause", index + 1, record.id);
                findings.add(Finding::of(record, node.span, message).help("add `root_cause:`"));
            }
        }
    }
}
