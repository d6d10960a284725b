//! Usability evaluation, formative or summative (IEC 62366-1, 5.7.2, 5.7.3 and 5.9).

use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

const FINDING: &[Field] = &[
    Field::required("finding", Type::Text, "what was seen"),
    Field::optional("root_cause", Type::Text, "why it happened"),
    Field::optional("action", Type::Text, "what follows from it"),
];

const EFFECTIVENESS: &[Field] = &[Field::required(
    "aspect",
    Type::Choice(&["effectiveness"]),
    "what a pass shows of the target",
)];

pub(super) const KIND: Kind = Kind {
    name: "usability-evaluation",
    prefix: "UE",
    summary: "A usability evaluation: users work with the product, to form it or to judge it.",
    fields: &[
        Field::required("type", Type::Choice(&["formative", "summative"]), "what it is for"),
        Field::optional("version", Type::Word, "version that was evaluated"),
        Field::optional("method", Type::Text, "how it is carried out"),
        Field::optional("participants", Type::Text, "who takes part, and how many"),
        Field::optional("findings", Type::List(&Type::Group(FINDING)), "what was seen"),
    ],
    links: &[
        LinkField::to("evaluates", &["use-scenario"], "scenarios that it covers")
            .count(1, usize::MAX)
            .counting_with_target(),
        LinkField::to("verifies", &["risk-control"], "controls that it shows to be effective")
            .with(EFFECTIVENESS),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
