//! A narrative text asks for something that cannot be computed.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Piece, Query, pieces};

pub(super) const RULE: Rule = Rule {
    code: "DOC004",
    name: "faulty-query",
    summary: "A narrative text asks for something that cannot be computed.",
    severity: Severity::Warning,
    waivable: true,
    since: "0.1",
    explain: "\
What it checks: What stands between `{{` and `}}` in a narrative text is a call of `count`,
`records` or `value` whose kind, fields and values exist.

Why it matters: The document shows the call as it was typed where a number should stand.

How to resolve: Correct the name, as the message says. A text that shows braces stands in
backticks.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for narrative in &cx.project.narratives {
        for (start, end, piece) in pieces(&narrative.prose()) {
            let Piece::Query(query) = piece else { continue };
            let Err(message) = Query::parse(query) else { continue };
            let help = "write, for example, `{{ count(kind=\"risk\") }}`";
            let about = format!("doc:{}", narrative.document);
            let finding = Finding::at(narrative.place(start, end), message);
            findings.add(finding.help(help).about(about));
        }
    }
}
