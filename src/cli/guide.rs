//! `guide FOLDER DIR`: the pages of the guide as HTML, and as one PDF, in the look of the documents.
//!
//! It is how techfile's own guide is built, and hidden from the help: no project needs it.

use super::ui::Ui;
use super::{Common, Outcome};
use crate::error::Error;
use crate::render::text::count;
use crate::render::{FORMATS, NothingKept, Output};
use crate::report::document::Document;
use crate::report::guide::{Guide, Pages};
use clap::Args;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Write a guide of Markdown pages as HTML and PDF.
#[derive(Debug, Args)]
pub(super) struct GuideArgs {
    /// Folder of the pages; README.md there names all others.
    folder: PathBuf,
    /// Folder to write.
    #[arg(value_name = "DIR")]
    to: PathBuf,
    /// Leave out the PDF.
    #[arg(long)]
    no_pdf: bool,
}

pub(super) fn run(_: &Common, args: &GuideArgs, ui: &mut Ui<'_, '_>) -> Result<Outcome, Error> {
    let (folder, to) = (ui.folder().join(&args.folder), ui.folder().join(&args.to));
    let (mut pages, mut files) = (Pages::new(), BTreeSet::new());
    read(&folder, "", &mut pages, &mut files)?;
    let guide = Guide::read(&pages, &files)?;
    let mut n = 0;
    for (path, document) in guide.documents()? {
        for output in rendered(&document, "html")? {
            write(&to.join(&path), &output.bytes)?;
            n += 1;
        }
    }
    for file in &files {
        let path = folder.join(file);
        let bytes = fs::read(&path).map_err(|cause| failed("read", &path, cause))?;
        write(&to.join(file), &bytes)?;
    }
    let mut said = format!("{} in {}\n", count(n, "page"), args.to.join("index.html").display());
    if !args.no_pdf {
        let volumes = rendered(&guide.book()?, "pdf")?;
        for (at, volume) in volumes.iter().enumerate() {
            let name = match volumes.len() {
                1 => "guide.pdf".to_string(),
                _ => format!("guide-{}.pdf", at + 1),
            };
            write(&to.join(&name), &volume.bytes)?;
            said.push_str(&format!("{}\n", args.to.join(name).display()));
        }
    }
    ui.say(&said);
    Ok(Outcome::Clean)
}

/// Reads the pages below a folder, and notes the other files.
fn read(
    folder: &Path,
    inside: &str,
    pages: &mut Pages,
    files: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let at = folder.join(inside);
    let entries = fs::read_dir(&at).map_err(|cause| failed("open", &at, cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| failed("open", &at, cause))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if entry.path().is_dir() {
            read(folder, &path, pages, files)?;
        } else if path.ends_with(".md") {
            let text = fs::read_to_string(entry.path());
            pages.insert(path, text.map_err(|cause| failed("read", &entry.path(), cause))?);
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

fn rendered(document: &Document, format: &str) -> Result<Vec<Output>, Error> {
    let format = FORMATS.iter().find(|known| known.name == format).expect("it is in the list");
    (format.render)(document, None, &NothingKept)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|cause| failed("make", folder, cause))?;
    fs::write(path, bytes).map_err(|cause| failed("write", path, cause))
}

fn failed(action: &'static str, path: &Path, cause: std::io::Error) -> Error {
    Error::File { action, path: path.to_path_buf(), cause }
}
