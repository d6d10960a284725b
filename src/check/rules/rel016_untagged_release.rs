//! An active release whose tag the repository lacks, or shares with another release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::history::MissingTags;
use crate::model::Record;

pub(super) const RULE: Rule = Rule {
    code: "REL016",
    name: "untagged-release",
    summary: "An active release has no tag of its own in the repository.",
    severity: Severity::Warning,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every active release names a tag that the repository has, and that no other active
release names. The tag of a draft need not be there yet. In a shallow clone, or where
history is missing, a tag that is not there may be elsewhere; that cannot be told, and is a finding,
too.

Why it matters: Without its tag nobody can find the records and the source of a version that people
use.

How to resolve: Tag the commit that was released, fetch the tags with `git fetch --tags`, or
correct `tag:`.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let releases: Vec<&Record> =
        cx.project.of_kind("release").filter(|release| release.is_active()).collect();
    for (index, release) in releases.iter().enumerate() {
        let id = &release.id;
        let Some(tag) = release.word(&["tag"]) else {
            let message = format!("active release `{id}` names no tag");
            let help = "add `tag:`, and tag the commit that was released";
            findings.add(Finding::of(release, release.span, message).help(help));
            continue;
        };
        let place = release.place_at(&["tag"]);
        if let Some((message, help)) = missing(cx, id, tag) {
            findings.add(Finding::of(release, place, message).help(help));
        }
        if let Some(other) = releases[..index].iter().find(|r| r.word(&["tag"]) == Some(tag)) {
            let message = format!("`{id}` names the tag `{tag}` of `{}`", other.id);
            let finding = Finding::of(release, place, message);
            let finding = finding.help("give each release a tag of its own");
            findings.add(finding.also(other.place_at(&["tag"]), "the other release"));
        }
    }
}

fn missing(cx: &Context<'_>, id: &str, tag: &str) -> Option<(String, &'static str)> {
    match &cx.assessment.missing_tags {
        MissingTags::Known(tags) if tags.contains(tag) => Some((
            format!("the repository has no tag `{tag}`, by which `{id}` was released"),
            "tag the commit that was released, or fetch the tags with `git fetch --tags`",
        )),
        MissingTags::Unknown(tags) if tags.contains(tag) => Some((
            format!(
                "it cannot be told whether `{id}` has its tag: `{tag}` is not in this clone, \
                 whose history is not whole"
            ),
            "run `git fetch --unshallow --tags`",
        )),
        _ => None,
    }
}
