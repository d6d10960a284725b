//! `mapping.yaml` → needs, each name of which is held against the kinds and what else is known.

use super::fields::{ENTRY, NEEDS};
use super::need::{Demand, Every, Is, Linked, Need, NeedOf, Records, Selection, Test};
use super::{Condition, Wording};
use crate::config::{PROJECT_FILE, SETTINGS};
use crate::descriptor::{Field, Form, Type, Vocabulary, nearest};
use crate::diagnostic::Problem;
use crate::model::kinds::kind_named;
use crate::model::{ENVELOPE, Kind, LinkField, Target, Targets};
use crate::source::Span;
use crate::yaml::{Key, Node, Value};

/// What shows one clause.
#[derive(Debug)]
pub(super) struct Entry {
    pub clause: String,
    pub span: Span,
    pub needs: Vec<Need>,
    /// Other clauses that it names.
    pub refers: Vec<Reference>,
}

/// Another clause that a need names.
#[derive(Debug)]
pub(super) struct Reference {
    /// Standard and clause whose mapping names it.
    pub from: (String, String),
    /// Whether something else may stand in for it.
    pub is_alternative: bool,
    pub standard: String,
    pub clause: String,
    pub span: Span,
}

/// Returns the words of a list, or the one word.
pub(super) fn words(node: Option<&Node>) -> Vec<String> {
    let items = node.map(Node::one_or_many).unwrap_or_default();
    items.iter().filter_map(Node::text).map(str::to_string).collect()
}

/// Reads a mapping of a standard; what is wrong is in the form, and what cannot be read is left out.
pub(super) fn read(form: &mut Form<'_>, document: &Node, standard: &str) -> Vec<Entry> {
    let Value::List(items) = &document.value else {
        wrong(form, document.span, "expected a list of clauses", "write `- clause: …` entries");
        return Vec::new();
    };
    items.iter().filter_map(|node| entry(form, node, standard)).collect()
}

fn wrong(form: &mut Form<'_>, span: Span, message: impl Into<String>, help: impl Into<String>) {
    form.report(Problem::new(form.kinds.wrong, span, message).help(help));
}

fn unknown<'n>(
    form: &mut Form<'_>,
    span: Span,
    word: &str,
    message: String,
    valid: impl Iterator<Item = &'n str> + Clone,
) {
    let help = match nearest(word, valid.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("valid here: {}", valid.collect::<Vec<_>>().join(", ")),
    };
    wrong(form, span, message, help);
}

fn entry(form: &mut Form<'_>, node: &Node, standard: &str) -> Option<Entry> {
    form.group(node, ENTRY, node.span);
    let clause = node.get("clause")?;
    let from = clause.text().unwrap_or_default();
    let mut reader = Reader { form, standard, from, n_any: 0, refers: Vec::new() };
    let needs = reader.needs(node.get("needs")?);
    let refers = reader.refers;
    if !needs.is_empty() && needs.iter().all(|need| need.of.shows_nothing()) {
        let help = "add records, a document or a section that must be there";
        let message = "nothing must be there for this clause to be met";
        wrong(form, clause.span, message, help);
    }
    let mut questions: Vec<&str> = needs.iter().flat_map(|need| need.of.questions()).collect();
    questions.sort_unstable();
    if let Some(twice) = questions.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!("two questions of this clause are called `{}`", twice[0]);
        wrong(form, clause.span, message, "call each by a word of its own");
    }
    Some(Entry { clause: clause.text()?.to_string(), span: clause.span, needs, refers })
}

struct Reader<'r, 'f> {
    form: &'r mut Form<'f>,
    standard: &'r str,
    /// The clause that is mapped.
    from: &'r str,
    /// How many alternatives the need at hand stands in.
    n_any: usize,
    refers: Vec<Reference>,
}

impl Reader<'_, '_> {
    fn needs(&mut self, list: &Node) -> Vec<Need> {
        let needs = list.items().iter().filter_map(|node| self.need(node)).collect();
        if list.items().is_empty() {
            wrong(
                self.form,
                list.span,
                "no need is named",
                "name what shows that the clause is met",
            );
        }
        needs
    }

