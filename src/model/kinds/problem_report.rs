//! Problem report: a reported problem, open until it is closed (IEC 62304, 9).

use super::DESIGN_KINDS;
use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const CLOSED: &[Field] = &[
    Field::required("date", Type::Date, "when it was closed"),
    Field::required("by", Type::Name(Vocabulary::Person), "who closed it"),
    Field::required("reason", Type::Text, "what shows that it is solved, or why nothing is done"),
];

pub(super) const KIND: Kind = Kind {
    name: "problem-report",
    prefix: "PR",
    summary: "A problem report: a reported problem, open until it is closed.",
    fields: &[
        Field::optional("reported", Type::Date, "when it was reported"),
        Field::optional("criticality", Type::Choice(&["minor", "major", "critical"]), "its weight"),
        Field::optional("safety_relevant", Type::Flag, "whether it bears on safety"),
        Field::optional("investigation", Type::Text, "causes, and why it bears on safety or not"),
        Field::optional("resolution", Type::Text, "what was done about it"),
        Field::optional("closed", Type::Group(CLOSED), "who closed it; open until then"),
    ],
    links: &[
        LinkField::to("found_by", &["result", "test-run"], "what brought it to light")
            .counting_with_target()
            .of_the_past()
            .without_resting(),
        LinkField::to("concerns", DESIGN_KINDS, "what it is about")
            .counting_with_target()
            .of_the_past()
            .without_resting(),
    ],
    titled: true,
    needs_approval: true,
    retires_with_reason: true,
};
