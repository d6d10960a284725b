//! `build`: the documents, in every language and format, put in place whole.

use super::line::{self, Inputs};
use super::placement::{Built, OUT, Placement};
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::descriptor::nearest;
use crate::error::Error;
use crate::load::read_history;
use crate::render::text::{count, visible};
use crate::render::{self, FORMATS, json, missing_records};
use crate::report::check_report;
use crate::report::compose::{Composed, compose};
use crate::report::manifest::{Manifest, Written};
use crate::report::template::{Template, templates};
use crate::report::view;
use clap::Args;

/// Write the documents to out/.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// Documents to build, such as risk-analysis; by default all.
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<String>,
    /// Format to write, as md, html or pdf; by default every one.
    #[arg(long, value_name = "FORMAT")]
    to: Vec<String>,
    /// Release whose results count; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
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

/// Builds every document in every format of this build; returns how many files there are.
pub(super) fn everything(common: &Common, ui: &mut Ui<'_, '_>) -> Result<usize, Error> {
    let is_there = |format: &&render::Format| format.name != "pdf" || cfg!(feature = "pdf");
    let to = FORMATS.iter().filter(is_there).map(|format| format.name.to_string()).collect();
    let args = BuildArgs { documents: Vec::new(), to, release: None };
    Ok(build(common, &args, ui)?.files.len())
}

fn build(common: &Common, args: &BuildArgs, ui: &mut Ui<'_, '_>) -> Result<Manifest, Error> {
    let formats = formats(&args.to)?;
    let inputs = line::read(common, args.release.as_deref(), ui)?;
    let templates = templates(&inputs.templates)?;
    let chosen = chosen(&templates, &args.documents)?;
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let project = &inputs.project;
    let records = &*project.config.folders.records;
    let history = read_history(&inputs.snapshot, &[records], &project.config.baselines)?;
    ui.stage("history");
    let view = view::Inputs {
        project,
        graph: &graph,
        assessment: &assessment,
        history: &history,
        revision: &inputs.revision,
    };
    let (mut files, mut written) = (Vec::new(), Vec::new());
    for language in languages(common, &inputs) {
        for template in &chosen {
            let composed = compose(template, &view, language)?;
            for format in &formats {
                let (file, entry) = rendered(&composed, format)?;
                files.push(file);
                written.push(entry);
            }
        }
    }
    ui.stage("documents");
    let judged = check_report::Inputs::new(&inputs.revision, &assessment.as_of, project);
    let mut manifest = Manifest { inputs: judged, files: written, removed: Vec::new() };
    let text = json::write("techfile-manifest/1", &manifest);
    manifest.removed = Placement::lock(&inputs.folder, ui)?.place(&files, &text)?;
    ui.stage("place");
    Ok(manifest)
}

fn languages<'a>(common: &'a Common, inputs: &'a Inputs) -> Vec<&'a str> {
    match &common.lang {
        Some(language) => vec![language],
        None => inputs.project.config.languages.iter().map(String::as_str).collect(),
    }
}

fn formats(names: &[String]) -> Result<Vec<&'static render::Format>, Error> {
    let known = || FORMATS.iter().filter(|format| format.is_built);
    if names.is_empty() {
        return Ok(known().collect());
    }
    let format = |name: &String| {
        let format = FORMATS.iter().find(|format| format.name == name);
        format.ok_or_else(|| unknown("format", name, known().map(|format| format.name)))
    };
    names.iter().map(format).collect()
}

fn chosen<'t>(templates: &'t [Template], names: &[String]) -> Result<Vec<&'t Template>, Error> {
    if names.is_empty() {
        return Ok(templates.iter().collect());
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

/// Renders a document and makes sure that every record is in it.
fn rendered(composed: &Composed, format: &render::Format) -> Result<(Built, Written), Error> {
    let document = &composed.document;
    let records = json::write("techfile-view/1", &composed.view);
    let output = (format.render)(document, Some(&records))?;
    let missing = missing_records(document, &output);
    if !missing.is_empty() {
        let document = document.id.clone();
        return Err(Error::LostRecords { document, format: format.name, missing });
    }
    let written = Written::new(document, format.name, format.extension, &output.bytes);
    Ok((Built { path: written.path.clone(), bytes: output.bytes }, written))
}

fn in_words(manifest: &Manifest) -> String {
    let mut text = String::new();
    for file in &manifest.files {
        text.push_str(&format!("{OUT}/{}\n", visible(&file.path)));
    }
    text.push_str(&format!("{} written\n", count(manifest.files.len(), "file")));
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
