//! A verification does not say what counts as a pass, or how it is done.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "VER008",
    name: "verification-without-criteria",
    summary: "A verification does not say what counts as a pass, or how it is done.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active verification has acceptance criteria. A test or demonstration that no
automated tests carry out has a procedure, too.

Why it matters: A pass shows something only if it was laid down before what must be seen for it,
and if somebody else can repeat it.

How to resolve: Add `acceptance_criteria:`, and `procedure:` or `tests:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("verification").filter(|record| record.is_active()) {
        let mut missing = record.unstated(&["acceptance_criteria"]);
        let is_carried_out = matches!(record.word(&["method"]), Some("test" | "demonstration"));
        if is_carried_out && !record.has(&["tests"]) {
            missing.extend(record.unstated(&["procedure"]));
        }
        if !missing.is_empty() {
            let message =
                format!("verification `{}` does not state {}", record.id, missing.join(", "));
            findings.add(Finding::of(record, record.span, message).help("add each of them"));
        }
    }
}
