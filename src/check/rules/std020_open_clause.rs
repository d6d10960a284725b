//! A clause that the gate asks for, and that is open at the release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::coverage::{Coverage, Covered};
use crate::diagnostic::Severity;
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "STD020",
    name: "open-clause",
    summary: "A clause of a standard that the gate asks for is open at the release.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Where `gate.clauses` names a standard, the evidence of each of its clauses is
complete on the judged release, or the clause is not applicable: by class, by condition, or
by an approved justification.

Why it matters: A clause that is open when the version goes out stays open.

How to resolve: `techfile coverage --clause <standard>:<clause>` says what is missing, and
the next step.",
    finds: Finds::Coverage(check),
};

fn check(cx: &Context<'_>, coverage: &Coverage<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let asked = cx.project.config.tree.at(&["gate", "clauses"]);
    for node in asked.map(Node::one_or_many).unwrap_or_default() {
        let Some(covered) = node.text().and_then(|id| coverage.of(id)) else { continue };
        check_standard(coverage, covered, &release.id, node.span, findings);
    }
}

fn check_standard(
    coverage: &Coverage<'_>,
    covered: &Covered<'_>,
    release: &str,
    span: Span,
    findings: &mut Findings,
) {
    let clauses = covered.standard.clauses.iter().zip(&covered.clauses);
    for (clause, state) in clauses.filter(|(clause, _)| clause.kind.demands()) {
        if !state.state.is_open() {
            continue;
        }
        let name = format!("{}:{}", covered.standard.id, clause.id);
        let word = state.state.word();
        let message = format!("clause `{name}` is open at `{release}`: {word}");
        let needs = coverage.needs_of(state).flat_map(|need| &need.missing);
        let first = state.missing.iter().chain(needs).next();
        let step = first.map(|missing| missing.step("en"));
        let help = step.map_or_else(String::new, |step| format!("{}; {}", step.missing, step.next));
        findings.add(Finding::at(span, message).help(help).about(name));
    }
}
