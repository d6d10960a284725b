//! Sentences about clauses, by their keys: why one is not applicable, and what is missing.

use crate::config::{Config, localized};
use crate::coverage::{Missing, NOT_APPROVED, NotApplicable, State};
use crate::model;
use crate::standards::{
    ALL, Clause, Condition, Is, Linked, Need, NeedOf, Selection, Standard, Test,
};
use crate::yaml::{Entry, Node};
use std::collections::BTreeSet;

/// Returns why a clause is not applicable: the key of a sentence, and what stands in it.
pub(in crate::report) fn because(
    (config, language): (&Config, &str),
    standard: &Standard,
    clause: &Clause,
    state: &State,
) -> Option<(&'static str, String)> {
    let State::NotApplicable(why) = state else { return None };
    // Coverage holds what the project says in its main language; it may say it of a clause above.
    let declared = |field: &str, ids: &[&str], within: &[&str], main: &str| {
        let of_main = config.main_language();
        let path = |id| [&["standards", &*standard.id, field, id], within].concat();
        let mut said = ids.iter().filter_map(|id| config.tree.at(&path(*id)));
        let said = said.find(|node| localized(node, of_main, of_main).map(str::trim) == Some(main));
        let said = said.and_then(|node| localized(node, language, of_main));
        said.unwrap_or(main).to_string()
    };
    let above = standard.position(&clause.id).map(|at| standard.above(at)).unwrap_or_default();
    let above = above.into_iter().map(|at| &*standard.clauses[at].id);
    let ids: Vec<&str> = above.chain([ALL]).collect();
    Some(match why {
        NotApplicable::Class if !clause.classes.is_empty() => {
            ("because.class", clause.classes.join(", "))
        }
        NotApplicable::Class | NotApplicable::Condition => match device_classes(config, clause) {
            Some(classes) => ("because.device-class", classes),
            None if !clause.kind.demands() => ("because.below", String::new()),
            None => ("because.condition", String::new()),
        },
        NotApplicable::NotApplied(why) => {
            ("because.not-applied", declared("not_applied", &ids, &[], why))
        }
        NotApplicable::Excluded(law, why) => {
            let law = declared("excluded", &ids, &["permitted_by"], law);
            let why = declared("excluded", &ids, &["justification"], why);
            ("because.excluded", format!("{law}: {why}"))
        }
        NotApplicable::Replaced(route, why) => {
            let why = declared("routes", &[route], &["justification"], why);
            ("because.replaced", format!("{route}: {why}"))
        }
        NotApplicable::NotTaken => ("because.not-taken", String::new()),
        NotApplicable::Judged => ("because.judged", String::new()),
    })
}

fn condition_of(need: &Need) -> Option<&Condition> {
    match &need.of {
        NeedOf::When { condition, .. } => Some(condition),
        _ => None,
    }
}

/// Returns the risk classes of products that a clause is for, where nothing else decides and no product
/// is of any of them.
fn device_classes(config: &Config, clause: &Clause) -> Option<String> {
    let of_needs: Option<Vec<&Condition>> = clause.needs.iter().map(condition_of).collect();
    let by_class_alone = |condition: &&Condition| {
        let others = [&condition.classes, &condition.profiles, &condition.product_is];
        !condition.device_classes.is_empty() && others.iter().all(|words| words.is_empty())
    };
    let conditions = [Some(vec![&clause.applies_when]), of_needs];
    let mut conditions = conditions.into_iter().flatten();
    let conditions = conditions.find(|all| !all.is_empty() && all.iter().all(by_class_alone))?;
    let classes: BTreeSet<&str> =
        conditions.iter().flat_map(|one| &one.device_classes).map(String::as_str).collect();
    let products = config.tree.get("products").map(Node::entries).unwrap_or_default();
    let has_class = |entry: &Entry| {
        entry.value.get("class").and_then(Node::text).is_some_and(|class| classes.contains(class))
    };
    let is_none = !products.iter().any(has_class);
    is_none.then(|| classes.into_iter().collect::<Vec<_>>().join(", "))
}

/// Says which records of a kind are meant, in the words of their files.
pub(in crate::report) fn that(of: &Selection) -> String {
    let test = |test: &Test| {
        let field = test.path.join(".");
        match &test.is {
            Is::OneOf(values) => format!("{field}: {}", values.join(" | ")),
            Is::Present => format!("{field}: …"),
            Is::Absent => format!("{field}: –"),
        }
    };
    match of.tests.is_empty() {
        true => String::new(),
        false => format!(" ({})", of.tests.iter().map(test).collect::<Vec<_>>().join(", ")),
    }
}

/// A key of the words, and what stands in the sentence.
pub(in crate::report) type Sentence = (&'static str, Vec<(&'static str, String)>);

