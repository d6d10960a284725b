//! `template.yaml`: what a document is called, what it shows, and the words that only it needs.

use super::fault;
use crate::descriptor::nearest;
use crate::error::Error;
use crate::model::kinds::kind_named;
use crate::report::view::{PARTS, Scope};
use crate::report::words::{LANGUAGES, Words};
use crate::source::SourceId;
use crate::yaml::{self, Node};
use std::collections::BTreeMap;

const KEYS: &[&str] = &["id", "title", "number", "reads", "shows", "uses", "settings", "words"];

/// The metadata of a template.
#[derive(Debug)]
pub struct Description {
    pub id: String,
    /// Language → title.
    pub titles: BTreeMap<String, String>,
    /// Number of the document where the project gives it none.
    pub number: Option<String>,
    scope: Scope,
    words: Option<Node>,
    path: String,
}

impl Description {
    /// Reads the metadata of the template in a folder.
    pub(super) fn read(path: &str, folder: &str, text: &str) -> Result<Self, Error> {
        let parsed = yaml::read(SourceId::nth(0), text);
        if let Some(problem) = parsed.problems.first() {
            return Err(fault(path, problem.message.clone()));
        }
        let node = parsed.documents.into_iter().next();
        let node = node.ok_or_else(|| fault(path, "the file is empty".to_string()))?;
        check_keys(path, &node)?;
        let id = node.get("id").and_then(Node::text).unwrap_or_default();
        if id != folder {
            return Err(fault(path, format!("`id` must be the name of the folder, `{folder}`")));
        }
        Ok(Self {
            id: id.to_string(),
            titles: titles(path, &node)?,
            number: node.get("number").and_then(Node::text).map(str::to_string),
            scope: scope(path, &node)?,
            words: node.get("words").cloned(),
            path: path.to_string(),
        })
    }

    /// Returns what the document is about, in a language.
    pub fn scope(&self, language: &str) -> Scope {
        Scope { document: self.id.clone(), language: language.to_string(), ..self.scope.clone() }
    }

    /// Returns the fixed words of all documents and of this one.
    pub fn words(&self, language: &str) -> Result<Words, Error> {
        let mut words = Words::of(language)?;
        if let Some(own) = &self.words {
            words.add_entries(own, &self.path)?;
        }
        Ok(words)
    }
}

fn check_keys(path: &str, node: &Node) -> Result<(), Error> {
    let unknown = node.entries().iter().find(|entry| !KEYS.contains(&&*entry.key.text));
    match unknown {
        Some(entry) => Err(unknown_name(path, "key", &entry.key.text, KEYS)),
        None => Ok(()),
    }
}

fn unknown_name(path: &str, noun: &str, name: &str, valid: &[&str]) -> Error {
    let help = match nearest(name, valid.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", valid.join(", ")),
    };
    fault(path, format!("unknown {noun} `{name}`; {help}"))
}

fn titles(path: &str, node: &Node) -> Result<BTreeMap<String, String>, Error> {
    let title = |language: &&str| {
        let title = node.at(&["title", language]).and_then(Node::text);
        let title =
            title.ok_or_else(|| fault(path, format!("there is no title in `{language}`")))?;
        Ok((language.to_string(), title.to_string()))
    };
    LANGUAGES.iter().map(title).collect()
}

fn scope(path: &str, node: &Node) -> Result<Scope, Error> {
    let words = |key: &str| {
        let items = node.get(key).map(Node::one_or_many).unwrap_or_default();
        items.iter().filter_map(Node::text).map(str::to_string).collect::<Vec<_>>()
    };
    let (shows, uses, reads) = (words("shows"), words("uses"), words("reads"));
    if let Some(kind) = shows.iter().chain(&uses).find(|kind| kind_named(kind).is_none()) {
        return Err(fault(path, format!("no kind is called `{kind}`")));
    }
    if let Some(part) = reads.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(unknown_name(path, "part", part, PARTS));
    }
    Ok(Scope { shows, uses, reads, settings: words("settings"), ..Scope::default() })
}
