//! An id that stands twice.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC011",
    name: "duplicate-id",
    summary: "An id stands twice.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every id belongs to one record, and every anchor of a document to one
heading.

Why it matters: Links to the id could mean either; one of the two is not in the model.

How to resolve: Give one of the two a new id.",
    finds: Finds::Problem(ProblemKind::DuplicateId),
};
