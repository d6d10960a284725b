//! The standards that techfile carries.

use super::document::document_names;
use super::library::{CLAUSES, Folder, HEAD, Library, MAPPING, names, parse};
use crate::config::KnownNames;
use crate::diagnostic::Problem;
use crate::error::Error;
use crate::source::{SourceId, Sources};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use std::collections::BTreeMap;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/standards");

/// Returns the embedded files with their names, for `--version --verbose`.
pub fn embedded() -> Vec<(String, &'static [u8])> {
    files_in(&EMBEDDED, "standards")
}

/// Returns the files of an embedded folder with their paths, in order, below the folder's name.
pub fn files_in(folder: &Dir<'static>, name: &str) -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    collect(folder, name, &mut files);
    files.sort();
    files
}

fn collect(folder: &Dir<'static>, name: &str, files: &mut Vec<(String, &'static [u8])>) {
    for file in folder.files() {
        files.push((format!("{name}/{}", file.path().to_string_lossy()), file.contents()));
    }
    folder.dirs().for_each(|folder| collect(folder, name, files));
}

/// Reads every shipped standard.
pub fn shipped(known: &KnownNames) -> Result<Library, Error> {
    let text = |bytes: &'static [u8]| String::from_utf8_lossy(bytes).into_owned();
    let files = embedded().into_iter().map(|(path, bytes)| (path, text(bytes))).collect();
    let (library, sources, problems) = read_files(files, known)?;
    match problems.first() {
        None => Ok(library),
        Some(problem) => {
            let help = problem.help.as_deref().unwrap_or_default();
            let message = format!("{}: {}; {help}", sources.place(problem.span), problem.message);
            Err(Error::Template { template: "standards".to_string(), message })
        }
    }
}

/// Reads the files of a folder of standards, given as path from its parent and text, in their order.
pub fn read_files(
    files: Vec<(String, String)>,
    known: &KnownNames,
) -> Result<(Library, Sources, Vec<Problem>), Error> {
    let mut sources = Sources::default();
    let mut folders: BTreeMap<(String, String), Vec<(String, SourceId)>> = BTreeMap::new();
    for (path, text) in files {
        let parts: Vec<&str> = path.split('/').collect();
        if let [_, standard, edition, file] = parts[..] {
            let key = (standard.to_string(), edition.to_string());
            let place = (file.to_string(), SourceId::nth(sources.len()));
            folders.entry(key).or_default().push(place);
            sources.add(path, text);
        }
    }
    let documents = document_names()?;
    let ids = documents.iter().map(|document| document.id.clone());
    let names = names(known, ids.chain(known.documents.iter().cloned()).collect());
    let folders: Vec<_> = folders.into_iter().collect();
    let read: Vec<_> = folders
        .par_iter()
        .map(|((standard, edition), files)| {
            let parsed: Vec<_> =
                files.par_iter().map(|(_, source)| parse(*source, sources.text(*source))).collect();
            let mut folder = Folder {
                standard: standard.clone(),
                edition: edition.clone(),
                ..Folder::default()
            };
            let mut problems = Vec::new();
            for ((name, source), (node, found)) in files.iter().zip(parsed) {
                problems.extend(found);
                folder.files.insert(name.clone(), (*source, node));
            }
            let mut read = folder.read(&names);
            problems.append(&mut read.problems);
            read.problems = problems;
            check_files(&folder, &mut read.problems);
            read
        })
        .collect();
    let mut library = Library { standards: Vec::new(), documents };
    let (mut problems, mut references) = (Vec::new(), Vec::new());
    for (((id, folder), _), edition) in folders.iter().zip(read) {
        problems.extend(edition.problems);
        if let Some(mut standard) = edition.standard {
            standard.is_shipped = true;
            library.standards.push(standard);
        }
        references.extend(library.map((id, folder), edition.entries, false, &mut problems));
    }
    library.check_references(&references, &mut problems);
    Ok((library, sources, problems))
}

/// Reports files that belong to no edition, or an edition that is not whole.
fn check_files(folder: &Folder, problems: &mut Vec<Problem>) {
    let wanted = [HEAD, CLAUSES, MAPPING];
    for (name, (source, _)) in &folder.files {
        if !wanted.contains(&name.as_str()) {
            let span = crate::source::Span::start_of(*source);
            let message = format!("`{name}` is not read");
            let help = format!("an edition is {}", wanted.join(", "));
            problems.push(Problem::new(super::library::KINDS.wrong, span, message).help(help));
        }
    }
    if !folder.is_whole() {
        let message = "this folder holds no `standard.yaml` and `clauses.yaml`";
        let problem = Problem::new(super::library::KINDS.missing, folder.start(), message);
        problems.push(problem.help("write them beside the mapping"));
    }
}
