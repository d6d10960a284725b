//! `build`: the documents, in every language and format, and the site, put in place whole.

mod at_once;
mod site;

use super::cache::Cache;
use super::line::{self, Inputs};
use super::placement::{OUT, Placement};
use super::ui::Ui;
use super::{Common, Format, Outcome, past, previous};
use crate::coverage::Asked;
use crate::descriptor::nearest;
use crate::error::Error;
use crate::history::History;
use crate::model::Moment;
use crate::render::text::{count, visible};
use crate::render::{self, FORMATS, json, missing_records};
use crate::report::check_report;
use crate::report::compose::{Composed, compose};
use crate::report::manifest::{Manifest, SITE, Written};
use crate::report::template::{Template, templates};
use crate::report::view;
use clap::Args;
use std::collections::BTreeSet;

/// Write the documents and the site to out/.
#[derive(Debug, Default, Args)]
pub(super) struct BuildArgs {
    /// Documents to build, such as risk-analysis; by default all.
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<String>,
    /// What to write, as md, html or pdf, or site; by default everything, without the site where
    /// documents are named.
    #[arg(long, value_name = "FORMAT")]
    to: Vec<String>,
    /// Release whose results count; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// Revision from which `changes` and `audit-trail` count; by default the last baseline.
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// First day of the audit trail.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day of the audit trail.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Note in every document which clauses it is evidence of, section by section, in which state,
    /// and where to look next.
    #[arg(long)]
    auditor_notes: bool,
}

pub(super) fn run(
    common: &Common,
    args: &BuildArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let manifest = build(common, args, ui)?;
    ui.say(&match common.format {
        Format::Text => in_words(&manifest),
        Format::Json => json::write("techfile-build/1", &manifest),
    });
    Ok(Outcome::Clean)
}

/// Builds every document in every format of this build, and the site; returns how many documents
/// there are.
pub(super) fn everything(common: &Common, ui: &mut Ui<'_, '_>) -> Result<usize, Error> {
    let is_there = |format: &&render::Format| format.name != "pdf" || cfg!(feature = "pdf");
    let names = FORMATS.iter().filter(is_there).map(|format| format.name).chain([SITE]);
    let to = names.map(str::to_string).collect();
    let args = BuildArgs { to, ..BuildArgs::default() };
    let manifest = build(common, &args, ui)?;
    Ok(manifest.files.iter().filter(|file| file.document != SITE).count())
}

/// Parts of the view for which more is read: clauses, what differs, and the audit trail.
const CLAUSES: &str = "clauses";
const DIFFERENCE: &str = "difference";
const TRAIL: &str = "trail";

