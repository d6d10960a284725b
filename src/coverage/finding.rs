//! Diagnostics → what each rule found, for needs that ask that it finds nothing.

use crate::diagnostic::{Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// What the rules found, by code.
#[derive(Debug, Default)]
pub struct Findings {
    by_rule: BTreeMap<&'static str, Found>,
}

/// What one rule found.
#[derive(Debug, Default, Clone)]
pub(super) struct Found {
    pub open: usize,
    /// The first finding that nothing waives: what it is about, and what it says.
    pub first: Option<(Option<String>, String)>,
    pub waived: usize,
    /// The first waiver, and its last day.
    pub waiver: Option<(String, String)>,
}

impl Findings {
    /// Takes over what was found; waivers must have been applied.
    pub fn of(diagnostics: &Diagnostics) -> Self {
        let mut by_rule: BTreeMap<&'static str, Found> = BTreeMap::new();
        for diagnostic in diagnostics.iter() {
            by_rule.entry(diagnostic.code).or_default().add(diagnostic);
        }
        Self { by_rule }
    }

    pub(super) fn of_rule(&self, code: &str) -> Option<&Found> {
        self.by_rule.get(code)
    }
}

impl Found {
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
