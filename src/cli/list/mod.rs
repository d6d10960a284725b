//! `list`: the records, by kind; what several filters ask for must all be so.

mod filter;

use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::kinds::{KINDS, kind_named};
use crate::model::{Kind, Record};
use crate::render::json;
use crate::render::text::{count, visible};
use clap::Args;
use serde::Serialize;

/// List the records.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Kinds to list, such as risk; by default all.
    #[arg(value_name = "KIND")]
    kinds: Vec<String>,
    #[command(flatten)]
    filters: filter::Filters,
}

#[derive(Serialize)]
struct Listing {
    /// The records, in order of their ids.
    records: Vec<Listed>,
    /// Records that could not be read, with whatever id could be made out.
    unread: Vec<Unread>,
}

#[derive(Serialize)]
struct Listed {
    /// Id of the record.
    id: String,
    /// Kind of the record.
    kind: &'static str,
    /// `draft`, `active` or `retired`.
    status: &'static str,
    /// Title in the language asked for.
    title: String,
    /// The file, relative to the project folder.
    path: String,
    /// Line in the file.
    line: usize,
    /// `tf1:` and 64 hexadecimal digits.
    fingerprint: String,
}

#[derive(Serialize)]
struct Unread {
    /// The id, where it can be read.
    id: Option<String>,
    /// The file, relative to the project folder.
    path: String,
    /// Line in the file.
    line: usize,
}

pub(super) fn run(common: &Common, args: &ListArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    let kinds = args.kinds.iter().map(|name| kind_of(name)).collect::<Result<Vec<_>, Error>>()?;
    let inputs = line::read(common, args.filters.release(), ui)?;
    let filter = args.filters.of_project(&inputs.project, &kinds)?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let language = inputs.language(common);
    let project = &inputs.project;
    let listed = |record: &Record| Listed {
        id: record.id.to_string(),
        kind: record.kind.name,
        status: record.status.word(),
        title: record.title(&project.config, language).to_string(),
        path: project.sources.path(record.span.source).to_string(),
        line: project.sources.position(record.span).line,
        fingerprint: record.fingerprint.to_string(),
    };
    let wanted = |record: &&Record| {
        let is_of_kind = kinds.is_empty() || kinds.contains(&record.kind);
        is_of_kind && filter.wants(record, &graph, &assessment)
    };
    let mut records: Vec<Listed> = project.records.iter().filter(wanted).map(listed).collect();
    // Stable, so that ids stay in order within a kind.
    records.sort_by_key(|record| KINDS.iter().position(|kind| kind.name == record.kind));
    let unread = project.holes.iter().map(|hole| Unread {
        id: hole.id.clone(),
        path: project.sources.path(hole.span.source).to_string(),
        line: project.sources.position(hole.span).line,
    });
    let listing = Listing { records, unread: unread.collect() };
    ui.say(&match common.format {
        Format::Json => json::write("techfile-list/1", &listing),
        Format::Text => text(&listing),
    });
    Ok(if listing.unread.is_empty() { Outcome::Clean } else { Outcome::Found })
}

fn kind_of(name: &str) -> Result<&'static Kind, Error> {
    kind_named(name).ok_or_else(|| {
        let names = KINDS.iter().map(|kind| kind.name);
        let hint = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", names.collect::<Vec<_>>().join(", ")),
        };
        Error::Usage(format!("no kind is called `{name}`; {hint}"))
    })
}

fn text(listing: &Listing) -> String {
    let width = listing.records.iter().map(|record| record.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for record in &listing.records {
        let status =
            if record.status == "active" { String::new() } else { format!(" ({})", record.status) };
        let title = record.title.replace('\n', " ");
        out.push_str(&format!(
            "{:width$}  {}{status}  {}:{}\n",
            record.id,
            visible(&title),
            record.path,
            record.line
        ));
    }
    for hole in &listing.unread {
        let id = hole.id.as_deref().unwrap_or("?");
        out.push_str(&format!("{id:width$}  could not be read  {}:{}\n", hole.path, hole.line));
    }
    out.push_str(&format!("{}\n", count(listing.records.len(), "record")));
    out
}
