//! One located tree → one record, checked against its kind's descriptor.

use super::kind::{ENVELOPE, Kind, LinkField};
use super::target::prefix_of;
use crate::config::{Config, fingerprint_of, localized};
use crate::descriptor::{Canonical, CustomField, Field, Form, Member, ProblemKinds, Type, nearest};
use crate::diagnostic::{Problem, ProblemKind};
use crate::narrative::states_something;
use crate::source::Span;
use crate::yaml::{Entry, Key, Node, Value};
use std::borrow::Cow;

/// Where a record stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Draft,
    Active,
    Retired,
}

impl Status {
    /// Returns the word that records use.
    pub fn word(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Active => "active",
            Status::Retired => "retired",
        }
    }
}

/// A record that could be read; what is wrong in its fields is in [`super::Project::problems`].
#[derive(Debug)]
pub struct Record {
    pub id: Box<str>,
    pub kind: &'static Kind,
    /// The value of `id`, where findings about the whole record stand.
    pub span: Span,
    pub status: Status,
    pub links: Vec<Link>,
    /// Hash of what the record means.
    pub fingerprint: Box<str>,
    pub node: Node,
}

/// One link of a record, as written.
#[derive(Debug)]
pub struct Link {
    pub field: &'static LinkField,
    /// Text of the target.
    pub to: Box<str>,
    /// Place of the target.
    pub span: Span,
    pub attributes: Vec<(&'static str, Box<str>)>,
    /// Canonical form, which is hashed with the record.
    canonical: Box<str>,
}

impl Link {
    /// Returns an attribute of the link.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }

    /// Returns the link's canonical form.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

impl Record {
    /// Returns the links of a field.
    pub fn links_of(&self, field: &str) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.field.name == field)
    }

    /// Returns the word at a path of fields.
    pub fn word(&self, path: &[&str]) -> Option<&str> {
        self.node.at(path).and_then(Node::text)
    }

    /// Returns the flag at a path of fields.
    pub fn flag(&self, path: &[&str]) -> Option<bool> {
        self.node.at(path).and_then(Node::flag)
    }

    /// Returns whether the record has a value at a path of fields.
    pub fn has(&self, path: &[&str]) -> bool {
        self.node.at(path).is_some_and(|node| !node.is_empty())
    }

    /// Returns whether there is text at a path of fields, or in a list there; a blank one states
    /// nothing.
    pub fn states(&self, path: &[&str]) -> bool {
        self.node.at(path).is_some_and(|node| {
            let is_said = |node: &Node| node.text().is_some_and(states_something);
            node.one_or_many().iter().any(is_said)
                || node.entries().iter().any(|entry| is_said(&entry.value))
        })
    }

    /// Returns those of some fields that state nothing, in backticks as messages name them.
    pub fn unstated(&self, fields: &[&str]) -> Vec<String> {
        let missing = fields.iter().filter(|field| !self.states(&[field]));
        missing.map(|field| format!("`{field}`")).collect()
    }

    /// Returns the place of a field's key, or of the record's id where it is absent.
    pub fn place_of(&self, field: &str) -> Span {
        self.node.entry(field).map_or(self.span, |entry| entry.key.span)
    }

    /// Returns the place of the value at a path, or of the record's id where it is absent.
    pub fn place_at(&self, path: &[&str]) -> Span {
        self.node.at(path).map_or(self.span, |node| node.span)
    }

    /// Returns the title in a language, else in the main one, else the id.
    pub fn title<'a>(&'a self, config: &'a Config, language: &str) -> &'a str {
        self.text(&["title"], config, language).unwrap_or(&self.id)
    }

    /// Returns the localized text at a path of fields.
    pub fn text<'a>(
        &'a self,
        path: &[&str],
        config: &'a Config,
        language: &str,
    ) -> Option<&'a str> {
        localized(self.node.at(path)?, language, config.main_language())
    }

    /// Returns the products that the record names; none if it belongs to all. What it counts for is
    /// [`super::Project::is_of_product`].
    pub fn products(&self) -> Vec<&str> {
        let products = self.node.get("product").map(Node::one_or_many).unwrap_or_default();
        products.iter().filter_map(Node::text).collect()
    }

    /// Returns whether the record counts as evidence for others: drafts and retired ones do not.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }
}

/// What a mapping under the records folder turned out to be.
pub(super) enum Reading {
    Record(Box<Record>),
    /// Nothing that can be placed in the model; the id, where one could be read.
    Hole(Option<String>),
}

