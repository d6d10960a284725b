//! A use scenario that is selected for summative evaluation and did not pass it.

use crate::assess::Outcome;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "USE001",
    name: "scenario-not-evaluated",
    summary: "A selected use scenario has not passed a summative evaluation, or any has failed one.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every use scenario that is selected for summative evaluation is evaluated by
at least one active summative evaluation, and every such evaluation passes on the judged
release. None of any other scenario may have failed, and none that is a draft or retired: what was
seen to go wrong is not undone by its status.

Why it matters: The scenarios with the worst that may follow are selected because a mistake
there harms someone.

How to resolve: Carry out the summative evaluation on the release and record the result; after a
failure, correct what was used wrongly first.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let scenarios = cx.project.of_kind("use-scenario");
    for scenario in scenarios.filter(|record| record.status != Status::Retired) {
        let is_selected = scenario.flag(&["summative", "selected"]) == Some(true);
        let (id, on) = (&scenario.id, &release.id);
        let evaluations = summative(cx, scenario);
        if is_selected && !evaluations.iter().any(|evaluation| evaluation.is_active()) {
            let message = format!("scenario `{id}` has no active summative evaluation");
            let help =
                format!("add `evaluates: [{id}]` to a usability evaluation of type `summative`");
            findings.add(Finding::of(scenario, scenario.span, message).help(help));
        }
        for evaluation in evaluations {
            let state = cx.assessment.verification(evaluation);
            let outcome = state.map_or(Outcome::NotEvaluable, |state| state.outcome);
            // What need not be evaluated must not have failed.
            let must_pass = is_selected && evaluation.is_active();
            if outcome == Outcome::Fail || must_pass && outcome != Outcome::Pass {
                let by = &evaluation.id;
                let message =
                    format!("`{by}` of scenario `{id}` is `{}` for `{on}`", outcome.word());
                let result = format!("a result `of: [{by}]` with `for_release: [{on}]`");
                let help = match outcome {
                    Outcome::Fail => format!(
                        "correct what was used wrongly, carry `{by}` out again in the same \
                         environment and record {result}"
                    ),
                    _ => format!("record {result}"),
                };
                let finding = Finding::of(scenario, scenario.span, message).help(help);
                findings.add(finding.also(evaluation.span, "the evaluation"));
            }
        }
    }
}

fn summative<'a>(cx: &Context<'a>, scenario: &Record) -> Vec<&'a Record> {
    let evaluations =
        cx.graph.sources(&scenario.id, "evaluates").into_iter().map(|(source, _)| source);
    let is_summative = |record: &&Record| record.word(&["type"]) == Some("summative");
    evaluations.filter(is_summative).collect()
}
