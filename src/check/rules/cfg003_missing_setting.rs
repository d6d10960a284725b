//! A required setting that is absent.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "CFG003",
    name: "missing-setting",
    summary: "A required setting is absent from the project file.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Everything that the judgement of risk and release needs stands in
techfile.yaml.

Why it matters: Without it there is nothing to judge by, and techfile guesses nothing.

How to resolve: Add the setting; the reference page of the project file shows its form.",
    finds: Finds::Problem(ProblemKind::MissingSetting),
};
