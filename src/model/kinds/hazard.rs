//! Hazard: a potential source of harm (ISO 14971, 3.4).

use crate::descriptor::{Field, Type};
use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "hazard",
    prefix: "HAZ",
    summary: "A hazard: a potential source of harm.",
    fields: &[Field::optional("category", Type::Word, "group in which hazards are listed")],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
