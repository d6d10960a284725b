//! User need, or use requirement: what someone wants from the product.

use crate::descriptor::{Field, Type};
use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "need",
    prefix: "NEED",
    summary: "A user need or use requirement: what someone wants from the product.",
    fields: &[
        Field::optional("source", Type::Text, "who asked for it, or where it was found"),
        Field::optional(
            "priority",
            Type::Choice(&["must", "should", "could"]),
            "how much it matters",
        ),
    ],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
