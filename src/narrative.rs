//! Narrative Markdown: where its front matter and its headings stand. What they mean is the model's.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// The outline of a narrative file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The YAML between the `---` lines at the top.
    pub front: Range<usize>,
    /// Where the text begins.
    pub body: usize,
    /// In the order of the text; places count from its beginning.
    pub headings: Vec<Heading>,
}

/// A heading of a narrative file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6; 0 for what stands before every heading.
    pub level: usize,
    pub anchor: String,
    /// Without marks and anchor.
    pub title: String,
    /// Byte of the text at which it begins, and at which its line ends.
    pub start: usize,
    pub end: usize,
}

/// Returns whether a reader of a text sees a letter or a digit: blanks, signs that nobody sees and
/// comments state nothing.
pub fn states_something(text: &str) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        if before.chars().any(is_seen) {
            return true;
        }
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    rest.chars().any(is_seen)
}

/// Letters of which nothing is drawn are letters to Unicode all the same.
fn is_seen(sign: char) -> bool {
    sign.is_alphanumeric() && !matches!(sign, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

/// Returns whether a reader of a section sees more than headings, rules, pictures and comments.
pub fn has_body(markdown: &str) -> bool {
    shown(markdown).chars().any(is_seen)
}

/// Returns whether somebody has written something below the headings: what is only asked for, as
/// `{{ records(kind="risk") }}`, may find nothing, and says nothing that no record says.
pub fn has_words(markdown: &str) -> bool {
    let shown = shown(markdown);
    let mut rest = &*shown;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, after)) = after.split_once("}}") else { break };
        if before.chars().any(is_seen) {
            return true;
        }
        rest = after;
    }
    rest.chars().any(is_seen)
}

/// Returns the text of a section without headings and pictures.
fn shown(markdown: &str) -> String {
    let (mut in_heading, mut in_picture) = (false, false);
    let mut shown = String::new();
    for event in Parser::new(markdown) {
        match &event {
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Image { .. }) => in_picture = true,
            Event::End(TagEnd::Image) => in_picture = false,
            Event::Text(text) | Event::Code(text) if !in_heading && !in_picture => {
                shown.push_str(text);
            }
            _ => {}
        }
    }
    shown
}

/// Reads the outline of a file; none without front matter.
pub fn outline(text: &str) -> Option<Outline> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let start = text.len() - rest.len();
    let end = rest.find("\n---").map(|newline| start + newline + 1)?;
    let body = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    Some(Outline { front: start..end, body, headings: headings(&text[body..]) })
}

/// Finds headings that start with `#`, outside fenced code.
fn headings(body: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let marker =
            ["```", "~~~"].into_iter().find(|marker| trimmed.trim_start().starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            (None, None) => found.extend(heading(trimmed, start)),
            _ => {}
        }
        start += line.len();
    }
    found
}

fn heading(line: &str, start: usize) -> Option<Heading> {
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    let title = line[level..].strip_prefix(' ')?.trim();
    let explicit = title.rsplit_once("{#").and_then(|(title, rest)| {
        rest.strip_suffix('}').map(|anchor| (title.trim_end(), anchor.to_string()))
    });
    let (title, anchor) = explicit.unwrap_or_else(|| (title, slug(title)));
    let (title, end) = (title.to_string(), start + line.len());
    (1..=6).contains(&level).then_some(Heading { level, anchor, title, start, end })
}

/// Returns the anchor of a heading without one: lower case, words joined by hyphens.
fn slug(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_give_anchors_outside_code() {
        let body =
            "# Varningar & råd\ntext\n```\n# no heading\n```\n## Limits {#limits}\n#hashtag\n";
        let anchors: Vec<(usize, String)> =
            headings(body).into_iter().map(|heading| (heading.level, heading.anchor)).collect();
        assert_eq!(anchors, [(1, "varningar-råd".to_string()), (2, "limits".to_string())]);
    }

    #[test]
    fn what_nobody_sees_states_nothing() {
        for blank in [
            "",
            " \u{a0}",
            "\u{200b}",
            "\u{feff}",
            "\u{3164}",
            "<!-- todo -->",
            "<!-- never closed",
            "–",
        ] {
            assert!(!states_something(blank), "{blank:?}");
        }
        for said in ["1", "å", "<!-- todo --> done", "5 <!-- %"] {
            assert!(states_something(said), "{said:?}");
        }
    }

    #[test]
    fn a_section_holds_more_than_what_frames_it() {
        let frames =
            ["## A {#a}\n", "## A\n<!-- todo -->\n", "## A\n### B {#b}\n", "## A\n\n---\n"];
        let empty =
            ["## A\n\u{200b}\n", "## A\n![](x.png)\n", "## A\n[x]: y.png\n", "## A\n```\n```\n"];
        for section in frames.into_iter().chain(empty) {
            assert!(!has_body(section), "{section:?}");
        }
        for section in ["## A\nText.\n", "Text", "## A\n- one\n", "## A\n`{{ list risk }}`\n"] {
            assert!(has_body(section), "{section:?}");
        }
    }

    #[test]
    fn what_is_only_asked_for_is_not_written() {
        let asked = "## A\n{{ records(kind=\"tool\",\n  status=\"active\") }}\n\n- {{ count(kind=\"risk\") }}\n";
        assert!(has_body(asked) && !has_words(asked), "{asked:?}");
        for section in ["## A\nNone but {{ value(name=\"version\") }}.", "{{ x }} open", "{{ open"]
        {
            assert!(has_words(section), "{section:?}");
        }
    }
}
