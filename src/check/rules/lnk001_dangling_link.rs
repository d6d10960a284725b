//! A link to something that does not exist.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::config::PROJECT_FILE;
use crate::descriptor::nearest;
use crate::diagnostic::Severity;
use crate::graph::Fault;
use crate::model::{Link, Project, Target, Targets};
use std::borrow::Cow;

pub(super) const RULE: Rule = Rule {
    code: "LNK001",
    name: "dangling-link",
    summary: "A link names something that does not exist.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Whatever a link names exists. A record that exists but could not be read is
reported where it stands, not here.

Why it matters: A trace that leads nowhere looks like a trace in every count.

How to resolve: Correct the id, or write the record that is meant.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let dangling = cx.graph.broken.iter().filter(|broken| broken.fault == Fault::Missing);
    for (index, broken) in dangling.enumerate() {
        let (link, from) = (broken.link, broken.from);
        let message = format!("`{}` in `{}` does not exist", link.to, link.field.name);
        let near = if index < MOST_SUGGESTIONS { suggestion(cx.project, link) } else { None };
        let help = near.unwrap_or_else(|| next_step(&link.to).to_string());
        let finding = Finding::of(from, link.span, message).help(help);
        findings.add(finding.also(from.span, "in this record"));
    }
}

/// Comparing every id with every other would take minutes where a whole folder is missing.
const MOST_SUGGESTIONS: usize = 100;

fn suggestion(project: &Project, link: &Link) -> Option<String> {
    let candidates = candidates(project, link);
    let near = nearest(&link.to, candidates.iter().map(|candidate| &**candidate))?;
    Some(format!("did you mean `{near}`?"))
}

/// What the link could have meant.
fn candidates<'a>(project: &'a Project, link: &Link) -> Vec<Cow<'a, str>> {
    let takes = |kind: &str| match link.field.targets {
        Targets::Kinds(kinds) => kinds.contains(&kind),
        Targets::Section => false,
        Targets::Anything => true,
    };
    let records = project.records.iter().filter(|record| takes(record.kind.name));
    let sections = project.sections.iter().map(|section| Cow::Owned(section.target()));
    let settings = project.config.tree.entries().iter();
    let settings = settings.map(|entry| Cow::Owned(format!("{PROJECT_FILE}#{}", entry.key.text)));
    records.map(|record| Cow::Borrowed(&*record.id)).chain(sections).chain(settings).collect()
}

fn next_step(target: &str) -> &'static str {
    match Target::parse(target) {
        Some(Target::Section { .. }) => "write the section, or remove the link",
        Some(Target::Link { .. }) => "name a link that is there, or remove this entry",
        Some(Target::Setting(_)) => "name a section of techfile.yaml, or remove this entry",
        Some(Target::Baseline(_)) => "fetch the tags with `git fetch --tags`, or correct the name",
        _ => "write the record, or remove the link",
    }
}
