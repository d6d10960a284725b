//! An unacceptable risk that only information for safety controls, without justification.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK005",
    name: "information-only",
    summary: "Only information for safety controls an unacceptable risk, without justification.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A risk whose initial level is not acceptable, and whose active controls are
all information for safety, says under `information_only` why nothing better is practicable.

Why it matters: Information for safety is the last of the three options; it works only if it
is read, understood and followed.

How to resolve: Add a control by design or a protective measure, or the justification.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.risk(record) else { continue };
        let only_information = !state.controls.is_empty()
            && state.controls.iter().all(|c| c.word(&["option"]) == Some("information-for-safety"));
        if only_information && !state.initial.is_acceptable() && !record.has(&["information_only"])
        {
            let message = format!("only information for safety controls `{}`", record.id);
            let finding = Finding::of(record, record.span, message).help(
                "add another control, or say under `information_only:` why none is practicable",
            );
            findings.add(state.controls.iter().fold(finding, |finding, control| {
                finding
                    .also(control.place_at(&["option"]), format!("`{}` is information", control.id))
            }));
        }
    }
}
