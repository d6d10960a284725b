//! Design review: people look at a stage of the design together (ISO 13485, 7.3.5).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField, Targets};

const ACTION: &[Field] = &[
    Field::required("action", Type::Text, "what is to be done").kept(),
    Field::optional("by", Type::Name(Vocabulary::Person), "who does it"),
    Field::optional("done", Type::Date, "when it was done"),
];

pub(super) const KIND: Kind = Kind {
    name: "design-review",
    prefix: "DR",
    summary: "A design review: people look at a stage of the design together.",
    fields: &[
        Field::required("stage", Type::Word, "stage of the development"),
        Field::required("date", Type::Date, "when it was held"),
        Field::optional(
            "participants",
            Type::Set(&Type::Name(Vocabulary::Person)),
            "people of the project who took part",
        ),
        Field::optional("specialists", Type::Text, "other people who took part"),
        Field::optional("conclusion", Type::Text, "what was concluded"),
        Field::optional("actions", Type::List(&Type::Group(ACTION)), "what is to be done"),
    ],
    links: &[LinkField {
        targets: Targets::Anything,
        ..LinkField::to("covers", &[], "what was reviewed")
    }
    .counting_with_target()
    .of_the_past()
    .without_resting()],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
