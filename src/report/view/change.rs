//! History → what changed since the last baseline in what a document shows, field by field.

use super::record::clean;
use super::value::moment;
use super::{Context, Inputs, Scope, View};
use crate::config::PROJECT_FILE;
use crate::descriptor::{Field, Type, Vocabulary};
use crate::history::{Change, ChangeKind, Completeness, FieldChange, History};
use crate::model::kinds::kind_named;
use crate::model::{ENVELOPE, Target, natural_order, prefix_of};
use crate::report::document::id_words;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, Formatter};
use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};

/// The change list of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    pub since: Since,
    /// Newest commit first, then by record.
    pub rows: Vec<ChangeRow>,
}

/// What the change list is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// The newest baseline before what is shown.
    Baseline(String),
    /// There is no earlier baseline.
    Beginning,
    /// Nothing is known of the past.
    Unknown,
}

/// One change of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// The record, or a section of the project file.
    pub record: String,
    /// For a merge, the parent that it was compared with, in short.
    pub against: Option<String>,
    /// `added`, `changed`, `moved` or `removed`.
    pub kind: &'static str,
    pub date: String,
    pub author: String,
    pub commit: String,
    pub subject: String,
    pub edits: Vec<Edit>,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// As in `estimates.residual.probability`.
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// How the value is written in words.
    #[serde(skip)]
    pub form: Form,
}

/// What sort of value a field has, where it is not shown as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Form {
    #[default]
    Plain,
    Flag,
    /// One of the values of a field, which the word list translates.
    Choice(String),
}

/// The last commit that changed something that a document shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastChange {
    /// With time and offset.
    pub date: String,
    pub commit: String,
}

/// Returns the changes since the last baseline of what a document shows, and of what decides something
/// that it says: of those kinds, a change that touches what the view names. Reviews stand apart, with
/// what they approve.
pub(super) fn changes(cx: &Context<'_>, named: &Named) -> Changes {
    let history = cx.inputs.history;
    let is_counted = |target: &str, change: &Change| {
        is_shown(cx, target) && is_change_shown(cx, target, change)
            || kind_of(cx, target) != Some("review")
                && is_used(cx, target)
                && concerns(cx, named, target, &change.fields)
    };
    let since = since(cx);
    let older = match &since {
        Since::Unknown => return Changes { since, rows: Vec::new() },
        Since::Beginning => BTreeSet::new(),
        Since::Baseline(tag) => {
            let baseline = history.baselines.iter().find(|baseline| baseline.tag == *tag);
            baseline.map(|baseline| ancestors(history, baseline.commit)).unwrap_or_default()
        }
    };
    let mut found: Vec<(usize, &str, &Change)> = history
        .changes
        .iter()
        .flat_map(|(target, changes)| changes.iter().map(move |c| (c.commit, &**target, c)))
        .filter(|(commit, _, change)| !older.contains(commit) && change.kind != ChangeKind::Moved)
        .filter(|(_, target, change)| is_counted(target, change))
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| natural_order(one.1, other.1)));
    let rows = found.into_iter().filter_map(|(_, target, change)| row(cx, target, change));
    let mut rows: Vec<ChangeRow> = rows.collect();
    // A section is added in each of its languages, and is one section.
    rows.dedup();
    Changes { since, rows }
}

/// Returns the last commit that changed something that the document shows or rests on.
///
/// Of the kinds that only decide something in it, what the view does not name decides nothing: a
/// result of a test that the document knows nothing of leaves its date alone.
pub(super) fn last_change(cx: &Context<'_>, named: &Named) -> Option<LastChange> {
    let history = cx.inputs.history;
    let is_relevant = |target: &str, change: &Change| {
        // A text in the other language counts too: the approval that is shown covers both.
        is_of_all(cx)
            || (is_shown(cx, target) && is_change_shown(cx, target, change))
            || (is_used(cx, target) && concerns(cx, named, target, &change.fields))
    };
    let relevant = history
        .changes
        .iter()
        .flat_map(|(target, changes)| changes.iter().map(move |change| (target, change)))
        .filter(|(target, change)| change.kind != ChangeKind::Moved && is_relevant(target, change));
    let newest = relevant.map(|(_, change)| change.commit).min()?;
    let commit = history.commits.get(newest)?;
    Some(LastChange { date: commit.date.clone(), commit: commit.short().to_string() })
}

/// Returns every word of a view that has the form of an id.
///
/// A word of a sentence may have it too, as `multi-dose`; only what is or was a record is meant.
pub(super) fn named(cx: &Context<'_>, view: &View) -> Named {
    let mut words = Words::default();
    let mut writer = Serializer::with_formatter(io::sink(), &mut words);
    // Every key of a view is a string, and nothing is written.
    let _ = view.serialize(&mut writer);
    let was_record = |word: &String| cx.inputs.history.changes.contains_key(word);
    words.named.retain(|word| cx.project().record(word).is_some() || was_record(word));
    words.named
}

/// Words that have the form of an id.
pub(super) type Named = HashSet<String>;

/// Collects the words of everything that is written as JSON, without the JSON.
#[derive(Default)]
struct Words {
    named: Named,
    /// The text that is being written.
    text: String,
}

