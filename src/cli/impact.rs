//! `impact ID`: what a change of one record would touch. `impact --since REV`: what the changes since
//! a revision ask for.

use super::fingerprint::unknown;
use super::ui::Ui;
use super::{Common, Format, Outcome, line, past, previous};
use crate::error::Error;
use crate::render::{COMMENT, comment, json, text};
use crate::report::check_report::Inputs;
use crate::report::impact_report::impact_report;
use crate::report::judged::Judged;
use crate::report::since_report::{Since, since_report};
use crate::report::view;
use clap::Args;

/// Show what a change of a record would touch, or what the changes since a revision ask for.
#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    /// Id of a record.
    #[arg(value_name = "ID", required_unless_present = "since", conflicts_with = "since")]
    id: Option<String>,
    /// Tell what must be looked at, run, evaluated and approved again since this revision.
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Release to judge; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
}

pub(super) fn run(
    common: &Common,
    args: &ImpactArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let inputs = line::read(common, args.release.as_deref(), ui)?;
    match (&args.since, &args.id) {
        (Some(revision), _) => since(common, &inputs, revision, ui),
        (None, id) => of_record(common, &inputs, id.as_deref().unwrap_or_default(), ui),
    }
}

fn of_record(
    common: &Common,
    inputs: &line::Inputs,
    id: &str,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    if common.form.name == COMMENT.name {
        let message = "`impact ID` has no format `markdown`; `impact --since REV` has it";
        return Err(Error::Usage(message.to_string()));
    }
    let project = &inputs.project;
    let record = project.record(id).ok_or_else(|| unknown(project, id))?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let language = inputs.language(common);
    let judged = Judged { graph: &graph, assessment: &assessment, language };
    let read = Inputs::new(&inputs.revision, &assessment.as_of, project);
    let report = impact_report(judged, record, read);
    ui.say(&match common.format {
        Format::Text => text::impact(&report),
        Format::Json => json::write("techfile-impact/2", &report),
    });
    Ok(Outcome::Clean)
}

fn since(
    common: &Common,
    inputs: &line::Inputs,
    revision: &str,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let history = past::history(inputs.place())?;
    ui.stage("history");
    let earlier = past::compare(inputs, &history, revision)?;
    let then = previous::read_then(inputs, &earlier.snapshot)?;
    ui.stage("compare");
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let language = inputs.language(common);
    let since = Since {
        judged: Judged { graph: &graph, assessment: &assessment, language },
        then: &then,
        documents: &inputs.documents,
        view: view::Inputs {
            project: &inputs.project,
            graph: &graph,
            assessment: &assessment,
            history: &history,
            revision: &inputs.revision,
            past: None,
            coverage: None,
            auditor_notes: None,
        },
        as_of: &inputs.basis.as_of,
    };
    let sides = earlier.sides(revision, common.rev.as_deref(), inputs);
    let read = Inputs::new(&inputs.revision, &assessment.as_of, &inputs.project);
    let report = since_report(since, &earlier.of(inputs, &history, language), sides, read);
    ui.say(&match common.format {
        Format::Json => json::write("techfile-impact-since/2", &report),
        Format::Text if common.form.name == COMMENT.name => comment::since(&report),
        Format::Text => text::since(&report),
    });
    let is_certain = report.incomplete.is_none() && report.unknown.is_empty();
    let is_read = report.unread_before.is_empty() && report.unread_after.is_empty();
    Ok(if is_certain && is_read { Outcome::Clean } else { Outcome::Found })
}
