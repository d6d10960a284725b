//! An evaluation that says acceptable where the matrix says otherwise.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK007",
    name: "contradicted-evaluation",
    summary: "An evaluation says that a risk is acceptable, and the matrix says otherwise.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A risk that is evaluated as acceptable has an acceptable residual level, or an
approved benefit-risk analysis accepts it.

Why it matters: The criteria were set before the evaluation; an evaluation cannot override
them.

How to resolve: Control the risk further, correct the evaluation, or weigh the risk in a
benefit-risk analysis where the level allows it.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.risk(record) else { continue };
        let Some(level) = state.residual.level.filter(|_| !state.is_tolerable()) else { continue };
        if record.flag(&["evaluation", "acceptable"]) == Some(true) {
            let message = format!(
                "`{}` is called acceptable, and its residual level is `{}`",
                record.id, level.name
            );
            let finding =
                Finding::of(record, record.place_at(&["evaluation", "acceptable"]), message);
            findings.add(finding.help("control the risk further, or correct the evaluation"));
        }
    }
}