fn build(common: &Common, args: &BuildArgs, ui: &mut Ui<'_, '_>) -> Result<Manifest, Error> {
    let wanted = wanted(args)?;
    let mut inputs = line::read_with_standards(common, args.release.as_deref(), ui)?;
    let templates = templates(&inputs.templates)?;
    let chosen = match wanted.formats.is_empty() {
        true => Vec::new(),
        false => chosen(&templates, &args.documents)?,
    };
    let history = previous::history(&inputs)?;
    inputs.compare_with(&history)?;
    ui.stage("history");
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let project = &inputs.project;
    let reads = |part: &str| {
        chosen.iter().any(|template| template.description.reads.iter().any(|read| read == part))
    };
    let mut earlier = None;
    if reads(DIFFERENCE) || reads(TRAIL) {
        let mut of_past = Earlier::of(args, &inputs, &history)?;
        if reads(TRAIL) {
            let known = line::known_names(&inputs.profiles)?;
            of_past.reviewed = past::reviewed(inputs.place(), &known, &history, project)?;
            of_past.added = past::added(inputs.place(), &history, &of_past.older)?;
        }
        earlier = Some(of_past);
        ui.stage("past");
    }
    let past = earlier.as_ref().map(|earlier| earlier.past(&inputs, &history));
    let asks = args.auditor_notes || reads(CLAUSES) || wanted.site;
    let covered = asks.then(|| inputs.cover(&graph, &assessment, Asked::default(), ui));
    let descriptions: Vec<_> = templates.iter().map(|one| one.description.clone()).collect();
    let view = view::Inputs {
        project,
        graph: &graph,
        assessment: &assessment,
        history: &history,
        revision: &inputs.revision,
        past: past.as_ref(),
        coverage: covered.as_ref().map(|(_, coverage)| coverage),
        auditor_notes: args.auditor_notes.then_some(&descriptions[..]),
    };
    let placement = Placement::lock(&inputs.folder, ui)?;
    let languages = languages(common, &inputs);
    let cache = Cache::of(&inputs.folder);
    let made = at_once::in_order(languages.len() * chosen.len(), |at| {
        let (language, template) = (languages[at / chosen.len()], chosen[at % chosen.len()]);
        let composed = compose(template, &view, language)?;
        let mut prepared = Vec::new();
        for format in &wanted.formats {
            for (file, bytes) in rendered(&composed, format, &cache)? {
                placement.prepare(&file, &bytes)?;
                prepared.push(file);
            }
        }
        Ok(prepared)
    })?;
    let mut written: Vec<Written> = made.into_iter().flatten().collect();
    ui.stage("documents");
    if let Some((diagnostics, coverage)) = covered.as_ref().filter(|_| wanted.site) {
        let judged = site::Judged { graph: &graph, assessment: &assessment, diagnostics, coverage };
        let place = (&languages[..], &placement);
        written.extend(site::prepare(&inputs, judged, &history, place, ui)?);
    }
    let judged = check_report::Inputs::new(&inputs.revision, &assessment.as_of, project);
    let mut manifest = Manifest { inputs: judged, files: written, removed: Vec::new() };
    let text = json::write("techfile-manifest/1", &manifest);
    manifest.removed = placement.place(&text)?;
    if args.documents.is_empty() && args.to.is_empty() && common.lang.is_none() {
        cache.forget_the_rest();
    }
    ui.stage("place");
    Ok(manifest)
}

/// What the documents of changes are counted from.
struct Earlier {
    since: Option<String>,
    days: (Option<String>, Option<String>),
    older: BTreeSet<String>,
    compared: Option<past::Earlier>,
    reviewed: view::Reviewed,
    added: view::Added,
}

impl Earlier {
    fn of(args: &BuildArgs, inputs: &Inputs, history: &History) -> Result<Self, Error> {
        let since = args.since.as_deref().or_else(|| past::last_baseline(inputs, history));
        let compared = since.map(|since| past::compare(inputs, history, since)).transpose()?;
        let older = since.map(|since| past::behind(&inputs.folder, since)).transpose()?.flatten();
        let days = (day(args.from.as_ref())?, day(args.until.as_ref())?);
        let since = since.map(str::to_string);
        let (reviewed, added) = (view::Reviewed::new(), view::Added::new());
        Ok(Self { since, days, older: older.unwrap_or_default(), compared, reviewed, added })
    }

    fn past<'a>(&'a self, inputs: &'a Inputs, history: &'a History) -> view::Past<'a> {
        let language = inputs.project.config.main_language();
        let compared = self.compared.as_ref();
        view::Past {
            since: self.since.clone(),
            older: self.older.clone(),
            days: self.days.clone(),
            compared: compared.map(|compared| compared.of(inputs, history, language)),
            reviewed: self.reviewed.clone(),
            added: self.added.clone(),
        }
    }
}

fn day(given: Option<&String>) -> Result<Option<String>, Error> {
    let wrong = |day: &String| Error::Usage(format!("`{day}` is not a day such as 2026-10-03"));
    let is_day = |day: &&String| day.len() == 10 && Moment::parse(day).is_some();
    given.map(|day| Some(day).filter(is_day).cloned().ok_or_else(|| wrong(day))).transpose()
}

