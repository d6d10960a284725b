//! The filters of `list`, checked against the project before any record is looked at.

use crate::assess::Assessment;
use crate::config::Config;
use crate::descriptor::{Field, Type, Vocabulary, nearest};
use crate::error::Error;
use crate::graph::TraceGraph;
use crate::model::kinds::KINDS;
use crate::model::{ENVELOPE, Kind, Project, Record, Status};
use crate::yaml::{Node, Value};
use clap::{Args, ValueEnum};

/// What `list` leaves out; filters that are given together must all hold.
#[derive(Debug, Args)]
pub(super) struct Filters {
    /// Only records of this status.
    #[arg(long, value_enum)]
    status: Option<StatusWord>,
    /// Only records with this tag; given twice, with both.
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only records of this product, those that are shared by all products included.
    #[arg(long, value_name = "PRODUCT")]
    product: Option<String>,
    /// Only records with this value, as in estimates.residual.probability=rare or controls=RISK-004.
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    conditions: Vec<String>,
    /// Only records without a valid approval that they need; with the sections of the project file and
    /// of documents that need one, where nothing else is asked for.
    #[arg(long)]
    unapproved: bool,
    /// Only requirements and risk controls that no passing results show.
    #[arg(long)]
    unverified: bool,
    /// Release to judge for --unverified; by default the one with the tag of --rev, else the one draft.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatusWord {
    Draft,
    Active,
    Retired,
}

impl From<StatusWord> for Status {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Draft => Status::Draft,
            StatusWord::Active => Status::Active,
            StatusWord::Retired => Status::Retired,
        }
    }
}

/// Filters whose names the project has.
pub(super) struct Filter<'f> {
    filters: &'f Filters,
    conditions: Vec<(Vec<&'f str>, &'f str)>,
}

impl Filters {
    /// Returns whether every approval that is missing is asked for, not only that of some records.
    pub(super) fn is_every_unapproved(&self) -> bool {
        let Self { status, tag, product, conditions, unapproved, unverified, release: _ } = self;
        let is_of_records = status.is_some() || product.is_some() || *unverified;
        *unapproved && !is_of_records && tag.is_empty() && conditions.is_empty()
    }

    /// Returns the release that is to be judged.
    pub(super) fn release(&self) -> Option<&str> {
        self.release.as_deref()
    }

    /// Checks product and fields; fields are those of `kinds`, or of all kinds where there are none.
    pub(super) fn of_project(
        &self,
        project: &Project,
        kinds: &[&'static Kind],
    ) -> Result<Filter<'_>, Error> {
        if let Some(product) = &self.product {
            check_product(product, &project.config)?;
        }
        let kinds = if kinds.is_empty() { KINDS } else { kinds };
        let condition = |given: &'_ String| -> Result<(), Error> {
            let (path, _) = split(given)?;
            check_path(&path, kinds, &project.config)
        };
        self.conditions.iter().try_for_each(condition)?;
        let conditions = self.conditions.iter().map(|given| split(given));
        Ok(Filter { filters: self, conditions: conditions.collect::<Result<_, _>>()? })
    }
}

fn split(given: &str) -> Result<(Vec<&str>, &str), Error> {
    let (path, value) = given.split_once('=').ok_or_else(|| {
        Error::Usage(format!("`--where {given}`: write it as `--where FIELD=VALUE`"))
    })?;
    Ok((path.split('.').collect(), value))
}

fn check_product(product: &str, config: &Config) -> Result<(), Error> {
    let known = config.names.of(Vocabulary::Product).unwrap_or_default();
    match known.iter().any(|name| name == product) {
        true => Ok(()),
        false => Err(unknown("product", product, known.iter().map(String::as_str))),
    }
}

fn unknown<'n>(noun: &str, name: &str, valid: impl Iterator<Item = &'n str> + Clone) -> Error {
    let hint = match nearest(name, valid.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", valid.collect::<Vec<_>>().join(", ")),
    };
    Error::Usage(format!("no {noun} is called `{name}`; {hint}"))
}

