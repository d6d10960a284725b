//! A failure found by hand that no problem report tells, and that nothing else asks about.

use crate::assess::Outcome;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Record;

pub(super) const RULE: Rule = Rule {
    code: "VER014",
    name: "unreported-failure",
    summary: "A test that counts no more has failed by hand, and no problem report tells it.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: A verification or validation that is a draft, retired or not required for release has
not failed on the judged release, or a problem report names the failed result under `found_by`. A
newer result in the same environment supersedes a failure. What is required and fails, and what
usability evaluations find, is told by rules of their own.

Why it matters: A failure is a problem of the product until somebody has looked into it; taking the
test out of the judgement does not undo what it found.

How to resolve: Write a problem report with `found_by: [<result>]`, or carry the test out again.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let activities = ["verification", "validation"].into_iter();
    let activities = activities.flat_map(|kind| cx.project.of_kind(kind));
    for activity in activities.filter(|activity| !is_asked_for(activity)) {
        let state = cx.assessment.verification(activity).into_iter();
        let deciding = state.flat_map(|state| &state.deciding);
        let by_hand = deciding.filter(|found| found.record.kind.name == "result");
        for failure in by_hand.filter(|found| found.outcome == Outcome::Fail) {
            let (result, of) = (failure.record, &activity.id);
            if cx.graph.sources(&result.id, "found_by").is_empty() {
                let message =
                    format!("`{}` of `{of}` failed, and no problem report tells it", result.id);
                let help = format!("write a problem report with `found_by: [{}]`", result.id);
                findings.add(Finding::of(result, failure.span, message).help(help));
            }
        }
    }
}

/// Whether a pass is asked for, so that a failure fails the gate by that.
fn is_asked_for(activity: &Record) -> bool {
    activity.is_active() && activity.flag(&["required_for_release"]) != Some(false)
}
