//! `list`: the records, by kind; what several filters ask for must all be so.

mod filter;

use super::line;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::assess::Assessment;
use crate::config::PROJECT_FILE;
use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::kinds::{KINDS, kind_named};
use crate::model::{Kind, Project, Record, Section};
use crate::render::json;
use crate::render::text::{count, visible};
use crate::source::Span;
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
    /// Sections of the project file and of documents without a valid approval, where every one that is
    /// missing is asked for.
    sections: Vec<ListedSection>,
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
struct ListedSection {
    /// As in `techfile.yaml#risk` or `doc:intended-use#users`.
    target: String,
    /// The file, relative to the project folder.
    path: String,
    /// Line in the file.
    line: usize,
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
    let is_every = args.filters.is_every_unapproved() && kinds.is_empty();
    let sections = if is_every { unapproved(project, &assessment) } else { Vec::new() };
    let listing = Listing { records, sections, unread: unread.collect() };
    ui.say(&match common.format {
        Format::Json => json::write("techfile-list/1", &listing),
        Format::Text => text(&listing),
    });
    Ok(if listing.unread.is_empty() { Outcome::Clean } else { Outcome::Found })
}

/// Returns the sections of the project file and of documents that lack an approval.
fn unapproved(project: &Project, assessment: &Assessment<'_>) -> Vec<ListedSection> {
    let listed = |target: String, span: Span| ListedSection {
        target,
        path: project.sources.path(span.source).to_string(),
        line: project.sources.position(span).line,
    };
    let approvals = &assessment.approvals;
    let of_project = project.config.approved_sections();
    let of_project = of_project.filter(|name| !approvals.of_section(name).is_valid());
    let setting =
        |name: &str| listed(format!("{PROJECT_FILE}#{name}"), project.config.place_of(name));
    let is_part = |section: &&Section| !section.anchor.is_empty() && section.is_shown();
    let of_documents = project.sections.iter().filter(|section| {
        // A text without headings is approved as a whole.
        let mut parts = project.sections.iter().filter(is_part);
        let is_one = is_part(section)
            || section.is_shown() && !parts.any(|part| part.document == section.document);
        is_one
            && !approvals.of_narrative(&section.document).is_valid()
            && !approvals.of_part(section).is_valid()
    });
    let of_documents = of_documents.map(|section| listed(section.target(), section.span));
    of_project.map(setting).chain(of_documents).collect()
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
    for section in &listing.sections {
        let place = format!("{}:{}", section.path, section.line);
        out.push_str(&format!("{:width$}  {place}\n", visible(&section.target)));
    }
    out.push_str(&count(listing.records.len(), "record"));
    if !listing.sections.is_empty() {
        out.push_str(&format!(" and {}", count(listing.sections.len(), "section")));
    }
    out.push('\n');
    out
}
