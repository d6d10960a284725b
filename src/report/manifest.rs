//! What a build wrote: the manifest that stands beside the documents.

use super::check_report::Inputs;
use super::document::Document;
pub use crate::config::sha256_of;
use serde::{Deserialize, Serialize};
use std::path::{Component, Path};

/// The files of a build and what they were made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Commit, tags, dirty state and day of the judgement.
    pub inputs: Inputs,
    /// The files that were written, by path.
    pub files: Vec<Written>,
    /// Files of the build before that this one does not write; told, and not kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// One file of a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// From the folder that the manifest stands in, with `/`.
    pub path: String,
    /// Id of the document.
    pub document: String,
    /// Language of the document, as in `sv`.
    pub language: String,
    /// `md`, `html`, `pdf` or another form of a document or page.
    pub format: &'static str,
    /// Size of the file in bytes.
    pub bytes: usize,
    /// SHA-256 of the file, in 64 hexadecimal digits.
    pub sha256: String,
}

impl Written {
    /// Describes a document, or the n-th volume of one, that was rendered to so many bytes with that
    /// digest.
    pub fn new(
        document: &Document,
        format: &'static str,
        extension: &str,
        volume: Option<usize>,
        (bytes, sha256): (usize, String),
    ) -> Self {
        let Document { id, language, .. } = document;
        let volume = volume.map(|n| format!("-{n}")).unwrap_or_default();
        Self {
            path: format!("{language}/{id}{volume}.{extension}"),
            document: id.clone(),
            language: language.clone(),
            format,
            bytes,
            sha256,
        }
    }

    /// Describes a file of the site; what all its languages share has none of its own.
    pub fn of_site(path: String, language: &str, bytes: &[u8]) -> Self {
        let format = match path.rsplit('.').next() {
            Some("html") => "html",
            Some("css") => "css",
            _ => "js",
        };
        Self {
            path,
            document: SITE.to_string(),
            language: language.to_string(),
            format,
            bytes: bytes.len(),
            sha256: sha256_of(bytes),
        }
    }
}

/// Name of the site among the documents, and of its folder.
pub const SITE: &str = "site";

/// Returns the paths that a manifest lists, none where it cannot be read. A path that leads out of
/// the folder was not written by a build and is left out.
pub fn listed_files(manifest: &str) -> Vec<String> {
    #[derive(Deserialize)]
    struct Listed {
        files: Vec<File>,
    }
    #[derive(Deserialize)]
    struct File {
        path: String,
    }
    let listed = serde_json::from_str::<Listed>(manifest).map(|listed| listed.files);
    let paths = listed.unwrap_or_default().into_iter().map(|file| file.path);
    paths.filter(|path| stays_inside(path)).collect()
}

fn stays_inside(path: &str) -> bool {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    !path.is_empty() && Path::new(path).components().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_not_listed() {
        let manifest = r#"{"format": "techfile-manifest/1", "files": [
            {"path": "sv/a.md", "bytes": 1}, {"path": "../b"}, {"path": "/c"}, {"path": "d/../../e"}, {"path": ""}
        ]}"#;
        assert_eq!(listed_files(manifest), ["sv/a.md"]);
        for text in ["", "[]", "{\"files\": 3}", "{\"files\": [{}]}"] {
            assert_eq!(listed_files(text), [""; 0], "{text}");
        }
    }
}
