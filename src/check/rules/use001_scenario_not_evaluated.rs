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
release. None of any other scenario that is in use may have failed on it, and no draft or retired one:
what was seen to go wrong is not undone by its status. What failed of a scenario that is retired or
not selected, on this release or one before, needs a later pass or a problem report that names it.

Why it matters: The scenarios with the worst that may follow are selected because a mistake
there harms someone.

How to resolve: Carry out the summative evaluation on the release and record the result; after a
failure, correct what was used wrongly first. If what failed is gone from the product, say so in a
problem report with `found_by: [<result>]`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    for scenario in cx.project.of_kind("use-scenario") {
        let is_retired = scenario.status == Status::Retired;
        let is_selected = !is_retired && scenario.flag(&["summative", "selected"]) == Some(true);
        let evaluations = summative(cx, scenario);
        if is_selected && !evaluations.iter().any(|evaluation| evaluation.is_active()) {
            findings.add(without_evaluation(scenario));
        }
        for evaluation in evaluations {
            let state = cx.assessment.verification(evaluation);
            let outcome = state.map_or(Outcome::NotEvaluable, |state| state.outcome);
            // What need not be evaluated must not have failed.
            let must_pass = is_selected && evaluation.is_active();
            let has_failed = !is_retired && outcome == Outcome::Fail;
            if has_failed || must_pass && outcome != Outcome::Pass {
                findings.add(not_passed(scenario, evaluation, outcome, release));
            } else if !is_selected {
                let standing = cx.assessment.standing_failures(cx.graph, evaluation);
                let untold = standing.iter().map(|result| untold(scenario, evaluation, result));
                untold.for_each(|finding| findings.add(finding));
            }
        }
    }
}

fn without_evaluation(scenario: &Record) -> Finding {
    let id = &scenario.id;
    let message = format!("scenario `{id}` has no active summative evaluation");
    let help = format!("add `evaluates: [{id}]` to a usability evaluation of type `summative`");
    Finding::of(scenario, scenario.span, message).help(help)
}

fn not_passed(
    scenario: &Record,
    evaluation: &Record,
    outcome: Outcome,
    release: &Record,
) -> Finding {
    let (by, on) = (&evaluation.id, &release.id);
    let message =
        format!("`{by}` of scenario `{}` is `{}` for `{on}`", scenario.id, outcome.word());
    let result = format!("a result `of: [{by}]` with `for_release: [{on}]`");
    let help = match outcome {
        Outcome::Fail => format!(
            "correct what was used wrongly, carry `{by}` out again in the same environment and \
             record {result}"
        ),
        _ => format!("record {result}"),
    };
    let finding = Finding::of(scenario, scenario.span, message).help(help);
    finding.also(evaluation.span, "the evaluation")
}

/// A failure that the status of its scenario, or that nobody selected it, takes out of the judgement.
fn untold(scenario: &Record, evaluation: &Record, result: &Record) -> Finding {
    let (id, by, seen) = (&scenario.id, &evaluation.id, &result.id);
    let state = if scenario.status == Status::Retired { "retired" } else { "not selected" };
    let message = format!(
        "scenario `{id}` is {state}, and no problem report tells that `{by}` failed in `{seen}`"
    );
    let help = format!(
        "write a problem report with `found_by: [{seen}]`, which says what became of it; or carry \
         `{by}` out again in the same environment"
    );
    let finding = Finding::of(scenario, scenario.span, message).help(help);
    finding.also(result.place_at(&["verdict"]), "what was seen")
}

fn summative<'a>(cx: &Context<'a>, scenario: &Record) -> Vec<&'a Record> {
    let evaluations =
        cx.graph.sources(&scenario.id, "evaluates").into_iter().map(|(source, _)| source);
    let is_summative = |record: &&Record| record.word(&["type"]) == Some("summative");
    evaluations.filter(is_summative).collect()
}
