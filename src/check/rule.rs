//! What a rule is, and what it may look at.

use super::severity_of;
use super::waiver::Applied;
use crate::assess::Assessment;
use crate::config::{Config, Version};
use crate::coverage::Coverage;
use crate::diagnostic::{Diagnostic, Label, NewRule, Problem, ProblemKind, Severity};
use crate::documents::Description;
use crate::graph::TraceGraph;
use crate::history::Revision;
use crate::model::{Project, Record, Status};
use crate::source::Span;
use crate::standards::LazyLibrary;

/// A rule: its identity, its explanation and what finds its diagnostics.
#[derive(Debug)]
pub struct Rule {
    /// Three letters for the subject and three digits; never reused.
    pub code: &'static str,
    /// Names the defect, in words joined by hyphens.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    pub severity: Severity,
    /// Whether a waiver may except a finding. Never where something could not be read or evaluated,
    /// where a residual risk is not acceptable, or where a person's decision is missing.
    pub waivable: bool,
    /// The version of techfile that brought the rule.
    pub since: &'static str,
    /// What it checks, why it matters, how to resolve it: a paragraph each.
    pub explain: &'static str,
    pub finds: Finds,
}

impl Rule {
    /// Returns whether the rule came after the version that a project was written for, and which
    /// the two are. A project that names no version is told of no rule that it is new.
    fn is_new_to(&self, config: &Config) -> Option<NewRule> {
        let written_for = config.written_for?;
        let is_newer = Version::parse(self.since).is_some_and(|since| since > written_for);
        let (since, written_for) = (self.since, written_for.to_string());
        is_newer.then_some(NewRule { since, written_for })
    }
}

/// Where a rule's findings come from.
#[derive(Debug)]
pub enum Finds {
    /// The readers found them; the rule gives them its code.
    Problem(ProblemKind),
    /// The rule looks at the whole project.
    Look(fn(&Context<'_>, &mut Findings)),
    /// The rule looks at the state of clauses, which rests on what other rules found.
    Coverage(fn(&Context<'_>, &Coverage<'_>, &mut Findings)),
    /// The rule looks at what became of the waivers, after every other rule.
    Waivers(fn(&Context<'_>, &Applied<'_>, &mut Findings)),
}

/// Everything that a rule may look at.
#[derive(Debug)]
pub struct Context<'a> {
    pub project: &'a Project,
    pub graph: &'a TraceGraph<'a>,
    pub assessment: &'a Assessment<'a>,
    pub revision: &'a Revision,
    pub rules: &'a [&'a Rule],
    /// What is known of every document that can be made.
    pub documents: &'a [Description],
    /// The standards that are known; a rule that has no question for them leaves them unread.
    pub library: &'a LazyLibrary,
}

impl Context<'_> {
    /// Returns why nobody should approve a record yet, where its id stands a second time: what was
    /// approved may be the other one.
    pub(super) fn approve_later(&self, record: &Record) -> Option<String> {
        let is_twice = self.project.is_hole(&record.id);
        is_twice.then(|| {
            format!("approve nothing yet: `{}` stands twice, and one needs another id", record.id)
        })
    }

    /// Returns whether a record that is not retired counts for another one: where the release is judged
    /// by that one, it has to be judged by this one too, and what is of another product alone is not.
    pub(super) fn counts_for(&self, record: &Record, subject: &Record) -> bool {
        let release = &self.assessment.release;
        record.status != Status::Retired && release.counts_for(self.project, record, subject)
    }
}

/// What a rule found at one place.
#[derive(Debug, Clone)]
pub struct Finding {
    message: String,
    span: Span,
    related: Vec<Label>,
    help: Option<String>,
    record: Option<String>,
    waivable: bool,
}

impl Finding {
    /// Makes a finding about a record.
    pub fn of(record: &Record, span: Span, message: impl Into<String>) -> Self {
        Self { record: Some(record.id.to_string()), ..Self::at(span, message) }
    }

    /// Makes a finding that is about no record.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        let (message, related) = (message.into(), Vec::new());
        Self { message, span, related, help: None, record: None, waivable: true }
    }

    /// Names what it is about, where that is no record.
    #[must_use]
    pub fn about(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }

    /// Adds the smallest next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Keeps waivers from it where its rule would allow one.
    #[must_use]
    pub fn never_waived(mut self) -> Self {
        self.waivable = false;
        self
    }

    /// Makes a diagnostic of it.
    pub(super) fn with(self, rule: &Rule, config: &Config) -> Diagnostic {
        let Self { message, span, related, help, record, waivable } = self;
        Diagnostic {
            code: rule.code,
            severity: severity_of(rule, config),
            message,
            span,
            related,
            help,
            record,
            waivable: waivable && rule.waivable,
            new: rule.is_new_to(config),
            waived: None,
        }
    }
}

impl From<&Problem> for Finding {
    fn from(problem: &Problem) -> Self {
        let Problem { message, span, related, help, record, .. } = problem.clone();
        // What could not be read is excepted by nobody.
        Self { message, span, related, help, record, waivable: false }
    }
}

/// The findings of one rule.
#[derive(Debug, Default)]
pub struct Findings {
    pub(super) list: Vec<Finding>,
}

impl Findings {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds what is not shown of some records because results were refused: once, with the test run,
    /// so that the consequences do not bury their cause.
    pub(super) fn add_unseen(&mut self, cx: &Context<'_>, what: &str, mut unseen: Vec<&Record>) {
        let refused = cx.assessment.refused_runs();
        unseen.dedup();
        let Some(first) = refused.first().filter(|_| !unseen.is_empty()) else { return };
        let ids = |records: &[&Record]| {
            records.iter().map(|record| format!("`{}`", record.id)).collect::<Vec<_>>().join(", ")
        };
        let message = format!(
            "the results of {} were refused, so that {what} is not shown of {}",
            ids(&refused),
            ids(&unseen)
        );
        let finding = Finding::of(first, first.place_of("results"), message).never_waived();
        self.add(finding.help("see what is said of the test run, and mend that"));
    }
}
