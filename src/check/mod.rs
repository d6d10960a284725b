//! Assessment → [`Diagnostics`]: runs the list of rules.
//!
//! A rule looks at the whole project and never at another rule. A project may raise a rule's
//! severity and never lower it.

mod rule;
mod rules;

pub use rule::{Context, Finding, Findings, Finds, Rule};
pub use rules::RULES;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use rayon::prelude::*;

/// Runs every rule over a project and returns their findings in reading order.
pub fn check(cx: &Context<'_>) -> Diagnostics {
    check_with(cx.rules, cx)
}

/// Runs some of the rules, as their cases do: a rule's findings never depend on another rule.
pub fn check_with(rules: &[&Rule], cx: &Context<'_>) -> Diagnostics {
    let found: Vec<Vec<Diagnostic>> = rules.par_iter().map(|rule| run(rule, cx)).collect();
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(found.into_iter().flatten());
    diagnostics.sort(&cx.project.sources);
    diagnostics
}

fn run(rule: &Rule, cx: &Context<'_>) -> Vec<Diagnostic> {
    let severity = severity_of(rule, &cx.project.config);
    let findings = match &rule.finds {
        Finds::Problem(kind) => {
            let problems = cx.project.problems.iter().filter(|problem| problem.kind == *kind);
            problems.map(Finding::from).collect()
        }
        Finds::Look(look) => {
            let mut findings = Findings::default();
            look(cx, &mut findings);
            findings.list
        }
    };
    findings.into_iter().map(|finding| finding.with(rule.code, severity)).collect()
}

/// Returns the severity of a rule in a project: its own, or a higher one that the project sets.
pub fn severity_of(rule: &Rule, config: &Config) -> Severity {
    let set = config.rules.get(rule.code).map(|(severity, _)| *severity);
    set.map_or(rule.severity, |severity| severity.max(rule.severity))
}

/// Returns the rule of a code, in any case of letters.
pub fn rule_of(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code) || rule.name == code)
}
