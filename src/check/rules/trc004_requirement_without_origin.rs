//! A requirement that comes from no need, requirement or risk control.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "TRC004",
    name: "requirement-without-origin",
    summary: "A requirement comes from no need, requirement or risk control.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: Every active requirement satisfies a need or another requirement, or
implements a risk control.

Why it matters: A requirement without origin is either a need that was never written down or
a function that nobody asked for.

How to resolve: Add `satisfies` or `implements`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("requirement").filter(|record| record.is_active()) {
        if record.links_of("satisfies").chain(record.links_of("implements")).next().is_none() {
            let message = format!("requirement `{}` has no origin", record.id);
            let help =
                "add `satisfies:` with a need or requirement, or `implements:` with a risk control";
            findings.add(Finding::of(record, record.span, message).help(help));
        }
    }
}
