//! `impact ID`: what a change of one record would touch.

use super::fingerprint::unknown;
use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::error::Error;
use crate::render::{json, text};
use crate::report::check_report::Inputs;
use crate::report::impact_report::impact_report;
use crate::report::judged::Judged;
use clap::Args;

/// Show what a change of a record would touch: verifications, approvals, risks and releases.
#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    /// Id of a record.
    #[arg(value_name = "ID")]
    id: String,
    /// Release to judge; by default the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
}

pub(super) fn run(
    common: &Common,
    args: &ImpactArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let inputs = line::read(common, args.release.as_deref(), ui)?;
    let project = &inputs.project;
    let record = project.record(&args.id).ok_or_else(|| unknown(project, &args.id))?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let language = inputs.language(common);
    let judged = Judged { graph: &graph, assessment: &assessment, language };
    let read = Inputs::new(&inputs.revision, &assessment.as_of, project);
    let report = impact_report(judged, record, read);
    ui.say(&match common.format {
        Format::Text => text::impact(&report),
        Format::Json => json::write("techfile-impact/1", &report),
    });
    Ok(Outcome::Clean)
}
