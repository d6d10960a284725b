//! `show ID`: everything about one record.

use super::fingerprint::unknown;
use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::error::Error;
use crate::render::{json, text};
use crate::report::check_report::Inputs;
use crate::report::coverage_report::served;
use crate::report::judged::Judged;
use crate::report::show_report::show_report;
use clap::Args;

/// Show everything about one record: fields, links both ways, how it is judged, and its reviews.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Id of a record.
    #[arg(value_name = "ID")]
    id: String,
    /// Release to judge; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
}

pub(super) fn run(common: &Common, args: &ShowArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    let inputs = line::read_with_standards(common, args.release.as_deref(), ui)?;
    let project = &inputs.project;
    let record = project.record(&args.id).ok_or_else(|| unknown(project, &args.id))?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let language = inputs.language(common);
    let judged = Judged { graph: &graph, assessment: &assessment, language };
    let read = Inputs::new(&inputs.revision, &assessment.as_of, project);
    let coverage = inputs.serving(&graph, &assessment);
    let clauses = served(&coverage, &inputs.library, record, language);
    let report = show_report(judged, record, clauses, read);
    ui.say(&match common.format {
        Format::Text => text::show(&report),
        Format::Json => json::write("techfile-show/1", &report),
    });
    Ok(Outcome::Clean)
}