/// Reads one mapping; problems are collected, and whatever can be used is used.
pub(super) fn read(node: Node, config: &Config, problems: &mut Vec<Problem>) -> Reading {
    let Some((id, span)) = id_of(&node, problems) else {
        return Reading::Hole(None);
    };
    let Some(kind) = kind_of(&node, &id, span, config, problems) else {
        return Reading::Hole(Some(id));
    };
    let mut form = Form::new(&config.names, ProblemKinds::RECORD, Some(id.clone()));
    check_fields(&mut form, &node, kind, span);
    let links = read_links(&mut form, &node, kind);
    problems.append(&mut form.problems);
    let status = status_of(&node);
    check_retirement(&node, kind, status, &id, span, problems);
    let fingerprint = fingerprint(&node, kind, &id, &links, config).into();
    Reading::Record(Box::new(Record {
        id: id.into(),
        kind,
        span,
        status,
        links,
        fingerprint,
        node,
    }))
}

fn id_of(node: &Node, problems: &mut Vec<Problem>) -> Option<(String, Span)> {
    let problem = |span, message: String| {
        Problem::new(ProblemKind::UnknownKind, span, message)
            .help("a record is a mapping with an `id` such as `REQ-014`")
    };
    if !matches!(node.value, Value::Map(_)) {
        let message = format!("expected a record, found {}", node.sort());
        problems.push(problem(node.span, message));
        return None;
    }
    let Some(value) = node.get("id") else {
        problems.push(problem(
            Span { end: node.span.start, ..node.span },
            "a record without `id`".into(),
        ));
        return None;
    };
    let Some(id) = value.text() else {
        problems.push(problem(value.span, format!("expected an id, found {}", value.sort())));
        return None;
    };
    Some((id.to_string(), value.span))
}

fn kind_of(
    node: &Node,
    id: &str,
    span: Span,
    config: &Config,
    problems: &mut Vec<Problem>,
) -> Option<&'static Kind> {
    let mut refuse = |span, message: String, help: String| {
        let problem = Problem::new(ProblemKind::UnknownKind, span, message).help(help).about(id);
        problems.push(problem);
    };
    let Some(prefix) = prefix_of(id) else {
        let help =
            "an id is a prefix in capital letters, a hyphen, and letters, digits, `.`, `_` or `-`";
        refuse(span, format!("`{id}` is no valid id"), help.to_string());
        return None;
    };
    let Some(name) = config.prefixes.get(prefix) else {
        let valid = config.prefixes.keys().map(String::as_str);
        let help = match nearest(prefix, valid.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("prefixes of this version: {}", valid.collect::<Vec<_>>().join(", ")),
        };
        refuse(span, format!("no kind has the prefix `{prefix}`"), help);
        return None;
    };
    if let Some(stated) = node.get("kind")
        && stated.text().is_some_and(|stated| stated != name)
    {
        let message = format!("the prefix `{prefix}` says `{name}`");
        refuse(stated.span, message, format!("write `kind: {name}`, or remove the line"));
    }
    super::kinds::kind_named(name)
}

/// Returns the kind of a well-formed id.
pub(super) fn kind_of_id(id: &str, config: &Config) -> Option<&'static Kind> {
    config.prefixes.get(prefix_of(id)?).and_then(|name| super::kinds::kind_named(name))
}

/// Returns the id of a mapping that can hardly be anything but a record, and its place: the id is of a
/// kind, and either every field is one of the kind, or most are and half of those that it needs are there.
pub(super) fn id_of_record(node: &Node, config: &Config) -> Option<(String, Span)> {
    let value = node.get("id")?;
    let id = value.text()?;
    let kind = kind_of_id(id, config)?;
    let count = |is: &dyn Fn(&str) -> bool| {
        node.entries().iter().filter(|entry| is(&entry.key.text)).count()
    };
    let is_own = |name: &str| {
        kind.fields.iter().any(|field| field.name == name) || link_of(kind, name).is_some()
    };
    let is_needed = |name: &str| {
        kind.fields.iter().any(|field| field.name == name && field.required)
            || link_of(kind, name).is_some_and(|link| link.min > 0)
    };
    let all = count(&|_| true);
    let known = count(&|name| field_of(kind, name).is_some() || is_own(name));
    let n_needed = kind.fields.iter().filter(|field| field.required).count()
        + kind.links.iter().filter(|link| link.min > 0).count();
    let is_whole = known == all && all > 1;
    let is_mostly = 2 * known > all && count(&is_own) > 0 && 2 * count(&is_needed) >= n_needed;
    (is_whole || is_mostly).then(|| (id.to_string(), value.span))
}

