//! `--version`: which techfile this is, and with `--verbose` what it carries.

use crate::config::sha256_of;
use crate::standards;

/// Returns the version; `verbose` adds the commit, the features and the hashes of the embedded data.
pub(super) fn text(verbose: bool) -> String {
    let version = env!("CARGO_PKG_VERSION");
    if !verbose {
        return format!("techfile {version}\n");
    }
    let commit = option_env!("TECHFILE_COMMIT").unwrap_or("not recorded in this build");
    let features = if cfg!(feature = "pdf") { "pdf" } else { "none" };
    let mut out = format!("techfile {version}\ncommit: {commit}\nfeatures: {features}\n");
    for (name, bytes) in standards::embedded() {
        out.push_str(&format!("{}  {name}\n", sha256_of(bytes)));
    }
    out
}
