//! The JSON that commands write → a schema for each format, and the page of the guide about them.
//!
//! Both are read from the declarations of the types that are serialized, with their doc comments, so
//! that they cannot tell anything else than the program does. Every JSON that a case of `tests/cases`
//! recorded must fit its schema, so that the declarations cannot have been read wrongly either.

use super::declared::{Declarations, Declared, Property, Shape};
use crate::harness::{at, folder::files_of};
use crate::rust_text::rust_files;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::LazyLock;

/// A format, what writes it, and the type that is written with the file of its declaration.
struct Format {
    name: &'static str,
    written_by: &'static str,
    root: (&'static str, &'static str),
}

const FORMATS: [Format; 18] = [
    of("check", "techfile check", ("report/check_report", "CheckReport")),
    of("gate", "techfile gate", ("report/gate_report", "GateReport")),
    of("coverage", "techfile coverage", ("report/coverage_report", "CoverageReport")),
    of("list", "techfile list", ("cli/list/mod", "Listing")),
    of("show", "techfile show ID", ("report/show_report", "ShowReport")),
    of("trace", "techfile trace ID", ("cli/trace", "Traced")),
    of("impact", "techfile impact ID", ("report/impact_report", "ImpactReport")),
    of("impact-since", "techfile impact --since REV", ("report/since_report", "SinceReport")),
    of("history", "techfile history ID", ("report/history_report", "HistoryReport")),
    of("diff", "techfile diff REV", ("report/diff_report", "DiffReport")),
    of("fingerprints", "techfile fingerprint ID", ("cli/fingerprint", "Fingerprints")),
    of("rules", "techfile explain", ("cli/explain", "Explained")),
    of("kind", "techfile explain KIND", ("report/kind_report", "KindReport")),
    of("build", "techfile build", ("report/manifest", "Manifest")),
    of("manifest", "", ("report/manifest", "Manifest")),
    of("demo", "techfile demo", ("cli/demo", "Demo")),
    of("demo-mistakes", "techfile demo --list", ("cli/demo/mistake", "Mistakes")),
    of("demo-mistake", "techfile demo --break N", ("cli/demo/mistake", "Mistake")),
];

/// Formats that nobody but techfile reads: the cache, what is known of files in place, and the data that
/// templates see, which goes with a PDF as an attachment.
const INTERNAL: [&str; 3] = ["cache", "in-place", "view"];

/// Formats that no case of `tests/cases` records: the manifest is what a build says, and a mistake is
/// an entry of the list of them, each under a name of its own.
const NOT_RECORDED: [&str; 2] = ["manifest", "demo-mistake"];

/// Names and versions of the formats, as the source writes them: `check` → `techfile-check/1`.
static VERSIONS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let version = |text: &str| {
        let (name, n) = text.strip_prefix("techfile-")?.split_once('/')?;
        let is_number = !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| (name.to_string(), text.to_string()))
    };
    let files = rust_files("src");
    let strings = files.iter().flat_map(|file| &file.strings);
    strings.filter_map(|(_, text)| version(text.trim_matches('"'))).collect()
});

const fn of(
    name: &'static str,
    written_by: &'static str,
    root: (&'static str, &'static str),
) -> Format {
    Format { name, written_by, root }
}

impl Format {
    fn full_name(&self) -> String {
        VERSIONS.get(self.name).cloned().unwrap_or_else(|| self.name.to_string())
    }

    fn file(&self) -> String {
        format!("schemas/{}.schema.json", self.full_name().replace('/', "-"))
    }
}

/// Returns the page and the schemas, by their path below `reference/`.
pub fn pages() -> Result<Vec<(String, String)>, String> {
    let declarations = Declarations::of(&rust_files("src"));
    let mut pages = vec![("formats.md".to_string(), page(&declarations)?)];
    for format in &FORMATS {
        let text = serde_json::to_string_pretty(&schema(format, &declarations)?);
        pages.push((format.file(), text.map_err(|cause| cause.to_string())? + "\n"));
    }
    Ok(pages)
}

/// Every format that the source names is described or internal.
pub fn all_are_described() -> Result<(), String> {
    let named: BTreeSet<&str> = VERSIONS.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = FORMATS.iter().map(|format| format.name).chain(INTERNAL).collect();
    match named == known {
        true => Ok(()),
        false => Err(format!("the source names {named:?}, and described are {known:?}")),
    }
}