/// Refuses a path that no record could hold; it would find nothing and look like an answer.
fn check_path(path: &[&str], kinds: &[&'static Kind], config: &Config) -> Result<(), Error> {
    let Some((first, rest)) = path.split_first() else { return Ok(()) };
    let fields = || kinds.iter().flat_map(|kind| kind.fields).chain(ENVELOPE);
    let links = || kinds.iter().flat_map(|kind| kind.links);
    let of_field: Vec<&Field> = fields().filter(|field| field.name == *first).collect();
    let of_link: Vec<_> = links().filter(|link| link.name == *first).collect();
    if of_field.is_empty() && of_link.is_empty() {
        let mut names: Vec<&str> =
            fields().map(|field| field.name).chain(links().map(|link| link.name)).collect();
        names.sort_unstable();
        names.dedup();
        return Err(unknown("field", first, names.into_iter()));
    }
    let in_link = |name: &str| {
        let mut attributes = of_link.iter().flat_map(|link| link.attributes);
        name == "to" || attributes.any(|attribute| attribute.name == name)
    };
    if matches!(rest, [name] if !of_link.is_empty() && in_link(name)) {
        return Ok(());
    }
    // Kinds may have different fields of one name; the path must fit one of them.
    let mut faults = of_field.iter().map(|field| check_inside(rest, &field.of, config));
    match (rest, faults.next()) {
        ([], _) => Ok(()),
        (_, Some(fault)) if fault.is_err() && faults.all(|other| other.is_err()) => fault,
        ([name, ..], None) => Err(unknown("field", name, std::iter::once("to"))),
        _ => Ok(()),
    }
}

/// Checks the rest of a path inside a value; what is written freely may be called anything.
fn check_inside(path: &[&str], of: &Type, config: &Config) -> Result<(), Error> {
    let Some((first, rest)) = path.split_first() else { return Ok(()) };
    match of {
        Type::Group(fields) => match fields.iter().find(|field| field.name == *first) {
            Some(field) => check_inside(rest, &field.of, config),
            None => Err(unknown("field", first, fields.iter().map(|field| field.name))),
        },
        Type::List(inner) | Type::Set(inner) => check_inside(path, inner, config),
        Type::Table(_, inner) => check_inside(rest, inner, config),
        Type::Custom => {
            let custom = &config.names.custom;
            match custom.iter().find(|field| field.name == *first) {
                Some(field) => check_inside(rest, &field.of, config),
                None => {
                    Err(unknown("custom field", first, custom.iter().map(|field| &*field.name)))
                }
            }
        }
        Type::Text => match config.languages.iter().any(|language| language == first) {
            true => Ok(()),
            false => Err(unknown("language", first, config.languages.iter().map(String::as_str))),
        },
        _ => Err(Error::Usage(format!("`{first}` cannot be looked up in a single value"))),
    }
}

impl Filter<'_> {
    /// Returns whether a record passes every filter.
    pub(super) fn wants<'a>(
        &self,
        record: &'a Record,
        graph: &TraceGraph<'a>,
        assessment: &Assessment<'a>,
    ) -> bool {
        let Filters { status, tag, product, unapproved, unverified, .. } = self.filters;
        status.is_none_or(|status| record.status == status.into())
            && tag.iter().all(|tag| holds(&record.node, &["tags"], tag))
            && product.as_ref().is_none_or(|product| graph.project.is_of_product(record, product))
            && self.conditions.iter().all(|(path, value)| is_so(record, path, value))
            && (!unapproved || !assessment.approvals.of_record(record).is_valid())
            && (!unverified || is_unverified(record, graph, assessment))
    }
}

/// Status and kind have a value in every record, whether it is written or not.
fn is_so(record: &Record, path: &[&str], value: &str) -> bool {
    match path {
        ["status"] => record.status.word() == value,
        ["kind"] => record.kind.name == value,
        _ => holds(&record.node, path, value),
    }
}

/// Returns whether a path leads to a value; in lists any item, in links and languages any entry.
fn holds(node: &Node, path: &[&str], value: &str) -> bool {
    match (&node.value, path) {
        (Value::List(items), _) => items.iter().any(|item| holds(item, path, value)),
        (Value::Map(_), [first, rest @ ..]) => {
            node.get(first).is_some_and(|next| holds(next, rest, value))
        }
        (Value::Map(entries), []) => match node.get("to") {
            Some(to) => holds(to, &[], value),
            None => entries.iter().any(|entry| entry.value.text() == Some(value)),
        },
        (Value::Scalar(_), [] | ["to"]) => node.text() == Some(value),
        _ => false,
    }
}

fn is_unverified<'a>(
    record: &'a Record,
    graph: &TraceGraph<'a>,
    assessment: &Assessment<'a>,
) -> bool {
    let aspects: &[&str] = match record.kind.name {
        "requirement" => &["fulfilment"],
        "risk-control" => &["implementation", "effectiveness"],
        _ => return false,
    };
    let is_shown = |aspect: &&str| assessment.is_verified(graph, record, aspect);
    record.status != Status::Retired && !aspects.iter().all(is_shown)
}
