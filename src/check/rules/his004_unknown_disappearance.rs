//! It cannot be told whether records are gone since the previous release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::history::Disappearance;

pub(super) const RULE: Rule = Rule {
    code: "HIS004",
    name: "unknown-disappearance",
    summary: "It cannot be told whether records are gone since the previous release.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The release that the judged one follows names a tag, the tag exists, and its
commit is behind the judged one. Since then nothing among the records was a link, which the history
does not follow, or a file that could not be read and in which no id can be made out.

Why it matters: Without the previous release nothing tells that a record has been deleted,
so the gate stays closed.

How to resolve: Do what the finding says; mostly fetch the tags.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Disappearance::Unknown { reason, help } = &cx.assessment.disappearance else { return };
    // A missing or shallow history is the finding of another rule.
    if cx.revision.commit.is_none() || cx.revision.shallow {
        return;
    }
    let message = format!("it cannot be told whether records are gone: {reason}");
    let Some(release) = cx.assessment.release.record() else {
        let span = crate::source::Span::start_of(cx.project.config.source);
        return findings.add(Finding::at(span, message).about("techfile.yaml").help(&**help));
    };
    findings.add(Finding::of(release, release.place_of("follows"), message).help(&**help));
}
