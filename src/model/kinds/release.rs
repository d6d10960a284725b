//! Release: one version of a product.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const CARRIED: &[Field] = &[
    Field::required("verifications", Type::Set(&Type::Word), "verifications that it counts for"),
    Field::required("reason", Type::Text, "why it holds for this release, too"),
];

pub(super) const KIND: Kind = Kind {
    name: "release",
    prefix: "REL",
    summary: "A release: one version of a product.",
    fields: &[
        Field::required("version", Type::Word, "version as users see it"),
        Field::optional("tag", Type::Word, "git tag of the released commit"),
        Field::optional("date", Type::Date, "day of the release"),
        Field::optional("authorised_by", Type::Name(Vocabulary::Person), "who released it"),
    ],
    links: &[
        LinkField::to("follows", &["release"], "the release before it")
            .count(0, 1)
            .without_cycles(),
        LinkField::to(
            "carries_over",
            &["result", "test-run"],
            "results of a release before it that hold for this one",
        )
        .with(CARRIED),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
