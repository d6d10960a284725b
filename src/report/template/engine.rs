//! The only place that names the template engine: layout and view in, Markdown and slots out.
//!
//! Values of the view are escaped as they are printed, so that they are only text. A template sees
//! no file, no clock and nothing but the view; its loops go over what the view holds, and its
//! output is limited.

use super::Template;
use super::fault;
use crate::error::Error;
use crate::report::markup::{escape, slot};
use crate::report::show::{FUNCTIONS, SHOWN, Shown, Slot};
use crate::report::view::View;
use crate::report::words::Words;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

/// What a template may print; tables and records do not count, since they are slots.
const LONGEST_OUTPUT: usize = 4 * 1024 * 1024;

/// What the slots show, in the order of their numbers.
type Slots = Arc<Mutex<Vec<Slot>>>;

/// Prints a template; the slots are numbered in the order in which they were named.
pub(super) fn print(
    template: &Template,
    view: &View,
    words: &Words,
) -> Result<(String, Vec<Slot>), Error> {
    let slots = Slots::default();
    let mut engine = engine(view, words, &slots);
    let failed = |path: &str| {
        let path = path.to_string();
        move |error: tera::Error| fault(&path, messages(&error))
    };
    engine.add_raw_template(&template.path, &template.layout).map_err(failed(&template.path))?;
    let mut last = template.path.clone();
    for (block, (path, text)) in &template.replaced {
        // On one line, so that places in the project's file stay true.
        let child =
            format!("{{% extends \"{last}\" %}}{{% block {block} %}}{text}{{% endblock %}}");
        engine.add_raw_template(path, &child).map_err(failed(path))?;
        last.clone_from(path);
    }
    // Most templates name tables only; to write out what thousands of records say takes long.
    let replaced = template.replaced.values().map(|(_, text)| text);
    let texts: Vec<&String> = replaced.chain([&template.layout]).collect();
    let named = texts.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("\n");
    let context = Context::from_serialize(&view.as_named_in(&named));
    let context = context.map_err(failed(&template.path))?;
    let mut output = Limited(Vec::new());
    engine.render_to(&last, &context, &mut output).map_err(failed(&last))?;
    let markdown = String::from_utf8_lossy(&output.0).into_owned();
    let named = slots.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((markdown, named))
}

fn engine(view: &View, words: &Words, slots: &Slots) -> Tera {
    let mut engine = Tera::new();
    engine.autoescape_on([".md"]);
    engine.set_escape_fn(|text, output| output.write_all(escape(text).as_bytes()));
    let list = words.list().clone();
    engine.register_function("say", move |arguments: Kwargs, _: &State| {
        let key = arguments.must_get::<&str>("key")?;
        let sentence =
            list.get(key).ok_or_else(|| message(format!("no word is called `{key}`")))?;
        Ok::<Value, tera::Error>(Value::safe_string(&filled(sentence, &arguments)))
    });
    for function in FUNCTIONS {
        let slots = Arc::clone(slots);
        let names = Names::of(function, view);
        engine.register_function(*function, move |arguments: Kwargs, _: &State| {
            let shown = match arguments.get::<&str>("kind")? {
                Some(kind) if *function == "records" => names.kind(kind)?,
                _ => names.find(arguments.must_get::<&str>("name")?)?,
            };
            Ok::<Value, tera::Error>(leave(&slots, shown))
        });
    }
    let own = Arc::clone(slots);
    engine.register_function("retired", move |_: Kwargs, _: &State| {
        Ok::<Value, tera::Error>(leave(&own, Slot::Retired))
    });
    let own = Arc::clone(slots);
    engine.register_function("other_sections", move |_: Kwargs, _: &State| {
        Ok::<Value, tera::Error>(leave(&own, Slot::OtherSections))
    });
    let (own, anchors) = (Arc::clone(slots), view.narrative.anchors());
    engine.register_function("section", move |arguments: Kwargs, _: &State| {
        let name = arguments.must_get::<&str>("name")?;
        let level = arguments.get::<u8>("level")?.unwrap_or(1).clamp(1, 6);
        if !anchors.iter().any(|anchor| anchor == name) {
            let message_of = "name the section `{name}` in `sections` of template.yaml, too";
            return Err(message(message_of.replace("{name}", name)));
        }
        Ok::<Value, tera::Error>(leave(&own, Slot::Section { anchor: name.to_string(), level }))
    });
    engine.register_function("range", |_: Kwargs, _: &State| -> TeraResult<Value> {
        Err(message("`range` is not available: loops go over the data of the view".to_string()))
    });
    engine
}

/// Notes what is to be shown, and returns the mark of its place.
fn leave(slots: &Slots, shown: Slot) -> Value {
    let mut slots = slots.lock().unwrap_or_else(PoisonError::into_inner);
    slots.push(shown);
    Value::safe_string(&slot(slots.len() - 1))
}

/// What one function can show of a view.
struct Names {
    function: &'static str,
    shown: Vec<&'static Shown>,
    /// Tables that the document describes.
    tables: Vec<String>,
    kinds: Vec<&'static str>,
}

impl Names {
    fn of(function: &'static str, view: &View) -> Self {
        let is_there = |shown: &&Shown| {
            shown.function == function && (shown.part.is_empty() || view.has(shown.part))
        };
        let shown = SHOWN.iter().copied().flatten().filter(is_there).collect();
        let register = view.register.as_ref();
        let tables = register.map(|register| register.tables.keys().cloned().collect());
        let tables = tables.filter(|_| function == "table").unwrap_or_default();
        let kinds = register.map(|register| register.kinds.keys().copied().collect());
        Self { function, shown, tables, kinds: kinds.unwrap_or_default() }
    }

    fn find(&self, name: &str) -> TeraResult<Slot> {
        if self.tables.iter().any(|table| table == name) {
            return Ok(Slot::Table(name.to_string()));
        }
        let shown = self.shown.iter().find(|shown| shown.name == name);
        shown.map(|shown| Slot::Shown(shown)).ok_or_else(|| {
            let tables = self.tables.iter().map(String::as_str);
            let names: Vec<&str> = tables.chain(self.shown.iter().map(|s| s.name)).collect();
            self.unknown(name, &names)
        })
    }

    fn kind(&self, kind: &str) -> TeraResult<Slot> {
        let is_there = self.kinds.contains(&kind);
        is_there
            .then(|| Slot::Kind(kind.to_string()))
            .ok_or_else(|| self.unknown(kind, &self.kinds))
    }

    fn unknown(&self, name: &str, valid: &[&str]) -> tera::Error {
        let (function, valid) = (self.function, valid.join(", "));
        message(format!("`{function}` cannot show `{name}` here; it can show: {valid}"))
    }
}

/// Fills the placeholders of a word with the other arguments, which are text.
fn filled(sentence: &str, arguments: &Kwargs) -> String {
    let mut filled = sentence.to_string();
    for (name, value) in arguments.iter() {
        let placeholder = format!("{{{name}}}");
        filled = filled.replace(&placeholder, &escape(&value.to_string()));
    }
    filled
}

fn message(text: String) -> tera::Error {
    tera::Error::message(text)
}

/// Joins an error with its causes; the engine's own text names line and column.
fn messages(error: &tera::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}

/// Takes output up to the limit.
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_OUTPUT {
            return Err(io::Error::other("the template prints more than 4 MiB"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
