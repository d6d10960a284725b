//! Anomaly: a known fault that stays in a release (IEC 62304, 5.8.2 and 5.8.3).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

pub(super) const KIND: Kind = Kind {
    name: "anomaly",
    prefix: "ANO",
    summary: "An anomaly: a known fault that stays in a release.",
    fields: &[
        Field::optional("severity", Type::Name(Vocabulary::Severity), "the worst it can lead to"),
        Field::optional("evaluation", Type::Text, "what it means for safety and use"),
        Field::optional("acceptable", Type::Flag, "whether a release may go out with it"),
    ],
    links: &[
        LinkField::to("affects", &["requirement", "software-item", "soup"], "what it concerns")
            .counting_with_target(),
        LinkField::to("contributes_to", &["risk"], "risks to which it may contribute")
            .counting_with_target(),
        LinkField::to("from", &["problem-report"], "the report that brought it to light")
            .counting_with_target()
            .of_the_past(),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
