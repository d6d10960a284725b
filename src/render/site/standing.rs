//! The style sheet that says on every page what was read and when it was judged.
//!
//! A style is loaded from the folder as a script is, and is shown and printed without one.

use super::writer::turns_around;
use crate::report::site::Standing;

/// Place of the style sheet in the folder of the site.
pub const STANDING: &str = "assets/standing.css";

/// Writes the style sheet of a build.
pub fn standing_style(standings: &[&Standing]) -> Vec<u8> {
    let mut style = String::from("/* What this build read. */\n");
    for Standing { language, marks, commit, as_of } in standings {
        let mut rule = |class: &str, text: &str| {
            style.push_str(&format!(":root:lang({language}) .{class}::before {{ content: \""));
            text.chars().for_each(|character| push(&mut style, character));
            style.push_str("\"; }\n");
        };
        rule("marks", &marks.join(" · "));
        rule("commit-read", commit);
        rule("as-of", as_of);
        if marks.is_empty() {
            style.push_str(&format!(":root:lang({language}) .marks {{ display: none; }}\n"));
        }
    }
    style.into_bytes()
}

/// Whatever could end the text is written by its number.
fn push(style: &mut String, character: char) {
    match character {
        _ if turns_around(character) || character.is_control() => style.push('\u{fffd}'),
        '"' | '\\' | '<' | '>' => style.push_str(&format!("\\{:06x}", u32::from(character))),
        _ => style.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_or_take_no_place() {
        let standing = |marks: &[&str]| {
            let standing = Standing {
                language: "sv".to_string(),
                marks: marks.iter().map(|mark| mark.to_string()).collect(),
                commit: "Commit 1".to_string(),
                as_of: "\"\\}<\n".to_string(),
            };
            String::from_utf8(standing_style(&[&standing])).unwrap_or_default()
        };
        let (with, without) = (standing(&["ej incheckat", "b"]), standing(&[]));
        let mark = ":root:lang(sv) .marks::before { content: \"ej incheckat · b\"; }\n";
        assert!(with.contains(mark) && !with.contains("display"), "{with}");
        assert!(without.contains(".marks { display: none; }"), "{without}");
        let day = ".as-of::before { content: \"\\000022\\00005c}\\00003c\u{fffd}\"; }";
        assert!(with.contains(day), "{with}");
    }
}
