//! A retired record that does not say why, though its kind asks for it.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC012",
    name: "retired-without-reason",
    summary: "A record whose kind asks for it is retired without a reason.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A retired record whose kind asks for it has a `retirement_reason`;
`techfile explain <kind>` says which do.

Why it matters: Retiring takes the record out of the judgement; an auditor will ask why.

How to resolve: Add the reason and have the record approved anew.",
    finds: Finds::Problem(ProblemKind::RetiredWithoutReason),
};
