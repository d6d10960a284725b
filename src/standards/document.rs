//! `standards/documents.yaml` → the documents that mappings and records may name.

use super::Wording;
use crate::error::Error;
use crate::source::SourceId;
use crate::yaml::{self, Node};

const DOCUMENTS: &str = include_str!("../../standards/documents.yaml");

/// A document that a technical file, or the quality system around it, comprises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentName {
    pub id: String,
    pub title: Wording,
    pub scope: String,
}

/// Reads the built-in documents.
pub fn document_names() -> Result<Vec<DocumentName>, Error> {
    let parsed = yaml::read(SourceId::nth(0), DOCUMENTS);
    let fault =
        |message: String| Error::Template { template: "standards/documents.yaml".into(), message };
    if let Some(problem) = parsed.problems.first() {
        return Err(fault(problem.message.clone()));
    }
    let items = parsed.documents.iter().flat_map(|document| document.items());
    items
        .map(|item| name(item).ok_or_else(|| fault("a document lacks a field".to_string())))
        .collect()
}

fn name(node: &Node) -> Option<DocumentName> {
    Some(DocumentName {
        id: node.get("id")?.text()?.to_string(),
        title: Wording::of(node.get("title")),
        scope: node.get("scope")?.text()?.to_string(),
    })
}
