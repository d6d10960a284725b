//! Verification: a test case, review, analysis or inspection, and what a pass of it shows.

use crate::descriptor::{Field, Type};
use crate::model::kind::{Kind, LinkField};

const TEST: &[Field] = &[
    Field::optional(
        "suite",
        Type::Word,
        "test suite; nested suites joined by `/`, and `*` for what may change",
    ),
    Field::optional("class", Type::Word, "test class; `*` for what may change"),
    Field::required("name", Type::Word, "test name"),
];

const ASPECT: &[Field] = &[Field::required(
    "aspect",
    Type::Choice(&["specification", "fulfilment", "implementation", "effectiveness"]),
    "what a pass shows of the target",
)];

const TARGETS: &[&str] = &["requirement", "software-item", "risk-control"];

pub(super) const KIND: Kind = Kind {
    name: "verification",
    prefix: "VER",
    summary: "A verification: a test case, review, analysis or inspection.",
    fields: &[
        Field::required(
            "level",
            Type::Choice(&["unit", "integration", "system"]),
            "level of testing",
        ),
        Field::required(
            "method",
            Type::Choice(&["test", "review", "analysis", "inspection", "demonstration"]),
            "how it is done",
        ),
        Field::optional("procedure", Type::Text, "the steps"),
        Field::optional("acceptance_criteria", Type::Text, "what must be seen for a pass"),
        Field::optional(
            "tests",
            Type::List(&Type::Group(TEST)),
            "automated tests that carry it out",
        ),
    ],
    links: &[LinkField::to("verifies", TARGETS, "what it shows, and in which aspect")
        .count(1, usize::MAX)
        .counting_with_target()
        .with(ASPECT)],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
