//! Templates: which documents there are, and the Markdown that each prints for a view.
//!
//! A template is layout with named blocks. It never prints a table or the text of a record: what
//! it names in `table`, `records` and `text` leaves a numbered slot, which is filled after the
//! Markdown is parsed. A project may replace a block, or bring documents of its own.

mod engine;

use super::document::Block;
use super::markup::document_blocks;
use super::show::{Show, Slot};
use super::view::{FACTS, PARTS, Scope, View};
use super::words::Words;
use crate::documents::{DESCRIPTION, Description, LAYOUT, embedded, unknown_name};
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of the blocks that a project replaces.
const BLOCKS: &str = "blocks";

/// The picture on the first page of every document.
const LOGO: &str = "logo.svg";

/// A document that can be made.
#[derive(Debug)]
pub struct Template {
    pub description: Description,
    /// Path of the layout, as errors name it.
    path: String,
    layout: String,
    /// Path and content of each block that the project replaces, by name.
    replaced: BTreeMap<String, (String, String)>,
    logo: Option<String>,
}

/// Returns every template: the built-in ones, and those of a project, whose files are given as
/// path in its folder of templates and content.
pub fn templates(own: &BTreeMap<String, String>) -> Result<Vec<Template>, Error> {
    let mut templates = Vec::new();
    for document in embedded() {
        templates.push(Template::read(document.folder, document.description, document.layout)?);
    }
    for (path, text) in own {
        add_own(&mut templates, path, text, own)?;
    }
    for template in &mut templates {
        template.logo = own.get(LOGO).cloned();
        template.check_blocks()?;
    }
    Ok(templates)
}

/// Adds a file of the project to the templates.
fn add_own(
    templates: &mut Vec<Template>,
    path: &str,
    text: &str,
    own: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let parts: Vec<&str> = path.split('/').collect();
    let place = |templates: &[Template], folder: &str| {
        templates.iter().position(|template| template.description.id == folder)
    };
    match parts[..] {
        [LOGO] if text.contains("<svg") => Ok(()),
        [LOGO] => Err(fault(path, "it is no SVG picture".to_string())),
        [folder, DESCRIPTION] if place(templates, folder).is_some() => {
            let help = format!("to change it, write blocks under `{folder}/{BLOCKS}/`");
            Err(fault(path, format!("`{folder}` is a built-in document; {help}")))
        }
        [folder, DESCRIPTION] => {
            let layout = own.get(&format!("{folder}/{LAYOUT}"));
            let layout =
                layout.ok_or_else(|| fault(path, format!("there is no {LAYOUT} beside it")))?;
            templates.push(Template::read(folder, text, layout)?);
            Ok(())
        }
        [folder, LAYOUT] if own.contains_key(&format!("{folder}/{DESCRIPTION}")) => Ok(()),
        [folder, BLOCKS, file] => match (place(templates, folder), file.strip_suffix(".md")) {
            (Some(at), Some(block)) => {
                let replaced = (path.to_string(), text.to_string());
                templates[at].replaced.insert(block.to_string(), replaced);
                Ok(())
            }
            (None, _) => {
                let known: Vec<&str> = templates.iter().map(|one| &*one.description.id).collect();
                let known = known.join(", ");
                Err(fault(path, format!("no document is called `{folder}`; there are: {known}")))
            }
            (_, None) => Err(fault(path, "a block is a file `<block>.md`".to_string())),
        },
        _ => {
            let expected =
                format!("`<document>/{BLOCKS}/<block>.md`, `<document>/{DESCRIPTION}` or `{LOGO}`");
            Err(fault(path, format!("this file is no part of a template; expected {expected}")))
        }
    }
}

impl Template {
    fn read(folder: &str, description: &str, layout: &str) -> Result<Self, Error> {
        let description = Description::read(folder, description)?;
        if let Some(part) = description.reads.iter().find(|part| !PARTS.contains(&&***part)) {
            return Err(unknown_name(&description.path, "part", part, PARTS));
        }
        let columns = description.tables.iter().flat_map(|table| &table.columns);
        let mut facts = columns.filter_map(|(column, _)| column.strip_prefix("fact."));
        if let Some(fact) = facts.find(|fact| !FACTS.contains(fact)) {
            return Err(unknown_name(&description.path, "fact", fact, FACTS));
        }
        let path = format!("{folder}/{LAYOUT}");
        Ok(Self {
            description,
            path,
            layout: layout.to_string(),
            replaced: BTreeMap::new(),
            logo: None,
        })
    }

    /// Returns the names of the blocks that a project can replace.
    pub fn blocks(&self) -> Vec<&str> {
        let names = self.layout.split("{%").skip(1).filter_map(|tag| {
            let tag = tag.trim_start_matches('-').trim_start();
            tag.strip_prefix("block ")?.split([' ', '-', '%']).find(|word| !word.is_empty())
        });
        names.collect()
    }

    fn check_blocks(&self) -> Result<(), Error> {
        let known = self.blocks();
        for (block, (path, _)) in &self.replaced {
            if !known.contains(&&**block) {
                let id = &self.description.id;
                let known = known.join(", ");
                let message = format!("`{id}` has no block `{block}`; it has: {known}");
                return Err(fault(path, message));
            }
        }
        Ok(())
    }

    /// Returns the project's picture for the first page, as SVG.
    pub fn logo(&self) -> Option<&str> {
        self.logo.as_deref()
    }

    /// Returns what the document is about, in a language.
    pub fn scope(&self, language: &str) -> Scope {
        Scope::of(&self.description, language)
    }

    /// Returns the fixed words of all documents and of this one.
    pub fn words(&self, language: &str) -> Result<Words, Error> {
        let mut words = Words::of(language)?;
        if let Some(own) = &self.description.words {
            words.add_entries(own, &self.description.path)?;
        }
        Ok(words)
    }

    /// Returns the file in which a fault of the template is to be mended.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the blocks of the document; `records` are the ids that texts may link to.
    pub fn fill(
        &self,
        view: &View,
        words: &Words,
        records: &BTreeSet<String>,
    ) -> Result<Vec<Block>, Error> {
        let (markdown, slots) = engine::print(self, view, words)?;
        let tables = &*self.description.tables;
        let placed: BTreeSet<String> = slots.iter().filter_map(Slot::section).collect();
        let has_place = slots.iter().any(|slot| matches!(slot, Slot::OtherSections));
        let mut slots: Vec<Option<Slot>> = slots.into_iter().map(Some).collect();
        let mut fill = |number: usize, level: u8| {
            let slot = slots.get_mut(number)?.take()?;
            Some(slot.blocks(&Show { view, words, records, tables, level }, &placed))
        };
        let blocks = document_blocks(&markdown, &mut fill);
        let mut blocks = blocks.map_err(|error| fault(&self.path, error.to_string()))?;
        if let Some(left) = slots.into_iter().flatten().next() {
            let message = format!("`{}` was named but not printed", left.name());
            return Err(fault(&self.path, message));
        }
        if !has_place {
            let show = Show { view, words, records, tables, level: 0 };
            blocks.extend(show.other_sections(&placed));
        }
        Ok(blocks)
    }
}

fn fault(path: &str, message: String) -> Error {
    Error::Template { template: path.to_string(), message }
}

#[cfg(test)]
mod tests;
