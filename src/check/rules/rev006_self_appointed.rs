//! People and roles that only those have approved who were given their role by it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::{PEOPLE_SECTION, PROJECT_FILE};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REV006",
    name: "self-appointed",
    summary: "Only people whom it appoints have approved the list of people and roles.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The `manufacturer` section as it stands is approved by a person who held the
role of the review at the previous release, and has been given no other role since. Before the
first release it is the commit that first named people.

Why it matters: One edit of the list would let anybody approve anything, the edit included.

How to resolve: Have somebody approve the section who could decide before. Whoever leaves stays
in the list until somebody else is appointed.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(appointed) = &cx.assessment.self_appointed else { return };
    let target = format!("{PROJECT_FILE}#{PEOPLE_SECTION}");
    let since = match &appointed.since {
        Some(tag) => format!("at `{tag}`"),
        None => "when people were first named".to_string(),
    };
    let message = format!("`{target}` is approved by nobody who could decide {since}");
    let help = format!("have it approved by a person who held the role of the review {since}");
    let place = cx.project.config.place_of(PEOPLE_SECTION);
    let finding = Finding::at(place, message).about(target).help(help);
    findings.add(finding.also(appointed.pin.link.span, "a role that the section itself gives"));
}
