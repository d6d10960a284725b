//! A software item outside every software system.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "CLS006",
    name: "part-without-system",
    summary: "A software item or unit is part of no software system.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every software item or unit is part of a software item of the type `system`,
directly or through others.

Why it matters: The class of a system is that of its worst part: a part that belongs to none
counts nowhere.

How to resolve: Add `part_of:`, or say `type: system`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let contained = contained_in_systems(cx);
    let items = cx.project.of_kind("software-item");
    for item in items.filter(|item| item.status != Status::Retired) {
        if contained.contains(&*item.id) {
            continue;
        }
        let message = format!("`{}` is part of no software system", item.id);
        let finding = Finding::of(item, item.place_of("part_of"), message);
        findings.add(finding.help("add `part_of:`, or say `type: system`"));
    }
}

/// Returns every software system and all that is part of one, directly or through others.
fn contained_in_systems<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    let is_system =
        |item: &&Record| item.word(&["type"]) == Some("system") && item.status != Status::Retired;
    let mut waiting: Vec<&Record> = cx.project.of_kind("software-item").filter(is_system).collect();
    let mut contained = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        if contained.insert(&*next.id) {
            let parts = cx.graph.sources(&next.id, "part_of");
            waiting.extend(parts.into_iter().map(|(part, _)| part));
        }
    }
    contained
}
