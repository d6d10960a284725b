//! No risk arises from a threat.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;

pub(super) const RULE: Rule = Rule {
    code: "RSK013",
    name: "threat-without-risk",
    summary: "No risk arises from a threat.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every threat that is not retired is named under `arises_from` of a risk that
is not retired and belongs to the product whose release is judged.

Why it matters: Whether an attack can harm somebody is a question of the risk analysis; a
threat that stands outside it was not answered.

How to resolve: Write the risk that arises from the threat, however small it is, or retire the
threat with a reason.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for threat in cx.project.of_kind("threat").filter(|record| record.status != Status::Retired) {
        let mut risks = cx.graph.sources(&threat.id, "arises_from").into_iter();
        if risks.any(|(risk, _)| cx.counts_for(risk, threat)) {
            continue;
        }
        let message = format!("no risk arises from threat `{}`", threat.id);
        let help = format!("add `arises_from: [{}]` to a risk, or retire the record", threat.id);
        findings.add(Finding::of(threat, threat.span, message).help(help));
    }
}
