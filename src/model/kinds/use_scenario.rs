//! Hazard-related use scenario (IEC 62366-1, 3.8 and 5.3 to 5.5).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::Kind;

const SUMMATIVE: &[Field] = &[
    Field::required("selected", Type::Flag, "whether it is part of the summative evaluation"),
    Field::required("rationale", Type::Text, "why, or why not"),
];

pub(super) const KIND: Kind = Kind {
    name: "use-scenario",
    prefix: "US",
    summary: "A hazard-related use scenario: tasks of a user, and the mistakes that may cause harm.",
    fields: &[
        Field::optional("user_profile", Type::Text, "who uses the product here"),
        Field::optional("tasks", Type::Text, "what the user does, in order"),
        Field::optional("use_errors", Type::Text, "mistakes that can be foreseen"),
        Field::optional("severity", Type::Name(Vocabulary::Severity), "the worst that may follow"),
        Field::optional("summative", Type::Group(SUMMATIVE), "selection for summative evaluation"),
    ],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
