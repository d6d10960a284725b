//! Assessment → [`Diagnostics`]: runs the list of rules.
//!
//! A rule looks at the whole project and never at another rule. A project may raise a rule's
//! severity and never lower it; only a waiver excepts a finding, and only the rules about clauses and
//! about waivers see what the others found: first the rules, then the clauses, then the waivers.

mod rule;
mod rules;
mod waiver;

pub use rule::{Context, Finding, Findings, Finds, Rule};
pub use rules::RULES;
pub use waiver::{Applied, Entry};

use crate::config::Config;
use crate::coverage::{self, Asked, Coverage};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use rayon::prelude::*;

/// Runs every rule over a project and returns their findings in reading order.
pub fn check(cx: &Context<'_>) -> Diagnostics {
    check_with(cx.rules, cx)
}

/// Runs every rule over a project, and covers the standards that it follows and what is asked for
/// beside.
pub fn check_and_cover<'a>(cx: &Context<'a>, asked: Asked<'_, 'a>) -> (Diagnostics, Coverage<'a>) {
    let mut diagnostics = found_by(cx.rules, cx);
    let coverage = cover(cx, &mut diagnostics, asked);
    look_at_coverage(cx.rules, cx, &coverage, &mut diagnostics);
    finish(cx.rules, cx, &mut diagnostics);
    (diagnostics, coverage)
}

/// Runs some of the rules, as their cases do: a rule's findings never depend on another rule, and
/// only the rules about clauses and waivers need what all of them found.
pub fn check_with(rules: &[&Rule], cx: &Context<'_>) -> Diagnostics {
    let asks = |rule: &&Rule| matches!(rule.finds, Finds::Coverage(_));
    // No rule has anything to say of clauses that the policy does not ask for.
    let covers = !cx.project.config.gate.clauses.is_empty() && rules.iter().any(asks);
    let is_late = |rule: &&Rule| matches!(rule.finds, Finds::Waivers(_));
    let looking = if covers || rules.iter().any(is_late) { cx.rules } else { rules };
    let mut diagnostics = found_by(looking, cx);
    if covers {
        let coverage = cover(cx, &mut diagnostics, Asked::default());
        look_at_coverage(looking, cx, &coverage, &mut diagnostics);
    }
    finish(rules, cx, &mut diagnostics);
    diagnostics
}

fn found_by(rules: &[&Rule], cx: &Context<'_>) -> Diagnostics {
    let found: Vec<Vec<Diagnostic>> = rules.par_iter().map(|rule| run(rule, cx)).collect();
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(found.into_iter().flatten());
    diagnostics
}

/// Waivers are applied before, since what is waived is no evidence.
fn cover<'a>(
    cx: &Context<'a>,
    diagnostics: &mut Diagnostics,
    asked: Asked<'_, 'a>,
) -> Coverage<'a> {
    waiver::apply(cx, diagnostics);
    let Context { project, graph, assessment, library, documents, .. } = *cx;
    let inputs = coverage::Inputs { project, graph, assessment, library, documents };
    coverage::coverage(inputs, &coverage::Findings::of(diagnostics), asked)
}

fn look_at_coverage(
    rules: &[&Rule],
    cx: &Context<'_>,
    coverage: &Coverage<'_>,
    diagnostics: &mut Diagnostics,
) {
    for rule in rules {
        if let Finds::Coverage(look) = &rule.finds {
            let mut findings = Findings::default();
            look(cx, coverage, &mut findings);
            diagnostics.extend(diagnostics_of(rule, cx, findings.list));
        }
    }
}

/// Applies the waivers, keeps what some rules found, and sorts it.
fn finish(rules: &[&Rule], cx: &Context<'_>, diagnostics: &mut Diagnostics) {
    let applied = waiver::apply(cx, diagnostics);
    diagnostics.retain(|found| rules.iter().any(|rule| rule.code == found.code));
    for rule in rules.iter().filter(|rule| matches!(rule.finds, Finds::Waivers(_))) {
        diagnostics.extend(run_late(rule, cx, &applied));
    }
    diagnostics.sort(&cx.project.sources);
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
        Finds::Coverage(_) | Finds::Waivers(_) => Vec::new(),
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
    findings.into_iter().map(|finding| finding.with(rule, &cx.project.config)).collect()
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
