//! A risk matrix with holes, unknown steps, or levels that fall while risk rises.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG005",
    name: "unsound-risk-matrix",
    summary: "The scales, levels or the matrix of the project are unsound.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: The matrix gives a level for every severity and probability, not-estimable
included; steps are known, unique and in rising order; no level falls while severity or
probability rises.

Why it matters: Every risk evaluation rests on the matrix. A hole or an inversion lets a
worse risk look better.

How to resolve: Complete or correct the matrix, and have the `risk` section approved anew.",
    finds: Finds::Problem(ProblemKind::RiskMatrix),
};
