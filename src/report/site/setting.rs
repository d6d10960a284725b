//! A section of the project file in words: what its fields, choices and names are called in documents.

use super::Context;
use super::value::Value;
use crate::config::SETTINGS;
use crate::descriptor::{Type, Vocabulary};
use crate::report::document::Inline;
use crate::report::field::Shown;
use crate::report::view::Text;

/// A table of more columns is wider than a page.
const MOST_COLUMNS: usize = 12;

/// What a value is of.
#[derive(Clone, Copy)]
struct Of {
    /// The field that holds it, or the mapping whose names stand for themselves.
    field: &'static str,
    /// None for what the descriptor does not know.
    of: Option<Type>,
    /// The scale that it is part of, or else the section.
    scale: &'static str,
}

const UNKNOWN: Of = Of { field: "", of: None, scale: "" };

/// Scales whose steps have names that the project chose.
const SCALES: &[&str] = &["severity", "probability", "p1", "p2"];

/// The section that tells which word stands for which name, and therefore shows the names.
const WORDS: &str = "words";

/// Rows of one sort, each with its name, as it is written, and its cells.
type Row<'s> = (Option<&'s str>, &'s [(String, Shown)]);

fn is_plain(shown: &Shown) -> bool {
    matches!(shown, Shown::Word(_) | Shown::Flag(_) | Shown::Text { .. } | Shown::Nothing)
}

fn row<'s>(name: Option<&'s str>, shown: &'s Shown) -> Option<Row<'s>> {
    let is_cell = |shown: &Shown| match shown {
        Shown::List(items) => items.iter().all(is_plain),
        shown => is_plain(shown),
    };
    match shown {
        Shown::Map(cells) if cells.len() <= MOST_COLUMNS => {
            cells.iter().all(|(_, value)| is_cell(value)).then_some((name, &cells[..]))
        }
        _ => None,
    }
}

/// Returns a value as rows of one name, if it can be some.
fn rows<'s>(name: Option<&'s str>, shown: &'s Shown) -> Option<Vec<Row<'s>>> {
    match shown {
        // An empty list has no row that could bear its name.
        Shown::List(items) if !items.is_empty() => {
            items.iter().map(|item| row(name, item)).collect()
        }
        shown => row(name, shown).map(|row| vec![row]),
    }
}

impl Of {
    /// Returns what the items of a list are of.
    fn item(self) -> Self {
        match self.of {
            Some(Type::List(item) | Type::Set(item)) => Self { of: Some(*item), ..self },
            _ => self,
        }
    }

    /// Returns what stands under a name in a mapping.
    fn under(self, name: &str) -> Self {
        match self.of {
            Some(Type::Group(fields)) => {
                let field = fields.iter().find(|field| field.name == name);
                let is_scale = |name| self.scale != WORDS && SCALES.contains(&name);
                field.map_or(UNKNOWN, |field| Self {
                    field: field.name,
                    of: Some(field.of),
                    scale: if is_scale(field.name) { field.name } else { self.scale },
                })
            }
            Some(Type::Table(_, inner)) => Self { of: Some(*inner), ..self },
            _ => UNKNOWN,
        }
    }
}

impl Context<'_, '_> {
    /// Returns what a section of the project file holds. A name that records use stands beside the
    /// word for it.
    pub(super) fn as_set(&self, section: &str, shown: &Shown) -> Value {
        let field = SETTINGS.iter().find(|field| field.name == section);
        let of = field.map_or(UNKNOWN, |field| Of {
            field: field.name,
            of: Some(field.of),
            scale: field.name,
        });
        self.set_value(of, shown)
    }

    fn set_value(&self, of: Of, shown: &Shown) -> Value {
        match shown {
            Shown::Word(word) => Value::Line(self.set_word(of, word)),
            Shown::Flag(flag) => Value::Line(vec![Inline::text(self.yes_or_no(*flag))]),
            Shown::Text { text, language } => {
                let text = Text { text: text.clone(), language: language.clone() };
                Value::Prose(self.prose(&text))
            }
            Shown::List(items) => {
                let of = of.item();
                let list =
                    || Value::List(items.iter().map(|item| self.set_value(of, item)).collect());
                let rows = rows(None, shown).filter(|_| !items.iter().all(is_plain));
                rows.map_or_else(list, |rows| self.grid(&[], of, &rows))
            }
            Shown::Map(entries) => self.set_map(of, entries),
            Shown::Nothing => Value::Nothing,
        }
    }

    fn set_map(&self, of: Of, entries: &[(String, Shown)]) -> Value {
        let name_of = |name: &str| self.set_name(of, name);
        let map = || {
            let entry = |(name, value): &(String, Shown)| {
                (name_of(name), self.set_value(of.under(name), value))
            };
            Value::Map(entries.iter().map(entry).collect())
        };
        // Fields of a group are of different sorts, and no rows of one table.
        if let Some(Type::Group(_)) = of.of {
            return map();
        }
        let found = entries.iter().map(|(name, value)| rows(Some(name), value));
        let found: Option<Vec<Vec<Row<'_>>>> = found.collect();
        let found = found.map(|found| found.concat()).filter(|rows| rows.len() > 1);
        let names: Vec<String> = match &found {
            Some(rows) => {
                rows.iter().map(|(name, _)| name.map_or(String::new(), name_of)).collect()
            }
            None => Vec::new(),
        };
        let of = of.under("").item();
        found.map_or_else(map, |rows| self.grid(&names, of, &rows))
    }

