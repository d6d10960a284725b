//! External document: a controlled document that is kept elsewhere.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "external-document",
    prefix: "EXT",
    summary: "An external document: a controlled document that is kept elsewhere.",
    fields: &[
        Field::required("number", Type::Word, "number under which it is kept"),
        Field::required("version", Type::Word, "version that is meant"),
        Field::optional("sha256", Type::Digest, "digest of its bytes"),
        Field::optional(
            "stands_for",
            Type::Set(&Type::Name(Vocabulary::Document)),
            "documents that it is, by their ids",
        ),
        Field::optional(
            "sections",
            Type::Table(Vocabulary::Document, &Type::Table(Vocabulary::Any, &Type::Text)),
            "by document and anchor: where in it each section is, as somebody found it there",
        ),
        Field::optional("location", Type::Text, "where it is kept"),
    ],
    links: &[],
    titled: true,
    needs_approval: true,
    retires_with_reason: false,
};
