//! Mistakes to try on the example, as data: `demo --break N` makes them, and a test holds what techfile
//! says of each against what `breakages.yaml` promises.

use super::edit::{Edit, edits};
use super::{list_of, word};
use crate::error::Error;
use crate::yaml::Node;

const LIST: &str = include_str!("breakages.yaml");

/// One mistake that a newcomer may make in the example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakage {
    /// What is done, in a few words.
    pub title: String,
    /// What was changed, in a sentence.
    pub changed: String,
    pub edits: Vec<Edit>,
    /// Code of the finding.
    pub finds: String,
    /// The record or section that the finding names.
    pub record: String,
}

/// Returns the breakages, in their order.
pub fn breakages() -> Result<Vec<Breakage>, Error> {
    let list = list_of("breakages.yaml", LIST)?;
    list.get("breakages").map(Node::items).unwrap_or_default().iter().map(breakage).collect()
}

fn breakage(entry: &Node) -> Result<Breakage, Error> {
    let said = |key| word(entry, key).map(|text| text.trim_end().to_string());
    Ok(Breakage {
        title: said("title")?,
        changed: said("changed")?,
        edits: edits(entry)?,
        finds: said("finds")?,
        record: said("record")?,
    })
}
