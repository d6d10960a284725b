//! Tree + fields → problems: unknown, missing and wrong values, each at its place.

use super::{Field, Names, Type, Vocabulary};
use crate::diagnostic::{Problem, ProblemKind};
use crate::narrative::states_something;
use crate::source::Span;
use crate::yaml::{Entry, Key, Node, Value};

/// Which problems a check reports; the project file and records have rules of their own.
#[derive(Debug, Clone, Copy)]
pub struct ProblemKinds {
    pub unknown: ProblemKind,
    pub missing: ProblemKind,
    pub wrong: ProblemKind,
}

impl ProblemKinds {
    /// Problems of records.
    pub const RECORD: Self = Self {
        unknown: ProblemKind::UnknownField,
        missing: ProblemKind::MissingField,
        wrong: ProblemKind::WrongValue,
    };
    /// Problems of the project file.
    pub const PROJECT_FILE: Self = Self {
        unknown: ProblemKind::UnknownSetting,
        missing: ProblemKind::MissingSetting,
        wrong: ProblemKind::WrongSetting,
    };
}

/// How many problems of one record, or of the project file, are listed.
const MOST_PROBLEMS: usize = 200;

/// Holds a tree against fields and collects everything that does not fit.
pub struct Form<'a> {
    pub names: &'a Names,
    pub kinds: ProblemKinds,
    /// The record, or `techfile.yaml#section`, that the tree belongs to.
    pub owner: Option<String>,
    pub problems: Vec<Problem>,
}

impl<'a> Form<'a> {
    /// Starts a check on behalf of a record or section.
    pub fn new(names: &'a Names, kinds: ProblemKinds, owner: Option<String>) -> Self {
        Self { names, kinds, owner, problems: Vec::new() }
    }

    /// Adds a problem of this owner; of very many, the last one says that there are more.
    pub fn report(&mut self, mut problem: Problem) {
        problem.record.clone_from(&self.owner);
        match self.problems.len() {
            0..MOST_PROBLEMS => self.problems.push(problem),
            MOST_PROBLEMS => {
                problem.message = format!("this and possibly more: {}", problem.message);
                problem.help = Some("mend those above first; the rest is not listed".to_string());
                self.problems.push(problem);
            }
            _ => {}
        }
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.report(Problem::new(self.kinds.wrong, span, message).help(help));
    }

