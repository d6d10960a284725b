//! Template, view and words → a finished document.

use super::document::{Document, Style};
use super::show::{Show, control, marks, notices};
use super::template::Template;
use super::view::{Front, Inputs, View, records_shown};
use crate::error::Error;
use crate::yaml::Node;
use std::collections::BTreeSet;

/// A document, and the view that it was made from.
#[derive(Debug)]
pub struct Composed {
    pub document: Document,
    pub view: View,
}

/// Makes a document in a language.
pub fn compose(
    template: &Template,
    inputs: &Inputs<'_>,
    language: &str,
) -> Result<Composed, Error> {
    let description = &template.description;
    let scope = template.scope(language);
    let mut words = template.words(language)?;
    words.add_own(&inputs.project.config);
    let view = View::new(inputs, &scope);
    let records = records_shown(inputs.project, &scope);
    let linked: BTreeSet<String> = records.iter().cloned().collect();
    let tables = &*description.tables;
    let show = Show { view: &view, words: &words, records: &linked, tables, level: 0 };
    let mut blocks = notices(&show);
    blocks.extend(template.fill(&view, &words, &linked)?);
    let blocks = show.with_auditor_notes(blocks);
    let front = &view.front;
    let own_title = front.title.as_ref().map(|title| title.text.clone());
    let document = Document {
        id: description.id.clone(),
        language: language.to_string(),
        title: own_title.unwrap_or_else(|| description.titles[language].clone()),
        subject: subject(front),
        number: front.number.clone().or_else(|| description.number.clone()),
        marks: marks(&show),
        control: control(&show),
        date: front.last_change.as_ref().map(|change| change.date.clone()),
        blocks,
        records,
        words: words.for_renderers(),
        style: style(template, inputs, front),
    };
    words.complete(template.path())?;
    Ok(Composed { document, view })
}

/// Returns the look that the project chooses; what it sets wrongly is told by the checks.
fn style(template: &Template, inputs: &Inputs<'_>, front: &Front) -> Style {
    let config = &inputs.project.config;
    let manufacturer = front.manufacturer.as_ref().map(|name| name.text.clone());
    Style {
        accent: config.accent().map(str::to_string),
        is_serif: config.tree.at(&["style", "font"]).and_then(Node::text) == Some("serif"),
        logo: template.logo().map(str::to_string),
        logo_alt: manufacturer.unwrap_or_else(|| subject(front)),
    }
}

/// Product and version, as they stand in the header of every page.
fn subject(front: &Front) -> String {
    let products: Vec<&str> = front.products.iter().map(|product| &*product.name.text).collect();
    let products = products.join(", ");
    match &front.version {
        Some(version) => format!("{products} {version}"),
        None => products,
    }
}

#[cfg(test)]
mod tests;
