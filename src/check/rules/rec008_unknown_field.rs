//! A field that the record's kind does not have.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC008",
    name: "unknown-field",
    summary: "A record has a field that its kind does not have.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every field of a record is one of its kind, a link of its kind, or declared
under `custom`.

Why it matters: A misspelt field is a missing one: what it says reaches no table and no
judgement.

How to resolve: Correct the name as the help line suggests, or declare the field under
`custom` in techfile.yaml.",
    finds: Finds::Problem(ProblemKind::UnknownField),
};
