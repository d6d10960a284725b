//! A result that names a file as evidence which nothing pins.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "VER006",
    name: "unpinned-evidence",
    summary: "A result names a file as evidence, and nothing pins its content.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every file that an active result names under `evidence` stands under `evidence` of
techfile.yaml with its SHA-256, or is the results file of a test run.

Why it matters: A file that is not pinned may be another one tomorrow, or none.

How to resolve: Add the file with its digest to `evidence:` in techfile.yaml.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for result in cx.project.of_kind("result").filter(|record| record.is_active()) {
        let named = result.node.get("evidence").map(Node::one_or_many).unwrap_or_default();
        for node in named {
            let Some(file) = node.text().filter(|file| !cx.project.pins_file(file)) else {
                continue;
            };
            let message = format!("`{file}`, evidence of `{}`, is pinned nowhere", result.id);
            let help = format!("add `{{file: {file}, sha256: …}}` to `evidence:` in techfile.yaml");
            findings.add(Finding::of(result, node.span, message).help(help));
        }
    }
}
