//! A review in a role that its person does not hold.

use crate::assess::{holds_role, is_entitled};
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};

pub(super) const RULE: Rule = Rule {
    code: "REV004",
    name: "unentitled-reviewer",
    summary: "A review is given in a role that its person does not hold.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The person of a review is listed under `manufacturer.people` with the role
of the review. A draft is left alone, unless it rejects: a no is not undone by its status.

Why it matters: A review by someone who may not decide does not count, whatever it says.

How to resolve: Correct the person or the role, or add the role in techfile.yaml.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let decides = |review: &&Record| {
        review.status != Status::Draft || review.word(&["decision"]) != Some("accepted")
    };
    let reviews = cx.project.of_kind("review").filter(decides);
    for record in reviews.filter(|record| !is_entitled(cx.project, record)) {
        // An absent or unknown person or role has its own diagnostic.
        let (Some(by), Some(role)) = (record.word(&["by"]), record.word(&["role"])) else {
            continue;
        };
        // One who had left has its own diagnostic, too.
        let person = cx.project.config.people.get(by);
        let Some(person) = person.filter(|person| !holds_role(person, record)) else { continue };
        let message = format!("`{by}` does not hold the role `{role}`");
        let help = match &person.roles[..] {
            [] => "give the person roles under `manufacturer.people` in techfile.yaml".to_string(),
            roles => format!("roles of `{by}`: {}", roles.join(", ")),
        };
        findings.add(Finding::of(record, record.place_at(&["role"]), message).help(help));
    }
}
