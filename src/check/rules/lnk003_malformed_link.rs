//! A link whose text has no form that the field takes.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::graph::Fault;
use crate::model::Targets;

pub(super) const RULE: Rule = Rule {
    code: "LNK003",
    name: "malformed-link",
    summary: "The text of a link has no form that its field takes.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A link is an id, or a document section as `doc:<document>#<heading>` where
the field takes one.

Why it matters: Text that names nothing links to nothing.

How to resolve: Write the target in the form that the help line shows.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for broken in cx.graph.broken.iter().filter(|broken| broken.fault == Fault::Malformed) {
        let (link, from) = (broken.link, broken.from);
        let form = match link.field.targets {
            Targets::Kinds(_) => "write the id of a record, such as `REQ-014`",
            Targets::Section => "write a section, such as `doc:instructions-for-use#warnings`",
            Targets::Anything => {
                "write an id, `doc:<document>#<heading>`, `techfile.yaml#<section>`, \
                 `<id> <field> <id>` or `tag:<tag>`"
            }
        };
        let message = format!("`{}` is nothing that `{}` can name", link.to, link.field.name);
        let finding = Finding::of(from, link.span, message).help(form);
        findings.add(finding.also(from.span, "in this record"));
    }
}
