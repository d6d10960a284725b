//! Data folders → which documents there are: what each is called, shows and needs to be written.
//!
//! A document is a folder with `template.yaml`, built in under `templates/` or of a project. What
//! it says here is known before it is made, so that a rule can tell which section nobody wrote.

use crate::descriptor::{Field, Type, nearest};
use crate::error::Error;
use crate::model::kinds::{KINDS, kind_named};
use crate::model::{ENVELOPE, Filter};
use crate::source::SourceId;
use crate::standards::files_in;
use crate::yaml::{self, Node};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The two files of a document's folder.
pub const DESCRIPTION: &str = "template.yaml";
pub const LAYOUT: &str = "template.md";

/// The languages in which every title and word stands.
pub const LANGUAGES: [&str; 2] = ["en", "sv"];

const KEYS: &[&str] = &[
    "id",
    "title",
    "number",
    "on_request",
    "reads",
    "shows",
    "uses",
    "settings",
    "sections",
    "tables",
    "expects",
    "words",
];

const TABLE_KEYS: &[&str] = &["title", "none", "of", "where", "columns", "landscape"];

/// Columns that every record has beside its fields and links.
const COMMON_COLUMNS: &[&str] = &["id", "title", "approval"];

/// What `template.yaml` says of a document.
#[derive(Debug, Clone)]
pub struct Description {
    pub id: String,
    /// Language → title.
    pub titles: BTreeMap<String, String>,
    /// Number of the document where the project gives it none.
    pub number: Option<String>,
    /// Whether it is only built when it is named.
    pub on_request: bool,
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
    /// Tables that it describes.
    pub tables: Vec<TableDescription>,
    /// Kind → fields, links and `reverse.<link>` of which it says that they are missing, beside those
    /// that every record of the kind needs.
    pub expects: BTreeMap<String, Vec<String>>,
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

/// A table of records, as `template.yaml` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDescription {
    pub name: String,
    /// Language → caption.
    pub titles: BTreeMap<String, String>,
    /// Language → what is said where it has no row.
    pub none: BTreeMap<String, String>,
    /// The records that it shows: one filter for each kind.
    pub filters: Vec<Filter>,
    /// Field, link, `reverse.<link>`, `fact.<name>`, `id`, `title` or `approval`, and its width.
    pub columns: Vec<(String, u16)>,
    /// Whether it stands on a turned page.
    pub landscape: bool,
}

/// A built-in document: the name of its folder, and its two files.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    pub folder: &'static str,
    pub description: &'static str,
    pub layout: &'static str,
}

/// Returns the embedded files with their names, for `--version --verbose`.
pub fn embedded_files() -> Vec<(String, &'static [u8])> {
    files_in(&EMBEDDED, "templates")
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
    /// Returns whether it came with techfile; a project cannot replace such a one.
    pub fn is_built_in(&self) -> bool {
        EMBEDDED.get_dir(&self.id).is_some()
    }

    /// Reads the description in a folder.
    pub fn read(folder: &str, text: &str) -> Result<Self, Error> {
        let path = format!("{folder}/{DESCRIPTION}");
        let parsed = yaml::read(SourceId::nth(0), text);
        if let Some(problem) = parsed.problems.first() {
            return Err(fault(&path, problem.message.clone()));
        }
        let node = parsed.documents.into_iter().next();
        let node = node.ok_or_else(|| fault(&path, "the file is empty".to_string()))?;
        check_keys(&path, &node, KEYS)?;
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
            on_request: node.get("on_request").and_then(Node::text) == Some("true"),
            reads: words("reads"),
            shows,
            uses,
            settings: words("settings"),
            sections: sections(&path, node.get("sections"))?,
            tables: tables(&path, node.get("tables"))?,
            expects: expects(&path, node.get("expects"))?,
            words: node.get("words").cloned(),
            path,
        })
    }
}

/// Returns whether an embedded font has a character, or it leaves no trace on paper anyway.
pub fn is_printable(character: char) -> bool {
    static RANGES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
        let range = |line: &str| {
            let (start, end) = line.split_once('-')?;
            Some((u32::from_str_radix(start, 16).ok()?, u32::from_str_radix(end, 16).ok()?))
        };
        include_str!("../templates/fonts/coverage.txt").lines().filter_map(range).collect()
    });
    let code = u32::from(character);
    let at = RANGES.partition_point(|(start, _)| *start <= code);
    at.checked_sub(1).is_some_and(|at| code <= RANGES[at].1)
}

