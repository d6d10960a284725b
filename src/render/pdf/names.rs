//! Names in running text, such as paths and numbers of clauses, which no hyphen may break.

use serde_json::{Value, json};

/// A shorter word is hardly ever broken.
const SHORTEST: usize = 8;

/// Stand inside names, and hardly ever inside words.
const MARKS: [char; 7] = ['/', '.', '_', '#', ':', '@', '='];

/// Returns a text as a run in which every name is a part of its own.
pub(super) fn apart(text: &str) -> Vec<Value> {
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
    let part = |(is_name, text): (bool, String)| json!({"t": if is_name { "name" } else { "text" }, "v": text});
    parts.into_iter().map(part).collect()
}

fn is_name(word: &str) -> bool {
    // A mark may begin a name, as in `#scope`, but what ends a sentence is none of it.
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    bare.chars().count() >= SHORTEST && (bare.contains(MARKS) || bare.matches('-').count() > 1)
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn names_are_parts_of_their_own_and_nothing_is_lost() {
        let text = "Se  (docs-src/plan.md), #operating-principle och software-development-plan, \
                    t.ex. riskanalysen och API-nyckeln.";
        let parts = apart(text);
        let whole: String = parts.iter().filter_map(|part| part["v"].as_str()).collect();
        assert_eq!(whole, text);
        let names = parts.iter().filter(|part| part["t"] == "name");
        let names: Vec<&str> = names.filter_map(|part| part["v"].as_str()).collect();
        assert_eq!(
            names,
            ["(docs-src/plan.md),", "#operating-principle", "software-development-plan,"]
        );
        assert_eq!(apart(""), [] as [serde_json::Value; 0]);
    }
}