    fn need(&mut self, node: &Node) -> Option<Need> {
        let sorts = NEEDS.iter().map(|(name, _)| *name);
        let Some((sort, fields)) = NEEDS.iter().find(|(name, _)| node.get(name).is_some()) else {
            match node.entries().first() {
                Some(entry) => {
                    let (span, name) = (entry.key.span, &*entry.key.text);
                    unknown(self.form, span, name, format!("unknown need `{name}`"), sorts);
                }
                None => self.form.group(node, &[], node.span),
            }
            return None;
        };
        self.form.group(node, fields, node.span);
        let named = node.get(sort)?;
        let of = match *sort {
            "document" => NeedOf::Document(named.text()?.to_string()),
            "section" => self.section(named)?,
            "setting" => self.setting(node, named)?,
            "records" => self.records(node, named)?,
            "every" => self.every(node, named)?,
            "clean" => NeedOf::Clean {
                rules: words(Some(named)),
                waivers_count: flag(node, "waivers_count"),
            },
            "any" => {
                self.n_any += 1;
                let needs = self.needs(named);
                self.n_any -= 1;
                NeedOf::Any(needs)
            }
            "all" => NeedOf::All(self.needs(named)),
            "clause" => self.clause(named)?,
            "when" => NeedOf::When {
                condition: Condition::of(named),
                needs: self.needs(node.get("needs")?),
            },
            _ => NeedOf::Judged {
                key: node.get("question").and_then(Node::text)?.to_string(),
                text: Wording::of(Some(named)),
            },
        };
        Some(Need { of, why: Wording::of(node.get("why")) })
    }

    fn section(&mut self, named: &Node) -> Option<NeedOf> {
        match Target::parse(named.text()?) {
            Some(Target::Section { document, anchor }) if !anchor.is_empty() => {
                self.check_document(document, named.span);
                Some(NeedOf::Section { document: document.into(), anchor: anchor.into() })
            }
            _ => {
                let help = "write it as `doc:software-development-plan#standards`";
                wrong(self.form, named.span, "this is no section of a document", help);
                None
            }
        }
    }

    fn check_document(&mut self, document: &str, span: Span) {
        let Some(known) = self.form.names.of(Vocabulary::Document) else { return };
        if known.iter().any(|known| known == document) {
            return;
        }
        let help = match nearest(document, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name it under `documents:` in {PROJECT_FILE}, or write it"),
        };
        wrong(self.form, span, format!("unknown document `{document}`"), help);
    }

    fn setting(&mut self, node: &Node, named: &Node) -> Option<NeedOf> {
        let name = named.text()?;
        let Some(setting) = SETTINGS.iter().find(|field| field.name == name) else {
            let settings = SETTINGS.iter().map(|field| field.name);
            let message = format!("unknown setting `{name}`");
            unknown(self.form, named.span, name, message, settings);
            return None;
        };
        let known: &[Field] = match setting.of {
            Type::Group(fields) => fields,
            Type::Table(_, Type::Group(fields)) => fields,
            _ => &[],
        };
        for field in node.get("has_field").map(Node::one_or_many).unwrap_or_default() {
            let Some(text) = field.text() else { continue };
            if !known.iter().any(|known| known.name == text) {
                let message = format!("`{name}` has no field `{text}`");
                let names = known.iter().map(|known| known.name);
                unknown(self.form, field.span, text, message, names);
            }
        }
        Some(NeedOf::Setting { name: name.to_string(), fields: words(node.get("has_field")) })
    }

    fn clause(&mut self, named: &Node) -> Option<NeedOf> {
        let text = named.text()?;
        let (standard, clause) = text.split_once(':').unwrap_or((self.standard, text));
        let (standard, clause) = (standard.to_string(), clause.to_string());
        let (of, to) = (standard.clone(), clause.clone());
        self.refers.push(Reference {
            from: (self.standard.to_string(), self.from.to_string()),
            is_alternative: self.n_any > 0,
            standard: of,
            clause: to,
            span: named.span,
        });
        Some(NeedOf::Clause { standard, clause })
    }

    fn records(&mut self, node: &Node, named: &Node) -> Option<NeedOf> {
        let of = self.selection(node, named)?;
        let demands = self.demands(node, kind_named(of.kind)?);
        let count = node.get("at_least").and_then(Node::text);
        let at_least = count.map_or(Some(1), |text| text.parse().ok().filter(|n| *n > 0));
        if let (None, Some(count)) = (at_least, node.get("at_least")) {
            wrong(self.form, count.span, "`at_least` is a whole number above 0", "write 1 or more");
        }
        Some(NeedOf::Records(Records { of, demands, at_least: at_least.unwrap_or(1) }))
    }

    fn every(&mut self, node: &Node, named: &Node) -> Option<NeedOf> {
        let of = self.selection(node, named)?;
        let demands = self.demands(node, kind_named(of.kind)?);
        Some(NeedOf::Every(Every { of, demands, may_be_none: flag(node, "may_be_none") }))
    }

