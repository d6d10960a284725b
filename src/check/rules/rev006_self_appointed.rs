//! People and roles that are not approved by those who could decide before.

use crate::assess::AppointmentLack;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::{PEOPLE_SECTION, PROJECT_FILE};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "REV006",
    name: "self-appointed",
    summary: "The list of people and roles is not approved by those who could decide before.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The `manufacturer` section as it stands is approved by a person who held the
role of the review at the previous release, and has been given no other role since. Where
somebody is given a role, a person who held that role has approved it, and a second person, if
there was one. Before the first release it is the commit that first named people.

Why it matters: One edit of the list would let anybody approve anything, the edit included; and
one person who invents a second one would approve twice.

How to resolve: Have the section approved by people who could decide before. Whoever leaves
stays in the list until somebody else is appointed.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(appointed) = &cx.assessment.self_appointed else { return };
    let target = format!("{PROJECT_FILE}#{PEOPLE_SECTION}");
    let since = match &appointed.since {
        Some(tag) => format!("at `{tag}`"),
        None => "when people were first named".to_string(),
    };
    let (what, who) = match &appointed.lacks {
        AppointmentLack::Anybody => (
            format!("is approved by nobody who could decide {since}"),
            format!("a person who held the role of the review {since}"),
        ),
        AppointmentLack::SecondPerson => (
            "gives somebody a role, and one person alone has approved that".to_string(),
            format!("a second person who could decide {since}"),
        ),
        AppointmentLack::HolderOf(role) => (
            format!(
                "gives somebody the role `{role}`, and nobody has approved it who held it {since}"
            ),
            format!("a person who held `{role}` {since}"),
        ),
    };
    let place = cx.project.config.place_of(PEOPLE_SECTION);
    let finding = Finding::at(place, format!("`{target}` {what}")).about(target);
    let finding = finding.help(format!("have it approved by {who}"));
    findings.add(finding.also(appointed.pin.link.span, "the review"));
}
