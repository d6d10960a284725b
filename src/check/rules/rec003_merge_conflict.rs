//! A file with the markers of an unfinished merge.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC003",
    name: "merge-conflict",
    summary: "A file holds the markers of an unfinished merge.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No line of a file starts with the markers that git leaves in a conflict.

Why it matters: Such a file holds two versions of the truth at once.

How to resolve: Settle the conflict, remove the markers and commit. Nothing in the file was
read.",
    finds: Finds::Problem(ProblemKind::MergeConflict),
};
