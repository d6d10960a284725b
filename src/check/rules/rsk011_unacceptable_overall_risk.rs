//! A statement that the overall residual risk of the judged release is not acceptable.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK011",
    name: "unacceptable-overall-risk",
    summary: "An evaluation says no to the overall residual risk or to the state of risk management.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every residual evaluation of the judged release says that the overall
residual risk is acceptable, that the plan was carried out and that the post-production
methods are in place, and no benefit-risk analysis of scope `overall` says otherwise. A
draft that says no counts; a retired one counts until its retirement is approved.

Why it matters: A release needs a yes to all three, and one no is not outvoted.

How to resolve: Do what is missing and evaluate anew, or retire the statement with a reason.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (record, objection) in &cx.assessment.overall_risk.against {
        let message = format!("`{}` says that {}", record.id, objection.text);
        let help = "do what is missing and evaluate anew, or retire it with a reason";
        findings.add(Finding::of(record, objection.span, message).help(help));
    }
}