    /// Reads what must hold of each record that counts. Whichever has results must have passed: the
    /// record itself, or those with a link to or from it.
    fn demands(&mut self, node: &Node, kind: &'static Kind) -> Vec<Demand> {
        let passing = flag(node, "passing");
        let is_own = passing && kinds_with_results().contains(&kind.name);
        let mut demands = Vec::new();
        for (key, is_target) in [("has", false), ("linked_from", true)] {
            let entries = node.get(key).map(Node::entries).unwrap_or_default();
            let links: Vec<Linked> = entries
                .iter()
                .map(|entry| self.linked(node, kind, (&entry.key, &entry.value), is_target))
                .map(|link| Linked { passing: passing && !is_own, ..link })
                .collect();
            if !links.is_empty() {
                demands.push(Demand::Links(links));
            }
        }
        demands.extend(is_own.then_some(Demand::Passing));
        demands.extend(self.failures(node, kind));
        if passing && !is_own {
            self.check_passing(node, &demands);
        }
        for field in node.get("has_field").map(Node::one_or_many).unwrap_or_default() {
            let path = self.path(kind, field, field.text().unwrap_or_default());
            demands.extend(path.map(Demand::Field));
        }
        demands
    }

    /// Reads what must lead to whatever a record failed in.
    fn failures(&mut self, node: &Node, kind: &'static Kind) -> Option<Demand> {
        let entry = node.entry("failures")?;
        let with_results = kinds_with_results();
        if !with_results.contains(&kind.name) {
            let help = format!("results are given of: {}", with_results.join(", "));
            let message = format!("a `{}` has no result that could fail", kind.name);
            wrong(self.form, entry.key.span, message, help);
            return None;
        }
        let result = kind_named("result")?;
        let entries = entry.value.entries().iter();
        let links = entries.map(|one| self.linked(node, result, (&one.key, &one.value), true));
        Some(Demand::Failures(links.collect()))
    }

    fn linked(
        &mut self,
        node: &Node,
        kind: &'static Kind,
        (key, kinds): (&Key, &Node),
        is_target: bool,
    ) -> Linked {
        let field = key.text.to_string();
        self.check_link(kind, &field, key.span, kinds, is_target);
        let with = self.attributes(node.get("with"), kind, &field, is_target, kinds);
        Linked { field, is_target, kinds: words(Some(kinds)), with, passing: false }
    }

    fn check_passing(&mut self, node: &Node, demands: &[Demand]) {
        let with_results = kinds_with_results();
        let has_result =
            |link: &Linked| link.kinds.iter().any(|kind| with_results.contains(&kind.as_str()));
        let has_one = |demand: &Demand| matches!(demand, Demand::Links(links) if links.iter().any(has_result));
        if !demands.iter().any(has_one) {
            let span = node.entry("passing").map_or(node.span, |entry| entry.key.span);
            let help = format!("results are given of: {}", with_results.join(", "));
            wrong(self.form, span, "nothing here has a result that could pass", help);
        }
    }

    fn selection(&mut self, node: &Node, named: &Node) -> Option<Selection> {
        // A kind that does not exist was reported with the fields.
        let kind = kind_named(named.text()?)?;
        let entries = node.get("where").map(Node::entries).unwrap_or_default();
        let tests = entries.iter().filter_map(|entry| self.test(kind, entry)).collect();
        Some(Selection { kind: kind.name, tests })
    }

    fn test(&mut self, kind: &'static Kind, entry: &crate::yaml::Entry) -> Option<Test> {
        let name = &*entry.key.text;
        let is = match entry.value.entries() {
            [] => Is::OneOf(words(Some(&entry.value))),
            [one] if one.value.flag() == Some(true) && &*one.key.text == "present" => Is::Present,
            [one] if one.value.flag() == Some(true) && &*one.key.text == "absent" => Is::Absent,
            _ => {
                let help = "write `{present: true}` or `{absent: true}`";
                wrong(self.form, entry.value.span, "this is no test of a field", help);
                return None;
            }
        };
        let key = Node { span: entry.key.span, value: Value::List(Vec::new()) };
        let path = self.path(kind, &key, name)?;
        if let Is::OneOf(values) = &is {
            let of = field_type(kind, &path);
            self.check_values(&entry.value, values, of, name);
        }
        Some(Test { path, is })
    }

    /// Returns the path of a field, which a kind must have.
    fn path(&mut self, kind: &'static Kind, at: &Node, dotted: &str) -> Option<Vec<String>> {
        let path: Vec<String> = dotted.split('.').map(str::to_string).collect();
        let is_link = kind.links.iter().any(|link| link.name == dotted);
        if is_link || field_type(kind, &path).is_some() {
            return Some(path);
        }
        let links = kind.links.iter().map(|link| link.name);
        let names = ENVELOPE.iter().chain(kind.fields).map(|field| field.name).chain(links);
        let message = format!("a `{}` has no field `{dotted}`", kind.name);
        unknown(self.form, at.span, dotted, message, names);
        None
    }

