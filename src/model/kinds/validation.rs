//! Validation: whether the product serves its users, before release or in production.

use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

const EFFECTIVENESS: &[Field] = &[Field::required(
    "aspect",
    Type::Choice(&["effectiveness"]),
    "what a pass shows of the target",
)];

pub(super) const KIND: Kind = Kind {
    name: "validation",
    prefix: "VAL",
    summary: "A validation: shows that the product serves the needs of its users.",
    fields: &[
        Field::optional("environment", Type::Text, "where it is carried out"),
        Field::optional("criteria", Type::Text, "what counts as a pass"),
        Field::optional("team", Type::Text, "who carries it out"),
        Field::optional("independence", Type::Text, "how the team is independent of the design"),
        Field::optional("participants", Type::Text, "users who take part"),
        Field::optional("deviations", Type::Text, "what was done in another way than planned"),
        Field::optional("conclusion", Type::Text, "what follows from its results"),
        Field::optional(
            "required_for_release",
            Type::Flag,
            "whether it must pass before release; it must if this is left out",
        ),
        Field::optional("required_rationale", Type::Text, "why it must, or why it need not"),
    ],
    links: &[
        LinkField::to("validates", &["need"], "needs that it covers"),
        LinkField::to("verifies", &["risk-control"], "controls that it shows to be effective")
            .with(EFFECTIVENESS),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
