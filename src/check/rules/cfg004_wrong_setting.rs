//! A setting of the wrong type, form or value.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG004",
    name: "wrong-setting",
    summary: "A setting has a wrong type, form or value.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every setting has the type and one of the values that the reference page
gives.

Why it matters: A value that is not understood counts as absent, and what depends on it is
judged as the worst.

How to resolve: Correct the value as the help line suggests.",
    finds: Finds::Problem(ProblemKind::WrongSetting),
};
