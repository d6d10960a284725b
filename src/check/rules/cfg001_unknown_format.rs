//! A project file of a format that this version does not read.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG001",
    name: "unknown-format",
    summary: "The project file is of a format that this version does not read.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: `format:` in techfile.yaml is the format that this version of techfile
reads.

Why it matters: A file of another format may mean something else by the same words.

How to resolve: Use the techfile version that the project was written for, or bring the file
up to the format of this one.",
    finds: Finds::Problem(ProblemKind::UnknownFormat),
};