impl Formatter for &mut Words {
    fn begin_string<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.text.clear();
        Ok(())
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        _: &mut W,
        text: &str,
    ) -> io::Result<()> {
        self.text.push_str(text);
        Ok(())
    }

    /// What is escaped, such as the end of a line, is part of no id.
    fn write_char_escape<W: Write + ?Sized>(&mut self, _: &mut W, _: CharEscape) -> io::Result<()> {
        self.text.push(' ');
        Ok(())
    }

    fn end_string<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        for (_, word) in id_words(&self.text) {
            if !self.named.contains(word) {
                self.named.insert(word.to_string());
            }
        }
        Ok(())
    }
}

/// Returns whether a change of a record touched what a view names: the record itself, or a record
/// that it led to before. What is gone can no longer be named, so its change always counts.
fn concerns(cx: &Context<'_>, named: &Named, target: &str, fields: &[FieldChange]) -> bool {
    let is_named = |text: &str| id_words(text).any(|(_, word)| named.contains(word));
    named.contains(target)
        || cx.project().record(target).is_none()
        || fields.iter().any(|field| {
            let values = [&field.before, &field.after].into_iter().flatten();
            is_named(&field.path) || values.into_iter().any(|value| is_named(value))
        })
}

/// Returns those of some differences, each with its target and fields, that touch what a document shows
/// or what decides something that it says.
pub fn touching<'d>(
    inputs: &Inputs<'_>,
    scope: &Scope,
    differences: impl Iterator<Item = (&'d str, &'d [FieldChange])>,
) -> Vec<&'d str> {
    let cx = Context { inputs, scope };
    let mut named: Option<Named> = None;
    let is_touching = |(target, fields): &(&str, &[FieldChange])| {
        let mut paths = fields.iter().map(|field| &*field.path);
        if is_shown(&cx, target) {
            return setting(target).is_none()
                || paths.any(|path| is_field_shown(&cx, target, path));
        }
        // The view is only built where it decides something.
        kind_of(&cx, target) != Some("review") && is_used(&cx, target) && {
            let named = named.get_or_insert_with(|| self::named(&cx, &View::new(inputs, scope)));
            concerns(&cx, named, target, fields)
        }
    };
    let mut is_touching = is_touching;
    differences.filter(|it| is_touching(it)).map(|(target, _)| target).collect()
}

/// Returns the baselines that name the commit that is shown.
pub(super) fn baselines_here<'h>(cx: &Context<'h>) -> Vec<&'h str> {
    let history = cx.inputs.history;
    let head = head(cx);
    let here = history.baselines.iter().filter(|baseline| Some(baseline.commit) == head);
    here.map(|baseline| &*baseline.tag).collect()
}

fn head(cx: &Context<'_>) -> Option<usize> {
    let id = cx.inputs.revision.commit.as_deref()?;
    cx.inputs.history.commits.iter().position(|commit| commit.id == id)
}

/// A baseline is compared with the one before it; anything later with the last one.
fn since(cx: &Context<'_>) -> Since {
    let history = cx.inputs.history;
    let Some(head) = head(cx) else { return Since::Unknown };
    match history.baselines.iter().find(|baseline| baseline.commit != head) {
        Some(baseline) => Since::Baseline(baseline.tag.clone()),
        None if history.completeness == Completeness::Complete => Since::Beginning,
        None => Since::Unknown,
    }
}

fn ancestors(history: &History, start: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(commit) = open.pop() {
        if found.insert(commit) {
            open.extend(history.commits.get(commit).into_iter().flat_map(|c| &c.parents));
        }
    }
    found
}

/// Returns whether a document shows something: records of its kinds, sections of the project file,
/// its own narrative, and what its own template says.
fn is_shown(cx: &Context<'_>, target: &str) -> bool {
    let document = &*cx.scope.document;
    if let Some(section) = setting(target) {
        return cx.scope.settings.iter().any(|shown| shown == section)
            || FRONT_SETTINGS.contains(&section);
    }
    if let Some(section) = target.strip_prefix("doc:") {
        return section.split('#').next() == Some(document);
    }
    let templates = &cx.project().config.folders.templates;
    target.starts_with(&format!("{templates}/{document}/"))
        || kind_of(cx, target).is_some_and(|kind| cx.shows(kind))
}

/// Sections of the project file of which every document shows a part in front of its content.
const FRONT_SETTINGS: [&str; 3] = ["products", "manufacturer", "documents"];

fn setting(target: &str) -> Option<&str> {
    target.strip_prefix(PROJECT_FILE)?.strip_prefix('#')
}

/// Returns whether a document shows a field of what it shows; of some sections of the project file
/// only a part stands in front of the content.
fn is_field_shown(cx: &Context<'_>, target: &str, path: &str) -> bool {
    let Some(section) = setting(target) else { return true };
    if cx.scope.settings.iter().any(|shown| shown == section) {
        return true;
    }
    let mut keys = path.split('.');
    match section {
        "products" => matches!(keys.nth(1), Some("name" | "intended_purpose")),
        "manufacturer" => keys.next() == Some("name"),
        "documents" => keys.next() == Some(&cx.scope.document),
        _ => false,
    }
}

