//! A record that lies where none is read.

use crate::check::rule::{Finds, Rule};
use crate::diagnostic::{ProblemKind, Severity};

pub(super) const RULE: Rule = Rule {
    code: "REC019",
    name: "misplaced-record",
    summary: "A YAML file outside the records folder holds records.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: No `.yaml` or `.yml` file of the project, outside the records and evidence folders,
holds what can hardly be anything but a record: an id with the prefix of a kind, and fields of that
kind. What git ignores, and other projects and repositories inside this one, are not looked into.

Why it matters: A risk that was saved to the wrong folder would be missing without a word.

How to resolve: Move the file below the records folder. Where it holds no record of this project, such
as an example of a training, name it or its folder under `folders.no_records` in techfile.yaml.",
    finds: Finds::Problem(ProblemKind::MisplacedRecord),
};
