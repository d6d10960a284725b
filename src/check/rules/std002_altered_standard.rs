//! A file of the project that would alter a shipped standard.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "STD002",
    name: "altered-standard",
    summary: "A file of the project would alter a standard that techfile carries.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The folder of a shipped edition holds nothing but a `mapping.yaml`, which
adds needs.

Why it matters: Whoever reads a clause state must know that the clause is the one that
everybody else is judged by.

How to resolve: Remove the file. Add needs in a mapping, or write an edition of your own
under another name.",
    finds: Finds::Problem(ProblemKind::AlteredStandard),
};
