//! A third-party component without what a reader must know of it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "SOU001",
    name: "undescribed-component",
    summary: "A component does not say who makes it, what it is for or what it needs.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every component that is not retired has a supplier, a purpose, the function
that the product requires of it, its prerequisites, and the place where its known anomalies
are published.

Why it matters: A component whose required function nobody wrote down cannot be tested, and
one whose anomalies are published nowhere cannot be watched.

How to resolve: Add the fields that the message names.",
    finds: Finds::Look(check),
};

const FIELDS: &[&str] =
    &["supplier", "purpose", "required_function", "prerequisites", "anomaly_list"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let soups = cx.project.of_kind("soup").filter(|soup| soup.status != Status::Retired);
    for soup in soups {
        let missing = soup.unstated(FIELDS);
        if !missing.is_empty() {
            let message = format!("component `{}` does not state {}", soup.id, missing.join(", "));
            findings.add(Finding::of(soup, soup.span, message).help("add each of them"));
        }
    }
}
