//! System or software requirement (design input).

use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

/// Requirement categories (IEC 62304, 5.2.2).
const CATEGORIES: &[&str] = &[
    "functional",
    "inputs-outputs",
    "interface",
    "alarm-message",
    "security",
    "user-interface",
    "data",
    "installation-acceptance",
    "operation-maintenance",
    "network",
    "user-maintenance",
    "regulatory",
    "performance",
    "labelling",
];

pub(super) const KIND: Kind = Kind {
    name: "requirement",
    prefix: "REQ",
    summary: "A system or software requirement: what the product must do or be.",
    fields: &[
        Field::required("level", Type::Choice(&["system", "software"]), "where it applies"),
        Field::optional("category", Type::Set(&Type::Choice(CATEGORIES)), "what it is about"),
    ],
    links: &[
        LinkField::to("satisfies", &["need", "requirement"], "what it was derived from")
            .without_cycles(),
        LinkField::to(
            "implements",
            &["risk-control"],
            "risk controls that it puts into the product",
        ),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
