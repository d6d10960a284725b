//! Descriptors of fields → one row a field, with its path and what it takes in words.

use crate::descriptor::{Field, Type, Vocabulary};
use serde::Serialize;

/// A field of a record kind, of the project file or of an entry of a link.
#[derive(Debug, Serialize)]
pub struct FieldRow {
    /// Its name below the names of the fields that it is in, as in `initial.severity`.
    pub path: String,
    /// What it takes, in words.
    pub takes: String,
    /// Whether it must be there.
    pub needed: bool,
    /// What it is.
    pub doc: &'static str,
}

/// Returns fields and what is inside them, each with its whole path.
pub fn field_rows(path: &str, fields: &[Field]) -> Vec<FieldRow> {
    let mut rows = Vec::new();
    for field in fields {
        let (path, takes) = (format!("{path}{}", field.name), type_name(&field.of));
        let (inner, suffix) = inner_fields(&field.of);
        let below = format!("{path}{suffix}.");
        rows.push(FieldRow { path, takes, needed: field.required, doc: field.doc });
        rows.extend(field_rows(&below, inner));
    }
    rows
}

/// Returns the fields below a type and how a path goes on to them.
fn inner_fields(of: &Type) -> (&'static [Field], String) {
    match of {
        Type::Group(fields) => (fields, String::new()),
        Type::List(item) | Type::Set(item) => {
            let (fields, rest) = inner_fields(item);
            (fields, format!("[]{rest}"))
        }
        Type::Table(keys, values) => {
            let (fields, rest) = inner_fields(values);
            (fields, format!(".<{}>{rest}", keys.noun()))
        }
        _ => (&[], String::new()),
    }
}

fn type_name(of: &Type) -> String {
    match of {
        Type::Text => "text".to_string(),
        Type::Word => "word".to_string(),
        Type::Choice(words) => {
            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        }
        Type::Flag => "`true` or `false`".to_string(),
        Type::Number => "number".to_string(),
        Type::Date => "day".to_string(),
        Type::Moment => "day, or time with offset".to_string(),
        Type::Digest => "SHA-256".to_string(),
        Type::Name(Vocabulary::Any) => "name".to_string(),
        Type::Name(vocabulary) if vocabulary.is_of_techfile() => format!("a {}", vocabulary.noun()),
        Type::Name(vocabulary) => format!("a {} of techfile.yaml", vocabulary.noun()),
        Type::List(item) => format!("list of: {}", type_name(item)),
        Type::Set(item) => format!("one or several: {}", type_name(item)),
        Type::Group(_) => "mapping".to_string(),
        Type::Table(keys, values) => {
            format!("mapping of {} to: {}", keys.noun(), type_name(values))
        }
        Type::Custom => "mapping".to_string(),
    }
}
