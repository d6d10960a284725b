//! Test run: one execution of automated tests on one build.

use crate::descriptor::{Field, Type, Vocabulary};
use crate::model::kind::{Kind, LinkField};

const RESULTS: &[Field] = &[
    Field::required("file", Type::Word, "JUnit XML file, from the project folder"),
    Field::required("sha256", Type::Digest, "digest of the file's bytes"),
];

pub(super) const KIND: Kind = Kind {
    name: "test-run",
    prefix: "RUN",
    summary: "A test run: one execution of automated tests on one build.",
    fields: &[
        Field::optional(
            "results",
            Type::Group(RESULTS),
            "what the test runner wrote; `--results` gives it for one command",
        ),
        Field::optional(
            "commit",
            Type::Word,
            "commit that was built and tested; needed with `results`",
        ),
        Field::required("environment", Type::Word, "where the tests ran"),
        Field::required("tools", Type::Set(&Type::Word), "tools used, with version"),
        Field::required("date", Type::Moment, "when the tests ran"),
        Field::required("person", Type::Name(Vocabulary::Person), "who answers for the run"),
    ],
    links: &[LinkField::to("for_release", &["release"], "the release that was tested")
        .count(1, 1)
        .belonging_to_target()
        .of_the_past()],
    titled: false,
    needs_approval: false,
    retires_with_reason: false,
};
