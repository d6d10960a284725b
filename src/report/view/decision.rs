//! A review → who decided what, and when.

use super::Context;
use super::record::clean;
use crate::model::Record;
use serde::Serialize;

/// What a review says, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub review: String,
    pub person: String,
    pub role: String,
    /// `reviewed` or `approved`.
    pub meaning: String,
    /// `accepted` or `rejected`.
    pub decision: String,
    /// As `2026-10-03`.
    pub date: String,
}

impl Decision {
    /// Returns what a review says.
    pub(super) fn of(cx: &Context<'_>, review: &Record) -> Self {
        let word = |field: &str| review.word(&[field]).map(clean).unwrap_or_default();
        Self {
            review: review.id.to_string(),
            person: review.word(&["by"]).map(|key| cx.person(key)).unwrap_or_default(),
            role: word("role"),
            meaning: word("meaning"),
            decision: word("decision"),
            date: word("date").chars().take(10).collect(),
        }
    }
}