/// Every JSON that a case recorded fits the schema of its format, and each format is recorded.
pub fn recorded_json_fits() -> Result<(), String> {
    let declarations = Declarations::of(&rust_files("src"));
    let mut seen: BTreeSet<String> = NOT_RECORDED.iter().map(|name| name.to_string()).collect();
    for (path, content) in files_of(&at("cli")) {
        let text = String::from_utf8_lossy(&content).replace("{rules}", "1");
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        let Some(name) = value["format"].as_str().filter(|name| name.starts_with("techfile-"))
        else {
            continue;
        };
        let format = FORMATS.iter().find(|format| format.full_name() == name);
        let format = format.ok_or_else(|| format!("{path}: `{name}` is not described"))?;
        let schema = schema(format, &declarations)?;
        fits(&value, &schema, &schema).map_err(|fault| format!("{path}: {fault}"))?;
        seen.insert(format.name.to_string());
    }
    let unseen = FORMATS.iter().map(|format| format.name).find(|name| !seen.contains(*name));
    unseen.map_or(Ok(()), |name| Err(format!("no case records a `{name}`")))
}

fn schema(format: &Format, declarations: &Declarations) -> Result<Value, String> {
    let root = declarations.find(format.root.0, format.root.1)?;
    let mut names = Names::default();
    let mut schema = object(root, declarations, &mut names)?;
    let mut done = BTreeMap::new();
    while let Some(next) = names.waiting.pop() {
        let name = names.of(next);
        let value = match next.variants.is_empty() {
            true => object(next, declarations, &mut names)?,
            false => json!({"type": "string", "enum": next.variants}),
        };
        done.insert(name, Value::Object(value.as_object().cloned().unwrap_or_default()));
    }
    let properties = schema["properties"].as_object_mut().ok_or("the root is an object")?;
    properties.insert("format".into(), json!({"const": format.full_name()}));
    let version = "the version of techfile that wrote it";
    properties.insert("techfile".into(), json!({"type": "string", "description": version}));
    let required = schema["required"].as_array_mut().ok_or("the root is an object")?;
    required.extend([json!("format"), json!("techfile")]);
    let whole = schema.as_object_mut().ok_or("the root is an object")?;
    whole.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".into(), json!(format.full_name()));
    whole.insert("$defs".into(), Value::Object(done.into_iter().collect()));
    Ok(schema)
}

/// Names of the types in a schema; two of one name are told apart by their module.
#[derive(Default)]
struct Names<'a> {
    taken: BTreeMap<String, &'a Declared>,
    waiting: Vec<&'a Declared>,
}

impl<'a> Names<'a> {
    fn of(&mut self, declared: &'a Declared) -> String {
        let is_free = |taken: &BTreeMap<String, &Declared>, name: &str| {
            taken.get(name).is_none_or(|other| std::ptr::eq(*other, declared))
        };
        let long = format!("{}-{}", declared.name, declared.file.replace('/', "-"));
        let name = if is_free(&self.taken, &declared.name) { declared.name.clone() } else { long };
        if self.taken.insert(name.clone(), declared).is_none() {
            self.waiting.push(declared);
        }
        name
    }
}

fn object<'a>(
    declared: &'a Declared,
    declarations: &'a Declarations,
    names: &mut Names<'a>,
) -> Result<Value, String> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for property in declarations.properties(declared)? {
        let mut value = of_shape(property, &property.shape, declarations, names)?;
        if let (Some(object), false) = (value.as_object_mut(), property.doc.is_empty()) {
            object.insert("description".into(), json!(property.doc));
        }
        if !property.may_be_absent {
            required.push(json!(property.name));
        }
        properties.insert(property.name.clone(), value);
    }
    let mut object = json!({
        "type": "object", "properties": properties, "required": required,
        "additionalProperties": false,
    });
    if !declared.doc.is_empty() {
        object["description"] = json!(declared.doc);
    }
    Ok(object)
}

