//! A configuration that says something else than the records.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::model::{Record, Status, prefix_of};
use crate::yaml::Node;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "REL006",
    name: "contradicted-configuration",
    summary: "The configuration of the judged release contradicts the records.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: An entry under `configuration` of the judged release that is the id of a
record names one that exists and is not retired, and a component in the version that its
record states. Every component of the product that is not retired is listed, once there is a list.

Why it matters: A component was evaluated in one version; another version in the release was
evaluated by nobody.

How to resolve: Correct the entry, or the record and its evaluation.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(release) = cx.assessment.release.record() else { return };
    let parts = release.node.get("configuration").map(Node::one_or_many).unwrap_or_default();
    let text = |part: &Node, field: &str| part.get(field).and_then(Node::text).map(str::to_string);
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for part in parts {
        let (Some(item), Some(version)) = (text(part, "item"), text(part, "version")) else {
            continue;
        };
        if let Some(message) = contradiction(cx, &item, &version) {
            let help = "correct the entry, or the record and its evaluation";
            findings.add(Finding::of(release, part.span, message).help(help));
        }
        listed.insert(item);
    }
    let soups: Vec<&Record> = cx
        .project
        .of_kind("soup")
        .filter(|soup| soup.status != Status::Retired && cx.project.shares_product(release, soup))
        .collect();
    // Without any list another rule asks for one.
    let left_out = soups.iter().filter(|soup| !parts.is_empty() && !listed.contains(&*soup.id));
    for soup in left_out {
        let message =
            format!("the configuration of `{}` leaves out component `{}`", release.id, soup.id);
        let place = release.place_of("configuration");
        let finding = Finding::of(release, place, message).also(soup.span, "the component");
        findings.add(finding.help(format!("add `{}` with its version, or retire it", soup.id)));
    }
}

fn contradiction(cx: &Context<'_>, item: &str, version: &str) -> Option<String> {
    let prefix = prefix_of(item)?;
    let is_id = cx.project.config.prefixes.contains_key(prefix);
    let Some(record) = cx.project.record(item) else {
        return is_id.then(|| format!("there is no record `{item}`"));
    };
    if record.status == Status::Retired {
        return Some(format!("`{item}` is retired"));
    }
    let stated = record.word(&["version"]).filter(|stated| *stated != version)?;
    Some(format!("`{item}` is in version {stated} by its record, not {version}"))
}
