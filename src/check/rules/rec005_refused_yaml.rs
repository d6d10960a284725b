//! Anchors, aliases, tags, merge keys and directives.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC005",
    name: "refused-yaml",
    summary: "An anchor, alias, tag, merge key or directive is used.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Records are written without `&anchors`, `*aliases`, `!tags`, `<<` merge keys
and `%` directives.

Why it matters: They make one record depend on the text of another, so that differences and
histories no longer show what changed.

How to resolve: Write the values out.",
    finds: Finds::Problem(ProblemKind::RefusedYaml),
};
