//! A required field that is absent.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC009",
    name: "missing-field",
    summary: "A required field is absent.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every record has the fields that its kind requires.

Why it matters: What is absent counts as the worst where it is judged, and leaves a gap
where it is shown.

How to resolve: Add the field.",
    finds: Finds::Problem(ProblemKind::MissingField),
};
