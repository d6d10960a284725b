//! The only place that names the template engine: layout and view in, Markdown and slots out.
//!
//! Values of the view are escaped as they are printed, so that they are only text. A template sees
//! no file, no clock and nothing but the view; its loops go over what the view holds, and its
//! output is limited.

use super::Template;
use super::fault;
use crate::error::Error;
use crate::report::markup::{escape, slot};
use crate::report::show::{RECORDS, Shown, Slot, TABLES, TEXTS};
use crate::report::view::{PARTS, View};
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
    let context = Context::from_serialize(view).map_err(failed(&template.path))?;
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
    for (function, list) in [("table", TABLES), ("records", RECORDS), ("text", TEXTS)] {
        let slots = Arc::clone(slots);
        let parts = parts(view);
        engine.register_function(function, move |arguments: Kwargs, _: &State| {
            let name = arguments.must_get::<&str>("name")?;
            let shown = find(function, list, name, &parts)?;
            Ok::<Value, tera::Error>(leave(&slots, Slot::Shown(shown)))
        });
    }
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

fn parts(view: &View) -> Vec<&'static str> {
    [""].into_iter().chain(PARTS.iter().copied().filter(|part| view.has(part))).collect()
}

fn find(
    function: &str,
    list: &'static [Shown],
    name: &str,
    parts: &[&str],
) -> TeraResult<&'static Shown> {
    let available = || list.iter().filter(|shown| parts.contains(&shown.part));
    available().find(|shown| shown.name == name).ok_or_else(|| {
        let names: Vec<&str> = available().map(|shown| shown.name).collect();
        message(format!(
            "`{function}` cannot show `{name}` here; it can show: {}",
            names.join(", ")
        ))
    })
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