/// Returns whether a change is one of what the document shows. That a section was written of which it
/// shows a part only is none: the part is shown as it is.
fn is_change_shown(cx: &Context<'_>, target: &str, change: &Change) -> bool {
    let is_whole = setting(target)
        .is_none_or(|section| cx.scope.settings.iter().any(|shown| shown == section));
    is_whole || change.fields.iter().any(|field| is_field_shown(cx, target, &field.path))
}

/// Returns whether every change is of something that the document rests on: what it says of the past,
/// or of clauses, is said of the whole project.
fn is_of_all(cx: &Context<'_>) -> bool {
    let whole = ["difference", "trail", "clauses"];
    cx.scope.reads.iter().any(|part| whole.contains(&&**part))
}

fn is_used(cx: &Context<'_>, target: &str) -> bool {
    kind_of(cx, target).is_some_and(|kind| cx.scope.uses.iter().any(|used| used == kind))
}

/// A record that is gone is known by its prefix only.
fn kind_of<'a>(cx: &Context<'a>, id: &str) -> Option<&'a str> {
    let kind = cx.project().config.prefixes.get(prefix_of(id)?)?;
    Some(kind)
}

/// Returns a row; none where only a text changed that the document shows in its own language.
fn row(cx: &Context<'_>, target: &str, change: &Change) -> Option<ChangeRow> {
    let commit = cx.inputs.history.commits.get(change.commit)?;
    let is_shown =
        |path: &str| is_field_shown(cx, target, path) && !is_in_other_language(cx, target, path);
    let shown = change.fields.iter().filter(|field| is_shown(&field.path));
    let edits: Vec<Edit> = shown.map(|field| edit(cx, target, field)).collect();
    if edits.is_empty() && !change.fields.is_empty() {
        return None;
    }
    Some(ChangeRow {
        record: target.to_string(),
        against: change
            .parent
            .and_then(|parent| cx.inputs.history.commits.get(parent))
            .map(|parent| parent.short().to_string()),
        kind: match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Changed => "changed",
            ChangeKind::Moved => "moved",
            ChangeKind::Removed => "removed",
        },
        date: commit.date.chars().take(10).collect(),
        author: clean(&commit.author.name),
        commit: commit.short().to_string(),
        subject: clean(&commit.subject),
        edits,
    })
}

/// Returns a value that differs, as a document shows it.
pub(super) fn edit(cx: &Context<'_>, target: &str, field: &FieldChange) -> Edit {
    let sort = type_of(cx, target, &field.path);
    let value = |value: &Option<String>| {
        let value = value.as_deref()?;
        Some(match sort {
            Some((_, Type::Name(Vocabulary::Person))) => cx.person(value),
            Some((_, Type::Name(Vocabulary::Product))) => cx.product(value).text,
            Some((_, Type::Moment)) => moment(&clean(value)),
            _ => clean(value),
        })
    };
    Edit {
        path: clean(&field.path),
        before: value(&field.before),
        after: value(&field.after),
        form: match sort {
            Some((_, Type::Flag)) => Form::Flag,
            Some((name, _)) => Form::Choice(name.to_string()),
            None if setting(target).is_some() => Form::Flag,
            None => Form::Plain,
        },
    }
}

/// Returns the name and type of the field that a path leads to; none where the kind has no such field.
fn type_of(cx: &Context<'_>, target: &str, path: &str) -> Option<(&'static str, &'static Type)> {
    let kind = kind_named(kind_of(cx, target)?)?;
    let mut keys = path.split('.').map(|key| key.split('[').next().unwrap_or(key));
    let first = keys.next()?;
    let field = |fields: &'static [Field], key: &str| fields.iter().find(|it| it.name == key);
    let mut found = field(ENVELOPE, first).or_else(|| field(kind.fields, first))?;
    let mut of = &found.of;
    loop {
        match of {
            Type::List(inner) | Type::Set(inner) => of = inner,
            Type::Table(_, inner) => {
                keys.next()?;
                of = inner;
            }
            Type::Group(fields) => {
                found = field(fields, keys.next()?)?;
                of = &found.of;
            }
            _ => return Some((found.name, of)),
        }
    }
}

/// Returns whether a path ends in another language while the text exists in the document's own.
fn is_in_other_language(cx: &Context<'_>, target: &str, path: &str) -> bool {
    let Some((parent, last)) = path.rsplit_once('.') else { return false };
    let languages = &cx.project().config.languages;
    let own = &cx.scope.language;
    if last == own || !languages.iter().any(|language| language == last) {
        return false;
    }
    let keys: Vec<&str> = parent.split('.').chain([own.as_str()]).collect();
    let project = cx.project();
    if let Some(Target::Section { document, anchor }) = Target::parse(target) {
        let section = project.section(document, anchor);
        return section.is_some_and(|section| section.texts.contains_key(own));
    }
    if let Some(section) = setting(target) {
        let keys: Vec<&str> = [section].into_iter().chain(keys).collect();
        return project.config.tree.at(&keys).is_some();
    }
    project.record(target).is_some_and(|record| record.has(&keys))
}
