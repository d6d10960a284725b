//! A significant residual risk that users are told nowhere.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "RSK006",
    name: "undisclosed-residual-risk",
    summary: "A significant residual risk is disclosed nowhere.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A risk whose residual level has `disclose: true` names a document section
under `disclosed_in`, and there is a text below its heading, in every language that the document
has.

Why it matters: Users must know the significant residual risks to work with them.

How to resolve: Write the section, and name it under `disclosed_in`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for record in cx.project.of_kind("risk").filter(|record| record.is_active()) {
        let Some(state) = cx.assessment.risk(record).filter(|state| state.lacks_disclosure())
        else {
            continue;
        };
        let level = state.residual.level.map_or("", |level| &*level.name);
        let message =
            format!("the residual level `{level}` of `{}` is disclosed nowhere", record.id);
        let help = match record.links_of("disclosed_in").count() {
            0 => "add `disclosed_in: [\"doc:<document>#<heading>\"]`",
            _ => "write the section that it names, in every language that its document has",
        };
        findings.add(Finding::of(record, record.place_of("disclosed_in"), message).help(help));
    }
}
