//! SOUP: software of unknown provenance, a third-party component (IEC 62304, 3.29, 5.3.3, 7.1.3 and 8.1.2).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const EVALUATION: &[Field] = &[
    Field::required("date", Type::Date, "day on which the anomaly list was evaluated"),
    Field::required("version", Type::Word, "the version whose anomalies were evaluated"),
    Field::required("by", Type::Name(Vocabulary::Person), "who evaluated it"),
    Field::required("acceptable", Type::Flag, "whether its known anomalies are acceptable here"),
    Field::required("result", Type::Text, "what was found, and what it means for the product"),
];

pub(super) const KIND: Kind = Kind {
    name: "soup",
    prefix: "SOUP",
    summary: "SOUP: a third-party component that the product uses.",
    fields: &[
        Field::optional("supplier", Type::Word, "who makes or maintains it"),
        Field::required("version", Type::Word, "version, or date of issue, that is used"),
        Field::optional("purl", Type::Word, "package URL, such as `pkg:cargo/serde@1.0.228`"),
        Field::optional("licence", Type::Word, "licence under which it is used"),
        Field::optional("purpose", Type::Text, "what it is used for"),
        Field::optional(
            "required_function",
            Type::Text,
            "function and performance that the product needs from it",
        ),
        Field::optional("prerequisites", Type::Text, "hardware and software that it needs"),
        Field::optional("anomaly_list", Type::Word, "where its known anomalies are published"),
        Field::optional("evaluation", Type::Group(EVALUATION), "the newest look at that list"),
    ],
    links: &[LinkField::to("used_in", &["software-item"], "the items that use it")
        .counting_with_target()],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