fn of_shape<'a>(
    property: &Property,
    shape: &Shape,
    declarations: &'a Declarations,
    names: &mut Names<'a>,
) -> Result<Value, String> {
    let mut inner = |shape: &Shape| of_shape(property, shape, declarations, names);
    Ok(match shape {
        Shape::Text => json!({"type": "string"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Number => json!({"type": "integer"}),
        Shape::Anything => json!({}),
        Shape::Maybe(shape) => json!({"anyOf": [inner(shape)?, {"type": "null"}]}),
        Shape::List(shape) => json!({"type": "array", "items": inner(shape)?}),
        Shape::Table(shape) => json!({"type": "object", "additionalProperties": inner(shape)?}),
        Shape::Named(name) => {
            let declared = declarations.resolve(&property.file, name)?;
            json!({"$ref": format!("#/$defs/{}", names.of(declared))})
        }
    })
}

/// Says where a value does not fit a schema; knows no more than what [`schema`] writes.
fn fits(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#'));
        return fits(value, target.ok_or_else(|| format!("{reference} is not there"))?, root);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let faults: Vec<String> =
            choices.iter().filter_map(|choice| fits(value, choice, root).err()).collect();
        return if faults.len() < choices.len() { Ok(()) } else { Err(faults.join(" / ")) };
    }
    if let Some(constant) = schema.get("const") {
        return if constant == value { Ok(()) } else { Err(format!("{value} is not {constant}")) };
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{value} is none of {words:?}"));
    }
    let is_right = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("null") => value.is_null(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    if !is_right {
        return Err(format!("{value} is no {}", schema["type"]));
    }
    for item in value.as_array().into_iter().flatten() {
        fits(item, &schema["items"], root)?;
    }
    let Some(entries) = value.as_object() else { return Ok(()) };
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(absent) = required.into_iter().find(|key| !entries.contains_key(*key)) {
        return Err(format!("`{absent}` is not there"));
    }
    for (key, value) in entries {
        let schema = match (schema["properties"].get(key), &schema["additionalProperties"]) {
            (Some(schema), _) => schema,
            (None, Value::Bool(false)) => return Err(format!("`{key}` is not described")),
            (None, other) => other,
        };
        fits(value, schema, root).map_err(|fault| format!("{key}: {fault}"))?;
    }
    Ok(())
}

fn page(declarations: &Declarations) -> Result<String, String> {
    let mut out = String::from(
        "<!-- Generated from the source. Edit the source, then run `BLESS=1 cargo test`. -->\n\n\
         # Formats of JSON\n\n\
         Every output starts with `format`, its name and version, and `techfile`, the version of the program; \
         a change of meaning raises the version of the format.\n\
         `or null` says that the key is there without a value; `may be absent` that it can be missing.\n\
         Lines and columns start at 1, columns count Unicode characters, and paths are relative to the project folder.\n\n\
         | format | written by | JSON Schema |\n|---|---|---|\n",
    );
    for format in &FORMATS {
        let (name, file) = (format.full_name(), format.file());
        let written_by = match format.written_by {
            "" => "`out/manifest.json`".to_string(),
            command => format!("`{command} --format json`"),
        };
        let anchor = anchor(&name);
        let _ = writeln!(out, "| [{name}](#{anchor}) | {written_by} | [schema]({file}) |");
    }
    let shared = shared(declarations)?;
    for format in &FORMATS {
        let root = declarations.find(format.root.0, format.root.1)?;
        let _ = write!(out, "\n## {}\n\n", format.full_name());
        out.push_str(&table(root, declarations, &shared)?);
    }
    out.push_str("\n## Shared parts\n");
    for declared in &shared {
        let _ = write!(out, "\n### {}\n\n", declared.name);
        out.push_str(&table(declared, declarations, &shared)?);
    }
    let bare: Vec<&str> = out.lines().filter(|line| line.ends_with("|  |")).collect();
    match bare.is_empty() {
        true => Ok(out),
        false => Err(format!("keys without a doc comment:\n{}", bare.join("\n"))),
    }
}

fn anchor(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect::<String>().to_lowercase()
}

fn table(
    root: &Declared,
    declarations: &Declarations,
    shared: &[&Declared],
) -> Result<String, String> {
    let mut out = String::new();
    if !root.doc.is_empty() {
        let _ = write!(out, "{}\n\n", root.doc);
    }
    out.push_str("| key | type | what it is |\n|---|---|---|\n");
    rows(&mut out, "", root, declarations, shared)?;
    Ok(out)
}

fn rows(
    out: &mut String,
    path: &str,
    declared: &Declared,
    declarations: &Declarations,
    shared: &[&Declared],
) -> Result<(), String> {
    for property in declarations.properties(declared)? {
        let named = property.shape.named();
        let inner = named.map(|name| declarations.resolve(&property.file, name)).transpose()?;
        let is_shared = |declared: &Declared| shared.iter().any(|one| std::ptr::eq(*one, declared));
        let (word, suffix) = words(&property.shape);
        let word = match inner {
            Some(inner) if is_shared(inner) => {
                word.replace('@', &format!("[{}](#{})", inner.name, anchor(&inner.name)))
            }
            Some(inner) if !inner.variants.is_empty() => {
                word.replace('@', &format!("`{}`", inner.variants.join("`, `")))
            }
            _ => word.replace('@', "mapping"),
        };
        let needed = if property.may_be_absent { " (may be absent)" } else { "" };
        let key = format!("{path}{}{suffix}", property.name);
        let doc = match inner {
            Some(inner) if property.doc.is_empty() => &inner.doc,
            _ => &property.doc,
        };
        let _ = writeln!(out, "| `{key}` | {word}{needed} | {} |", doc.replace('|', "\\|"));
        if let Some(inner) = inner.filter(|inner| !is_shared(inner) && inner.variants.is_empty()) {
            rows(out, &format!("{key}."), inner, declarations, shared)?;
        }
    }
    Ok(())
}

/// Returns a type in words, with `@` for a named one, and how a path goes on to what is inside.
fn words(shape: &Shape) -> (String, &'static str) {
    match shape {
        Shape::Text => ("text".into(), ""),
        Shape::Flag => ("`true` or `false`".into(), ""),
        Shape::Number => ("number".into(), ""),
        Shape::Anything => ("text, flag, list, mapping or null".into(), ""),
        Shape::Named(_) => ("@".into(), ""),
        Shape::Maybe(inner) => (format!("{} or null", words(inner).0), words(inner).1),
        Shape::List(inner) => (format!("list of: {}", words(inner).0), "[]"),
        Shape::Table(inner) => (format!("mapping to: {}", words(inner).0), ".*"),
    }
}

/// Returns the types that several formats hold, or that hold themselves, by name.
fn shared(declarations: &Declarations) -> Result<Vec<&Declared>, String> {
    let mut n: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for format in FORMATS.iter().filter(|format| format.name != "manifest") {
        let root = declarations.find(format.root.0, format.root.1)?;
        let mut walk = Walk { declarations, found: BTreeSet::new(), own: BTreeSet::new() };
        walk.below(root, &mut Vec::new())?;
        for key in walk.found {
            let own = if walk.own.contains(&key) { 2 } else { 1 };
            *n.entry(key).or_default() += own;
        }
    }
    let often = n.into_iter().filter(|(_, n)| *n > 1);
    let mut shared = Vec::new();
    for ((file, name), _) in often {
        shared.push(declarations.find(file, name)?);
    }
    shared.retain(|declared| declared.variants.is_empty());
    shared.sort_by_key(|declared| &declared.name);
    Ok(shared)
}

/// Every type below a root, and those that hold themselves.
struct Walk<'a> {
    declarations: &'a Declarations,
    found: BTreeSet<(&'a str, &'a str)>,
    own: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Walk<'a> {
    fn below(
        &mut self,
        declared: &'a Declared,
        above: &mut Vec<&'a Declared>,
    ) -> Result<(), String> {
        above.push(declared);
        for property in self.declarations.properties(declared)? {
            let Some(name) = property.shape.named() else { continue };
            let inner = self.declarations.resolve(&property.file, name)?;
            let key = (&*inner.file, &*inner.name);
            self.found.insert(key);
            match above.iter().any(|one| std::ptr::eq(*one, inner)) {
                true => {
                    self.own.insert(key);
                }
                false => self.below(inner, above)?,
            }
        }
        above.pop();
        Ok(())
    }
}
