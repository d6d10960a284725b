//! The generated pages of the guide are what the program says today.

use crate::harness::{Case, Done};
use std::fs;
use std::path::Path;

/// Returns one case for each generated page.
pub fn cases() -> Vec<Case> {
    let fresh = |(name, content): (&'static str, String)| {
        Case::new("guide", "reference", name, move || is_fresh(name, &content))
    };
    techfile::cli::reference_pages().into_iter().map(fresh).collect()
}

fn is_fresh(name: &str, content: &str) -> Result<Done, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs-src/guide/reference").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, content).map_err(|cause| cause.to_string())?;
    }
    match fs::read_to_string(&file) {
        Ok(committed) if committed == content => Ok(Done::Passed),
        _ => {
            Err(format!("{} is not what the source says; run `BLESS=1 cargo test`", file.display()))
        }
    }
}