/// Returns the first character that no embedded font has, and where it stands in a text.
pub fn first_unprintable(text: &str) -> Option<(usize, char)> {
    /// Of every ASCII character, whether it is printable: nearly all text is of these.
    static ASCII: LazyLock<Vec<bool>> =
        LazyLock::new(|| (0..128_u8).map(|byte| is_printable(char::from(byte))).collect());
    let known = &**ASCII;
    if text.bytes().all(|byte| known.get(usize::from(byte)).is_some_and(|is_known| *is_known)) {
        return None;
    }
    text.char_indices().find(|(_, character)| !is_printable(*character))
}

fn check_keys(path: &str, node: &Node, keys: &[&str]) -> Result<(), Error> {
    let unknown = node.entries().iter().find(|entry| !keys.contains(&&*entry.key.text));
    match unknown {
        Some(entry) => Err(unknown_name(path, "key", &entry.key.text, keys)),
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

fn tables(path: &str, node: Option<&Node>) -> Result<Vec<TableDescription>, Error> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| table(path, &entry.key.text, &entry.value)).collect()
}

fn table(path: &str, name: &str, node: &Node) -> Result<TableDescription, Error> {
    check_keys(path, node, TABLE_KEYS)?;
    let of = format!("the table `{name}`");
    let at_fault = |message: String| fault(path, format!("{of}: {message}"));
    let conditions = node.get("where").map(Node::entries).unwrap_or_default();
    let conditions: Vec<(String, String)> = conditions
        .iter()
        .filter_map(|entry| Some((entry.key.text.to_string(), entry.value.text()?.to_string())))
        .collect();
    let kinds = node.get("of").map(Node::one_or_many).unwrap_or_default();
    let kinds: Vec<&str> = kinds.iter().filter_map(Node::text).collect();
    let filters = kinds.iter().map(|kind| Filter::new(kind, conditions.clone()));
    let filters = filters.collect::<Result<Vec<Filter>, String>>().map_err(at_fault)?;
    if filters.is_empty() {
        return Err(at_fault("name the kinds of its rows in `of`".to_string()));
    }
    let columns = node.get("columns").map(Node::entries).unwrap_or_default();
    let column = |entry: &yaml::Entry| {
        let column = entry.key.text.to_string();
        let width = entry.value.text().and_then(|width| width.parse().ok());
        let width = width.ok_or_else(|| at_fault(format!("`{column}` has no width")))?;
        let is_known = kinds.iter().any(|kind| has_column(kind, &column));
        let message = || at_fault(format!("no record of its kinds has `{column}`"));
        is_known.then_some((column.clone(), width)).ok_or_else(message)
    };
    let columns = columns.iter().map(column).collect::<Result<Vec<_>, Error>>()?;
    if !columns.iter().any(|(column, _)| column == "id") {
        return Err(at_fault("it needs the column `id`".to_string()));
    }
    Ok(TableDescription {
        name: name.to_string(),
        titles: titles(path, node.get("title"), &of)?,
        none: titles(path, node.get("none"), &format!("the absence of rows (`none`) of {of}"))?,
        filters,
        columns,
        landscape: node.get("landscape").and_then(Node::flag) == Some(true),
    })
}

fn expects(path: &str, node: Option<&Node>) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let of_kind = |entry: &yaml::Entry| {
        let kind = entry.key.text.to_string();
        let fields = entry.value.one_or_many().iter().filter_map(Node::text);
        let fields: Vec<String> = fields.map(str::to_string).collect();
        match fields.iter().find(|field| field.contains("fact.") || !has_column(&kind, field)) {
            Some(field) => Err(fault(path, format!("`expects`: no `{kind}` has `{field}`"))),
            None => Ok((kind, fields)),
        }
    };
    entries.iter().map(of_kind).collect()
}

fn has_column(kind: &str, column: &str) -> bool {
    let Some(kind) = kind_named(kind) else { return false };
    if let Some(link) = column.strip_prefix("reverse.") {
        return KINDS.iter().any(|kind| kind.links.iter().any(|known| known.name == link));
    }
    let mut fields: Vec<&Field> = ENVELOPE.iter().chain(kind.fields).collect();
    let mut found = COMMON_COLUMNS.contains(&column)
        || column.starts_with("fact.")
        || kind.links.iter().any(|link| link.name == column);
    for part in column.split('.') {
        let field = fields.iter().find(|field| field.name == part).copied();
        found |= field.is_some();
        fields = match field.map(|field| field.of) {
            Some(Type::Group(inner)) => inner.iter().collect(),
            _ => Vec::new(),
        };
    }
    found
}

fn fault(path: &str, message: String) -> Error {
    Error::Template { template: path.to_string(), message }
}
