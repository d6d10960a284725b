//! Markdown → what a reader sees of it, without the table of contents.

use super::CONTENTS;

/// Returns the text of a rendered document; marks, anchors and addresses are taken away.
pub(in crate::render) fn shown(markdown: &str) -> String {
    let body = match (markdown.find(CONTENTS.0), markdown.find(CONTENTS.1)) {
        (Some(start), Some(end)) => [&markdown[..start], &markdown[end..]].concat(),
        _ => markdown.to_string(),
    };
    let mut text = String::new();
    let mut rest = body.as_str();
    while let Some(character) = rest.chars().next() {
        rest = match character {
            '`' => take_code(rest, &mut text),
            '\\' => take_escaped(rest, &mut text),
            // Only tags and comments of ours stand unescaped.
            '<' => take_past(rest, '>', &mut text),
            ']' if rest.starts_with("](") => take_past(rest, ')', &mut text),
            _ => {
                text.push(character);
                &rest[character.len_utf8()..]
            }
        };
    }
    text
}

fn take_code<'t>(rest: &'t str, text: &mut String) -> &'t str {
    let fence = &rest[..rest.len() - rest.trim_start_matches('`').len()];
    let body = &rest[fence.len()..];
    let mut from = 0;
    while let Some(start) = body[from..].find('`').map(|at| from + at) {
        let run = body[start..].len() - body[start..].trim_start_matches('`').len();
        if run == fence.len() {
            text.push_str(&body[..start]);
            return &body[start + run..];
        }
        from = start + run;
    }
    text.push_str(body);
    ""
}

fn take_escaped<'t>(rest: &'t str, text: &mut String) -> &'t str {
    let mut following = rest[1..].chars();
    text.extend(following.next());
    following.as_str()
}

fn take_past<'t>(rest: &'t str, end: char, text: &mut String) -> &'t str {
    text.push(' ');
    rest.split_once(end).map_or("", |(_, after)| after)
}
