//! What is said: reports of checks and verdicts, and documents as block trees.
//!
//! Renderers see only the types of this module.

pub mod check_report;
pub mod coverage_report;
pub mod diff_report;
pub mod document;
pub mod field;
pub mod field_row;
pub mod findings;
pub mod gate_report;
pub mod history_report;
pub mod impact_report;
pub mod judged;
pub mod kind_report;
pub mod last_commit;
pub mod manifest;
pub mod markup;
mod need_words;
pub mod reference;
pub mod show_report;
pub mod since_report;
pub mod word_diff;
pub mod words;
pub mod view;
pub mod show;
pub mod template;
pub mod compose;
pub mod guide;
pub mod site;

#[cfg(test)]
mod fixture;
