//! `explain CODE`: what a rule checks, why it matters, and how to resolve it; or what a kind holds.

use super::line::known_names;
use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::check::{RULES, Rule, rule_of};
use crate::coverage::rules_named;
use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::kinds::{KINDS, kind_named};
use crate::render::json;
use crate::report::kind_report::KindReport;
use crate::report::reference::kind_section;
use crate::standards::{profiles, shipped};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;

/// Explain a rule or a record kind; without a name, list the rules.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Code, such as RSK001, name of a rule, such as unmitigated-risk, or kind, such as risk.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

#[derive(Serialize)]
struct Explained {
    /// The rules, in the order of their codes.
    rules: Vec<ExplainedRule>,
}

#[derive(Serialize)]
struct ExplainedRule {
    /// As in `RSK001`.
    code: &'static str,
    /// Its name in words.
    name: &'static str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// The version of techfile that brought it.
    since: &'static str,
    /// What it finds, in one sentence.
    summary: &'static str,
    /// What it checks, why it matters and how to resolve it.
    explanation: &'static str,
    /// Clauses of the standards that techfile carries, whose mapping names the rule.
    clauses: Vec<String>,
}

pub(super) fn run(
    common: &Common,
    args: &ExplainArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    if let Some(kind) = args.code.as_deref().and_then(kind_named) {
        ui.say(&match common.format {
            Format::Json => json::write("techfile-kind/1", &KindReport::of(kind)),
            Format::Text => kind_section(kind),
        });
        return Ok(Outcome::Clean);
    }
    let rules: Vec<&Rule> = match &args.code {
        None => RULES.to_vec(),
        Some(code) => vec![rule_of(code).ok_or_else(|| unknown(code))?],
    };
    match common.format {
        Format::Json => ui.say(&json::write("techfile-rules/1", &explained(&rules)?)),
        Format::Text if args.code.is_none() => {
            for rule in rules {
                ui.say(&format!("{}  {:8} {}\n", rule.code, rule.severity.word(), rule.summary));
            }
        }
        Format::Text => {
            let clauses = clauses()?;
            rules.into_iter().for_each(|rule| ui.say(&page(rule, clauses.get(rule.code))));
        }
    }
    Ok(Outcome::Clean)
}

/// Returns the clauses whose mapping names a rule, by rule.
fn clauses() -> Result<BTreeMap<String, Vec<String>>, Error> {
    let library = shipped(&known_names(&profiles()?)?)?;
    let named = rules_named(library.standards.iter());
    Ok(named.into_iter().map(|(rule, clauses)| (rule.to_string(), clauses)).collect())
}

fn explained(rules: &[&Rule]) -> Result<Explained, Error> {
    let clauses = clauses()?;
    let rule = |rule: &&Rule| ExplainedRule {
        clauses: clauses.get(rule.code).cloned().unwrap_or_default(),
        code: rule.code,
        name: rule.name,
        severity: rule.severity.word(),
        since: rule.since,
        summary: rule.summary,
        explanation: rule.explain,
    };
    Ok(Explained { rules: rules.iter().map(rule).collect() })
}

fn page(rule: &Rule, clauses: Option<&Vec<String>>) -> String {
    let severity = rule.severity.word();
    let clauses = clauses.map(|clauses| format!("\nClauses: {}\n", clauses.join(", ")));
    format!(
        "{} {} ({severity}, since {})\n{}\n\n{}\n{}",
        rule.code,
        rule.name,
        rule.since,
        rule.summary,
        rule.explain,
        clauses.unwrap_or_default()
    )
}

fn unknown(code: &str) -> Error {
    let kinds = KINDS.iter().map(|kind| kind.name);
    let names = RULES.iter().flat_map(|rule| [rule.code, rule.name]).chain(kinds);
    let wanted = code.to_uppercase();
    let near = nearest(&wanted, names.clone()).or(nearest(code, names));
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Error::Usage(format!("no rule or kind is called `{code}`{hint}"))
}
