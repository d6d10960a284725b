//! A release whose overall residual risk nobody has evaluated.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK010",
    name: "missing-residual-evaluation",
    summary: "The judged release has no approved evaluation of its overall residual risk.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: An active residual evaluation names the judged release, and its approval is
fresh. Its fingerprint covers all harms, risks, risk controls and benefit-risk analyses of
the release's product, so it is the last to be approved.

Why it matters: Risks that are acceptable one by one may not be so together, and only people
can judge that.

How to resolve: Write a residual evaluation `of` the release and have it approved, or
evaluate anew after the risks have changed.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let overall = &cx.assessment.overall_risk;
    if overall.evaluated_by.is_some() {
        return;
    }
    let message =
        format!("the overall residual risk of `{}` has no approved evaluation", release.id);
    let help = match overall.refused.is_empty() {
        true => format!("write a residual evaluation `of: {}`, and have it approved", release.id),
        false => "mend what it says, and have the evaluation approved as it is then".to_string(),
    };
    let finding = Finding::of(release, release.span, message).help(help);
    findings.add(
        overall
            .refused
            .iter()
            .fold(finding, |finding, refused| finding.also(refused.span, &refused.text)),
    );
}
