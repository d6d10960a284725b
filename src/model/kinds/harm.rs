//! Harm: injury or damage, with its severity (ISO 14971, 3.3 and 3.27).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "harm",
    prefix: "HARM",
    summary: "A harm: injury or damage to a person, property or the environment.",
    fields: &[
        Field::optional("category", Type::Word, "group in which harms are listed"),
        Field::required(
            "severity",
            Type::Name(Vocabulary::Severity),
            "severity step of techfile.yaml",
        ),
    ],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