    /// Reports a key that no field has, with the nearest valid name.
    pub fn unknown_key<'n>(
        &mut self,
        key: &Key,
        noun: &str,
        valid: impl Iterator<Item = &'n str> + Clone,
    ) {
        if self.problems.len() > MOST_PROBLEMS {
            return;
        }
        let message = format!("unknown {noun} `{}`", key.text);
        let problem = Problem::new(self.kinds.unknown, key.span, message);
        let is_prose = key.text.contains(' ') || key.text.ends_with('.');
        let help = match nearest(&key.text, valid.clone()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if is_prose => {
                "a comma in braces starts a new field: put text in quotes".to_string()
            }
            None => format!("valid here: {}", valid.collect::<Vec<_>>().join(", ")),
        };
        self.report(problem.help(help));
    }

    /// Reports a required field that is absent; the place is the mapping that should hold it.
    pub fn missing(&mut self, at: Span, field: &Field) {
        let message = format!("`{}` is missing", field.name);
        let problem = Problem::new(self.kinds.missing, at, message);
        self.report(problem.help(format!("add `{}:` — {}", field.name, field.doc)));
    }

    /// Checks a mapping that has these fields and no other; `at` is the place for what is missing.
    pub fn group(&mut self, node: &Node, fields: &[Field], at: Span) {
        if !matches!(node.value, Value::Map(_)) {
            return self.expected(node, "a mapping");
        }
        for Entry { key, value } in node.entries() {
            match fields.iter().find(|field| field.name == &*key.text) {
                Some(field) => self.value(value, &field.of, field.name),
                None => self.unknown_key(key, "field", fields.iter().map(|field| field.name)),
            }
        }
        self.required(node, fields, at);
    }

    /// Reports every required field that is absent or an empty list; `at` is the place for what is
    /// absent.
    pub fn required(&mut self, node: &Node, fields: &[Field], at: Span) {
        for field in fields.iter().filter(|field| field.required) {
            match node.get(field.name) {
                None => self.missing(at, field),
                Some(Node { value: Value::List(items), span }) if items.is_empty() => {
                    let message = format!("`{}` has no entry", field.name);
                    self.wrong(*span, message, "add at least one entry");
                }
                Some(_) => {}
            }
        }
    }

    /// Checks one value against its type.
    pub fn value(&mut self, node: &Node, of: &Type, name: &str) {
        if matches!(node.value, Value::Unreadable) {
            return;
        }
        if node.is_empty() {
            let message = format!("`{name}` has no value");
            return self.wrong(node.span, message, "give it a value, or remove the line");
        }
        match of {
            Type::Text => self.text(node, name),
            Type::Group(fields) => self.group(node, fields, node.span),
            Type::List(item) => match &node.value {
                Value::List(items) => items.iter().for_each(|value| self.value(value, item, name)),
                _ => self.expected(node, "a list"),
            },
            Type::Set(item) => match &node.value {
                Value::Map(_) if !matches!(item, Type::Group(_)) => {
                    self.expected(node, "a list or a single value");
                }
                _ => node.one_or_many().iter().for_each(|value| self.value(value, item, name)),
            },
            Type::Table(keys, values) => self.table(node, *keys, values),
            Type::Custom => {}
            _ => match node.text() {
                Some(text) => self.word(node, text, of, name),
                None => self.expected(node, "a single value"),
            },
        }
    }

    fn expected(&mut self, node: &Node, what: &str) {
        if !matches!(node.value, Value::Unreadable) {
            let help = match what {
                "a mapping" => "write its fields, each as `name: value`",
                "a list" => "write each entry after a hyphen, or all of them in `[…]`",
                "a single value" => "write one value",
                "a list or a single value" => "write one value, or several in `[…]`",
                _ => "write text, or one text for each language: `{en: …, sv: …}`",
            };
            self.wrong(node.span, format!("expected {what}, found {}", node.sort()), help);
        }
    }

    fn text(&mut self, node: &Node, name: &str) {
        match &node.value {
            Value::Map(entries) => {
                for Entry { key, value } in entries {
                    self.known(key.span, &key.text, Vocabulary::Language);
                    match value.text() {
                        Some(text) if states_something(text) => {}
                        Some(_) => self.blank(value.span, name),
                        None => self.expected(value, "text"),
                    }
                }
                if entries.is_empty() {
                    self.blank(node.span, name);
                }
            }
            _ => match node.text() {
                Some(text) if !states_something(text) => self.blank(node.span, name),
                Some(_) => {}
                None => self.expected(node, "text, or a mapping of languages"),
            },
        }
    }

    fn blank(&mut self, span: Span, name: &str) {
        self.wrong(span, format!("`{name}` has no text"), "write the text, or remove the line");
    }

    fn table(&mut self, node: &Node, keys: Vocabulary, values: &Type) {
        if !matches!(node.value, Value::Map(_)) {
            return self.expected(node, "a mapping");
        }
        for Entry { key, value } in node.entries() {
            self.known(key.span, &key.text, keys);
            self.value(value, values, &key.text);
        }
    }

    fn known(&mut self, span: Span, word: &str, vocabulary: Vocabulary) {
        let Some(valid) = self.names.of(vocabulary) else { return };
        if !valid.iter().any(|name| name == word) {
            let message = format!("unknown {} `{word}`", vocabulary.noun());
            let mut help = suggestion(word, valid.iter().map(String::as_str));
            // Where people are known, the names are those of a project, which chooses its languages.
            if vocabulary == Vocabulary::Language && self.names.of(Vocabulary::Person).is_some() {
                help.push_str("; `languages` in techfile.yaml says which there are");
            }
            self.wrong(span, message, help);
        }
    }

    fn word(&mut self, node: &Node, text: &str, of: &Type, name: &str) {
        let span = node.span;
        match of {
            Type::Choice(valid) if !valid.contains(&text) => {
                let message = format!("`{text}` is no value of `{name}`");
                self.wrong(span, message, suggestion(text, valid.iter().copied()));
            }
            Type::Name(vocabulary) => self.known(span, text, *vocabulary),
            Type::Flag if node.flag().is_none() => {
                self.wrong(
                    span,
                    format!("`{text}` is neither true nor false"),
                    "write `true` or `false`, without quotes",
                );
            }
            Type::Number if !text.parse::<f64>().is_ok_and(f64::is_finite) => {
                self.wrong(
                    span,
                    format!("`{text}` is not a number"),
                    "write it as `0.01` or `1e-8`",
                );
            }
            Type::Date if !is_date(text) => {
                self.wrong(span, format!("`{text}` is not a day"), "write it as `2026-10-03`");
            }
            Type::Moment if !is_date(text) && !is_time(text) => {
                let help = "write it as `2026-10-03` or `2026-10-03T14:10:00+02:00`";
                self.wrong(span, format!("`{text}` is not a day or a time with offset"), help);
            }
            Type::Digest if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) => {
                self.wrong(
                    span,
                    "a SHA-256 digest has 64 hexadecimal digits",
                    "`sha256sum FILE` prints it",
                );
            }
            Type::Word if !states_something(text) => self.blank(span, name),
            Type::Word if text.contains('\n') => {
                self.wrong(span, format!("`{name}` must be one line"), "join the lines");
            }
            _ => {}
        }
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_time(text: &str) -> bool {
    text.contains('T') && text.parse::<jiff::Timestamp>().is_ok()
}

fn suggestion<'n>(word: &str, valid: impl Iterator<Item = &'n str> + Clone) -> String {
    match nearest(word, valid.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => match valid.collect::<Vec<_>>() {
            names if names.is_empty() => {
                "techfile.yaml declares none yet: add it there first".to_string()
            }
            names => format!("valid here: {}", names.join(", ")),
        },
    }
}

/// Returns the valid name that a misspelt one most likely means.
pub fn nearest<'n>(word: &str, valid: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    valid
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, name)| {
            let shorter = name.chars().count().min(word.chars().count());
            *distance <= 1 + shorter / 4 && *distance < shorter
        })
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}
