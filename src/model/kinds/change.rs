//! Change request, with the answers on what it touches (IEC 62304, 6.2 and 8.2).

use super::DESIGN_KINDS;
use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

const IMPACT: &[Field] = &[
    Field::optional("intended_purpose", Type::Text, "purpose and qualification"),
    Field::optional("risk", Type::Text, "risks and risk controls"),
    Field::optional("safety_class", Type::Text, "software safety classes"),
    Field::optional("security", Type::Text, "information security"),
    Field::optional("usability", Type::Text, "use and user interface"),
    Field::optional("connecting_systems", Type::Text, "systems that are connected to the product"),
    Field::optional("identification", Type::Text, "whether the product needs a new identifier"),
];

pub(super) const KIND: Kind = Kind {
    name: "change",
    prefix: "CR",
    summary: "A change request: what is to be changed, why, and what that touches.",
    fields: &[
        Field::optional("reason", Type::Text, "why it is changed"),
        Field::optional("impact", Type::Group(IMPACT), "what the change means for each of these"),
    ],
    links: &[
        LinkField::to("resolves", &["problem-report"], "problems that it resolves").of_the_past(),
        LinkField::to("changes", DESIGN_KINDS, "what is changed")
            .counting_with_target()
            .of_the_past(),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
