//! What a narrative text may ask for: a record by its id in brackets, and counts and lists of records.
//!
//! The set is small and closed. What a text asks for is computed when a document is made; what is
//! asked wrongly is told with its place, and shown as it was typed.

use super::kind::{ENVELOPE, Kind};
use super::kinds::{KINDS, kind_named};
use super::target::{Target, prefix_of};
use crate::descriptor::{Field, Type, nearest};

/// A part of a text that is more than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// `[RISK-004]` or `[doc:instructions-for-use#warnings]`: what stands in the brackets.
    Reference(&'t str),
    /// An id such as `RISK-004` that stands in a sentence.
    Id(&'t str),
    /// `{{ count(kind="risk") }}`: what stands in the braces.
    Query(&'t str),
}

/// What a text asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// How many records there are.
    Count(Filter),
    /// The records, each with its title.
    Records(Filter),
    /// One of [`FACTS`].
    Fact(&'static str),
}

/// Which records are meant: those of a kind that meet every condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub kind: &'static str,
    /// Field or link, as a path with dots, and the value that it must have.
    pub conditions: Vec<(String, String)>,
}

/// What `value(name="…")` can say.
pub const FACTS: &[&str] = &["product", "version", "release", "manufacturer", "baseline"];

/// What `state="…"` can ask for, which is judged and stands in no record.
pub const STATES: &[(&str, &[&str])] = &[
    ("risk", &["controlled", "unmitigated"]),
    ("requirement", &["verified", "not-verified", "no-verification"]),
    ("verification", OUTCOMES),
    ("validation", OUTCOMES),
    ("usability-evaluation", OUTCOMES),
    ("problem-report", &["open", "closed"]),
];

const OUTCOMES: &[&str] = &["pass", "missing", "skipped", "blocked", "fail", "not-evaluable"];

const FUNCTIONS: &[&str] = &["count", "records", "value"];

/// A reference that is longer than this is none.
const LONGEST: usize = 160;

/// Returns the parts of a text that are more than text, each with the bytes from which to which it
/// stands, in order.
pub fn pieces(text: &str) -> Vec<(usize, usize, Piece<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['[', '{']).map(|offset| at + offset) {
        ids(text, at, start, &mut found);
        match query_at(text, start).or_else(|| reference_at(text, start)) {
            Some((end, piece)) => {
                found.push((start, end, piece));
                at = end;
            }
            None => at = start + 1,
        }
    }
    ids(text, at, text.len(), &mut found);
    found
}

fn query_at(text: &str, start: usize) -> Option<(usize, Piece<'_>)> {
    let inner = text[start..].strip_prefix("{{")?;
    let (inner, _) = inner.split_once("}}")?;
    Some((start + inner.len() + 4, Piece::Query(inner.trim())))
}

fn reference_at(text: &str, start: usize) -> Option<(usize, Piece<'_>)> {
    let inner = text[start..].strip_prefix('[')?;
    let (inner, after) = inner.split_once(']')?;
    let is_link = after.starts_with(['(', '[', ':']) || text[..start].ends_with([']', '!']);
    let is_target =
        matches!(Target::parse(inner), Some(Target::Record(_) | Target::Section { .. }));
    let is_reference = is_target && !is_link && inner.len() <= LONGEST;
    is_reference.then_some((start + inner.len() + 2, Piece::Reference(inner)))
}

/// Finds words such as `RISK-004` of a kind that there is; only digits after the prefix, so that no
/// name of something else is taken for one.
fn ids<'t>(text: &'t str, from: usize, to: usize, found: &mut Vec<(usize, usize, Piece<'t>)>) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '#');
    let mut at = from;
    for word in text[from..to].split(|c| !is_part(c)) {
        let start = at;
        at += word.len();
        at += text[at..to].chars().next().map_or(0, char::len_utf8);
        let word = word.trim_end_matches(['.', ':']);
        let is_id = prefix_of(word).is_some_and(|prefix| {
            KINDS.iter().any(|kind| kind.prefix == prefix)
                && word[prefix.len() + 1..].bytes().all(|b| b.is_ascii_digit())
        });
        if is_id {
            found.push((start, start + word.len(), Piece::Id(word)));
        }
    }
}

impl Query {
    /// Reads what stands between the braces, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, arguments) = text
            .strip_suffix(')')
            .and_then(|call| call.split_once('('))
            .ok_or_else(|| "expected a call such as `count(kind=\"risk\")`".to_string())?;
        let mut arguments = arguments_of(arguments)?;
        let mut take = |name: &str| {
            let at = arguments.iter().position(|(key, _)| key == name)?;
            Some(arguments.remove(at).1)
        };
        match name.trim() {
            "value" => {
                let fact = take("name").ok_or("`value` needs a `name`")?;
                no_more(&arguments)?;
                let known = FACTS.iter().find(|known| **known == fact);
                known.map(|fact| Query::Fact(fact)).ok_or_else(|| unknown("value", &fact, FACTS))
            }
            function @ ("count" | "records") => {
                let kind = take("kind").ok_or_else(|| format!("`{function}` needs a `kind`"))?;
                let filter = Filter::new(&kind, arguments)?;
                let is_count = function == "count";
                Ok(if is_count { Query::Count(filter) } else { Query::Records(filter) })
            }
            other => Err(unknown("function", other, FUNCTIONS)),
        }
    }
}

impl Filter {
    /// Makes a filter whose kind, fields and values exist, or says which does not.
    pub fn new(kind: &str, conditions: Vec<(String, String)>) -> Result<Self, String> {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let kind = kind_named(kind).ok_or_else(|| unknown("kind", kind, &names))?;
        conditions.iter().try_for_each(|(path, value)| check(kind, path, value))?;
        Ok(Self { kind: kind.name, conditions })
    }
}

