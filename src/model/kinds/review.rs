//! Review: who reviewed or approved what, and which state of it.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField, Targets};

const PIN: &[Field] = &[Field::required(
    "fingerprint",
    Type::Word,
    "fingerprint of what was reviewed, as `techfile fingerprint` prints it",
)];

pub(super) const KIND: Kind = Kind {
    name: "review",
    prefix: "REV",
    summary: "A review: who reviewed or approved what, and in which state.",
    fields: &[
        Field::required("by", Type::Name(Vocabulary::Person), "the person"),
        Field::required(
            "role",
            Type::Name(Vocabulary::Role),
            "the role in which the person decided",
        ),
        Field::required(
            "meaning",
            Type::Choice(&["reviewed", "approved"]),
            "what the decision means",
        ),
        Field::required("decision", Type::Choice(&["accepted", "rejected"]), "the decision"),
        Field::required("date", Type::Moment, "when it was decided"),
        Field::optional("comment", Type::Text, "remarks"),
    ],
    links: &[LinkField {
        targets: Targets::Anything,
        ..LinkField::to("of", &[], "what was reviewed")
    }
    .count(1, usize::MAX)
    .of_the_past()
    .without_resting()
    .with(PIN)],
    titled: false,
    needs_approval: false,
    retires_with_reason: false,
};
