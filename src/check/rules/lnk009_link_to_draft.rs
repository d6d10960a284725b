//! A link from an active record to a draft.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "LNK009",
    name: "link-to-draft",
    summary: "An active record rests on a draft.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No active record rests on a draft. What only speaks of one may name it: reviews and
design reviews, waivers, and what a problem report concerns or was found by. So may anything name the
release that it is for, which is a draft until it is released.

Why it matters: A draft counts for nothing: a control that is made a draft again is out of the
judgement, while the estimates that it was approved with stay.

How to resolve: Finish the draft and have it approved, or remove the link.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let active = cx.project.records.iter().filter(|record| record.is_active());
    for record in active {
        for link in record.links.iter().filter(|link| link.field.rests_on_target) {
            let Some(target) = cx.project.record(&link.to) else { continue };
            if target.status == Status::Draft && target.kind.name != "release" {
                let message = format!("`{}` rests on the draft `{}`", record.id, target.id);
                let finding = Finding::of(record, link.span, message).help(format!(
                    "finish `{}` and have it approved, or remove the link",
                    target.id
                ));
                findings.add(finding.also(target.place_at(&["status"]), "a draft"));
            }
        }
    }
}