fn languages<'a>(common: &'a Common, inputs: &'a Inputs) -> Vec<&'a str> {
    match &common.lang {
        Some(language) => vec![language],
        None => inputs.project.config.languages.iter().map(String::as_str).collect(),
    }
}

/// What a build writes.
struct Wanted {
    formats: Vec<&'static render::Format>,
    site: bool,
}

fn wanted(args: &BuildArgs) -> Result<Wanted, Error> {
    let known = || FORMATS.iter().filter(|format| format.is_built);
    if args.to.is_empty() {
        return Ok(Wanted { formats: known().collect(), site: args.documents.is_empty() });
    }
    let (sites, formats): (Vec<&String>, Vec<&String>) =
        args.to.iter().partition(|name| *name == SITE);
    let format = |name: &String| {
        let format = FORMATS.iter().find(|format| format.name == name);
        let names = known().map(|format| format.name).chain([SITE]);
        format.ok_or_else(|| unknown("format", name, names))
    };
    let formats: Vec<_> = formats.into_iter().map(format).collect::<Result<_, _>>()?;
    match args.documents.first().filter(|_| formats.is_empty()) {
        Some(document) => Err(Error::Usage(format!(
            "`--to site` writes no document; name a format for `{document}` too, or leave it out"
        ))),
        None => Ok(Wanted { formats, site: !sites.is_empty() }),
    }
}

fn chosen<'t>(templates: &'t [Template], names: &[String]) -> Result<Vec<&'t Template>, Error> {
    if names.is_empty() {
        return Ok(templates.iter().filter(|it| !it.description.on_request).collect());
    }
    let ids = || templates.iter().map(|template| &*template.description.id);
    let template = |name: &String| {
        let found = templates.iter().find(|template| template.description.id == *name);
        found.ok_or_else(|| unknown("document", name, ids()))
    };
    names.iter().map(template).collect()
}

fn unknown<'n>(noun: &str, name: &str, valid: impl Iterator<Item = &'n str> + Clone) -> Error {
    let hint = match nearest(name, valid.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", valid.collect::<Vec<_>>().join(", ")),
    };
    Error::Usage(format!("no {noun} is called `{name}`; {hint}"))
}

/// Renders a document, as one file or several volumes, and makes sure that every record is in it.
fn rendered(
    composed: &Composed,
    format: &render::Format,
    cache: &Cache,
) -> Result<Vec<(Written, Vec<u8>)>, Error> {
    let document = &composed.document;
    let records = json::write_dense("techfile-view/1", &composed.view);
    let outputs = (format.render)(document, Some(&records), cache)?;
    let missing = missing_records(document, &outputs);
    if !missing.is_empty() {
        let document = document.id.clone();
        return Err(Error::LostRecords { document, format: format.name, missing });
    }
    let n = outputs.len();
    let file = |(at, output): (usize, render::Output)| {
        let volume = (n > 1).then_some(at + 1);
        let file = (output.bytes.len(), output.sha256);
        let written = Written::new(document, format.name, format.extension, volume, file);
        (written, output.bytes)
    };
    Ok(outputs.into_iter().enumerate().map(file).collect())
}

/// The pages of a site are too many to list; its first one leads to them.
fn in_words(manifest: &Manifest) -> String {
    let mut text = String::new();
    let is_site = |file: &&Written| file.document == SITE;
    for file in manifest.files.iter().filter(|file| !is_site(file)) {
        text.push_str(&format!("{OUT}/{}\n", visible(&file.path)));
    }
    let n_documents = manifest.files.iter().filter(|file| !is_site(file)).count();
    if n_documents < manifest.files.len() {
        text.push_str(&format!("{OUT}/{SITE}/index.html and the site behind it\n"));
    }
    if n_documents > 0 {
        text.push_str(&format!("{} written\n", count(n_documents, "file")));
    }
    if !manifest.removed.is_empty() {
        let removed = count(manifest.removed.len(), "file");
        text.push_str(&format!(
            "{removed} of the build before removed; this one leaves them out\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests;
