//! A file whose bytes are not those that a record pins.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "VER003",
    name: "changed-evidence",
    summary: "A file is not the one that a record pins.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The SHA-256 of every results file is the one that its record states.

Why it matters: Evidence that changed after it was recorded is no evidence.

How to resolve: Find out why the file changed. If it is the right one, pin its digest in a
new test run.",
    finds: Finds::Problem(ProblemKind::ChangedEvidence),
};
