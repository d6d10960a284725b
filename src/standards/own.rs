//! A project's folder of standards → additions: standards of its own, and mappings to shipped clauses.
//!
//! Nothing of it can alter what is shipped: a mapping adds needs, all of which must be met, and takes
//! none away.

use super::library::{CLAUSES, Folder, HEAD, KINDS, LazyLibrary, Library, MAPPING, names, parse};
use super::shipped::shipped;
use crate::config::{KnownNames, PROJECT_FILE};
use crate::descriptor::{Names, Vocabulary};
use crate::diagnostic::{Problem, ProblemKind};
use crate::error::Error;
use crate::load::Snapshot;
use crate::model::Project;
use crate::source::{SourceId, Span};
use crate::yaml;
use std::collections::BTreeMap;

/// Returns the shipped standards and those of a project; what is wrong with its own is added to its
/// problems, and its files to its sources. A project that has none of its own costs nothing yet.
pub fn read(
    snapshot: &Snapshot,
    project: &mut Project,
    known: &KnownNames,
) -> Result<LazyLibrary, Error> {
    let folders = folders(snapshot, project);
    if folders.is_empty() {
        let known = known.clone();
        let read =
            move || shipped(&known).expect("the shipped standards are sound; a test reads them");
        return Ok(LazyLibrary::new(Box::new(read)));
    }
    let library = with_own(&folders, project, known)?;
    Ok(LazyLibrary::new(Box::new(move || library)))
}

/// Reads the shipped standards, and adds what a project has beside them.
fn with_own(
    folders: &[Folder],
    project: &mut Project,
    known: &KnownNames,
) -> Result<Library, Error> {
    let mut library = shipped(known)?;
    let names = own_names(project, known, &library);
    let mut references = Vec::new();
    for folder in folders {
        references.extend(add(folder, &names, &mut library, &mut project.problems));
    }
    library.standards.sort_by(|a, b| (&a.id, &a.folder).cmp(&(&b.id, &b.folder)));
    library.check_references(&references, &mut project.problems);
    Ok(library)
}

fn own_names(project: &Project, known: &KnownNames, library: &Library) -> Names {
    let declared = project.config.names.of(Vocabulary::Document).unwrap_or_default();
    let shipped = library.documents.iter().map(|document| &document.id);
    let narrative = project.sections.iter().map(|section| &section.document);
    let documents = shipped.chain(narrative).chain(declared).cloned();
    names(known, documents.collect())
}

/// Reads the files of the folder of standards, by edition.
fn folders(snapshot: &Snapshot, project: &mut Project) -> Vec<Folder> {
    let root = project.config.folders.standards.clone();
    let listing = snapshot.list(&root);
    for (path, failure) in listing.unreadable {
        let span = project.config.place_of("folders");
        let message = format!("`{path}`: {failure}");
        let problem = Problem::new(ProblemKind::UnreadableFile, span, message);
        project
            .problems
            .push(problem.help(failure.help()).about(format!("{PROJECT_FILE}#folders")));
    }
    let mut folders: BTreeMap<(String, String), Folder> = BTreeMap::new();
    for path in listing.files {
        let inside = path.strip_prefix(&root).unwrap_or(&path).trim_start_matches('/').to_string();
        let source = SourceId::nth(project.sources.len());
        let text = text_of(snapshot, project, &path, source);
        let source = project.sources.add(path, text);
        let parts: Vec<&str> = inside.split('/').collect();
        match parts[..] {
            [standard, edition, file] if [HEAD, CLAUSES, MAPPING].contains(&file) => {
                let (node, found) = parse(source, project.sources.text(source));
                project.problems.extend(found);
                let folder = folders
                    .entry((standard.to_string(), edition.to_string()))
                    .or_insert_with(|| Folder {
                        standard: standard.to_string(),
                        edition: edition.to_string(),
                        ..Folder::default()
                    });
                folder.files.insert(file.to_string(), (source, node));
            }
            _ => {
                let help = format!(
                    "expected `{root}/<standard>/<edition>/` with {HEAD}, {CLAUSES} and {MAPPING}"
                );
                let problem =
                    Problem::new(KINDS.wrong, Span::start_of(source), "this file is not read");
                project.problems.push(problem.help(help));
            }
        }
    }
    folders.into_values().collect()
}

