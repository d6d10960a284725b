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
    let items = cx.project.of_kind("software-item");
    for item in items.filter(|item| item.status != Status::Retired) {
        if is_in_system(cx, item) {
            continue;
        }
        let message = format!("`{}` is part of no software system", item.id);
        let finding = Finding::of(item, item.place_of("part_of"), message);
        findings.add(finding.help("add `part_of:`, or say `type: system`"));
    }
}

fn is_in_system(cx: &Context<'_>, item: &Record) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = vec![item];
    while let Some(next) = waiting.pop() {
        if next.word(&["type"]) == Some("system") && next.status != Status::Retired {
            return true;
        }
        if seen.insert(&next.id) {
            waiting.extend(cx.graph.targets(&next.id, "part_of"));
        }
    }
    false
}
