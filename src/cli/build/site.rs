//! The static site as part of a build: every page in every language, and what the pages share.

use super::super::line::Inputs;
use super::super::placement::Built;
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

/// A file and its entry in the manifest.
pub(super) type File = (Built, Written);

/// How the project was judged.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) graph: &'a TraceGraph<'a>,
    pub(super) assessment: &'a Assessment<'a>,
    pub(super) diagnostics: &'a Diagnostics,
    pub(super) coverage: &'a Coverage<'a>,
}

/// Makes every file of the site.
pub(super) fn files<'a>(
    inputs: &'a Inputs,
    judged: Judged<'a>,
    history: &History,
    languages: &[&str],
    ui: &mut Ui<'_, '_>,
) -> Result<Vec<File>, Error> {
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
    let made_from = site::Inputs { view, check, gate, comparisons, coverage };
    let site = Site::new(made_from, languages)?;
    let files = written(&site, languages);
    site.complete()?;
    ui.stage("site");
    Ok(files)
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

fn written(site: &Site<'_>, languages: &[&str]) -> Vec<File> {
    let mut files = vec![file("index.html".into(), "", render::entry(languages, site.product()))];
    for (path, content) in render::ASSETS {
        files.push(file((*path).to_string(), "", content.as_bytes().to_vec()));
    }
    files.push(file(render::STANDING.into(), "", render::standing_style(&site.standings())));
    for language in languages {
        let script = site.search_index(language).map(|index| render::search_script(&index));
        files.extend(script.map(|it| file(format!("search/{language}.js"), language, it)));
    }
    // In the order of the keys again, so that the manifest is the same whichever thread was first.
    let pages: Vec<Vec<File>> = site.keys().into_par_iter().map(|key| pages(site, key)).collect();
    files.extend(pages.into_iter().flatten());
    files
}

fn pages(site: &Site<'_>, key: site::Key) -> Vec<File> {
    let page = |page: &site::Page<'_>| {
        let language = &page.frame.language;
        file(format!("{language}/{}", page.path), language, render::page(page))
    };
    site.pages(key).iter().map(page).collect()
}

fn file(path: String, language: &str, bytes: Vec<u8>) -> File {
    let path = format!("{SITE}/{path}");
    let written = Written::of_site(path.clone(), language, &bytes);
    (Built { path, bytes }, written)
}
