//! A component that is used in no software item.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "SOU004",
    name: "unused-component",
    summary: "A component is used nowhere.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every component that is not retired names under `used_in` a software item
that is not retired.

Why it matters: Where nobody knows what uses a component, nobody knows what its failure
does.

How to resolve: Name the items that use it, or retire it with a reason.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for soup in cx.project.of_kind("soup").filter(|soup| soup.status != Status::Retired) {
        let users = cx.graph.targets(&soup.id, "used_in");
        if users.iter().any(|item| item.status != Status::Retired) {
            continue;
        }
        let message = format!("component `{}` is used in no software item", soup.id);
        let finding = Finding::of(soup, soup.place_of("used_in"), message);
        findings.add(finding.help("add `used_in: [ITEM]`, or retire the record with a reason"));
    }
}
