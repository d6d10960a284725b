//! The example project that `techfile demo` writes: its commits, oldest first, as data.
//!
//! The content lies in `commits/`, one folder a commit with the files that it adds or replaces, and
//! `commits.yaml` says who made each commit and when. A review there says `pin` where it needs the
//! fingerprint of its target; the caller computes it, so that the example stays true when the way
//! to hash changes. Nothing here depends on the machine or the day.

use crate::error::Error;
use crate::history::{Author, PlannedCommit};
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node, Scalar, Value};
use include_dir::{Dir, DirEntry, include_dir};
use std::collections::BTreeMap;

/// The files of a project: path with `/` → content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Returns the fingerprints of targets, in their order, in the project that these files make.
pub type Fingerprints<'a> = dyn Fn(&Files, &[String]) -> Result<Vec<String>, Error> + 'a;

static FOLDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/demo/commits");
const LIST: &str = include_str!("commits.yaml");

/// What stands in a review where its target's fingerprint belongs.
const PIN: &str = "pin";

/// Returns the commits of the example, oldest first, with every pin replaced.
pub fn commits(fingerprints: &Fingerprints<'_>) -> Result<Vec<PlannedCommit>, Error> {
    let list = list()?;
    let mut files = Files::new();
    let entries = list.get("commits").map(Node::items).unwrap_or_default();
    entries.iter().map(|entry| commit(&list, entry, &mut files, fingerprints)).collect()
}

/// Returns one commit; `files` are those of the commit before it and become those of this one.
fn commit(
    list: &Node,
    entry: &Node,
    files: &mut Files,
    fingerprints: &Fingerprints<'_>,
) -> Result<PlannedCommit, Error> {
    let added = files_of(word(entry, "folder")?)?;
    let paths: Vec<String> = added.keys().cloned().collect();
    files.extend(added);
    let mut changes = BTreeMap::new();
    for removed in words(entry, "removed") {
        files.remove(&removed);
        changes.insert(removed, None);
    }
    fill_pins(files, &paths, fingerprints)?;
    for path in paths {
        let content = files.get(&path).cloned();
        changes.insert(path, content);
    }
    Ok(PlannedCommit {
        author: author(list, word(entry, "author")?)?,
        date: word(entry, "date")?.to_string(),
        message: word(entry, "message")?.to_string(),
        files: changes,
        tags: words(entry, "tags"),
    })
}

fn list() -> Result<Node, Error> {
    let mut parsed = yaml::read(SourceId::nth(0), LIST);
    match parsed.documents.pop() {
        Some(list) if parsed.problems.is_empty() => Ok(list),
        _ => Err(fault("commits.yaml cannot be read")),
    }
}

fn author(list: &Node, key: &str) -> Result<Author, Error> {
    let unknown = || fault(format!("commits.yaml names no author `{key}`"));
    let person = list.at(&["authors", key]).ok_or_else(unknown)?;
    Ok(Author {
        name: word(person, "name")?.to_string(),
        email: word(person, "email")?.to_string(),
    })
}

fn files_of(folder: &str) -> Result<Files, Error> {
    let dir = FOLDERS.get_dir(folder).ok_or_else(|| fault(format!("no folder `{folder}`")))?;
    let mut files = Files::new();
    collect(dir, folder, &mut files);
    Ok(files)
}

fn collect(dir: &Dir<'_>, folder: &str, files: &mut Files) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, folder, files),
            DirEntry::File(file) => {
                // Paths are embedded as the building machine writes them.
                let path = file.path().to_string_lossy().replace('\\', "/");
                let path = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/');
                files.insert(path.to_string(), file.contents().to_vec());
            }
        }
    }
}

/// A pin that is still to be replaced.
struct Blank {
    path: String,
    span: Span,
    target: String,
}

/// Replaces the bytes of every pin in these files and leaves all other bytes as they are.
fn fill_pins(
    files: &mut Files,
    paths: &[String],
    fingerprints: &Fingerprints<'_>,
) -> Result<(), Error> {
    let blanks: Vec<Blank> = paths.iter().flat_map(|path| blanks_in(files, path)).collect();
    if blanks.is_empty() {
        return Ok(());
    }
    let targets: Vec<String> = blanks.iter().map(|blank| blank.target.clone()).collect();
    let values = fingerprints(files, &targets)?;
    if values.len() != blanks.len() {
        return Err(fault("not every target has a fingerprint"));
    }
    // From the last to the first, so that the places of those before stay true.
    for (blank, value) in blanks.iter().zip(values).rev() {
        if let Some(content) = files.get_mut(&blank.path) {
            content.splice(blank.span.range(), value.bytes());
        }
    }
    Ok(())
}

fn blanks_in(files: &Files, path: &str) -> Vec<Blank> {
    let mut blanks = Vec::new();
    if path.ends_with(".yaml") {
        let text = files.get(path).map(|content| String::from_utf8_lossy(content));
        let parsed = yaml::read(SourceId::nth(0), &text.unwrap_or_default());
        parsed.documents.iter().for_each(|node| find_blanks(node, path, &mut blanks));
    }
    blanks
}

fn find_blanks(node: &Node, path: &str, blanks: &mut Vec<Blank>) {
    let pin = node.get("fingerprint").filter(|value| is_pin(value));
    if let (Some(pin), Some(target)) = (pin, node.get("to").and_then(Node::text)) {
        blanks.push(Blank { path: path.to_string(), span: pin.span, target: target.to_string() });
    }
    for child in node.entries().iter().map(|entry| &entry.value).chain(node.items()) {
        find_blanks(child, path, blanks);
    }
}

fn is_pin(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(Scalar { text, plain: true }) if &**text == PIN)
}

