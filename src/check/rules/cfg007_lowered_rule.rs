//! A rule whose severity the project tries to lower.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "CFG007",
    name: "lowered-rule",
    summary: "The project file sets a rule to less than its own severity.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: `rules:` in techfile.yaml only raises severities.

Why it matters: A rule that is lowered for the whole project hides every later finding, too.

How to resolve: Remove the line.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (code, (severity, span)) in &cx.project.config.rules {
        let Some(rule) = cx.rules.iter().find(|rule| rule.code == code) else { continue };
        if *severity < rule.severity {
            let own = rule.severity.word();
            let message =
                format!("`{code}` is `{own}` and cannot be lowered to `{}`", severity.word());
            let finding = Finding::at(*span, message).about("techfile.yaml#rules");
            findings.add(finding.help("remove the line: a severity can only be raised"));
        }
    }
}
