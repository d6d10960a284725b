//! A test run on a commit that does not lead to the judged one.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::history::Ancestry;

pub(super) const RULE: Rule = Rule {
    code: "VER005",
    name: "foreign-build",
    summary: "A test run was on a commit that does not lead to the judged one.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The `commit` of every active test run is the judged commit or one behind it.
Seven digits of its id are enough where they name one commit. In a history that is not
whole it cannot be told. Until then a pass of the run counts for nothing; a failure always does.

Why it matters: A build from another branch is not what is released, whatever its tests say.

How to resolve: Merge the commit that was tested, or run the tests on one that is behind the
judged revision.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // Only commands that judge look at the history.
    if cx.assessment.ancestry == Ancestry::NotLooked {
        return;
    }
    for run in cx.project.of_kind("test-run").filter(|record| record.is_active()) {
        let is_supplied = cx.project.supplied.iter().any(|id| **id == *run.id);
        let Some(commit) = run.word(&["commit"]).filter(|_| !is_supplied) else { continue };
        let (message, help) = match cx.assessment.ancestry.holds(commit) {
            Some(true) => continue,
            Some(false) => (
                format!(
                    "`{commit}`, which `{}` tested, does not lead to the judged commit",
                    run.id
                ),
                "is that the id that `git rev-parse HEAD` printed where the tests ran? If so, merge it, \
                 or test a commit that is behind the judged one",
            ),
            None => (
                format!("it cannot be told whether `{commit}` leads to the judged commit"),
                "put the project under git, or fetch the whole history",
            ),
        };
        findings.add(Finding::of(run, run.place_at(&["commit"]), message).help(help));
    }
}