    /// Makes a table of rows that have their names in common; the columns stand as they first appear.
    fn grid(&self, names: &[String], of: Of, rows: &[Row<'_>]) -> Value {
        let mut columns: Vec<&str> = Vec::new();
        for (name, _) in rows.iter().flat_map(|(_, cells)| *cells) {
            if !columns.contains(&&**name) {
                columns.push(name);
            }
        }
        let cell = |cells: &[(String, Shown)], column: &str| {
            let found = cells.iter().find(|(name, _)| name == column);
            found.map_or(Value::Nothing, |(_, value)| self.set_value(of.under(column), value))
        };
        let row = |(at, (_, cells)): (usize, &Row<'_>)| {
            let cells = columns.iter().map(|column| cell(cells, column)).collect();
            (names.get(at).cloned(), cells)
        };
        Value::Grid {
            rows: rows.iter().enumerate().map(row).collect(),
            columns: columns.iter().map(|column| self.set_name(of, column)).collect(),
        }
    }

    /// Returns what something in a mapping is called; what nobody knows as it is written.
    fn set_name(&self, of: Of, name: &str) -> String {
        match (of.of, of.scale) {
            (Some(Type::Group(fields)), _) if fields.iter().any(|field| field.name == name) => {
                let own = self.edition.words.find(&format!("setting.field.{name}"));
                own.map_or_else(|| self.label(name), str::to_string)
            }
            (_, WORDS) => name.to_string(),
            (Some(Type::Table(Vocabulary::Any, _)), _) => self.free_name(of.field, name),
            (Some(Type::Table(names, _)), _) => self.name_in_words(names, name),
            _ => name.to_string(),
        }
    }

    fn free_name(&self, table: &str, name: &str) -> String {
        match table {
            "matrix" => self.show().step("probability", name),
            "documents" => self.edition.words.document(name),
            "products" => match self.product(name).text {
                called if called == name => called,
                called => format!("{called} ({name})"),
            },
            "standards" => {
                let mut standards = self.site.inputs.coverage.standards.iter();
                let standard = standards.find(|covered| covered.standard.id == name);
                standard.map_or(name, |covered| &covered.standard.name).to_string()
            }
            _ => name.to_string(),
        }
    }

    fn name_in_words(&self, names: Vocabulary, name: &str) -> String {
        let words = &self.edition.words;
        let built_in = |key: String| words.find(&key).unwrap_or(name).to_string();
        match names {
            Vocabulary::Severity => self.own("severity", name),
            Vocabulary::Probability => self.show().step("probability", name),
            Vocabulary::P1 => self.own("p1", name),
            Vocabulary::P2 => self.own("p2", name),
            Vocabulary::Level => self.own("level", name),
            Vocabulary::Role => self.own("role", name),
            Vocabulary::Person => self.person(name),
            Vocabulary::Kind => built_in(format!("kind.{name}")),
            Vocabulary::Criterion => built_in(format!("criterion.{name}")),
            Vocabulary::Language => built_in(format!("language.{name}")),
            _ => name.to_string(),
        }
    }

    fn set_word(&self, of: Of, word: &str) -> Vec<Inline> {
        let named = |group: &str| match self.own(group, word) {
            // Records write the name, and a reader looks for it in them.
            own if own != word => {
                vec![Inline::text(format!("{own} ")), Inline::Code(word.to_string())]
            }
            own => vec![Inline::text(own)],
        };
        match (of.of, of.field) {
            (Some(Type::Name(names)), _) => vec![Inline::text(self.name_in_words(names, word))],
            (Some(Type::Word), "step") => named(of.scale),
            (Some(Type::Word), "level") => named("level"),
            (Some(Type::Word), "roles") => vec![Inline::text(self.own("role", word))],
            (Some(Type::Word), "soup-evaluation") => vec![Inline::text(self.interval(word))],
            (Some(Type::Number), "below") => vec![Inline::text(format!("< {word}"))],
            (Some(Type::Choice(_)), "languages") => {
                vec![Inline::text(self.name_in_words(Vocabulary::Language, word))]
            }
            (Some(Type::Choice(_) | Type::Word), field) => {
                let groups = ["setting.value", "value"];
                let word_in = |group: &&str| {
                    self.edition.words.find(&format!("{group}.{field}.{word}")).map(str::to_string)
                };
                match groups.iter().find_map(word_in) {
                    Some(known) => vec![Inline::text(known)],
                    None => self.as_written(word),
                }
            }
            _ => self.as_written(word),
        }
    }

    /// Returns a length of time in words; what is none as it is written.
    fn interval(&self, written: &str) -> String {
        let in_words = || {
            let (number, unit) = written.split_once(' ')?;
            let unit = unit.strip_suffix('s').unwrap_or(unit);
            let key = format!("interval.{unit}.{}", if number == "1" { "one" } else { "many" });
            self.edition.words.find(&key)?;
            Some(self.sentence(&key, &[("n", number)]))
        };
        in_words().unwrap_or_else(|| written.to_string())
    }

    fn as_written(&self, word: &str) -> Vec<Inline> {
        match self.has_page(word) {
            true => vec![Inline::RecordLink(word.to_string())],
            false => vec![Inline::text(word)],
        }
    }
}
