//! Snapshot → project: reads every input once, in parallel, and restores the order.

use super::covered::add_covered;
use super::record::{self, Reading};
use super::section;
use super::{Hole, Project, Record, TestCase, natural_key};
use crate::config::{self, Config, KnownNames, PROJECT_FILE};
use crate::diagnostic::{Problem, ProblemKind};
use crate::load::{ReadFailure, Snapshot};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Results files that the command line gives to test runs, for one command.
#[derive(Debug, Clone, Default)]
pub struct SuppliedResults {
    /// Id of the test run → name of the file as it was given, and its bytes.
    pub files: BTreeMap<String, (String, Vec<u8>)>,
}

/// Reads the whole project of a snapshot.
pub fn read(snapshot: &Snapshot, known: &KnownNames, supplied: &SuppliedResults) -> Project {
    let mut sources = Sources::default();
    let mut problems = Vec::new();
    let config = read_config(snapshot, known, &mut sources, &mut problems);
    let refused_files = Vec::new();
    let mut reader =
        Reader { snapshot, config: &config, supplied, sources, problems, refused_files };
    let (records, holes, record_links) = reader.records();
    let narratives = reader.narratives();
    let sections = section::join(&narratives, &mut reader.problems);
    let test_cases = reader.test_cases(&records);
    reader.check_evidence();
    let evidence_files = reader.evidence_files();
    let supplied = supplied.files.keys().cloned().collect();
    let Reader { sources, mut problems, refused_files, .. } = reader;
    let (mut records, holes, index) = index_records(records, holes, &mut problems);
    add_covered(&mut records, &index);
    if records.is_empty() && holes.is_empty() {
        let message = format!("no record was found under `{}/`", config.folders.records);
        let help = "write records as YAML files there, or set `folders.records`";
        let span = Span::start_of(config.source);
        problems.push(Problem::new(ProblemKind::NoRecords, span, message).help(help));
    }
    let by_kind = kinds_of(&records);
    Project {
        sources,
        config,
        records,
        holes,
        record_links,
        narratives,
        sections,
        test_cases,
        tags: snapshot.tags(),
        evidence_files,
        refused_files,
        supplied,
        problems,
        index,
        by_kind,
    }
}

pub(super) fn read_config(
    snapshot: &Snapshot,
    known: &KnownNames,
    sources: &mut Sources,
    problems: &mut Vec<Problem>,
) -> Config {
    let file = read_file(snapshot, PROJECT_FILE, SourceId::nth(0));
    let source = sources.add(PROJECT_FILE, file.text);
    problems.extend(file.problems);
    let parsed = if file.is_sound {
        yaml::read(source, sources.text(source))
    } else {
        yaml::Parsed::default()
    };
    problems.extend(parsed.problems);
    let (config, found) = config::read(source, parsed.documents, known);
    problems.extend(found);
    config
}

struct FileText {
    text: String,
    problems: Vec<Problem>,
    is_sound: bool,
}

fn read_file(snapshot: &Snapshot, path: &str, source: SourceId) -> FileText {
    match snapshot.read(path) {
        Ok(bytes) => {
            let decoded = yaml::decode(source, bytes);
            FileText { text: decoded.text, problems: decoded.problems, is_sound: decoded.is_sound }
        }
        Err(failure) => FileText {
            text: String::new(),
            problems: vec![unreadable(source, &failure)],
            is_sound: false,
        },
    }
}

fn unreadable(source: SourceId, failure: &ReadFailure) -> Problem {
    let span = Span::start_of(source);
    Problem::new(ProblemKind::UnreadableFile, span, failure.to_string()).help(failure.help())
}

/// What one file of records held.
pub(super) struct RecordFile {
    file: FileText,
    pub(super) records: Vec<Record>,
    pub(super) holes: Vec<Hole>,
}

pub(super) struct Reader<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) config: &'a Config,
    pub(super) supplied: &'a SuppliedResults,
    pub(super) sources: Sources,
    pub(super) problems: Vec<Problem>,
    /// Files that are not what was pinned, and are in no source for that.
    pub(super) refused_files: Vec<String>,
}

