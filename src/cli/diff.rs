//! `diff A B`: what was added, removed, changed and moved between two states, and by whom.

use super::ui::Ui;
use super::{Common, Format, Outcome, line, past};
use crate::error::Error;
use crate::render::{json, text};
use crate::report::check_report;
use crate::report::diff_report::{Grouping, diff_report};
use clap::{Args, ValueEnum};

/// Show what differs between two revisions, field by field, with the commits behind it.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier revision: a tag, branch or commit.
    #[arg(value_name = "A")]
    from: String,
    /// The later one; by default that of --rev, else the work tree.
    #[arg(value_name = "B")]
    to: Option<String>,
    /// How entries are grouped.
    #[arg(long, value_enum, default_value_t = By::Kind)]
    by: By,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Kind,
    Person,
}

pub(super) fn run(common: &Common, args: &DiffArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    if let (Some(to), Some(revision)) = (&args.to, &common.rev) {
        let message = format!("`{to}` and `--rev {revision}` both name the later state; give one");
        return Err(Error::Usage(message));
    }
    let to = args.to.clone().or_else(|| common.rev.clone());
    let common = &Common { rev: to.clone(), ..common.clone() };
    let inputs = line::read(common, None, ui)?;
    let history = past::history(inputs.place())?;
    ui.stage("history");
    let compared = past::compare(&inputs, &history, &args.from)?;
    ui.stage("compare");
    let grouping = match args.by {
        By::Kind => Grouping::Kind,
        By::Person => Grouping::Person,
    };
    let judged = check_report::Inputs::new(&inputs.revision, &inputs.basis.as_of, &inputs.project);
    let sides = compared.sides(&args.from, to.as_deref(), &inputs);
    let of = compared.of(&inputs, &history, inputs.language(common));
    let report = diff_report(&of, grouping, sides, judged);
    ui.say(&match common.format {
        Format::Text => text::diff(&report, ui.style),
        Format::Json => json::write("techfile-diff/2", &report),
    });
    let is_read = report.unread_before.is_empty() && report.unread_after.is_empty();
    let is_certain = report.incomplete.is_none() && report.unknown.is_empty();
    Ok(if is_certain && is_read { Outcome::Clean } else { Outcome::Found })
}
