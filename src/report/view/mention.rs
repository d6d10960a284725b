//! What a template names of a view: only that is written out for it, since a part may hold what
//! thousands of records say.

use serde::Serialize;
use serde_json::{Map, Value, to_value};

/// By this name a template sees everything.
const WHOLE_VIEW: &str = "__tera_context";

/// The code of some templates, without their text, comments and quotations.
#[derive(Debug)]
pub(super) struct Code(String);

/// How much of a part is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mention {
    Nothing,
    /// Nothing but its numbers.
    Numbers,
    Whole,
}

/// A part as templates see it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Seen<'v, T> {
    Numbers(Map<String, Value>),
    Whole(&'v T),
}

/// Says what the numbers of a part are, which is all that most templates ask it for.
pub(super) trait Numbered {
    /// Returns the fields that hold them.
    fn numbers(&self) -> Numbers {
        Vec::new()
    }
}

/// Numbers, or counts by name, under the name of their field.
pub(super) type Numbers = Vec<(&'static str, Value)>;

/// Returns a number, or counts by name.
pub(super) fn number(value: &impl Serialize) -> Value {
    to_value(value).unwrap_or(Value::Null)
}

impl Code {
    pub(super) fn of(templates: &str) -> Self {
        // Where a quotation with such a sign ends is for the engine to say.
        if templates.contains('\\') {
            return Self(WHOLE_VIEW.to_string());
        }
        let mut code = String::new();
        let mut rest = templates;
        while let Some(at) = rest.find('{') {
            rest = &rest[at..];
            let end = ["}}", "%}", "#}"][match rest.as_bytes().get(1) {
                Some(b'{') => 0,
                Some(b'%') => 1,
                Some(b'#') => 2,
                _ => {
                    rest = &rest[1..];
                    continue;
                }
            }];
            let (tag, after) = tag(&rest[2..], end);
            if end != "#}" {
                code.push_str(tag);
                code.push('\n');
            }
            rest = after;
        }
        Self(without_quotations(&code))
    }

    /// Returns a part as far as it is named; none where it is not.
    pub(super) fn seen<'v, T: Numbered>(&self, name: &str, part: &'v T) -> Option<Seen<'v, T>> {
        let numbers = part.numbers();
        let names: Vec<&str> = numbers.iter().map(|(name, _)| *name).collect();
        match self.mention(name, &names) {
            Mention::Nothing => None,
            Mention::Numbers => {
                let named = numbers.into_iter().map(|(name, value)| (name.to_string(), value));
                Some(Seen::Numbers(named.collect()))
            }
            Mention::Whole => Some(Seen::Whole(part)),
        }
    }

    /// Returns whether something that has no numbers is named.
    pub(super) fn names(&self, name: &str) -> bool {
        self.mention(name, &[]) != Mention::Nothing
    }

    fn mention(&self, name: &str, numbers: &[&str]) -> Mention {
        if self.0.contains(WHOLE_VIEW) {
            return Mention::Whole;
        }
        let mut mention = Mention::Nothing;
        for (at, _) in self.0.match_indices(name) {
            let (before, after) = (&self.0[..at], &self.0[at + name.len()..]);
            let is_another = before.ends_with(|c| is_of_name(c) || c == '.')
                || after.starts_with(is_of_name)
                // The name of a block is none of the view.
                || before.trim_end().ends_with("block");
            if is_another {
                continue;
            }
            let field = after.strip_prefix('.').unwrap_or_default();
            let field = field.split(|c| !is_of_name(c)).next().unwrap_or_default();
            if !numbers.contains(&field) {
                return Mention::Whole;
            }
            mention = Mention::Numbers;
        }
        mention
    }
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Splits behind the end of a tag; a tag that is open goes on to the end.
fn tag<'t>(text: &'t str, end: &str) -> (&'t str, &'t str) {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match quote {
            None if text[at..].starts_with(end) => return (&text[..at], &text[at + end.len()..]),
            None if end != "#}" && is_quote(character) => quote = Some(character),
            Some(open) if open == character => quote = None,
            _ => {}
        }
    }
    (text, "")
}

fn without_quotations(code: &str) -> String {
    let mut quote = None;
    code.chars()
        .map(|character| match quote {
            None if is_quote(character) => {
                quote = Some(character);
                ' '
            }
            None => character,
            Some(open) => {
                quote = quote.filter(|_| open != character);
                ' '
            }
        })
        .collect()
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_names_is_found() {
        let table = [
            ("", Mention::Nothing),
            ("risks.counts {# risks #} { risks }", Mention::Nothing),
            (
                "{{ table(name=\"open-risks\") }}{% block risks -%}{% endblock risks %}",
                Mention::Nothing,
            ),
            ("{{ my_risks }}{{ risks_of }}{{ front.risks }}", Mention::Nothing),
            ("{{ '}}' ~ risks }}", Mention::Whole),
            ("{% if risks.counts.retired > 0 -%}", Mention::Numbers),
            ("{{-risks.counts.all}} {{ 3 -risks.counts.all }}", Mention::Numbers),
            ("{% if risks.counts.all %}{% for risk in risks.risks %}", Mention::Whole),
            ("{{ risks.counts_of }}", Mention::Whole),
            ("{{ risks }}", Mention::Whole),
            ("{{ risks[\"counts\"] }}", Mention::Whole),
            ("{{ __tera_context }}", Mention::Whole),
            ("{{ risks", Mention::Whole),
            (r#"{{ say(key="a\"") ~ risks }}"#, Mention::Whole),
        ];
        for (template, expected) in table {
            assert_eq!(Code::of(template).mention("risks", &["counts"]), expected, "{template}");
        }
    }
}
