//! Files that lie nowhere yet: the example project before it is written.

use super::failure::ReadFailure;
use super::place::{Entry, Named, Place, join};
use std::collections::{BTreeMap, BTreeSet};

/// Path relative to the project folder, with `/` → content.
#[derive(Debug)]
pub(super) struct Memory(pub(super) BTreeMap<String, Vec<u8>>);

impl Place for Memory {
    fn entries(&self, folder: &str) -> Result<Vec<Named>, ReadFailure> {
        let inside = |path: &str| match folder {
            "" => Some(path.to_string()),
            _ => path.strip_prefix(folder)?.strip_prefix('/').map(str::to_string),
        };
        let first = |path: String| path.split('/').next().unwrap_or_default().to_string();
        let names: BTreeSet<String> =
            self.0.keys().filter_map(|path| inside(path)).map(first).collect();
        let named = |name: String| {
            let path = join(folder, &name);
            Named { entry: self.entry(&path), is_utf8: true, name }
        };
        Ok(names.into_iter().map(named).collect())
    }

    fn entry(&self, path: &str) -> Entry {
        let holds = |file: &String| file.strip_prefix(path).is_some_and(|r| r.starts_with('/'));
        match () {
            () if self.0.contains_key(path) => Entry::File,
            () if self.0.keys().any(holds) => Entry::Folder,
            () => Entry::Refused(ReadFailure::Missing),
        }
    }

    fn link(&self, _: &str) -> Result<String, ReadFailure> {
        Err(ReadFailure::Missing)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, ReadFailure> {
        self.0.get(path).cloned().ok_or(ReadFailure::Missing)
    }
}

#[cfg(test)]
mod tests {
    use crate::load::{ReadFailure, Snapshot};

    #[test]
    fn files_in_memory_are_listed_and_read_like_others() {
        let files = ["techfile.yaml", "records/a.yaml", "records/deep/b.yaml", "recordsx/c.yaml"];
        let snapshot = Snapshot::of_files(files.map(|path| (path.to_string(), path.into())).into());
        assert_eq!(snapshot.list("records").files, ["records/a.yaml", "records/deep/b.yaml"]);
        assert_eq!(snapshot.list("").files.len(), 4);
        assert!(snapshot.list("nowhere").files.is_empty());
        assert_eq!(snapshot.read("./records/a.yaml"), Ok(b"records/a.yaml".to_vec()));
        assert_eq!(snapshot.read("records"), Err(ReadFailure::NotAFile));
        assert_eq!(snapshot.read("records/b.yaml"), Err(ReadFailure::Missing));
        assert!(!snapshot.is_in_repository());
    }
}
