//! Edits of files as data: which file, the text that is there, and the text that takes its place.

use super::{Files, fault, word};
use crate::error::Error;
use crate::yaml::Node;

/// One edit. `old` stands `times` times in the file; without it, `new` is added at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub file: String,
    pub old: String,
    pub new: String,
    pub times: usize,
}

/// Reads the `edits` of an entry.
pub(super) fn edits(entry: &Node) -> Result<Vec<Edit>, Error> {
    let edits = entry.get("edits").map(Node::items).unwrap_or_default();
    let optional = |edit: &Node, key| edit.get(key).and_then(Node::text).unwrap_or_default().into();
    let read = |edit: &Node| {
        let file = word(edit, "file")?.to_string();
        let times = edit.get("times").and_then(Node::text).and_then(|times| times.parse().ok());
        let (old, new) = (optional(edit, "old"), optional(edit, "new"));
        Ok(Edit { file, old, new, times: times.unwrap_or(1) })
    };
    edits.iter().map(read).collect()
}

/// Applies an edit, or says why it cannot.
pub fn apply(edit: &Edit, files: &mut Files) -> Result<(), Error> {
    let Edit { file, old, new, times } = edit;
    let missing = || fault(format!("{file} is not there"));
    let content = files.get_mut(file).ok_or_else(missing)?;
    let text = String::from_utf8_lossy(content).into_owned();
    let changed = match (old.is_empty(), text.matches(old.as_str()).count()) {
        (true, _) => text + new,
        (false, found) if found == *times => text.replace(old.as_str(), new),
        (false, found) => {
            return Err(fault(format!("{file} holds {found} times what is to be edited:\n{old}")));
        }
    };
    *content = changed.into_bytes();
    Ok(())
}
