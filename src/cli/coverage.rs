//! `coverage`: for every clause, which evidence is there, and what is missing.

use super::ui::Ui;
use super::{Common, Format, Outcome};
use super::{line, previous};
use crate::coverage::Asked;
use crate::error::Error;
use crate::render::{json, text};
use crate::report::check_report::Inputs;
use crate::report::coverage_report::{coverage_report, not_followed};
use crate::report::judged::Judged;
use crate::report::last_commit::LastCommits;
use crate::standards::{ClauseKey, Library, Standard};
use clap::Args;

/// Say for every clause which evidence is there, and what is missing with the next step.
#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    /// Standard, such as iec-62304; by default every one that the project follows.
    #[arg(value_name = "STANDARD")]
    standard: Option<String>,
    /// One clause and those below it, as iec-62304:5.7.1, with all of its evidence.
    #[arg(long, value_name = "CLAUSE", conflicts_with = "standard")]
    clause: Option<String>,
    /// Product; by default those of the judged release, else every one.
    #[arg(long, value_name = "KEY")]
    product: Option<String>,
    /// Release whose results count; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
}

pub(super) fn run(
    common: &Common,
    args: &CoverageArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    let mut inputs = line::read_with_standards(common, args.release.as_deref(), ui)?;
    let history = previous::history(&inputs)?;
    inputs.compare_with(&history)?;
    ui.stage("history");
    let graph = inputs.graph(ui);
    let assessment = inputs.assess(&graph, ui);
    let clause = args.clause.as_deref().map(key).transpose()?;
    let named = clause.map(|key| key.standard).or(args.standard.as_deref());
    let standard = named.map(|id| standard_of(&inputs, id)).transpose()?;
    if let (Some(standard), Some(key)) = (standard, clause) {
        check_clause(standard, key)?;
    }
    check_product(&inputs, args.product.as_deref())?;
    let beside: Vec<&Standard> = standard.into_iter().collect();
    let asked = Asked { beside: &beside, product: args.product.as_deref() };
    let (_, mut coverage) = inputs.cover(&graph, &assessment, asked, ui);
    let others = not_followed(&inputs.library, &coverage);
    if let Some(standard) = standard {
        coverage.standards.retain(|covered| std::ptr::eq(covered.standard, standard));
    }
    let language = inputs.language(common);
    let judged = Judged { graph: &graph, assessment: &assessment, language };
    let read = Inputs::new(&inputs.revision, &assessment.as_of, &inputs.project);
    let commits = LastCommits { history: &history, revision: &inputs.revision };
    let only = clause.map(|key| (key.standard, key.clause));
    let report = coverage_report(judged, commits, &coverage, others, only, read);
    ui.say(&match (common.format, clause) {
        (Format::Json, _) => json::write("techfile-coverage/1", &report),
        (Format::Text, Some(_)) => text::clause(&report),
        (Format::Text, None) => text::coverage(&report),
    });
    ui.stage("report");
    Ok(Outcome::Clean)
}

fn key(text: &str) -> Result<ClauseKey<'_>, Error> {
    ClauseKey::parse(text).ok_or_else(|| {
        Error::Usage(format!("`--clause {text}`: write it as `<standard>:<clause>`"))
    })
}

/// Refuses a product that the project does not have.
fn check_product(inputs: &line::Inputs, product: Option<&str>) -> Result<(), Error> {
    let known = inputs.project.config.products();
    match product {
        Some(product) if !known.contains(&product) => Err(Error::Usage(format!(
            "the project has no product `{product}`; it has: {}",
            known.join(", ")
        ))),
        _ => Ok(()),
    }
}

/// Returns the edition that the project follows, else the newest.
fn standard_of<'a>(inputs: &'a line::Inputs, id: &str) -> Result<&'a Standard, Error> {
    let library: &Library = &inputs.library;
    let named = inputs.project.config.tree.at(&["standards", id, "edition"]);
    let edition = named.and_then(crate::yaml::Node::text);
    let found = library.edition(id, edition).or(library.edition(id, None));
    found.ok_or_else(|| {
        let hint = match library.nearest(id) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", library.ids().join(", ")),
        };
        Error::Usage(format!("no standard is called `{id}`; {hint}"))
    })
}

fn check_clause(standard: &Standard, key: ClauseKey<'_>) -> Result<(), Error> {
    if standard.clause(key.clause).is_some() {
        return Ok(());
    }
    let clauses = standard.clauses.iter().map(|clause| &*clause.id);
    let near = crate::descriptor::nearest(key.clause, clauses);
    let hint = near.map(|near| format!("; did you mean `{}:{near}`?", key.standard));
    let hint = hint.unwrap_or_default();
    let edition = &standard.edition;
    Err(Error::Usage(format!(
        "edition `{edition}` of `{}` has no clause `{}`{hint}",
        key.standard, key.clause
    )))
}
