//! Risk: one hazardous situation with one harm, its estimates and evaluation (ISO 14971, 5 to 7).

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const ESTIMATE: &[Field] = &[
    Field::optional("probability", Type::Name(Vocabulary::Probability), "probability step"),
    Field::optional("p1", Type::Name(Vocabulary::P1), "probability that the situation arises"),
    Field::optional("p2", Type::Name(Vocabulary::P2), "probability that it leads to harm"),
    Field::optional(
        "severity",
        Type::Name(Vocabulary::Severity),
        "where it is not that of the harm",
    ),
    Field::optional("severity_rationale", Type::Text, "why the severity is another one"),
];

const ESTIMATES: &[Field] = &[
    Field::optional("initial", Type::Group(ESTIMATE), "before any risk control"),
    Field::optional(
        "after_external_controls",
        Type::Group(ESTIMATE),
        "with the software failing and external controls in place; decides the safety class",
    ),
    Field::optional("residual", Type::Group(ESTIMATE), "after all risk controls"),
];

const EVALUATION: &[Field] = &[
    Field::required("acceptable", Type::Flag, "whether the residual risk is judged acceptable"),
    Field::optional("rationale", Type::Text, "why"),
    Field::optional("as_far_as_possible", Type::Text, "why the risk cannot be reduced further"),
];

const SOURCES: &[&str] = &["software-item", "soup", "use-scenario", "threat"];

pub(super) const KIND: Kind = Kind {
    name: "risk",
    prefix: "RISK",
    summary: "A risk: one hazardous situation with one harm.",
    fields: &[
        Field::optional("sequence_of_events", Type::Text, "how the situation comes about"),
        Field::optional("situation", Type::Text, "the hazardous situation"),
        Field::optional(
            "estimates",
            Type::Group(ESTIMATES),
            "estimates; what is absent is the worst",
        ),
        Field::optional("option_analysis", Type::Text, "which risk controls were considered"),
        Field::optional("no_further_control", Type::Text, "why no risk control is practicable"),
        Field::optional(
            "information_only",
            Type::Text,
            "why information for safety is the only practicable control",
        ),
        Field::optional("evaluation", Type::Group(EVALUATION), "evaluation of the residual risk"),
    ],
    links: &[
        LinkField::to("hazard", &["hazard"], "the hazard").count(1, 1),
        LinkField::to("harm", &["harm"], "the harm").count(1, 1),
        LinkField::to("arises_from", SOURCES, "what can fail, be attacked or be used wrongly")
            .counting_with_target_while_draft(),
        LinkField::to_section("disclosed_in", "where a significant residual risk is disclosed"),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