impl Reader<'_> {
    fn records(&mut self) -> (Vec<Record>, Vec<Hole>, Vec<String>) {
        let folder = &self.config.folders.records;
        let listing = self.snapshot.list(folder);
        let (yaml_files, others): (Vec<String>, Vec<String>) =
            listing.files.into_iter().partition(|path| is_yaml(path));
        let first = self.sources.len();
        let read = |(index, path): (usize, &String)| {
            read_records(self.snapshot, self.config, path, SourceId::nth(first + index))
        };
        let files: Vec<RecordFile> = yaml_files.par_iter().enumerate().map(read).collect();
        let (mut records, mut holes) = (Vec::new(), Vec::new());
        for (path, found) in yaml_files.into_iter().zip(files) {
            self.sources.add(path, found.file.text);
            self.problems.extend(found.file.problems);
            records.extend(found.records);
            holes.extend(found.holes);
        }
        for (path, failure) in listing.unreadable {
            let span = self.report_unreadable("records", path, &failure);
            holes.push(Hole::new(None, span));
        }
        for path in others {
            self.report_unread(path);
        }
        (records, holes, listing.links)
    }

    /// Reports what a folder holds and cannot be read; the folder itself stands at its setting.
    fn report_unreadable(&mut self, folder: &str, path: String, failure: &ReadFailure) -> Span {
        let set = self.config.tree.at(&["folders", folder]);
        let setting = set.filter(|set| {
            set.text().is_some_and(|set| set.trim_end_matches('/') == path.trim_end_matches('/'))
        });
        let problem = match setting {
            Some(setting) => {
                let message = format!("`{path}`: {failure}");
                Problem::new(ProblemKind::UnreadableFile, setting.span, message)
                    .help(failure.help())
                    .about(format!("{PROJECT_FILE}#folders"))
            }
            None => unreadable(self.sources.add(path, ""), failure),
        };
        let span = problem.span;
        self.problems.push(problem);
        span
    }

    fn report_unread(&mut self, path: String) {
        let span = Span::start_of(self.sources.add(path, ""));
        let message = "this file is not read: it is no `.yaml` or `.yml` file";
        let help = "rename it, or move it out of the records folder";
        self.problems.push(Problem::new(ProblemKind::UnreadFile, span, message).help(help));
    }

    pub(super) fn narratives(&mut self) -> Vec<super::Narrative> {
        let listing = self.snapshot.list(&self.config.folders.docs);
        let mut found = Vec::new();
        for path in listing.files.into_iter().filter(|path| path.ends_with(".md")) {
            let mut file = read_file(self.snapshot, &path, SourceId::nth(self.sources.len()));
            let source = self.sources.add(path, std::mem::take(&mut file.text));
            self.problems.append(&mut file.problems);
            let text = self.sources.text(source);
            // Both versions would be shown as one.
            if file.is_sound && !yaml::find_merge_conflict(source, text, &mut self.problems) {
                found.extend(section::read(source, text, self.config, &mut self.problems));
            }
        }
        for (path, failure) in listing.unreadable {
            self.report_unreadable("docs", path, &failure);
        }
        found
    }
}

impl Reader<'_> {
    /// Reads the results file of every test run, once it is the file that the record pins.
    fn test_cases(&mut self, records: &[Record]) -> BTreeMap<String, Vec<TestCase>> {
        let runs = records.iter().filter(|record| record.kind.name == "test-run");
        runs.map(|run| (run.id.to_string(), self.cases_of(run))).collect()
    }

    fn cases_of(&mut self, run: &Record) -> Vec<TestCase> {
        if let Some((name, bytes)) = self.supplied.files.get(&*run.id) {
            return self.parse_cases(run, name, bytes.clone());
        }
        let Some(path) = run.word(&["results", "file"]) else { return Vec::new() };
        let place = run.place_at(&["results", "file"]);
        let bytes = match self.snapshot.read(path) {
            Ok(bytes) => bytes,
            Err(failure) => {
                let problem =
                    Problem::new(ProblemKind::UnreadableResults, place, failure.to_string());
                self.problems.push(problem.help(failure.help()).about(&*run.id));
                return Vec::new();
            }
        };
        let found = config::sha256_of(&bytes);
        let pinned = run.word(&["results", "sha256"]);
        if pinned.is_none_or(|pinned| !pinned.eq_ignore_ascii_case(&found)) {
            let message = format!("`{path}` is not the file that `{}` pins", run.id);
            let place = run.place_at(&["results", "sha256"]);
            let problem = Problem::new(ProblemKind::ChangedEvidence, place, message)
                .help(why_it_differs(path, &bytes, pinned, &found));
            self.problems.push(problem.about(&*run.id));
            self.refused_files.push(path.to_string());
            return Vec::new();
        }
        self.parse_cases(run, path, bytes)
    }

    /// Checks that every file under `evidence` of the project file is the one that it pins.
    fn check_evidence(&mut self) {
        for entry in self.config.tree.get("evidence").map(Node::items).unwrap_or_default() {
            let (Some(file), Some(pinned)) = (entry.get("file"), entry.get("sha256")) else {
                continue;
            };
            let path = file.text().unwrap_or_default();
            let about = format!("{PROJECT_FILE}#evidence");
            let (kind, place, message, help) = match self.snapshot.read(path) {
                Err(failure) => {
                    let message = format!("`{path}`: {failure}");
                    (ProblemKind::UnreadableFile, file.span, message, failure.help().to_string())
                }
                Ok(bytes) => {
                    let found = config::sha256_of(&bytes);
                    if pinned.text().is_some_and(|pinned| pinned.eq_ignore_ascii_case(&found)) {
                        continue;
                    }
                    self.refused_files.push(path.to_string());
                    let message = format!("`{path}` is not the file that `{about}` pins");
                    let help = why_it_differs(path, &bytes, pinned.text(), &found);
                    (ProblemKind::ChangedEvidence, pinned.span, message, help)
                }
            };
            self.problems.push(Problem::new(kind, place, message).help(help).about(about));
        }
    }

    /// Lists the files of the evidence folder.
    fn evidence_files(&mut self) -> Vec<String> {
        let folder = self.config.folders.evidence.clone();
        let listing = self.snapshot.list(&folder);
        for (path, failure) in listing.unreadable {
            self.report_unreadable("evidence", path, &failure);
        }
        listing.files
    }

    fn parse_cases(&mut self, run: &Record, name: &str, bytes: Vec<u8>) -> Vec<TestCase> {
        let source = SourceId::nth(self.sources.len());
        let decoded = yaml::decode(source, bytes);
        self.sources.add(name, decoded.text);
        self.problems.extend(decoded.problems);
        let mut found = Vec::new();
        let cases = super::test_report::read(source, self.sources.text(source), &mut found);
        self.problems.extend(found.into_iter().map(|problem| problem.about(&*run.id)));
        cases
    }
}