    fn check_values(&mut self, node: &Node, values: &[String], of: Option<&Type>, name: &str) {
        let choice = match of {
            Some(Type::Choice(words) | Type::Set(Type::Choice(words))) => *words,
            Some(Type::Flag) => &["true", "false"],
            Some(_) => return,
            None => {
                let help = "a link is tested with `{present: true}` or `{absent: true}`";
                return wrong(self.form, node.span, format!("`{name}` is a link"), help);
            }
        };
        for value in values.iter().filter(|value| !choice.contains(&value.as_str())) {
            let message = format!("`{value}` is no value of `{name}`");
            unknown(self.form, node.span, value, message, choice.iter().copied());
        }
    }

    fn check_link(
        &mut self,
        kind: &'static Kind,
        field: &str,
        span: Span,
        kinds: &Node,
        is_target: bool,
    ) {
        for (node, name) in kinds.one_or_many().iter().filter_map(|n| Some((n, n.text()?))) {
            let Some(other) = kind_named(name) else { continue };
            let (from, to) = if is_target { (other, kind) } else { (kind, other) };
            let Some(link) = link_of(from, field) else {
                return self.no_link(from, field, span);
            };
            let leads = match link.targets {
                Targets::Kinds(kinds) => kinds.contains(&to.name),
                Targets::Section => false,
                Targets::Anything => true,
            };
            if !leads {
                let message =
                    format!("`{field}` of `{}` does not lead to `{}`", from.name, to.name);
                wrong(self.form, node.span, message, "see `techfile explain` of the kind");
            }
        }
        if kinds.one_or_many().is_empty() && link_of(kind, field).is_none() {
            self.no_link(kind, field, span);
        }
    }

    fn no_link(&mut self, kind: &'static Kind, field: &str, span: Span) {
        let message = format!("a `{}` has no link `{field}`", kind.name);
        unknown(self.form, span, field, message, kind.links.iter().map(|link| link.name));
    }

    fn attributes(
        &mut self,
        with: Option<&Node>,
        kind: &'static Kind,
        field: &str,
        is_target: bool,
        kinds: &Node,
    ) -> Vec<(String, Vec<String>)> {
        let other = kinds.one_or_many().first().and_then(Node::text).and_then(kind_named);
        let from = if is_target { other } else { Some(kind) };
        let known = from.and_then(|from| link_of(from, field)).map_or(&[][..], |l| l.attributes);
        let mut found = Vec::new();
        for entry in with.map(Node::entries).unwrap_or_default() {
            let values = words(Some(&entry.value));
            match known.iter().find(|attribute| attribute.name == &*entry.key.text) {
                Some(Field { of, name, .. }) => {
                    self.check_values(&entry.value, &values, Some(of), name);
                }
                None => {
                    let names = known.iter().map(|attribute| attribute.name);
                    let (span, name) = (entry.key.span, &*entry.key.text);
                    let message = format!("`{field}` has no attribute `{name}`");
                    unknown(self.form, span, name, message, names);
                }
            }
            found.push((entry.key.text.to_string(), values));
        }
        found
    }
}

/// Returns the kinds of which results are given.
pub(super) fn kinds_with_results() -> &'static [&'static str] {
    let link = kind_named("result").and_then(|kind| link_of(kind, "of"));
    match link.map(|link| link.targets) {
        Some(Targets::Kinds(kinds)) => kinds,
        _ => &[],
    }
}

fn flag(node: &Node, name: &str) -> bool {
    node.get(name).and_then(Node::flag) == Some(true)
}

fn link_of(kind: &'static Kind, name: &str) -> Option<&'static LinkField> {
    kind.links.iter().find(|link| link.name == name)
}

/// Returns the type of the field at a path of a kind.
fn field_type(kind: &'static Kind, path: &[String]) -> Option<&'static Type> {
    let (first, rest) = path.split_first()?;
    let field = ENVELOPE.iter().chain(kind.fields).find(|field| field.name == first)?;
    rest.iter().try_fold(&field.of, |of, name| {
        let inner = match of {
            Type::Group(fields) => fields,
            Type::List(Type::Group(fields)) | Type::Set(Type::Group(fields)) => fields,
            _ => return None,
        };
        inner.iter().find(|field| field.name == name).map(|field| &field.of)
    })
}
