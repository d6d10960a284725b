//! A risk control that names effects on other risks and denies them.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK008",
    name: "contradicted-outcome",
    summary: "A risk control names effects on other risks and a reason why there are none.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A risk control has either `outcome: {none: …}` or links under `introduces`
or `affects`.

Why it matters: One of the two statements is wrong.

How to resolve: Remove the one that is.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("risk-control") {
        let mut effects = record.links_of("introduces").chain(record.links_of("affects"));
        if let (Some(effect), true) = (effects.next(), record.has(&["outcome", "none"])) {
            let message =
                format!("`{}` has no effect on other risks, and names `{}`", record.id, effect.to);
            let finding = Finding::of(record, record.place_at(&["outcome", "none"]), message);
            findings.add(finding.help("remove one of the two").also(effect.span, "named here"));
        }
    }
}
