//! Assessment: a person's judgement where only a person can judge.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "assessment",
    prefix: "ASM",
    summary: "An assessment: a person's judgement where only a person can judge.",
    fields: &[
        // Clauses are no nodes of the graph yet, so that they are named as words.
        Field::required("answers", Type::Set(&Type::Word), "clauses that it answers"),
        Field::required("question", Type::Text, "what was asked"),
        Field::required("answer", Type::Choice(&["yes", "no", "not-applicable"]), "the answer"),
        Field::required("reason", Type::Text, "why"),
        Field::required("by", Type::Name(Vocabulary::Person), "who judged"),
        Field::required("date", Type::Date, "when it was judged"),
    ],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
