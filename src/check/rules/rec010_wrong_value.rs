//! A value of the wrong type, form or vocabulary.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC010",
    name: "wrong-value",
    summary: "A value has the wrong type, form or vocabulary.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every value has the type of its field, and names only what the project
declares.

Why it matters: A value that is not understood counts as absent.

How to resolve: Correct the value as the help line suggests.",
    finds: Finds::Problem(ProblemKind::WrongValue),
};
