//! Residual evaluation: the overall residual risk and the review of risk management (ISO 14971, 8 and 9).

use crate::descriptor::{Field, Type};
use crate::model::kind::{Covers, Kind, LinkField};

const CONCLUSION: &[Field] = &[
    Field::required("acceptable", Type::Flag, "whether the overall residual risk is acceptable"),
    Field::required("rationale", Type::Text, "why"),
];

const CONFIRMED: &[Field] = &[
    Field::required("confirmed", Type::Flag, "whether it is so"),
    Field::required("rationale", Type::Text, "what shows it"),
];

pub(super) const KIND: Kind = Kind {
    name: "residual-evaluation",
    prefix: "RRE",
    summary: "An evaluation of the overall residual risk, and the review of risk management.",
    fields: &[
        Field::required("method", Type::Text, "how all residual risks were looked at together"),
        Field::required("criteria", Type::Text, "what the overall residual risk was held against"),
        Field::required("conclusion", Type::Group(CONCLUSION), "the evaluation"),
        Field::required(
            "plan_carried_out",
            Type::Group(CONFIRMED),
            "whether the risk management plan was carried out",
        ),
        Field::required(
            "post_production_methods",
            Type::Group(CONFIRMED),
            "whether methods to collect and review information after release are in place",
        ),
    ],
    links: &[LinkField::to("of", &["release"], "the release that it evaluates")
        .count(1, 1)
        .belonging_to_target()
        .of_the_past()
        .covering(Covers::KindsOfItsProducts(&["harm", "risk", "risk-control", "benefit-risk"]))],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
