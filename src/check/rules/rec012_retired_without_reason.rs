//! A retired risk, control or requirement that does not say why.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC012",
    name: "retired-without-reason",
    summary: "A risk, risk control or requirement is retired without a reason.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: A retired risk, risk control or requirement has a `retirement_reason`.

Why it matters: Retiring takes the record out of the judgement; an auditor will ask why.

How to resolve: Add the reason and have the record approved anew.",
    finds: Finds::Problem(ProblemKind::RetiredWithoutReason),
};
