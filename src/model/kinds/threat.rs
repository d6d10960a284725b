//! Threat: how someone could attack the product.

use crate::descriptor::{Field, Type};
use crate::model::kind::Kind;

const CATEGORIES: &[&str] = &[
    "spoofing",
    "tampering",
    "repudiation",
    "information-disclosure",
    "denial-of-service",
    "elevation-of-privilege",
];

pub(super) const KIND: Kind = Kind {
    name: "threat",
    prefix: "THR",
    summary: "A threat: how someone could attack the product.",
    fields: &[
        Field::optional("asset", Type::Text, "what is attacked"),
        Field::optional("category", Type::Choice(CATEGORIES), "what sort of attack it is"),
        Field::optional("cvss", Type::Word, "CVSS vector"),
    ],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
