//! Diagnostics → what each rule found, for needs that ask that it finds nothing.

use crate::diagnostic::{Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// What the rules found, by code.
#[derive(Debug, Default)]
pub struct Findings<'d> {
    by_rule: BTreeMap<&'static str, Vec<&'d Diagnostic>>,
}

/// What one rule found of some records.
#[derive(Debug, Default)]
pub(super) struct OfRule {
    pub open: usize,
    /// The first finding that nothing waives: what it is about, and what it says.
    pub first: Option<(Option<String>, String)>,
    pub waived: usize,
    /// The first waiver, and its last day.
    pub waiver: Option<(String, String)>,
}

impl<'d> Findings<'d> {
    /// Takes over what was found; waivers must have been applied.
    pub fn of(diagnostics: &'d Diagnostics) -> Self {
        let mut by_rule: BTreeMap<&'static str, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in diagnostics.iter() {
            by_rule.entry(diagnostic.code).or_default().push(diagnostic);
        }
        Self { by_rule }
    }

    /// Returns what a rule found of those things, by their ids, that are asked for.
    pub(super) fn of_rule(&self, code: &str, is_asked: impl Fn(Option<&str>) -> bool) -> OfRule {
        let mut found = OfRule::default();
        let diagnostics = self.by_rule.get(code).into_iter().flatten();
        diagnostics
            .filter(|diagnostic| is_asked(diagnostic.record.as_deref()))
            .for_each(|diagnostic| found.add(diagnostic));
        found
    }
}

impl OfRule {
    fn add(&mut self, diagnostic: &Diagnostic) {
        match &diagnostic.waived {
            None => {
                self.open += 1;
                self.first
                    .get_or_insert_with(|| (diagnostic.record.clone(), diagnostic.message.clone()));
            }
            Some(waived) => {
                self.waived += 1;
                self.waiver.get_or_insert_with(|| (waived.by.clone(), waived.until.clone()));
            }
        }
    }
}
