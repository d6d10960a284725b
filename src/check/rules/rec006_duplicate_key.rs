//! A key that stands twice in one mapping.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC006",
    name: "duplicate-key",
    summary: "A key stands twice in one mapping.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: No mapping holds a key twice.

Why it matters: Readers of YAML disagree on which of the two counts; the author may look at
the wrong one.

How to resolve: Keep one of the two.",
    finds: Finds::Problem(ProblemKind::DuplicateKey),
};
