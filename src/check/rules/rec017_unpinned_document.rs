//! An external document is not pinned by its digest.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REC017",
    name: "unpinned-document",
    summary: "An external document is not pinned by its digest.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active external document has the `sha256` of the file that is meant, beside
its number and version.

Why it matters: A document that is kept elsewhere can be replaced under the same number; only the
digest says which text was relied on.

How to resolve: Add `sha256:`; `sha256sum FILE` prints it.",
    finds: Finds::Look(check),
};

const FIELDS: &[&str] = &["sha256"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for document in cx.project.of_kind("external-document").filter(|record| record.is_active()) {
        let missing = document.unstated(FIELDS);
        if !missing.is_empty() {
            let message = format!(
                "external document `{}` does not state {}",
                document.id,
                missing.join(", ")
            );
            findings.add(
                Finding::of(document, document.span, message)
                    .help("add `sha256:`; `sha256sum FILE` prints it"),
            );
        }
    }
}
