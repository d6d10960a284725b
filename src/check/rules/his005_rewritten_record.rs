//! A result, test run or review that says something else than was recorded, or an action that is gone.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "HIS005",
    name: "rewritten-record",
    summary: "A result, test run or review says something else than was recorded, or an action is gone.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: No field or link of a result, test run or review is another one than a commit
since the previous release has recorded, on any branch; and every action of a design review is still
among its actions. Status, title, text and tags may change. A review of the record as it stands
accepts the change, by somebody who is not its person and has not approved it as it was.

Why it matters: Results need no approval: a failure that is edited to a pass would be a pass. What a
design review asked for is not done by deleting it.

How to resolve: Restore what was recorded, and record what is true as a new result or review; an
action that is not needed any more gets its `done`, and `text` says why.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for fact in &cx.assessment.rewritten {
        let Some(record) = cx.project.record(&fact.id) else { continue };
        let said = |value: &Option<String>| match value {
            Some(value) => format!("`{value}`"),
            None => "absent".to_string(),
        };
        let message = format!(
            "`{}` of `{}` was {} and is {}",
            fact.path,
            fact.id,
            said(&fact.before),
            said(&fact.after)
        );
        let top = fact.path.split(['.', '[']).next().unwrap_or_default();
        let finding = Finding::of(record, record.place_of(top), message);
        findings.add(finding.help(format!(
            "see commit {}; restore it and record what is true anew, or have somebody else review `{}` as it is",
            fact.commit, fact.id
        )));
    }
}
