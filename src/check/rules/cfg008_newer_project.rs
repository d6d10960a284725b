//! A project file that names a newer version of techfile than this one.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG008",
    name: "newer-project",
    summary: "The project was written for a newer version of techfile.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The version under `techfile:` in techfile.yaml is not newer than this program.

Why it matters: An older program lacks rules that the project was held against, so what it finds in
order may not be.

How to resolve: Use the version that the project names, or a newer one.",
    finds: Finds::Problem(ProblemKind::NewerProject),
};
