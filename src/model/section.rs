//! Narrative sections: Markdown files with front matter, whose headings links can point to.

use crate::config::{Config, fingerprint_of};
use crate::descriptor::{Field, Form, ProblemKinds, Type, Vocabulary, canonical_text};
use crate::diagnostic::{Problem, ProblemKind};
use crate::source::{SourceId, Span};
use crate::yaml::{self, Node};
use std::collections::BTreeMap;

/// What stands between the `---` lines at the top of a narrative file.
pub const FRONT_MATTER: &[Field] = &[
    Field::required("document", Type::Word, "the document that the text belongs to"),
    Field::optional(
        "lang",
        Type::Name(Vocabulary::Language),
        "language of the text; the main one if left out",
    ),
    Field::optional("title", Type::Text, "title of the document"),
];

/// A heading and the text below it, in every language in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// As in `instructions-for-use`.
    pub document: String,
    /// As in `warnings`; empty for the document as a whole.
    pub anchor: String,
    /// Language → the text from the heading to the next one of its level.
    pub texts: BTreeMap<String, String>,
    /// Place of the first heading found.
    pub span: Span,
}

impl Section {
    /// Returns the section as links write it.
    pub fn target(&self) -> String {
        match &*self.anchor {
            "" => format!("doc:{}", self.document),
            anchor => format!("doc:{}#{anchor}", self.document),
        }
    }

    /// Returns the hash of what the section says in all its languages.
    pub fn fingerprint(&self) -> String {
        let text = |(language, text): (&String, &String)| {
            format!("{language}\n{}\n", canonical_text(text))
        };
        let texts: Vec<String> = self.texts.iter().map(text).collect();
        fingerprint_of(&format!("{}\n{}", self.target(), texts.join("\u{0}")))
    }
}

/// Reads the sections of one file.
pub(super) fn read(
    source: SourceId,
    text: &str,
    config: &Config,
    problems: &mut Vec<Problem>,
) -> Vec<Section> {
    let Some((front, body_start)) = front_matter(source, text, problems) else {
        let message = "a narrative file without front matter";
        problems.push(
            Problem::new(ProblemKind::UnreadFile, Span::start_of(source), message)
                .help("start the file with `---`, `document: <document id>` and `---`"),
        );
        return Vec::new();
    };
    let mut form = Form::new(&config.names, ProblemKinds::RECORD, None);
    form.group(&front, FRONT_MATTER, Span::start_of(source));
    problems.append(&mut form.problems);
    let Some(document) = front.get("document").and_then(Node::text) else { return Vec::new() };
    let language = front.get("lang").and_then(Node::text).unwrap_or(config.main_language());
    let whole = Heading { level: 0, anchor: String::new(), start: body_start, end: body_start };
    let headings: Vec<Heading> =
        [whole].into_iter().chain(headings(&text[body_start..], body_start)).collect();
    let section = |(index, heading): (usize, &Heading)| {
        let next = headings[index + 1..].iter().find(|next| next.level <= heading.level);
        let body = &text[heading.start..next.map_or(text.len(), |next| next.start)];
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Section {
            document: document.to_string(),
            anchor: heading.anchor.clone(),
            texts: BTreeMap::from([(language.to_string(), body.to_string())]),
            span: Span { source, start: at(heading.start), end: at(heading.end) },
        }
    };
    headings.iter().enumerate().map(section).collect()
}

/// Joins the sections of files that hold the same document in several languages.
pub(super) fn join(found: Vec<Section>, problems: &mut Vec<Problem>) -> Vec<Section> {
    let mut joined: BTreeMap<(String, String), Section> = BTreeMap::new();
    for section in found {
        let key = (section.document.clone(), section.anchor.clone());
        let Some(known) = joined.get_mut(&key) else {
            joined.insert(key, section);
            continue;
        };
        for (language, text) in section.texts {
            if !section.anchor.is_empty() && known.texts.contains_key(&language) {
                let message = format!(
                    "`{}#{}` stands twice in this language",
                    section.document, section.anchor
                );
                problems.push(
                    Problem::new(ProblemKind::DuplicateId, section.span, message)
                        .also(known.span, "the first one is here")
                        .help("give the heading an anchor of its own: `## Title {#anchor}`"),
                );
            }
            let entry = known.texts.entry(language).or_default();
            *entry += &text;
        }
    }
    joined.into_values().collect()
}

fn front_matter(
    source: SourceId,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<(Node, usize)> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let start = text.len() - rest.len();
    let end = rest.find("\n---").map(|newline| start + newline + 1)?;
    let body = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    // The leading part is blanked, so that places in the front matter stay those of the file.
    let padded = format!("{}{}", " ".repeat(start - 1) + "\n", &text[start..end]);
    let mut parsed = yaml::read(source, &padded);
    problems.append(&mut parsed.problems);
    Some((parsed.documents.into_iter().next()?, body))
}

struct Heading {
    level: usize,
    anchor: String,
    start: usize,
    end: usize,
}

/// Finds headings that start with `#`, outside fenced code.
fn headings(body: &str, offset: usize) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = offset;
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
    let anchor = match title.rsplit_once("{#").and_then(|(_, rest)| rest.strip_suffix('}')) {
        Some(explicit) => explicit.to_string(),
        None => slug(title),
    };
    (1..=6).contains(&level).then_some(Heading { level, anchor, start, end: start + line.len() })
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
            headings(body, 0).into_iter().map(|heading| (heading.level, heading.anchor)).collect();
        assert_eq!(anchors, [(1, "varningar-råd".to_string()), (2, "limits".to_string())]);
    }
}
