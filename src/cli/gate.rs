//! `gate`: whether anything blocks a release.

use super::line;
use super::ui::Ui;
use super::{Common, Outcome};
use crate::check::RULES;
use crate::error::Error;
use crate::gate::judge;
use crate::report::check_report::name_clauses;
use crate::report::gate_report::gate_report;
use clap::Args;
use std::mem::ManuallyDrop;

/// Say whether anything blocks a release; a person releases.
#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// Release to judge; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    #[command(flatten)]
    origin: line::Origin,
}

pub(super) fn run(common: &Common, args: &GateArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    // A process that is about to end need not give its memory back piece by piece.
    let mut inputs =
        ManuallyDrop::new(line::read_with_standards(common, args.release.as_deref(), ui)?);
    inputs.compare_history(ui)?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let diagnostics = inputs.check(&graph, &assessment, ui);
    let verdict = judge(&inputs.project, &assessment, &diagnostics, &inputs.revision);
    ui.stage("gate");
    let mut report = gate_report(&inputs.project, &verdict, RULES);
    // Where nothing was found no standard need be read.
    if common.form.names_clauses && !report.diagnostics.is_empty() {
        let clauses = inputs.clauses_of_rules(&graph, &assessment);
        name_clauses(&mut report.diagnostics, &clauses);
    }
    args.origin.tell(common, &mut report.head.inputs)?;
    ui.say(&(common.form.gate)(&report, ui.style));
    Ok(if verdict.is_open() { Outcome::Clean } else { Outcome::Found })
}
