//! A need of a clause → what it asks for, in words.

use crate::standards::{Demand, Is, Linked, NeedOf, Selection};

/// Says in words what a need is.
pub(super) fn need_words(need: &NeedOf, language: &str) -> String {
    let joined = |needs: &[crate::standards::Need], by: &str| {
        let words: Vec<String> = needs.iter().map(|need| need_words(&need.of, language)).collect();
        words.join(by)
    };
    match need {
        NeedOf::Document(document) => format!("document `{document}`"),
        NeedOf::Section { document, anchor } => format!("section `doc:{document}#{anchor}`"),
        NeedOf::Setting { name, fields } => {
            let quoted: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            let with = if fields.is_empty() { "" } else { " with " };
            format!("`techfile.yaml#{name}`{with}{}", quoted.join(" and "))
        }
        NeedOf::Records(records) => {
            let which = selection_words(&records.of);
            format!("at least {} {which}{}", records.at_least, demand_words(&records.demands))
        }
        NeedOf::Every(every) => {
            let may = if every.may_be_none { ", if there is any" } else { "" };
            let which = selection_words(&every.of);
            format!("every {which}{}{may}", demand_words(&every.demands))
        }
        NeedOf::Clean { rules, .. } => format!("no finding of {}", rules.join(", ")),
        NeedOf::Any(needs) => format!("one of: {}", joined(needs, " | ")),
        NeedOf::All(needs) => joined(needs, ", and "),
        NeedOf::Clause { standard, clause } => format!("what shows `{standard}:{clause}`"),
        NeedOf::When { needs, .. } => format!("where it applies: {}", joined(needs, ", and ")),
        NeedOf::Judged { key, text } => {
            format!("a person's answer to `{key}`: {}", text.text(language))
        }
    }
}

fn selection_words(of: &Selection) -> String {
    let tests = of.tests.iter().map(|test| {
        let field = test.path.join(".");
        match &test.is {
            Is::OneOf(values) => format!("`{field}: {}`", values.join(" or ")),
            Is::Present => format!("`{field}`"),
            Is::Absent => format!("no `{field}`"),
        }
    });
    let tests: Vec<String> = tests.collect();
    match tests.is_empty() {
        true => format!("`{}`", of.kind),
        false => format!("`{}` with {}", of.kind, tests.join(" and ")),
    }
}

fn demand_words(demands: &[Demand]) -> String {
    let link = |link: &Linked| {
        let kinds = link.kinds.join(" or ");
        let with: Vec<String> = link
            .with
            .iter()
            .map(|(key, values)| format!("{key} {}", values.join(" or ")))
            .collect();
        let with = if with.is_empty() { String::new() } else { format!(" ({})", with.join(", ")) };
        let passed = if link.passing { " that passed" } else { "" };
        match link.is_target {
            true => format!("which a `{kinds}`{passed} `{}`{with}", link.field),
            false => format!("which `{}` a `{kinds}`{passed}{with}", link.field),
        }
    };
    let words = demands.iter().map(|demand| match demand {
        Demand::Links(links) => links.iter().map(link).collect::<Vec<_>>().join(" or "),
        Demand::Field(path) => format!("which states `{}`", path.join(".")),
        Demand::Passing => "which passed".to_string(),
        Demand::Failures(links) => {
            let links = links.iter().map(|link| format!("`{}`", link.field));
            format!("whose failures are told ({})", links.collect::<Vec<_>>().join(" or "))
        }
    });
    words.map(|word| format!(", {word}")).collect()
}