fn check_fields(form: &mut Form<'_>, node: &Node, kind: &'static Kind, span: Span) {
    for Entry { key, value } in node.entries() {
        if let Some(field) = field_of(kind, &key.text) {
            match field.of {
                Type::Custom => check_custom(form, value, kind),
                _ => form.value(value, &field.of, field.name),
            }
        } else if link_of(kind, &key.text).is_none() {
            unknown_field(form, key, kind);
        }
    }
    form.required(node, kind.fields, span);
    let title = ENVELOPE.iter().find(|field| kind.titled && field.name == "title");
    if let Some(title) = title.filter(|_| node.get("title").is_none()) {
        form.missing(span, title);
    }
    check_required_custom(form, node, kind, span);
}

fn unknown_field(form: &mut Form<'_>, key: &Key, kind: &Kind) {
    let names = ENVELOPE.iter().chain(kind.fields).map(|field| field.name);
    form.unknown_key(key, "field", names.chain(kind.links.iter().map(|link| link.name)));
}

fn field_of(kind: &'static Kind, name: &str) -> Option<&'static Field> {
    ENVELOPE.iter().chain(kind.fields).find(|field| field.name == name)
}

fn link_of(kind: &'static Kind, name: &str) -> Option<&'static LinkField> {
    kind.links.iter().find(|link| link.name == name)
}

fn custom_fields<'a>(form: &Form<'a>, kind: &Kind) -> Vec<&'a CustomField> {
    let of_kind = |field: &&CustomField| {
        field.kinds.is_empty() || field.kinds.iter().any(|name| name == kind.name)
    };
    form.names.custom.iter().filter(of_kind).collect()
}

fn check_custom(form: &mut Form<'_>, node: &Node, kind: &Kind) {
    let fields = custom_fields(form, kind);
    if !matches!(node.value, Value::Map(_)) {
        return form.value(node, &Type::Group(&[]), "custom");
    }
    for Entry { key, value } in node.entries() {
        match fields.iter().find(|field| field.name == *key.text) {
            Some(field) => form.value(value, &field.of, &field.name),
            None => {
                form.unknown_key(key, "custom field", fields.iter().map(|field| &*field.name));
            }
        }
    }
}

fn check_required_custom(form: &mut Form<'_>, node: &Node, kind: &Kind, span: Span) {
    for field in custom_fields(form, kind).into_iter().filter(|field| field.required) {
        if node.at(&["custom", &field.name]).is_none() {
            let message = format!("`custom.{}` is missing", field.name);
            let problem = Problem::new(ProblemKind::MissingField, span, message);
            form.report(problem.help(format!("add `{}:` under `custom:`", field.name)));
        }
    }
}

fn read_links(form: &mut Form<'_>, node: &Node, kind: &'static Kind) -> Vec<Link> {
    let mut links = Vec::new();
    for Entry { key, value } in node.entries() {
        let Some(field) = link_of(kind, &key.text) else { continue };
        if value.is_empty() {
            let message = format!("`{}` has no value", field.name);
            let problem = Problem::new(ProblemKind::WrongValue, value.span, message);
            form.report(problem.help("name a target, or remove the line"));
        }
        links.extend(value.one_or_many().iter().filter_map(|entry| read_link(form, entry, field)));
    }
    links
}

fn read_link(form: &mut Form<'_>, entry: &Node, field: &'static LinkField) -> Option<Link> {
    let target = match &entry.value {
        Value::Map(_) => entry.get("to"),
        Value::Unreadable => return None,
        _ => Some(entry),
    };
    let Some((target, to)) = target.and_then(|node| Some((node, node.text()?))) else {
        let message = format!("`{}` needs an id, or a mapping with `to:`", field.name);
        let help = format!("write `{}: [ID]` or `{}: [{{to: ID}}]`", field.name, field.name);
        form.report(Problem::new(ProblemKind::WrongValue, entry.span, message).help(help));
        return None;
    };
    check_attributes(form, entry, target, field);
    let attribute = |attribute: &'static Field| {
        Some((attribute.name, entry.get(attribute.name)?.text()?.into()))
    };
    let attributes = field.attributes.iter().filter_map(attribute).collect();
    let canonical = canonical_link(form, entry, to, field).into();
    Some(Link { field, to: to.into(), span: target.span, attributes, canonical })
}

