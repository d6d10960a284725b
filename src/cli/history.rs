//! `history ID`: every change of a record, section, template or mapping, field by field.

use super::fingerprint::unknown;
use super::line::Inputs;
use super::ui::Ui;
use super::{Common, Format, Outcome, line, past};
use crate::error::Error;
use crate::model::{Project, Section, Target};
use crate::render::{json, text};
use crate::report::check_report;
use crate::report::history_report::{Question, history_report, is_known};
use clap::Args;

/// Show every change of a record, field by field, with its commit.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// Id of a record, removed ones included; `techfile.yaml#section`, `doc:ID#heading`, or the path of
    /// a template, standard or mapping. `doc:ID` and `techfile.yaml` stand for all their sections.
    #[arg(value_name = "ID")]
    id: String,
    /// Leave out what this revision and the commits behind it have changed.
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

pub(super) fn run(
    common: &Common,
    args: &HistoryArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let inputs = line::read(common, None, ui)?;
    let project = &inputs.project;
    let since =
        args.since.as_deref().map(|revision| past::behind(&inputs, revision)).transpose()?;
    let history = past::history(&inputs)?;
    ui.stage("history");
    let present = is_present(&inputs, &args.id);
    if !present && !is_known(&history, &args.id) {
        return Err(unknown(project, &args.id));
    }
    let question = Question {
        id: &args.id,
        present,
        within: within(project, &args.id),
        since: args.since.as_deref().zip(since),
    };
    let judged = check_report::Inputs::new(&inputs.revision, &inputs.basis.as_of, project);
    let report = history_report(&history, question, judged);
    ui.say(&match common.format {
        Format::Text => text::history(&report),
        Format::Json => json::write("techfile-history/2", &report),
    });
    Ok(if report.incomplete.is_some() { Outcome::Found } else { Outcome::Clean })
}

fn is_present(inputs: &Inputs, id: &str) -> bool {
    let project = &inputs.project;
    match Target::parse(id) {
        Some(Target::Setting(section)) => project.config.section(section).is_some(),
        Some(Target::Section { document, anchor: "" }) => {
            project.sections.iter().any(|section| section.document == document)
        }
        Some(Target::Section { document, anchor }) => project.section(document, anchor).is_some(),
        Some(Target::Record(id)) => project.record(id).is_some() || project.is_hole(id),
        _ => inputs.snapshot.read(id).is_ok() || !inputs.snapshot.list(id).files.is_empty(),
    }
}

/// Returns the sections that stand below one, since its review covers them too.
fn within(project: &Project, id: &str) -> Vec<String> {
    let Some(Target::Section { document, anchor }) = Target::parse(id) else { return Vec::new() };
    let Some(whole) = project.section(document, anchor).filter(|_| !anchor.is_empty()) else {
        return Vec::new();
    };
    let longest = whole.texts.values().map(String::len).max().unwrap_or_default();
    let is_below = |section: &&Section| {
        section.span.source == whole.span.source
            && section.span.start > whole.span.start
            && (section.span.start - whole.span.start) as usize <= longest
            && section.texts.iter().any(|(language, text)| {
                whole.texts.get(language).is_some_and(|whole| whole.contains(text.as_str()))
            })
    };
    project.sections.iter().filter(is_below).map(Section::target).collect()
}
