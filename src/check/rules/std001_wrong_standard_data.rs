//! Own standards or mappings that say something that cannot be read.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "STD001",
    name: "wrong-standard-data",
    summary: "A standard or mapping of the project cannot be read, or names what does not exist.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: The files under `standards/` have the fields of the form, and every clause,
kind, field, link, rule and document that they name exists.

Why it matters: A need that names nothing is never asked for, and nobody notices.

How to resolve: Mend the place that is named; the guide shows the form.",
    finds: Finds::Problem(ProblemKind::WrongStandard),
};
