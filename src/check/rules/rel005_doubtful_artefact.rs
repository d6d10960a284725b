//! An artefact that stands twice, or whose digest is no digest of a file.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    code: "REL005",
    name: "doubtful-artefact",
    summary: "The digest of an artefact cannot be right, or an artefact stands twice.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Each artefact of a release has a name of its own, and a digest that is
neither that of an empty file nor one digit repeated.

Why it matters: Users and authorities tell the released files by their digests.

How to resolve: Compute the digest of the file that is handed over: `sha256sum FILE` prints
it.",
    finds: Finds::Look(check),
};

/// Digest of no bytes at all.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for release in cx.project.of_kind("release") {
        let artefacts = release.node.get("artefacts").map(Node::one_or_many).unwrap_or_default();
        let name = |node: &Node| node.get("name").and_then(Node::text).map(str::to_string);
        for (index, artefact) in artefacts.iter().enumerate() {
            let is_repeated = artefacts[..index].iter().any(|other| name(other) == name(artefact));
            let digest =
                artefact.get("sha256").filter(|digest| digest.text().is_some_and(is_no_file));
            if let Some(digest) = digest {
                let message = "this is the digest of no file that can be handed over";
                let help = "`sha256sum FILE` prints the digest of the file";
                findings.add(Finding::of(release, digest.span, message).help(help));
            }
            if is_repeated {
                let message = format!(
                    "`{}` stands twice among the artefacts",
                    name(artefact).unwrap_or_default()
                );
                let help = "give each artefact a name of its own";
                findings.add(Finding::of(release, artefact.span, message).help(help));
            }
        }
    }
}

fn is_no_file(digest: &str) -> bool {
    let first = digest.chars().next();
    digest.eq_ignore_ascii_case(EMPTY) || digest.chars().all(|digit| Some(digit) == first)
}
