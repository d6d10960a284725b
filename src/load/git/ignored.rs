//! Which paths of the work tree git leaves out, and which it keeps in another repository.

use super::Store;
use crate::error::Error;
use git2::{Index, IndexEntry};
use std::path::Path;

/// How the index marks a submodule.
const SUBMODULE_MODE: u32 = 0o160000;

impl Store {
    /// Lends an action the question whether git leaves a path of the project out: it tracks nothing
    /// there, and ignores what comes. A folder ends in `/`.
    pub(in crate::load) fn with_ignored<T>(
        &self,
        action: impl FnOnce(&dyn Fn(&str) -> bool) -> T,
    ) -> Result<T, Error> {
        self.with(|repository| {
            let mut index = repository.index()?;
            index.read(false)?;
            let is_ignored = |path: &str| {
                let path = self.in_repository(path);
                // The index is asked first, since ignoring has to be read from files on the way.
                !is_tracked(&index, &path) && repository.is_path_ignored(&path).unwrap_or(false)
            };
            Ok(action(&is_ignored))
        })
    }

    /// Returns the submodules in a folder of the project, and the one that the folder is or is in, as
    /// the index names them; none where there is no index.
    pub(in crate::load) fn submodules(&self, folder: &str) -> Vec<String> {
        let below = self.in_repository(folder);
        let project = self.in_repository("");
        let found = self.with(|repository| -> Result<Vec<String>, Error> {
            let mut index = repository.index()?;
            index.read(false)?;
            let is_submodule = |entry: &IndexEntry| entry.mode == SUBMODULE_MODE;
            let path = |entry: IndexEntry| String::from_utf8_lossy(&entry.path).into_owned();
            let above = Path::new(&below).ancestors().filter(|path| *path != Path::new(""));
            let above = above.filter_map(|path| index.get_path(path, 0));
            let mut found: Vec<String> = above.filter(is_submodule).map(path).collect();
            let begin = match below.is_empty() {
                true => String::new(),
                false => format!("{below}/"),
            };
            let first = index.find_prefix(&*begin).unwrap_or(index.len());
            let inside = (first..index.len()).map_while(|at| index.get(at));
            let inside = inside.take_while(|entry| entry.path.starts_with(begin.as_bytes()));
            found.extend(inside.filter(is_submodule).map(path));
            Ok(found)
        });
        let in_project = |path: String| match project.is_empty() {
            true => Some(path),
            false => path.strip_prefix(&*format!("{project}/")).map(str::to_string),
        };
        found.unwrap_or_default().into_iter().filter_map(in_project).collect()
    }
}

fn is_tracked(index: &Index, path: &str) -> bool {
    match path.ends_with('/') {
        true => index.find_prefix(path).is_ok(),
        false => index.get_path(Path::new(path), 0).is_some(),
    }
}
