//! A record that is gone since the previous release.

use crate::check::rule::{Context, Finding, Findings, Finds, Rule};
use crate::diagnostic::Severity;
use crate::history::Disappearance;

pub(super) const RULE: Rule = Rule {
    code: "HIS003",
    name: "disappeared-record",
    summary: "A record is gone since the previous release.",
    severity: Severity::Error,
    waivable: false,
    since: "0.2",
    explain: "\
What it checks: Every record that the tag of the followed release holds, or that a commit
since has held on any branch, is still there. Without `follows` the newest earlier baseline
is taken, and without one the first commit. A record in a file that cannot be read is
unknown, not gone.

Why it matters: A failed result, or a risk together with all that names it, must not leave
the judgement by being deleted.

How to resolve: Restore the record, and retire it with a reason and a fresh approval.",
    finds: Finds::Look(check),
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Disappearance::Compared { since, gone } = &cx.assessment.disappearance else { return };
    let since = match since {
        Some(tag) => format!("since `{tag}`"),
        None => "since the first commit".to_string(),
    };
    for record in gone {
        let message = format!("`{}` is gone {since}; `{}` held it", record.id, record.file);
        let span = crate::source::Span::start_of(cx.project.config.source);
        let help = format!(
            "`git show {}:./{}` shows it: write it back, and retire it with a reason",
            record.held_by, record.file
        );
        findings.add(Finding::at(span, message).about(&*record.id).help(help));
    }
}
