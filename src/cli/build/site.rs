//! The static site as part of a build: every page in every language, and what the pages share.

use super::super::line::Inputs;
use super::super::placement::Placement;
use super::super::ui::Ui;
use crate::assess::Assessment;
use crate::check::RULES;
use crate::coverage::Coverage;
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::gate::judge;
use crate::graph::TraceGraph;
use crate::history::History;
use crate::load::{differences, read_state};
use crate::render::site as render;
use crate::report::check_report::{self, check_report};
use crate::report::gate_report::gate_report;
use crate::report::manifest::{SITE, Written};
use crate::report::site::{self, Comparison, Site};
use crate::report::view;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Each state is read whole; older ones can be compared with `diff`.
const MOST_COMPARISONS: usize = 6;

/// How the project was judged.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) graph: &'a TraceGraph<'a>,
    pub(super) assessment: &'a Assessment<'a>,
    pub(super) diagnostics: &'a Diagnostics,
    pub(super) coverage: &'a Coverage<'a>,
}

/// Prepares every file of the site; returns their entries in the manifest.
pub(super) fn prepare<'a>(
    inputs: &'a Inputs,
    judged: Judged<'a>,
    history: &History,
    (languages, placement): (&[&str], &Placement),
    ui: &mut Ui<'_, '_>,
) -> Result<Vec<Written>, Error> {
    let (project, revision) = (&inputs.project, &inputs.revision);
    let Judged { graph, assessment, diagnostics, coverage } = judged;
    let verdict = judge(project, assessment, diagnostics, revision);
    let read = check_report::Inputs::new(revision, &assessment.as_of, project);
    let check = check_report(project, diagnostics, RULES, read);
    let gate = gate_report(project, &verdict, RULES);
    ui.stage("gate");
    let view = view::Inputs {
        project,
        graph,
        assessment,
        history,
        revision,
        past: None,
        coverage: None,
        auditor_notes: None,
    };
    let comparisons = comparisons(inputs, history)?;
    ui.stage("compare");
    let (check, gate, comparisons) = (&check, &gate, &comparisons[..]);
    let documents = &inputs.documents;
    let made_from = site::Inputs { view, check, gate, comparisons, coverage, documents };
    let site = Site::new(made_from, languages)?;
    let mut written = prepare_shared(&site, languages, placement)?;
    written.extend(prepare_pages(&site, placement)?);
    site.complete()?;
    ui.stage("site");
    Ok(written)
}

/// Holds each of the newest baselines against the one before, and the inputs against the newest.
fn comparisons(inputs: &Inputs, history: &History) -> Result<Vec<Comparison>, Error> {
    let mut comparisons = Vec::new();
    if history.baselines.is_empty() {
        return Ok(comparisons);
    }
    let mut later = (None, read_state(&inputs.snapshot, &history.followed));
    for (from, baseline) in history.baselines.iter().enumerate().take(MOST_COMPARISONS) {
        let snapshot = inputs.snapshot.at_commit(&history.commits[baseline.commit].id)?;
        let earlier = read_state(&snapshot, &history.followed);
        let differences = differences(&earlier, &later.1);
        comparisons.push(Comparison { from, to: later.0, differences });
        later = (Some(from), earlier);
    }
    Ok(comparisons)
}

/// Prepares what the pages share.
fn prepare_shared(
    site: &Site<'_>,
    languages: &[&str],
    placement: &Placement,
) -> Result<Vec<Written>, Error> {
    let add = |path: &str, language: &str, bytes: &[u8]| file(path, language, bytes, placement);
    let mut written =
        vec![add("index.html", "", render::entry(languages, site.product()).as_bytes())?];
    for (path, content) in render::ASSETS {
        written.push(add(path, "", content.as_bytes())?);
    }
    written.push(add(render::STANDING, "", &render::standing_style(&site.standings()))?);
    for language in languages {
        let Some(index) = site.search_index(language) else { continue };
        let script = render::search_script(&index);
        written.push(add(&format!("search/{language}.js"), language, &script)?);
    }
    Ok(written)
}

/// Prepares the pages, each written by the thread that made it, so that none waits in memory.
fn prepare_pages(site: &Site<'_>, placement: &Placement) -> Result<Vec<Written>, Error> {
    let prepared = |page: &site::Page<'_>, html: &mut String| {
        *html = render::page(page, std::mem::take(html));
        let language = &page.frame.language;
        file(&format!("{language}/{}", page.path), language, html.as_bytes(), placement)
    };
    let pages = |html: &mut String, key: site::Key| -> Result<Vec<Written>, Error> {
        site.pages(key).iter().map(|page| prepared(page, html)).collect()
    };
    // In the order of the keys again, so that the manifest is the same whichever thread was first.
    let written: Result<Vec<Vec<Written>>, Error> =
        site.keys().into_par_iter().map_init(String::new, pages).collect();
    Ok(written?.into_iter().flatten().collect())
}

fn file(path: &str, language: &str, bytes: &[u8], placement: &Placement) -> Result<Written, Error> {
    let written = Written::of_site(format!("{SITE}/{path}"), language, bytes);
    placement.prepare(&written, bytes)?;
    Ok(written)
}
