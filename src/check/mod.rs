//! Assessment → [`Diagnostics`]: runs the list of rules.
//!
//! A rule looks at the whole project and never at another rule. A project may raise a rule's
//! severity and never lower it; only a waiver excepts a finding, and only the rules about waivers
//! see what the others found.

mod rule;
mod rules;
mod waiver;

pub use rule::{Context, Finding, Findings, Finds, Rule};
pub use rules::RULES;
pub use waiver::{Applied, Entry};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use rayon::prelude::*;

/// Runs every rule over a project and returns their findings in reading order.
pub fn check(cx: &Context<'_>) -> Diagnostics {
    check_with(cx.rules, cx)
}

/// Runs some of the rules, as their cases do: a rule's findings never depend on another rule, and
/// only the rules about waivers need what all of them found.
pub fn check_with(rules: &[&Rule], cx: &Context<'_>) -> Diagnostics {
    let is_late = |rule: &&&Rule| matches!(rule.finds, Finds::Waivers(_));
    let looking = if rules.iter().any(|rule| is_late(&rule)) { cx.rules } else { rules };
    let found: Vec<Vec<Diagnostic>> = looking.par_iter().map(|rule| run(rule, cx)).collect();
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(found.into_iter().flatten());
    let applied = waiver::apply(cx, &mut diagnostics);
    diagnostics.retain(|found| rules.iter().any(|rule| rule.code == found.code));
    for rule in rules.iter().filter(is_late) {
        diagnostics.extend(run_late(rule, cx, &applied));
    }
    diagnostics.sort(&cx.project.sources);
    diagnostics
}

fn run(rule: &Rule, cx: &Context<'_>) -> Vec<Diagnostic> {
    match &rule.finds {
        Finds::Problem(kind) => {
            let problems = cx.project.problems.iter().filter(|problem| problem.kind == *kind);
            diagnostics_of(rule, cx, problems.map(Finding::from).collect())
        }
        Finds::Look(look) => {
            let mut findings = Findings::default();
            look(cx, &mut findings);
            diagnostics_of(rule, cx, findings.list)
        }
        Finds::Waivers(_) => Vec::new(),
    }
}

fn run_late(rule: &Rule, cx: &Context<'_>, applied: &Applied<'_>) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    if let Finds::Waivers(look) = &rule.finds {
        look(cx, applied, &mut findings);
    }
    diagnostics_of(rule, cx, findings.list)
}

fn diagnostics_of(rule: &Rule, cx: &Context<'_>, findings: Vec<Finding>) -> Vec<Diagnostic> {
    let severity = severity_of(rule, &cx.project.config);
    findings.into_iter().map(|finding| finding.with(rule, severity)).collect()
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
