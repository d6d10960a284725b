//! A project without records.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG006",
    name: "no-records",
    summary: "The project holds no record.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: At least one record is found under the records folder.

Why it matters: An empty project has no defect, so that a wrong folder name would pass every
check.

How to resolve: Write records under `records/`, or set `folders.records`.",
    finds: Finds::Problem(ProblemKind::NoRecords),
};
