//! A setting that does not exist.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG002",
    name: "unknown-setting",
    summary: "A setting in the project file does not exist.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every key of techfile.yaml is one that this version knows.

Why it matters: A misspelt setting would be silently without effect: a gate that asks for
nothing looks like a gate that passes.

How to resolve: Correct the name as the help line suggests, or remove the line.",
    finds: Finds::Problem(ProblemKind::UnknownSetting),
};
