//! A file that is not UTF-8.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC002",
    name: "wrong-encoding",
    summary: "A file is not UTF-8.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every text file is UTF-8.

Why it matters: In another encoding, letters such as å, ä and ö would be read as something
else.

How to resolve: Save the file as UTF-8. Nothing in it was read.",
    finds: Finds::Problem(ProblemKind::WrongEncoding),
};