/// Returns the sentence that says what is missing.
pub(in crate::report) fn sentence(missing: &Missing<'_>, language: &str) -> Sentence {
    let of = |record: &model::Record| record.id.to_string();
    match missing {
        Missing::Unapproved(record, _) => ("missing.unapproved", vec![("what", of(record))]),
        Missing::Draft(record) => ("missing.draft", vec![("record", of(record))]),
        Missing::TooFew { of, found, wanted } => (
            "missing.too-few",
            vec![
                ("kind", of.kind.to_string()),
                ("that", that(of)),
                ("found", found.to_string()),
                ("wanted", wanted.to_string()),
            ],
        ),
        Missing::Link(record, links) => {
            let name = |link: &Linked| {
                format!("{}.{}", if link.is_target { "reverse" } else { "link" }, link.field)
            };
            let names: Vec<String> = links.iter().map(name).collect();
            ("missing.link", vec![("record", of(record)), ("link", names.join(", "))])
        }
        Missing::LinkNotPassed { record, other, .. } => {
            ("missing.link-not-passed", vec![("record", of(record)), ("other", of(other))])
        }
        Missing::Untold { record, failed, .. } => {
            ("missing.untold", vec![("record", of(record)), ("run", of(failed))])
        }
        Missing::Refused(record) => ("missing.refused", vec![("record", of(record))]),
        Missing::Field(record, path) => {
            ("missing.field", vec![("record", of(record)), ("field", path.join("."))])
        }
        Missing::NotPassed(record, _) => ("missing.not-passed", vec![("record", of(record))]),
        Missing::Document(document) => {
            ("missing.document", vec![("document", document.to_string())])
        }
        Missing::DocumentUnapproved(document, _) => {
            ("missing.unapproved", vec![("what", document.to_string())])
        }
        Missing::DocumentShows { document, records, first } => (
            if *records == 1 { "missing.shows-once" } else { "missing.shows" },
            vec![
                ("document", document.to_string()),
                ("number", records.to_string()),
                ("record", of(first)),
            ],
        ),
        Missing::DocumentUnread(document) => {
            ("missing.unread-document", vec![("document", document.to_string())])
        }
        Missing::DocumentEmpty(document) => {
            ("missing.empty", vec![("document", document.to_string())])
        }
        Missing::Section { document, anchor } => {
            ("missing.section", vec![("section", format!("{document}#{anchor}"))])
        }
        Missing::SectionUnapproved { document, anchor, .. } => {
            ("missing.unapproved", vec![("what", format!("{document}#{anchor}"))])
        }
        Missing::Digest(record) => ("missing.digest", vec![("record", of(record))]),
        Missing::Unplaced { record, document, anchor } => (
            "missing.unplaced",
            vec![("record", of(record)), ("section", format!("{document}#{anchor}"))],
        ),
        Missing::Setting(name) => ("missing.setting", vec![("setting", name.to_string())]),
        Missing::SettingField(_, path) => ("missing.setting", vec![("setting", path.clone())]),
        Missing::SettingUnapproved(name, _) => {
            ("missing.unapproved", vec![("what", format!("techfile.yaml#{name}"))])
        }
        Missing::Rule { code, open, .. } => {
            let key = if *open == 1 { "missing.rule-once" } else { "missing.rule" };
            (key, vec![("rule", code.to_string()), ("number", open.to_string())])
        }
        Missing::Waived { code, waived, by, until } => (
            if *waived == 1 { "missing.waived-once" } else { "missing.waived" },
            vec![
                ("rule", code.to_string()),
                ("number", waived.to_string()),
                ("waiver", by.clone()),
                ("until", until.clone()),
            ],
        ),
        Missing::Unread => ("missing.unread", Vec::new()),
        Missing::NoRelease(_) => ("missing.no-release", Vec::new()),
        Missing::Clause { standard, clause, .. } | Missing::UnknownClause { standard, clause } => {
            ("missing.clause", vec![("clause", format!("{standard}:{clause}"))])
        }
        Missing::Unanswered(question) => {
            let answers = format!("{}#{}", question.clause, question.key);
            let text = question.text.text(language).to_string();
            ("missing.unanswered", vec![("question", text), ("answers", answers)])
        }
        Missing::Answer(record, _) => ("missing.answer", vec![("record", of(record))]),
        Missing::Unmapped => ("missing.unmapped", Vec::new()),
        Missing::NothingThere => ("missing.nothing-there", Vec::new()),
        Missing::Declared(why) if why == NOT_APPROVED => {
            ("missing.declared-unapproved", Vec::new())
        }
        Missing::Declared(_) => ("missing.declared", Vec::new()),
    }
}
