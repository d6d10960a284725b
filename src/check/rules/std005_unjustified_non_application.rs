//! A clause that is left out without a reason that somebody answers for.

use crate::assess::Approval;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::PROJECT_FILE;
use crate::coverage::{Omitted, left_out};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "STD005",
    name: "unjustified-non-application",
    summary: "A clause is left out without an approved justification.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every clause under `not_applied` or `excluded`, and every route under `routes`
that stands in the place of clauses, has a justification, an excluded one names the law that
permits it, and `techfile.yaml#standards` is approved as it is now.

Why it matters: What nobody answers for is not left out but forgotten; the clause counts as
applicable until then.

How to resolve: Write the justification, and have `techfile.yaml#standards` approved.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let left_out = left_out(cx.project);
    let is_approved = matches!(cx.assessment.approvals.of_section("standards"), Approval::Fresh(_));
    for left in left_out {
        let name = format!("{}:{}", left.standard, left.clause);
        let (message, help) = if left.justification(cx.project).is_none() {
            (
                format!("no reason is given why `{name}` is left out"),
                "say why, by the activities of the maker or the nature of the product",
            )
        } else if left.how == Omitted::Excluded && left.law(cx.project).is_none() {
            (format!("no law is named that permits to leave out `{name}`"), "add `permitted_by:`")
        } else if !is_approved {
            (
                format!("it is not approved that `{name}` is left out"),
                "have `techfile.yaml#standards` approved as it is now",
            )
        } else {
            continue;
        };
        let finding = Finding::at(left.span, message).help(help);
        findings.add(finding.about(format!("{PROJECT_FILE}#standards")));
    }
}
