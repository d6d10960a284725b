//! A change that does not say what it touches.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;

pub(super) const RULE: Rule = Rule {
    code: "REL020",
    name: "unanswered-impact",
    summary: "The impact of a change is not answered.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every active change, and every change that the judged release includes,
states its reason and answers every question under `impact`.

Why it matters: A change whose effect on purpose, risk, class, security, use, connected
systems or identity nobody asked about may undo what was shown before it.

How to resolve: Answer each question under `impact:`; that nothing changes is an answer,
too.",
    finds: Finds::Look(check),
};

const QUESTIONS: &[&str] = &[
    "intended_purpose",
    "risk",
    "safety_class",
    "security",
    "usability",
    "connecting_systems",
    "identification",
];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let release = cx.assessment.release.record();
    let included = release.map(|release| cx.graph.targets(&release.id, "includes"));
    let is_included = |change: &&Record| included.iter().flatten().any(|other| other == change);
    for change in cx.project.of_kind("change").filter(|c| c.is_active() || is_included(c)) {
        let unanswered = QUESTIONS.iter().filter(|field| !change.states(&["impact", field]));
        let reason = ["reason"].iter().filter(|field| !change.states(&[field]));
        let missing: Vec<String> =
            reason.chain(unanswered).map(|field| format!("`{field}`")).collect();
        if !missing.is_empty() {
            let message = format!("change `{}` does not answer {}", change.id, missing.join(", "));
            let finding = Finding::of(change, change.place_of("impact"), message);
            findings.add(finding.help("answer each question; that nothing changes is an answer"));
        }
    }
}
