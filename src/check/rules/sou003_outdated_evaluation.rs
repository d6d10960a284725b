//! A component that was evaluated too long ago.

use crate::assess::SoupState;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "SOU003",
    name: "outdated-evaluation",
    summary: "The evaluation of a component has run out.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The evaluation of every component is no older than
`gate.intervals.soup-evaluation`, or six months where the project sets none, on the day of the
judgement.

Why it matters: New anomalies become known after the last look at the list.

How to resolve: Look through the published anomalies again, and record the new date.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for soup in cx.project.of_kind("soup") {
        let Some(SoupState::Overdue(day)) = cx.assessment.component(soup) else { continue };
        let message = format!("the evaluation of component `{}` held until {day}", soup.id);
        let place = soup.place_at(&["evaluation", "date"]);
        let help = "evaluate the known anomalies again, and record the date";
        findings.add(Finding::of(soup, place, message).help(help));
    }
}