fn text_of(snapshot: &Snapshot, project: &mut Project, path: &str, source: SourceId) -> String {
    match snapshot.read(path) {
        Ok(bytes) => {
            let decoded = yaml::decode(source, bytes);
            project.problems.extend(decoded.problems);
            if decoded.is_sound { decoded.text } else { String::new() }
        }
        Err(failure) => {
            let span = Span::start_of(source);
            let problem = Problem::new(ProblemKind::UnreadableFile, span, failure.to_string());
            project.problems.push(problem.help(failure.help()));
            String::new()
        }
    }
}

/// Adds one folder to the library.
fn add(
    folder: &Folder,
    names: &Names,
    library: &mut Library,
    problems: &mut Vec<Problem>,
) -> Vec<super::mapping::Reference> {
    let (id, edition) = (&*folder.standard, &*folder.edition);
    let is_known = |one: &super::Standard| one.id == id && one.folder == edition;
    let is_shipped = library.standards.iter().any(is_known);
    let read = folder.read(names);
    if !is_shipped && library.standards.iter().any(|one| one.id == id && one.is_shipped) {
        return refuse_edition(folder, library, problems);
    }
    if is_shipped {
        for (name, (source, _)) in folder.files.iter().filter(|(name, _)| *name != MAPPING) {
            let message = format!("`{id}` is shipped with techfile and cannot be altered");
            let help = format!("remove `{name}`; a `{MAPPING}` beside it may add needs");
            let span = Span::start_of(*source);
            problems.push(Problem::new(ProblemKind::AlteredStandard, span, message).help(help));
        }
        let own = |problem: &Problem| {
            folder.files.get(MAPPING).is_some_and(|(source, _)| problem.span.source == *source)
        };
        problems.extend(read.problems.into_iter().filter(own));
        return library.map((id, edition), read.entries, true, problems);
    }
    problems.extend(read.problems);
    match read.standard {
        Some(standard) => library.standards.push(standard),
        None if !folder.is_whole() => {
            let known: Vec<String> =
                library.standards.iter().map(|one| format!("{}/{}", one.id, one.folder)).collect();
            let wanted = format!("{id}/{edition}");
            let near = crate::descriptor::nearest(&wanted, known.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("valid here: {}; or write {HEAD} and {CLAUSES}", known.join(", ")),
            };
            let message = format!("no edition stands under `{wanted}`");
            problems.push(Problem::new(KINDS.wrong, folder.start(), message).help(help));
            return Vec::new();
        }
        None => {}
    }
    // The needs of an own standard are no additions to it.
    library.map((id, edition), read.entries, false, problems)
}

/// Refuses another edition of what is shipped: shipped mappings lead to its clauses, so that it would
/// decide what shows them.
fn refuse_edition(
    folder: &Folder,
    library: &Library,
    problems: &mut Vec<Problem>,
) -> Vec<super::mapping::Reference> {
    let id = &*folder.standard;
    let known: Vec<&str> = library.editions(id).map(|one| &*one.folder).collect();
    let known = known.join(", ");
    let (span, wanted) = (folder.start(), format!("{id}/{}", folder.edition));
    let (kind, message, help) = match folder.is_whole() {
        true => (
            ProblemKind::AlteredStandard,
            format!("`{id}` is shipped with techfile, and a project adds no edition of it"),
            format!("give it an id of its own; the shipped edition is: {known}"),
        ),
        false => (
            KINDS.wrong,
            format!("no edition stands under `{wanted}`"),
            match crate::descriptor::nearest(&folder.edition, known.split(", ")) {
                Some(near) => format!("did you mean `{id}/{near}`?"),
                None => format!("valid here: {known}"),
            },
        ),
    };
    problems.push(Problem::new(kind, span, message).help(help));
    Vec::new()
}
