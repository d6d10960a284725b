//! Benefit-risk analysis: why the benefits outweigh a residual risk (ISO 14971, 7.4 and 8).

use crate::descriptor::{Field, Type};
use crate::model::kind::{Covers, Kind, LinkField};

const BENEFIT: &[Field] = &[
    Field::required("benefit", Type::Text, "what patients or users gain"),
    Field::required("evidence", Type::Text, "what shows it, such as literature or own data"),
];

pub(super) const KIND: Kind = Kind {
    name: "benefit-risk",
    prefix: "BRA",
    summary: "A benefit-risk analysis of one residual risk, or of all that remain together.",
    fields: &[
        Field::required(
            "scope",
            Type::Choice(&["one-risk", "overall"]),
            "whether it weighs one residual risk or the overall one",
        ),
        Field::required("benefits", Type::List(&Type::Group(BENEFIT)), "benefits, with evidence"),
        Field::optional(
            "not_practicable",
            Type::Text,
            "why no further risk control is practicable; needed for one risk",
        ),
        Field::required(
            "conclusion",
            Type::Choice(&["outweighs", "does-not-outweigh"]),
            "whether the benefits outweigh the residual risk",
        ),
    ],
    // What was weighed is the risk as it stood then, so a changed estimate or a harm that became
    // more severe outdates the approval.
    links: &[LinkField::to("justifies", &["risk"], "the risk that it weighs, where it is one")
        .counting_with_target()
        .covering(Covers::Target(&["harm"]))],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
