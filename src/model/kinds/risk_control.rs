//! Risk control: one measure against one or more risks (ISO 14971, 7).

use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

const OUTCOME: &[Field] =
    &[Field::optional("none", Type::Text, "why the control leads to no new or changed risk")];

const OPTIONS: &[&str] = &["inherent-safety", "protective-measure", "information-for-safety"];

pub(super) const KIND: Kind = Kind {
    name: "risk-control",
    prefix: "RC",
    summary: "A risk control: one measure that reduces one or more risks.",
    fields: &[
        Field::required("option", Type::Choice(OPTIONS), "what sort of measure it is"),
        Field::required("external", Type::Flag, "whether it is outside the software system"),
        Field::optional("procedure", Type::Text, "the procedure that carries it out"),
        Field::optional(
            "outcome",
            Type::Group(OUTCOME),
            "the reason why there is no effect on other risks",
        ),
    ],
    links: &[
        LinkField::to("controls", &["risk"], "risks that it reduces")
            .count(1, usize::MAX)
            .counting_with_target(),
        LinkField::to("introduces", &["risk"], "risks that it brings about").counting_with_target(),
        LinkField::to("affects", &["risk"], "risks that it changes").counting_with_target(),
        LinkField::to_section("implemented_in", "where it is written for users"),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
