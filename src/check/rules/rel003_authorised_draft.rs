//! A draft that claims to be released.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "REL003",
    name: "authorised-draft",
    summary: "A draft release says who released it.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No draft release has `authorised_by`.

Why it matters: A person releases a version that is decided on. A draft still changes, and
needs no approval.

How to resolve: Remove `authorised_by`, or make the release active.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let releases = cx.project.of_kind("release");
    for release in releases.filter(|release| release.status == Status::Draft) {
        if release.has(&["authorised_by"]) {
            let message = format!("draft `{}` says who released it", release.id);
            let place = release.place_of("authorised_by");
            let help = "remove `authorised_by`, or write `status: active`";
            findings.add(Finding::of(release, place, message).help(help));
        }
    }
}
