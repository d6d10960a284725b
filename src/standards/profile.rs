//! `standards/profiles.yaml` → profiles: the words, documents and rules of one regulation.

use super::Confidence;
use crate::error::Error;
use crate::source::SourceId;
use crate::yaml::{self, Node};
use std::collections::BTreeMap;

const PROFILES: &str = include_str!("../../standards/profiles.yaml");

/// The words, documents and rules of one regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub id: String,
    /// Language → name.
    pub name: BTreeMap<String, String>,
    /// Whether each risk must be stated to be reduced as far as possible.
    pub as_far_as_possible: bool,
    pub confidence: Confidence,
}

/// Reads the built-in profiles.
pub fn profiles() -> Result<Vec<Profile>, Error> {
    let parsed = yaml::read(SourceId::nth(0), PROFILES);
    let fault =
        |message: String| Error::Template { template: "standards/profiles.yaml".into(), message };
    if let Some(problem) = parsed.problems.first() {
        return Err(fault(problem.message.clone()));
    }
    let document = parsed.documents.first().ok_or_else(|| fault("it is empty".to_string()))?;
    document
        .items()
        .iter()
        .map(|item| profile(item).ok_or_else(|| fault("a profile lacks a field".to_string())))
        .collect()
}

fn profile(node: &Node) -> Option<Profile> {
    let names = node.get("name")?.entries().iter();
    Some(Profile {
        id: node.get("id")?.text()?.to_string(),
        name: names
            .map(|entry| Some((entry.key.text.to_string(), entry.value.text()?.to_string())))
            .collect::<Option<_>>()?,
        as_far_as_possible: node.get("as_far_as_possible")?.flag()?,
        confidence: Confidence::from_word(node.get("confidence")?.text()?)?,
    })
}
