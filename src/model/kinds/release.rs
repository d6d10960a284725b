//! Release: one version of a product (IEC 62304, 5.8).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const CARRIED: &[Field] = &[
    Field::required("verifications", Type::Set(&Type::Word), "verifications that it counts for"),
    Field::required("reason", Type::Text, "why it holds for this release, too"),
];

const ARTEFACT: &[Field] = &[
    Field::required("name", Type::Word, "name of the file or image"),
    Field::required("sha256", Type::Digest, "digest of its bytes"),
];

const PART: &[Field] = &[
    Field::required("item", Type::Word, "configuration item"),
    Field::required("version", Type::Word, "its version in the release"),
];

const IDENTIFICATION: &[Field] = &[
    Field::required("new", Type::Flag, "whether the release gets a new identifier"),
    Field::required("reason", Type::Text, "why, or why not"),
];

pub(super) const KIND: Kind = Kind {
    name: "release",
    prefix: "REL",
    summary: "A release: one version of a product.",
    fields: &[
        Field::required("version", Type::Word, "version as users see it"),
        Field::optional("tag", Type::Word, "git tag of the released commit"),
        Field::optional("date", Type::Date, "day of the release"),
        Field::optional("artefacts", Type::Set(&Type::Group(ARTEFACT)), "what is handed over"),
        Field::optional("build_environment", Type::Text, "how and with what it was built"),
        Field::optional("configuration", Type::Set(&Type::Group(PART)), "what it consists of"),
        Field::optional("archive", Type::Text, "where it is kept, and for how long"),
        Field::optional("delivery", Type::Text, "how it reaches its users unchanged"),
        Field::optional(
            "identification",
            Type::Group(IDENTIFICATION),
            "whether it needs a new device or system identifier",
        ),
        Field::optional("authorised_by", Type::Name(Vocabulary::Person), "who released it"),
    ],
    links: &[
        LinkField::to("follows", &["release"], "the release before it")
            .count(0, 1)
            .without_cycles()
            .of_the_past(),
        LinkField::to(
            "carries_over",
            &["result", "test-run"],
            "results of a release before it that hold for this one",
        )
        .with(CARRIED)
        .of_the_past(),
        LinkField::to("includes", &["change"], "changes since the release before it").of_the_past(),
        LinkField::to("accepts", &["anomaly"], "known anomalies with which it goes out")
            .of_the_past(),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
