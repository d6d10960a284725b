//! Data folders → which documents there are: what each is called, shows and needs to be written.
//!
//! A document is a folder with `template.yaml`, built in under `templates/` or of a project. What
//! it says here is known before it is made, so that a rule can tell which section nobody wrote.

use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::kinds::kind_named;
use crate::source::SourceId;
use crate::yaml::{self, Node};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The two files of a document's folder.
pub const DESCRIPTION: &str = "template.yaml";
pub const LAYOUT: &str = "template.md";

/// The languages in which every title and word stands.
pub const LANGUAGES: [&str; 2] = ["en", "sv"];

const KEYS: &[&str] =
    &["id", "title", "number", "reads", "shows", "uses", "settings", "sections", "words"];

/// What `template.yaml` says of a document.
#[derive(Debug, Clone)]
pub struct Description {
    pub id: String,
    /// Language → title.
    pub titles: BTreeMap<String, String>,
    /// Number of the document where the project gives it none.
    pub number: Option<String>,
    /// Parts of the view that it reads.
    pub reads: Vec<String>,
    /// Kinds whose records it shows.
    pub shows: Vec<String>,
    /// Kinds that decide something that it says, such as results.
    pub uses: Vec<String>,
    /// Sections of the project file that it shows.
    pub settings: Vec<String>,
    /// Narrative sections that it needs, in order.
    pub sections: Vec<NeededSection>,
    /// Its own words, `key: {language: word}`.
    pub words: Option<Node>,
    /// The file in which a fault is to be mended.
    pub path: String,
}

/// A narrative section that somebody must write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededSection {
    /// As in `responsibilities`; the heading carries it as `{#responsibilities}`.
    pub anchor: String,
    /// Language → heading, as long as nobody wrote one.
    pub titles: BTreeMap<String, String>,
}

/// A built-in document: the name of its folder, and its two files.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    pub folder: &'static str,
    pub description: &'static str,
    pub layout: &'static str,
}

/// Returns the built-in documents by name.
pub fn embedded() -> Vec<Embedded> {
    let read = |dir: &'static Dir<'static>| {
        let text = |name| dir.get_file(dir.path().join(name))?.contents_utf8();
        let folder = dir.path().to_str()?;
        Some(Embedded { folder, description: text(DESCRIPTION)?, layout: text(LAYOUT)? })
    };
    EMBEDDED.dirs().filter_map(read).collect()
}

/// Returns what is known of every document: the built-in ones, and those of a project, whose files
/// are given as path in its folder of templates and content.
pub fn descriptions(own: &BTreeMap<String, String>) -> Result<Vec<Description>, Error> {
    let built_in = embedded();
    let own = own.iter().filter_map(|(path, text)| match path.split_once('/')? {
        (folder, DESCRIPTION) => Some((folder, &**text)),
        _ => None,
    });
    let own: Vec<(&str, &str)> = own.collect();
    if let Some((folder, _)) = own.iter().find(|(own, _)| built_in.iter().any(|b| b.folder == *own))
    {
        let message = format!(
            "`{folder}` is a built-in document; to change it, write blocks under `{folder}/blocks`"
        );
        return Err(fault(&format!("{folder}/{DESCRIPTION}"), message));
    }
    let all = built_in.iter().map(|document| (document.folder, document.description)).chain(own);
    all.map(|(folder, text)| Description::read(folder, text)).collect()
}

impl Description {
    /// Reads the description in a folder.
    pub fn read(folder: &str, text: &str) -> Result<Self, Error> {
        let path = format!("{folder}/{DESCRIPTION}");
        let parsed = yaml::read(SourceId::nth(0), text);
        if let Some(problem) = parsed.problems.first() {
            return Err(fault(&path, problem.message.clone()));
        }
        let node = parsed.documents.into_iter().next();
        let node = node.ok_or_else(|| fault(&path, "the file is empty".to_string()))?;
        check_keys(&path, &node)?;
        let id = node.get("id").and_then(Node::text).unwrap_or_default();
        if id != folder {
            return Err(fault(&path, format!("`id` must be the name of the folder, `{folder}`")));
        }
        let words = |key: &str| {
            let items = node.get(key).map(Node::one_or_many).unwrap_or_default();
            items.iter().filter_map(Node::text).map(str::to_string).collect::<Vec<_>>()
        };
        let (shows, uses) = (words("shows"), words("uses"));
        if let Some(kind) = shows.iter().chain(&uses).find(|kind| kind_named(kind).is_none()) {
            return Err(fault(&path, format!("no kind is called `{kind}`")));
        }
        Ok(Self {
            id: id.to_string(),
            titles: titles(&path, node.get("title"), "the document")?,
            number: node.get("number").and_then(Node::text).map(str::to_string),
            reads: words("reads"),
            shows,
            uses,
            settings: words("settings"),
            sections: sections(&path, node.get("sections"))?,
            words: node.get("words").cloned(),
            path,
        })
    }
}

fn check_keys(path: &str, node: &Node) -> Result<(), Error> {
    let unknown = node.entries().iter().find(|entry| !KEYS.contains(&&*entry.key.text));
    match unknown {
        Some(entry) => Err(unknown_name(path, "key", &entry.key.text, KEYS)),
        None => Ok(()),
    }
}

/// Returns the error about a name that does not exist, with the nearest one that does.
pub fn unknown_name(path: &str, noun: &str, name: &str, valid: &[&str]) -> Error {
    let help = match nearest(name, valid.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", valid.join(", ")),
    };
    fault(path, format!("unknown {noun} `{name}`; {help}"))
}

fn titles(path: &str, node: Option<&Node>, of: &str) -> Result<BTreeMap<String, String>, Error> {
    let title = |language: &&str| {
        let title = node.and_then(|node| node.get(language)).and_then(Node::text);
        let title = title
            .ok_or_else(|| fault(path, format!("there is no title of {of} in `{language}`")))?;
        Ok((language.to_string(), title.to_string()))
    };
    LANGUAGES.iter().map(title).collect()
}

fn sections(path: &str, node: Option<&Node>) -> Result<Vec<NeededSection>, Error> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let section = |entry: &yaml::Entry| {
        let anchor = entry.key.text.to_string();
        let titles = titles(path, Some(&entry.value), &format!("the section `{anchor}`"))?;
        Ok(NeededSection { anchor, titles })
    };
    entries.iter().map(section).collect()
}

fn fault(path: &str, message: String) -> Error {
    Error::Template { template: path.to_string(), message }
}
