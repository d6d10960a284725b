//! A file or folder that cannot be read, is too large, or leaves the project.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC001",
    name: "unreadable-file",
    summary: "A file or folder could not be read.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every file of the project's folders can be read, is at most 16 MiB, and lies
inside the project.

Why it matters: What was not read was not checked: a risk in that file is missing from every
table.

How to resolve: Make the file readable, split it, or move it into the project.",
    finds: Finds::Problem(ProblemKind::UnreadableFile),
};
