//! An assessment that says yes to a clause, and to none of the questions that are asked of it.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::Status;
use crate::standards::{ClauseKey, split_question};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "STD012",
    name: "answer-without-question",
    summary: "An assessment says yes to a clause and names none of its questions.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every assessment whose answer is yes names a question under `answers`, as in
`iec-62304:5.6.5#procedures-adequate`. The clause alone is named by an assessment that it does
not apply, and by one whose answer is no.

Why it matters: A clause can ask several questions, and a later mapping more of them. A yes to
the clause would answer what nobody was asked.

How to resolve: Add the question behind the clause; `techfile coverage --clause
<standard>:<clause>` names those that it asks.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let assessments = cx.project.of_kind("assessment");
    let says_yes = assessments.filter(|record| {
        record.status != Status::Retired && record.word(&["answer"]) == Some("yes")
    });
    for record in says_yes {
        let named = record.node.get("answers").map(Node::one_or_many).unwrap_or_default();
        for (node, name) in named.iter().filter_map(|node| Some((node, node.text()?))) {
            let (clause, None) = split_question(name) else { continue };
            let questions = questions_of(cx, clause);
            let help = match questions[..] {
                [] => "remove it: the clause asks no question".to_string(),
                _ => format!("name one of: {}", questions.join(", ")),
            };
            let message = format!("`{}` says yes to `{clause}` and names no question", record.id);
            findings.add(Finding::of(record, node.span, message).help(help));
        }
    }
}

fn questions_of(cx: &Context<'_>, clause: &str) -> Vec<String> {
    let Some(key) = ClauseKey::parse(clause) else { return Vec::new() };
    let named = cx.project.config.tree.at(&["standards", key.standard, "edition"]);
    let edition = named.and_then(Node::text);
    let standard = cx.library.edition(key.standard, edition);
    let questions = standard.and_then(|one| one.clause(key.clause)).map(|one| one.questions());
    let named = questions.unwrap_or_default().into_iter();
    named.map(|question| format!("`{clause}#{question}`")).collect()
}