/// Says what to do about a file that is not the one that is pinned. Git on Windows and many editors turn
/// line endings, and nobody sees it.
fn why_it_differs(path: &str, bytes: &[u8], pinned: Option<&str>, found: &str) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let turned = [text.replace('\n', "\r\n"), text];
    let is_pinned = |text: &String| {
        let digest = config::sha256_of(text.as_bytes());
        pinned.is_some_and(|pinned| pinned.eq_ignore_ascii_case(&digest))
    };
    if !turned.iter().any(is_pinned) {
        return format!("its digest is {found}; find out why it changed before you pin it");
    }
    let folder = path.rsplit_once('/').map(|(folder, _)| format!("{folder}/**"));
    let files = folder.unwrap_or_else(|| path.to_string());
    format!(
        "only its line endings differ, which git or an editor turned: write `{files} -text` into \
         .gitattributes, and get the file as it was"
    )
}

pub(super) fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

pub(super) fn read_records(
    snapshot: &Snapshot,
    config: &Config,
    path: &str,
    source: SourceId,
) -> RecordFile {
    let mut file = read_file(snapshot, path, source);
    let (mut records, mut holes) = (Vec::new(), Vec::new());
    if !file.is_sound {
        holes.extend(holes_in(&file.text, Span::start_of(source)));
        return RecordFile { file, records, holes };
    }
    let parsed = yaml::read(source, &file.text);
    file.problems.extend(parsed.problems);
    for broken in parsed.broken {
        holes.extend(holes_in(file.text.get(broken.range()).unwrap_or_default(), broken));
    }
    for document in parsed.documents {
        for node in items_of(document) {
            let span = node.span;
            match record::read(node, config, &mut file.problems) {
                Reading::Record(record) => records.push(*record),
                Reading::Hole(id) => holes.push(Hole::new(id, span)),
            }
        }
    }
    RecordFile { file, records, holes }
}

/// A document is one record or a list of records; an empty one holds none.
pub(super) fn items_of(document: Node) -> Vec<Node> {
    match document.value {
        _ if document.is_empty() => Vec::new(),
        yaml::Value::List(items) => items,
        _ => vec![document],
    }
}

/// One hole for every id that can be made out in unread text, or one without id.
fn holes_in(text: &str, span: Span) -> Vec<Hole> {
    let place = |at: usize| {
        let start = span.start + u32::try_from(at).unwrap_or(0);
        Span { start, end: start, ..span }
    };
    let found = record::ids_in(text);
    if found.is_empty() {
        return vec![Hole::new(None, span)];
    }
    found.into_iter().map(|(id, at)| Hole::new(Some(id), place(at))).collect()
}

type Index = HashMap<Box<str>, usize>;

/// Sorts the records and reports ids that stand twice; the first in path order is kept, which says
/// nothing on which of them is the older one.
fn index_records(
    mut records: Vec<Record>,
    mut holes: Vec<Hole>,
    problems: &mut Vec<Problem>,
) -> (Vec<Record>, Vec<Hole>, Index) {
    records.sort_by_cached_key(|record| natural_key(&record.id));
    let mut kept: Vec<Record> = Vec::with_capacity(records.len());
    for record in records {
        match kept.last().filter(|last| last.id == record.id) {
            None => kept.push(record),
            Some(first) => {
                let message = format!("`{}` stands twice", record.id);
                let help = "find out which one has had the id longer, and give the other a new one; \
                            until then the one that is read first counts";
                let problem = Problem::new(ProblemKind::DuplicateId, record.span, message)
                    .also(first.span, "and here; which of them is the copy is not known")
                    .help(help)
                    .about(&*record.id);
                problems.push(problem);
                holes.push(Hole::new(Some(record.id.to_string()), record.span));
            }
        }
    }
    holes.sort_by_key(|hole| hole.span);
    let index = kept.iter().enumerate().map(|(at, record)| (record.id.clone(), at)).collect();
    (kept, holes, index)
}

/// Where the records of each kind stand, in their order.
fn kinds_of(records: &[Record]) -> BTreeMap<&'static str, Vec<usize>> {
    let mut by_kind: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        by_kind.entry(record.kind.name).or_default().push(at);
    }
    by_kind
}
