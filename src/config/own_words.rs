//! What the project calls its own words: labels that documents show must tell the words apart.

use super::PROJECT_FILE;
use crate::diagnostic::{Problem, ProblemKind};
use crate::yaml::{Entry, Node};

/// Finds labels that two words of a field share in a language.
pub(super) fn check(tree: &Node, languages: &[String], problems: &mut Vec<Problem>) {
    for field in tree.get("words").map(Node::entries).unwrap_or_default() {
        for language in languages {
            check_field(field.value.entries(), language, languages.first(), problems);
        }
    }
}

fn check_field(
    words: &[Entry],
    language: &str,
    main: Option<&String>,
    problems: &mut Vec<Problem>,
) {
    let label = |entry: &Entry| {
        // A label without language is in the main one.
        let is_main = main.is_some_and(|main| main == language);
        let plain = || entry.value.text().filter(|_| is_main);
        entry.value.get(language).and_then(Node::text).or_else(plain).map(str::to_string)
    };
    for (index, entry) in words.iter().enumerate() {
        let Some(said) = label(entry) else { continue };
        let same = words[..index].iter().find(|other| label(other).as_ref() == Some(&said));
        if let Some(same) = same {
            let message =
                format!("`{}` and `{}` are both called `{said}`", same.key.text, entry.key.text);
            let problem = Problem::new(ProblemKind::WrongSetting, entry.value.span, message);
            let problem = problem.help("a reader must be able to tell them apart");
            problems.push(problem.about(format!("{PROJECT_FILE}#words")));
        }
    }
}
