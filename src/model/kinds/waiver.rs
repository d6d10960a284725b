//! Waiver: an accepted exception to a rule, for named records and a limited time.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField, Targets};

pub(super) const KIND: Kind = Kind {
    name: "waiver",
    prefix: "WVR",
    summary: "A waiver: an accepted exception to a rule, for named records and a limited time.",
    fields: &[
        Field::required("rule", Type::Name(Vocabulary::Rule), "code of the rule"),
        Field::required("rationale", Type::Text, "why the exception is acceptable"),
        Field::required(
            "approver",
            Type::Name(Vocabulary::Person),
            "who answers for it, with a review of the waiver",
        ),
        Field::required("expires", Type::Date, "the last day on which it counts"),
    ],
    links: &[LinkField {
        targets: Targets::Anything,
        ..LinkField::to("for", &[], "the records, or project-file sections, that are excepted")
    }
    .count(1, usize::MAX)
    .without_resting()],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
