//! A file in the evidence folder that nothing names.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    code: "REC016",
    name: "unnamed-evidence",
    summary: "A file in the evidence folder is named nowhere.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every file in the evidence folder stands under `evidence` of techfile.yaml with
its SHA-256, or is the results file of a test run.

Why it matters: The results that nobody named may be those that failed.

How to resolve: Name the file with its digest, or move it out of the folder.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let config = &cx.project.config;
    for file in cx.project.evidence_files.iter().filter(|file| !cx.project.pins_file(file)) {
        let message = format!("`{file}` is named by no test run and not under `evidence`");
        let help = format!("add `{{file: {file}, sha256: …}}` to `evidence:`, or move it");
        let place = match config.section("evidence") {
            Some(_) => config.place_of("evidence"),
            None => Span::start_of(config.source),
        };
        let finding = Finding::at(place, message).about("techfile.yaml#evidence");
        findings.add(finding.help(help));
    }
}
