//! Diagnostics + waivers → the same diagnostics, with those that are waived marked so.
//!
//! A waiver matches the code and what the diagnostic is about. It takes nothing away: what is waived
//! stays in every output, with the waiver, and only stops failing.

use super::Context;
use crate::diagnostic::{Diagnostic, Diagnostics, Waived};
use crate::model::{Link, Record};

/// What became of the entries of the waivers.
#[derive(Debug, Default)]
pub struct Applied<'a> {
    /// Entries that count and match nothing.
    pub unused: Vec<Entry<'a>>,
    /// Entries that match a diagnostic which nothing waives.
    pub refused: Vec<Entry<'a>>,
}

/// One target of a waiver.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub waiver: &'a Record,
    pub link: &'a Link,
}

impl Entry<'_> {
    fn matches(&self, diagnostic: &Diagnostic) -> bool {
        self.waiver.word(&["rule"]) == Some(diagnostic.code)
            && diagnostic.record.as_deref() == Some(&*self.link.to)
    }
}

/// Marks the diagnostics that a waiver excepts.
pub(super) fn apply<'a>(cx: &Context<'a>, diagnostics: &mut Diagnostics) -> Applied<'a> {
    let mut applied = Applied::default();
    for state in &cx.assessment.waivers {
        for link in state.waiver.links_of("for") {
            let entry = Entry { waiver: state.waiver, link };
            // One of another product excepts nothing by which the release is judged.
            let target = cx.project.record(&link.to);
            let is_foreign = target.is_some_and(|target| !cx.counts_for(state.waiver, target));
            let counts = state.lacks.is_none() && !is_foreign;
            apply_entry(counts, entry, diagnostics, &mut applied);
        }
    }
    applied
}

fn apply_entry<'a>(
    counts: bool,
    entry: Entry<'a>,
    diagnostics: &mut Diagnostics,
    applied: &mut Applied<'a>,
) {
    let (mut is_used, mut is_refused) = (false, false);
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| entry.matches(diagnostic)) {
        is_used = true;
        if !diagnostic.waivable {
            is_refused = true;
        } else if counts && diagnostic.waived.is_none() {
            let until = entry.waiver.word(&["expires"]).unwrap_or_default().to_string();
            diagnostic.waived = Some(Waived { by: entry.waiver.id.to_string(), until });
        }
    }
    if is_refused {
        applied.refused.push(entry);
    } else if !is_used && counts {
        applied.unused.push(entry);
    }
}
