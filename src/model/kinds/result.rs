//! Result: one verdict given by hand on one release.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const ACTIVITIES: &[&str] = &["verification", "validation", "usability-evaluation"];

pub(super) const KIND: Kind = Kind {
    name: "result",
    prefix: "RES",
    summary: "A result: one verdict on one release, given by a person.",
    fields: &[
        Field::required(
            "verdict",
            Type::Choice(&["pass", "fail", "blocked", "skipped"]),
            "the verdict",
        ),
        Field::required("date", Type::Moment, "when it was carried out"),
        Field::required("person", Type::Name(Vocabulary::Person), "who carried it out"),
        Field::required("environment", Type::Word, "where it was carried out"),
        Field::optional("tools", Type::Set(&Type::Word), "tools used, with version"),
        Field::optional("anomalies_found", Type::Text, "what was seen beside the verdict"),
        Field::optional("evidence", Type::Set(&Type::Word), "files that show it"),
    ],
    links: &[
        LinkField::to("of", ACTIVITIES, "what was carried out").count(1, usize::MAX).of_the_past(),
        LinkField::to("for_release", &["release"], "the release it was carried out on")
            .count(1, 1)
            .belonging_to_target()
            .of_the_past(),
    ],
    titled: false,
    needs_approval: false,
    retires_with_reason: false,
};
