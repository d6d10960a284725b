//! A results file that is absent, no JUnit report, or cut off.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "VER002",
    name: "unreadable-results",
    summary: "A results file is absent, no JUnit report, or cut off.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The file of every test run can be read as JUnit XML, holds test cases, and
shows no fewer cases and failures than it declares. What a suite says of itself, as that it
failed or was aborted, must be seen in its cases.

Why it matters: A failure that is not in the file would be taken for a test that was not run.

How to resolve: Put the whole file, as the test runner wrote it, under `evidence/`. If a suite was
cut off, carry its tests out again.",
    finds: Finds::Problem(ProblemKind::UnreadableResults),
};
