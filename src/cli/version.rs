//! `--version`: which techfile this is, and with `--verbose` what it carries.

use crate::config::sha256_of;
use crate::{documents, standards};

/// Returns the version; `verbose` adds the commit, the features and the hashes of the embedded data.
pub(super) fn text(verbose: bool) -> String {
    let version = env!("CARGO_PKG_VERSION");
    if !verbose {
        return format!("techfile {version}\n");
    }
    let commit = option_env!("TECHFILE_COMMIT").unwrap_or("not recorded in this build");
    let features = if cfg!(feature = "pdf") { "pdf" } else { "none" };
    let mut out = format!("techfile {version}\ncommit: {commit}\nfeatures: {features}\n");
    for (name, bytes) in standards::embedded().into_iter().chain(documents::embedded_files()) {
        out.push_str(&format!("{}  {name}\n", sha256_of(bytes)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Adds a line for each file below a folder, as `--version --verbose` should print it.
    fn add_lines(root: &Path, folder: &str, lines: &mut Vec<String>) {
        for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
            let entry = entry.expect("it can be read");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => add_lines(root, &path, lines),
                false => {
                    let bytes = fs::read(entry.path()).expect("it can be read");
                    lines.push(format!("{}  {path}", sha256_of(&bytes)));
                }
            }
        }
    }

    #[test]
    fn every_embedded_file_is_named_with_its_digest() {
        let mut wanted = Vec::new();
        for folder in ["standards", "templates"] {
            add_lines(Path::new(env!("CARGO_MANIFEST_DIR")), folder, &mut wanted);
        }
        wanted.sort();
        let said = text(true);
        let mut listed: Vec<&str> = said.lines().skip(3).collect();
        listed.sort_unstable();
        assert_eq!(listed, wanted);
    }
}
