//! Something that a person is said to have done after leaving.

use crate::assess::has_left;
use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::Person;
use crate::descriptor::{Field, Type, Vocabulary};
use crate::diagnostic::Severity;
use crate::model::Record;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "REC018",
    name: "act-after-leaving",
    summary: "Somebody is said to have done something after leaving.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: No person with a `left` day in `manufacturer.people` reviewed, tested, judged, took
part or closed anything on a later day. Such a review counts for nothing.

Why it matters: Who has left stays in the list, since what was done before is evidence; nobody may
go on deciding under that name.

How to resolve: Correct the day or the person, or have somebody who is there do it again.",
    finds: Finds::Look(check),
};

/// Fields that say when the people beside them did something.
const WHEN: &[&str] = &["date", "done"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // Mostly nobody has left, and then no record needs to be looked at.
    if cx.project.config.people.values().all(|person| person.left.is_none()) {
        return;
    }
    for record in &cx.project.records {
        look(cx, record, &record.node, record.kind.fields, findings);
    }
}

fn look(cx: &Context<'_>, record: &Record, node: &Node, fields: &[Field], findings: &mut Findings) {
    let when = WHEN.iter().find_map(|name| node.get(name)?.text());
    for field in fields {
        let Some(value) = node.get(field.name) else { continue };
        match field.of {
            Type::Name(Vocabulary::Person) | Type::Set(&Type::Name(Vocabulary::Person)) => {
                let people = value.one_or_many().iter().filter(|_| when.is_some());
                people
                    .filter_map(|name| found(cx, record, name, when))
                    .for_each(|one| findings.add(one));
            }
            Type::Group(inner) => look(cx, record, value, inner, findings),
            Type::List(Type::Group(inner)) | Type::Set(Type::Group(inner)) => {
                value.one_or_many().iter().for_each(|one| look(cx, record, one, inner, findings));
            }
            _ => {}
        }
    }
}

fn found(cx: &Context<'_>, record: &Record, name: &Node, when: Option<&str>) -> Option<Finding> {
    let key = name.text()?;
    let person: &Person = cx.project.config.people.get(key)?;
    if !has_left(person, when) {
        return None;
    }
    let (left, when) = (person.left.as_deref().unwrap_or_default(), when.unwrap_or_default());
    let message = format!("`{key}` left on {left}, and `{}` names the day {when}", record.id);
    let finding = Finding::of(record, name.span, message);
    Some(finding.help("correct the day or the person, or have somebody who is there do it again"))
}
