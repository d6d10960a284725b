//! Names in running text, such as paths and numbers of clauses, which no hyphen may break.

use super::node::Run;
use std::borrow::Cow;

/// A shorter word is hardly ever broken.
const SHORTEST: usize = 8;

/// Stand inside names, and hardly ever inside words.
const MARKS: [char; 7] = ['/', '.', '_', '#', ':', '@', '='];

/// Adds a text to a run, in which every name is a part of its own.
pub(super) fn add_apart<'a>(text: Cow<'a, str>, run: &mut Vec<Run<'a>>) {
    if !text.split(' ').any(is_name) {
        run.extend((!text.is_empty()).then_some(Run::Text { v: text }));
        return;
    }
    let mut parts: Vec<(bool, String)> = Vec::new();
    let mut add = |is_name: bool, piece: &str| match parts.last_mut() {
        Some((last, text)) if *last == is_name => text.push_str(piece),
        _ if piece.is_empty() => {}
        _ => parts.push((is_name, piece.to_string())),
    };
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        add(is_name(bare), bare);
        add(false, &word[bare.len()..]);
    }
    run.extend(parts.into_iter().map(|(is_name, text)| match is_name {
        true => Run::Name { v: text.into() },
        false => Run::Text { v: text.into() },
    }));
}

fn is_name(word: &str) -> bool {
    // A mark may begin a name, as in `#scope`, but what ends a sentence is none of it.
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    bare.starts_with("--")
        || bare.chars().count() >= SHORTEST
            && (bare.contains(MARKS) || bare.matches('-').count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(text: &str) -> Vec<Run<'_>> {
        let mut run = Vec::new();
        add_apart(text.into(), &mut run);
        run
    }

    #[test]
    fn names_are_parts_of_their_own_and_nothing_is_lost() {
        let text = "Se  (docs-src/plan.md), #operating-principle och software-development-plan, \
                    t.ex. riskanalysen och API-nyckeln.";
        let mut whole = String::new();
        let mut names = Vec::new();
        for part in apart(text) {
            match part {
                Run::Text { v } => whole.push_str(&v),
                Run::Name { v } => {
                    whole.push_str(&v);
                    names.push(v);
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(whole, text);
        assert_eq!(
            names,
            ["(docs-src/plan.md),", "#operating-principle", "software-development-plan,"]
        );
        assert_eq!(apart(""), []);
        assert_eq!(apart("Larm  ljuder."), [Run::Text { v: "Larm  ljuder.".into() }]);
    }
}