fn word<'a>(node: &'a Node, key: &str) -> Result<&'a str, Error> {
    let missing = || fault(format!("commits.yaml lacks `{key}`"));
    node.get(key).and_then(Node::text).ok_or_else(missing)
}

fn words(node: &Node, key: &str) -> Vec<String> {
    let items = node.get(key).map(Node::one_or_many).unwrap_or_default();
    items.iter().filter_map(Node::text).map(str::to_string).collect()
}

fn fault(message: impl Into<String>) -> Error {
    Error::Example(message.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Stands in for the true fingerprint: the target itself and how many files the project has.
    fn dummy(files: &Files, targets: &[String]) -> Result<Vec<String>, Error> {
        Ok(targets.iter().map(|target| format!("tf1:{}-{target}", files.len())).collect())
    }

    fn planned() -> Vec<PlannedCommit> {
        commits(&dummy).expect("the example is whole")
    }

    fn head(planned: &[PlannedCommit]) -> Files {
        let mut files = Files::new();
        for (path, content) in planned.iter().flat_map(|commit| &commit.files) {
            match content {
                Some(content) => files.insert(path.clone(), content.clone()),
                None => files.remove(path),
            };
        }
        files
    }

    fn text(content: &[u8]) -> &str {
        std::str::from_utf8(content).expect("the example is UTF-8")
    }

    fn records(files: &Files) -> Vec<Node> {
        let records = files.iter().filter(|(path, _)| path.starts_with("records/"));
        records
            .flat_map(|(_, content)| yaml::read(SourceId::nth(0), text(content)).documents)
            .flat_map(|document| match document.value {
                Value::List(items) => items,
                _ => vec![document],
            })
            .collect()
    }

    #[test]
    fn the_history_is_long_and_dates_rise() {
        let planned = planned();
        assert!(planned.len() >= 12);
        let times: Vec<jiff::Timestamp> =
            planned.iter().map(|commit| commit.date.parse().expect("a time with offset")).collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
        assert_eq!(planned.iter().flat_map(|commit| &commit.tags).collect::<Vec<_>>(), ["v1.0.0"]);
        assert!(planned.iter().map(|commit| &commit.author).collect::<BTreeSet<_>>().len() >= 5);
    }

    #[test]
    fn every_commit_and_every_folder_is_in_the_list() {
        let list = list().expect("the list is whole");
        let entries = list.get("commits").map(Node::items).unwrap_or_default();
        let listed: BTreeSet<&str> =
            entries.iter().filter_map(|entry| word(entry, "folder").ok()).collect();
        let there: BTreeSet<&str> =
            FOLDERS.dirs().filter_map(|folder| folder.path().to_str()).collect();
        assert_eq!(listed, there);
        assert!(planned().iter().all(|commit| !commit.files.is_empty()));
    }

    #[test]
    fn every_version_of_every_file_can_be_read() {
        for commit in planned() {
            for (path, content) in commit.files {
                let content = content.unwrap_or_default();
                let text = text(&content);
                assert!(text.ends_with('\n') && !text.contains('\r'), "{path}");
                if path.ends_with(".yaml") {
                    let parsed = yaml::read(SourceId::nth(0), text);
                    assert!(parsed.problems.is_empty(), "{path}: {:?}", parsed.problems);
                    assert!(parsed.broken.is_empty(), "{path}");
                }
            }
        }
    }

    #[test]
    fn ids_are_unique_at_the_head() {
        let head = head(&planned());
        let records = records(&head);
        let ids: Vec<&str> = records
            .iter()
            .map(|record| word(record, "id").expect("every record has an id"))
            .collect();
        assert!(ids.len() >= 40, "{}", ids.len());
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    }

    #[test]
    fn pins_are_replaced_once_and_nothing_else_changes() {
        let planned = planned();
        for (path, content) in planned.iter().flat_map(|commit| &commit.files) {
            let text = text(content.as_deref().unwrap_or_default());
            assert!(!text.contains("fingerprint: pin"), "{path}");
        }
        let path = "records/reviews/2026-02-20-policy-and-needs.yaml";
        let written = planned[2].files[path].as_deref().map(text).unwrap_or_default();
        assert!(written.contains("{to: \"techfile.yaml#risk\", fingerprint: tf1:"), "{written}");
        let folder = FOLDERS.get_file(format!("03-policy-approved/{path}"));
        let source = folder.map(|file| text(file.contents())).unwrap_or_default();
        let unpinned = |line: &str| match line.split_once("fingerprint: tf1:") {
            Some((before, rest)) => {
                format!("{before}fingerprint: pin{}", &rest[rest.find('}').unwrap_or_default()..])
            }
            None => line.to_string(),
        };
        let again: Vec<String> = written.lines().map(unpinned).collect();
        assert_eq!(again, source.lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_pin_is_taken_from_its_own_commit_and_stays() {
        let planned = planned();
        let count = |upto: usize| head(&planned[..upto]).len();
        let path = "records/reviews/2026-05-20-severity.yaml";
        let kept = head(&planned).remove(path).unwrap_or_default();
        assert!(text(&kept).contains(&format!("tf1:{}-HARM-002", count(8))));
    }

    #[test]
    fn every_text_is_in_both_languages() {
        for record in records(&head(&planned())) {
            check_languages(&record, word(&record, "id").unwrap_or_default());
        }
    }

    fn check_languages(node: &Node, id: &str) {
        assert_eq!(node.get("sv").is_some(), node.get("en").is_some(), "{id}");
        for child in node.entries().iter().map(|entry| &entry.value).chain(node.items()) {
            check_languages(child, id);
        }
    }

    #[test]
    fn two_calls_give_the_same() {
        assert_eq!(planned(), planned());
    }
}
