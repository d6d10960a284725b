//! `history ID`: every change of a record, field by field, with its commit.

use super::fingerprint::unknown;
use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::error::Error;
use crate::load::read_history;
use crate::model::Target;
use crate::render::{json, text};
use crate::report::check_report::Inputs;
use crate::report::history_report::history_report;
use clap::Args;

/// Show every change of a record, field by field, with its commit.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// Id of a record, removed ones included, or `techfile.yaml#section`.
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(
    common: &Common,
    args: &HistoryArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let inputs = line::read(common, None, ui)?;
    let project = &inputs.project;
    let records = &*project.config.folders.records;
    let history = read_history(&inputs.snapshot, &[records], &project.config.baselines)?;
    ui.stage("history");
    let present = match Target::parse(&args.id) {
        Some(Target::Setting(section)) => project.config.section(section).is_some(),
        _ => project.record(&args.id).is_some() || project.is_hole(&args.id),
    };
    if !present && !history.changes.contains_key(&args.id) {
        return Err(unknown(project, &args.id));
    }
    let judged = Inputs::new(&inputs.revision, &inputs.basis.as_of, &inputs.project);
    let report = history_report(&history, &args.id, present, judged);
    ui.say(&match common.format {
        Format::Text => text::history(&report),
        Format::Json => json::write("techfile-history/1", &report),
    });
    Ok(if report.incomplete.is_some() { Outcome::Found } else { Outcome::Clean })
}
