//! A file in the project's folders that is not read.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC013",
    name: "unread-file",
    summary: "A file in the project's folders is not read.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every file under the records folder is a `.yaml` or `.yml` file, whatever
`.gitignore` says, and every narrative file has front matter.

Why it matters: A record in a file with another ending would be missing without a word.

How to resolve: Rename the file, or move it out of the folder.",
    finds: Finds::Problem(ProblemKind::UnreadFile),
};
