//! Which paths of the work tree git leaves out.

use super::Store;
use crate::error::Error;
use git2::Index;
use std::path::Path;

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
}

fn is_tracked(index: &Index, path: &str) -> bool {
    match path.ends_with('/') {
        true => index.find_prefix(path).is_ok(),
        false => index.get_path(Path::new(path), 0).is_some(),
    }
}
