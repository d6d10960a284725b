//! Software system, item or unit, with its safety class.

use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

pub(super) const KIND: Kind = Kind {
    name: "software-item",
    prefix: "ITEM",
    summary: "A software system, item or unit of the architecture.",
    fields: &[
        Field::required("type", Type::Choice(&["system", "item", "unit"]), "its level"),
        Field::optional(
            "safety_class",
            Type::Choice(&["A", "B", "C"]),
            "declared software safety class",
        ),
        Field::optional("class_rationale", Type::Text, "why that class"),
        Field::optional(
            "segregation",
            Type::Text,
            "what keeps it apart from items of a higher class",
        ),
    ],
    links: &[
        LinkField::to("part_of", &["software-item"], "the item that contains it")
            .count(0, 1)
            .without_cycles()
            .counting_with_target(),
        LinkField::to("realizes", &["requirement"], "requirements that it fulfils"),
        LinkField::to("implements", &["risk-control"], "risk controls that it carries out"),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
