//! An id of no known form or kind.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC007",
    name: "unknown-kind",
    summary: "A record has no id, or an id of no known form or kind.",
    severity: Severity::Error,
    waivable: false,
    since: "0.1",
    explain: "\
What it checks: Every record has an `id` whose prefix names a kind, and a `kind:` that
agrees with it.

Why it matters: A record of no kind cannot be checked; whatever it says is lost.

How to resolve: Correct the id; `prefixes:` in techfile.yaml sets prefixes of your own.",
    finds: Finds::Problem(ProblemKind::UnknownKind),
};
