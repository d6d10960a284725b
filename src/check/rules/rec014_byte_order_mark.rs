//! A file that starts with a byte-order mark.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC014",
    name: "byte-order-mark",
    summary: "A file starts with a byte-order mark.",
    severity: Severity::Note,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No file starts with a byte-order mark.

Why it matters: It is read all the same, but other tools may take it for part of the first
key.

How to resolve: Save the file as UTF-8 without a byte-order mark.",
    finds: Finds::Problem(ProblemKind::ByteOrderMark),
};
