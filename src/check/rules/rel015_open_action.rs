//! An action of a design review is not done.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "REL015",
    name: "open-action",
    summary: "An action of a design review is not done.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every action of a design review has the day on which it was `done`. A draft and a
retired review count, since what they ask for was found all the same.

Why it matters: A design goes out as it was before the review asked for the change.

How to resolve: Carry out the action, and add `done:` with the day.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let reviews = cx.project.of_kind("design-review");
    // What was to be done stays to be done, whatever becomes of the record of the meeting.
    for review in reviews {
        let actions = review.node.get("actions").map(Node::one_or_many).unwrap_or_default();
        for (index, action) in actions.iter().enumerate() {
            if action.get("done").and_then(Node::text).is_none_or(|day| day.trim().is_empty()) {
                let message = format!("action {} of `{}` is not done", index + 1, review.id);
                let finding = Finding::of(review, action.span, message);
                findings.add(finding.help("carry it out, and add `done:` with the day"));
            }
        }
    }
}
