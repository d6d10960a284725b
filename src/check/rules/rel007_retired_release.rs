//! A judgement of a release that has been retired.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "REL007",
    name: "retired-release",
    summary: "The judged release is retired.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The release that is judged is not retired.

Why it matters: A version that was withdrawn must not be found good because it once was.

How to resolve: Name another release with `--release`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    if release.status == Status::Retired {
        let message = format!("release `{}` is retired", release.id);
        let place = release.place_at(&["status"]);
        findings
            .add(Finding::of(release, place, message).help("name another one with `--release`"));
    }
}
