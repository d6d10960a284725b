//! `check`: everything that the rules find.

use super::line;
use super::ui::Ui;
use super::{Common, Outcome};
use crate::check::RULES;
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::report::check_report::{Inputs, check_report, name_clauses};
use clap::{Args, ValueEnum};
use std::mem::ManuallyDrop;

/// Check the records against the rules.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Release to judge; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// Lowest severity that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = Threshold::Error)]
    fail_on: Threshold,
    #[command(flatten)]
    origin: line::Origin,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Threshold {
    Note,
    Warning,
    Error,
}

impl From<Threshold> for Severity {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Note => Severity::Note,
            Threshold::Warning => Severity::Warning,
            Threshold::Error => Severity::Error,
        }
    }
}

pub(super) fn run(
    common: &Common,
    args: &CheckArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    // A process that is about to end need not give its memory back piece by piece.
    let mut inputs =
        ManuallyDrop::new(line::read_with_standards(common, args.release.as_deref(), ui)?);
    inputs.compare_history(ui)?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let diagnostics = inputs.check(&graph, &assessment, ui);
    let mut judged = Inputs::new(&inputs.revision, &assessment.as_of, &inputs.project);
    args.origin.tell(common, &mut judged)?;
    let mut report = check_report(&inputs.project, &diagnostics, RULES, judged);
    // Where nothing was found no standard need be read.
    if common.form.names_clauses && !report.diagnostics.is_empty() {
        let clauses = inputs.clauses_of_rules(&graph, &assessment);
        name_clauses(&mut report.diagnostics, &clauses);
    }
    report.fail_on = args.fail_on.into();
    ui.say(&(common.form.check)(&report, ui.style));
    ui.stage("report");
    Ok(if report.fails() { Outcome::Found } else { Outcome::Clean })
}