fn check(kind: &Kind, path: &str, value: &str) -> Result<(), String> {
    if path == "state" {
        let states = STATES.iter().find(|(of, _)| *of == kind.name).map(|(_, states)| *states);
        let states = states.ok_or_else(|| format!("a `{}` has no `state`", kind.name))?;
        let is_known = states.contains(&value);
        return is_known.then_some(()).ok_or_else(|| unknown("state", value, states));
    }
    let mut fields: Vec<&Field> = ENVELOPE.iter().chain(kind.fields).collect();
    let parts: Vec<&str> = path.split('.').collect();
    for (depth, part) in parts.iter().enumerate() {
        if depth == 0 && kind.links.iter().any(|link| link.name == *part) {
            return Ok(());
        }
        let Some(field) = fields.iter().find(|field| field.name == *part) else {
            let links = kind.links.iter().map(|link| link.name).filter(|_| depth == 0);
            let known: Vec<&str> = fields.iter().map(|field| field.name).chain(links).collect();
            return Err(unknown("field", part, &known));
        };
        match field.of {
            Type::Group(inner) => fields = inner.iter().collect(),
            Type::Custom => return Ok(()),
            Type::Choice(values) | Type::Set(&Type::Choice(values)) if !values.contains(&value) => {
                return Err(unknown("value", value, values));
            }
            Type::Flag if !matches!(value, "true" | "false") => {
                return Err(unknown("value", value, &["true", "false"]));
            }
            _ => fields = Vec::new(),
        }
    }
    Ok(())
}

fn no_more(arguments: &[(String, String)]) -> Result<(), String> {
    match arguments.first() {
        Some((key, _)) => Err(format!("`{key}` is not expected here")),
        None => Ok(()),
    }
}

/// Reads `kind="risk", status="draft"`.
fn arguments_of(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut arguments: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let expected = || "expected arguments such as `kind=\"risk\"`".to_string();
        let (key, after) = rest.split_once('=').ok_or_else(expected)?;
        let after = after.trim_start().strip_prefix('"').ok_or_else(expected)?;
        let (value, after) = after.split_once('"').ok_or_else(expected)?;
        let key = key.trim();
        if arguments.iter().any(|(known, _)| known == key) {
            return Err(format!("`{key}` stands twice"));
        }
        arguments.push((key.to_string(), value.to_string()));
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err(expected()),
        };
    }
    Ok(arguments)
}

fn unknown(noun: &str, name: &str, valid: &[&str]) -> String {
    match nearest(name, valid.iter().copied()) {
        Some(near) => format!("unknown {noun} `{name}`; did you mean `{near}`?"),
        None => format!("unknown {noun} `{name}`; there are: {}", valid.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_ids_and_queries_are_found_where_they_stand() {
        let text =
            "Å [RISK-004], [RISK-5](x) RISK-6. {{ count(kind=\"risk\") }} [x] ISO-1 REQ-x {{";
        let found: Vec<(&str, Piece<'_>)> = pieces(text)
            .into_iter()
            .map(|(start, end, piece)| (&text[start..end], piece))
            .collect();
        let expected = [
            ("[RISK-004]", Piece::Reference("RISK-004")),
            ("RISK-5", Piece::Id("RISK-5")),
            ("RISK-6", Piece::Id("RISK-6")),
            ("{{ count(kind=\"risk\") }}", Piece::Query("count(kind=\"risk\")")),
        ];
        assert_eq!(found, expected);
        let section = "[doc:ifu#warnings]";
        assert_eq!(pieces(section), [(0, 18, Piece::Reference("doc:ifu#warnings"))]);
    }

    #[test]
    fn queries_are_read_or_said_to_be_wrong() {
        let filter = |kind, conditions: &[(&str, &str)]| Filter {
            kind,
            conditions: conditions.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
        };
        let draft = filter("risk", &[("status", "draft")]);
        assert_eq!(Query::parse("count(kind=\"risk\", status=\"draft\")"), Ok(Query::Count(draft)));
        let complete = filter("risk", &[("state", "unmitigated")]);
        let list = Query::parse("records( kind = \"risk\" , state=\"unmitigated\" )");
        assert_eq!(list, Ok(Query::Records(complete)));
        assert_eq!(Query::parse("value(name=\"version\")"), Ok(Query::Fact("version")));
        let table = [
            ("count", "expected a call such as `count(kind=\"risk\")`"),
            ("cuont(kind=\"risk\")", "unknown function `cuont`; did you mean `count`?"),
            ("count()", "`count` needs a `kind`"),
            ("count(kind=risk)", "expected arguments such as `kind=\"risk\"`"),
            ("count(kind=\"risks\")", "unknown kind `risks`; did you mean `risk`?"),
            ("count(kind=\"risk\", kind=\"risk\")", "`kind` stands twice"),
            ("count(kind=\"soup\", state=\"x\")", "a `soup` has no `state`"),
            (
                "count(kind=\"risk\", status=\"drafts\")",
                "unknown value `drafts`; did you mean `draft`?",
            ),
            ("count(kind=\"need\", sorce=\"x\")", "unknown field `sorce`; did you mean `source`?"),
            ("value(name=\"versoin\")", "unknown value `versoin`; did you mean `version`?"),
        ];
        for (text, expected) in table {
            assert_eq!(Query::parse(text), Err(expected.to_string()), "{text}");
        }
    }
}
