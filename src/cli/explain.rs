//! `explain CODE`: what a rule checks, why it matters, and how to resolve it; or what a kind holds.

use super::ui::Ui;
use super::{Common, Format, Outcome};
use crate::check::{RULES, Rule, rule_of};
use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::kinds::{KINDS, kind_named};
use crate::render::json;
use crate::report::reference::kind_section;
use clap::Args;
use serde::Serialize;

/// Explain a rule or a record kind; without a name, list the rules.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Code, such as RSK001, name of a rule, such as unmitigated-risk, or kind, such as risk.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

#[derive(Serialize)]
struct Explained {
    rules: Vec<ExplainedRule>,
}

#[derive(Serialize)]
struct ExplainedRule {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    since: &'static str,
    summary: &'static str,
    explanation: &'static str,
}

pub(super) fn run(
    common: &Common,
    args: &ExplainArgs,
    ui: &mut Ui<'_, '_>,
) -> Result<Outcome, Error> {
    if let (Some(kind), Format::Text) = (args.code.as_deref().and_then(kind_named), common.format) {
        ui.say(&kind_section(kind));
        return Ok(Outcome::Clean);
    }
    let rules: Vec<&Rule> = match &args.code {
        None => RULES.to_vec(),
        Some(code) => vec![rule_of(code).ok_or_else(|| unknown(code))?],
    };
    match common.format {
        Format::Json => ui.say(&json::write("techfile-rules/1", &explained(&rules))),
        Format::Text if args.code.is_none() => {
            for rule in rules {
                ui.say(&format!("{}  {:8} {}\n", rule.code, rule.severity.word(), rule.summary));
            }
        }
        Format::Text => rules.into_iter().for_each(|rule| ui.say(&page(rule))),
    }
    Ok(Outcome::Clean)
}

fn explained(rules: &[&Rule]) -> Explained {
    let rule = |rule: &&Rule| ExplainedRule {
        code: rule.code,
        name: rule.name,
        severity: rule.severity.word(),
        since: rule.since,
        summary: rule.summary,
        explanation: rule.explain,
    };
    Explained { rules: rules.iter().map(rule).collect() }
}

fn page(rule: &Rule) -> String {
    let severity = rule.severity.word();
    format!(
        "{} {} ({severity}, since {})\n{}\n\n{}\n",
        rule.code, rule.name, rule.since, rule.summary, rule.explain
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
