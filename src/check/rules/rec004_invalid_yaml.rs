//! A document that is no YAML, or is cut off.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC004",
    name: "invalid-yaml",
    summary: "A document is no YAML, or is cut off.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every document can be read as YAML. List items before and after the break
are still read; what lies between is reported as unread.

Why it matters: What was not read was not checked.

How to resolve: Mend the place that is shown; a tab in the indentation, a missing quote or
bracket and a cut-off file are the usual causes.",
    finds: Finds::Problem(ProblemKind::InvalidYaml),
};