fn check_attributes(form: &mut Form<'_>, entry: &Node, target: &Node, field: &'static LinkField) {
    for Entry { key, value } in entry.entries().iter().filter(|entry| &*entry.key.text != "to") {
        match field.attributes.iter().find(|known| known.name == &*key.text) {
            Some(known) => form.value(value, &known.of, known.name),
            None => {
                let names =
                    ["to"].into_iter().chain(field.attributes.iter().map(|known| known.name));
                form.unknown_key(key, "field", names);
            }
        }
    }
    for known in field.attributes.iter().filter(|known| known.required) {
        if entry.get(known.name).is_none() {
            form.missing(target.span, known);
        }
    }
}

/// `{"aspect":…,"to":…}`: attributes that are not described are errors and are left out.
fn canonical_link(form: &Form<'_>, entry: &Node, to: &str, field: &'static LinkField) -> String {
    let mut members = vec![("to", Member::Word(to))];
    for known in field.attributes {
        if let Some(value) = entry.get(known.name) {
            members.push((known.name, Member::Value(value, &known.of)));
        }
    }
    let mut canonical = Canonical::new(form.names);
    canonical.object(members);
    canonical.finish()
}

fn status_of(node: &Node) -> Status {
    match node.get("status").and_then(Node::text) {
        Some("draft") => Status::Draft,
        Some("retired") => Status::Retired,
        _ => Status::Active,
    }
}

fn check_retirement(
    node: &Node,
    kind: &Kind,
    status: Status,
    id: &str,
    span: Span,
    problems: &mut Vec<Problem>,
) {
    if status == Status::Retired
        && kind.retires_with_reason
        && node.get("retirement_reason").is_none()
    {
        let place = node.get("status").map_or(span, |node| node.span);
        let message = format!("`{id}` is retired without a reason");
        let problem = Problem::new(ProblemKind::RetiredWithoutReason, place, message);
        problems.push(problem.help("add `retirement_reason:`").about(id));
    }
}

/// SHA-256 of the canonical form: kind, id, every field that is there, and links as sorted sets.
fn fingerprint(
    node: &Node,
    kind: &'static Kind,
    id: &str,
    links: &[Link],
    config: &Config,
) -> String {
    let mut members = vec![("id", Member::Word(id)), ("kind", Member::Word(kind.name))];
    for Entry { key, value } in node.entries() {
        match field_of(kind, &key.text) {
            Some(field) if !matches!(field.name, "id" | "kind") && !value.is_empty() => {
                let of = &field.of;
                let member = match of {
                    Type::Custom => Member::Written(canonical_custom(value, kind, config)),
                    _ => Member::Value(value, of),
                };
                members.push((field.name, member));
            }
            _ => {}
        }
    }
    for field in kind.links {
        let mut set: Vec<&str> = links
            .iter()
            .filter(|link| link.field.name == field.name)
            .map(Link::canonical)
            .collect();
        set.sort_unstable();
        set.dedup();
        if !set.is_empty() {
            members.push((field.name, Member::Written(format!("[{}]", set.join(",")))));
        }
    }
    let mut canonical = Canonical::new(&config.names);
    canonical.object(members);
    fingerprint_of(&canonical.finish())
}

fn canonical_custom(node: &Node, kind: &Kind, config: &Config) -> String {
    let declared = |name: &str| {
        config.names.custom.iter().find(|field| {
            field.name == name
                && (field.kinds.is_empty()
                    || field.kinds.iter().any(|kind_name| kind_name == kind.name))
        })
    };
    let members = node.entries().iter().map(|Entry { key, value }| {
        let of = declared(&key.text).map_or(&Type::Custom, |field| &field.of);
        (&*key.text, Member::Value(value, of))
    });
    let mut canonical = Canonical::new(&config.names);
    canonical.object(members.collect());
    canonical.finish()
}

/// Returns ids that stand in a stretch of text that could not be read.
pub(super) fn ids_in(broken: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in broken.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '-', '{', '\t']);
        if let Some(rest) = trimmed.strip_prefix("id:") {
            let value: Cow<'_, str> = rest.trim_start().trim_matches(['"', '\'']).into();
            let id: String = value
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
                .collect();
            if prefix_of(&id).is_some() {
                let at =
                    line_start + line.len() - line.trim_start_matches([' ', '-', '{', '\t']).len();
                found.push((id, at));
            }
        }
        line_start += line.len();
    }
    found
}
