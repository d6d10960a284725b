//! Narrative sections: Markdown files with front matter, whose headings links can point to.

use super::Project;
use crate::config::{Config, fingerprint_of};
use crate::descriptor::{Field, Form, ProblemKinds, Type, Vocabulary, canonical_text};
use crate::diagnostic::{Problem, ProblemKind};
use crate::narrative::{Heading, Outline, has_body, has_words, outline};
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

    /// Returns whether somebody has written more than a heading and queries, in any language.
    pub fn is_written(&self) -> bool {
        self.texts.values().any(|text| has_words(text))
    }

    /// Returns whether somebody has written it in every language that its document has: whoever reads one
    /// of them finds it there.
    pub fn is_written_for_all(&self, project: &Project) -> bool {
        let of_document = |narrative: &&Narrative| narrative.document == self.document;
        let is_in = |narrative: &Narrative| {
            self.texts.get(&narrative.language).is_some_and(|text| has_words(text))
        };
        self.is_written() && project.narratives.iter().filter(of_document).all(is_in)
    }

    /// Returns whether more than a heading is shown in any language, be it only what a query finds.
    pub fn is_shown(&self) -> bool {
        self.texts.values().any(|text| has_body(text))
    }

    /// Returns the sections that stand below it, which its review covers too; below a document as a
    /// whole stand all of its sections.
    pub fn below<'s>(&self, sections: &'s [Section]) -> Vec<&'s Section> {
        let longest = self.texts.values().map(String::len).max().unwrap_or_default();
        let is_inside = |section: &Section| {
            section.span.source == self.span.source
                && section.span.start > self.span.start
                && (section.span.start - self.span.start) as usize <= longest
                && section.texts.iter().any(|(language, text)| {
                    self.texts.get(language).is_some_and(|whole| whole.contains(text.as_str()))
                })
        };
        let is_below = |section: &&Section| {
            section.document == self.document
                && section.anchor != self.anchor
                && (self.anchor.is_empty() || is_inside(section))
        };
        sections.iter().filter(is_below).collect()
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

/// One narrative file: what stands below its front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrative {
    /// The document that it belongs to, as in `risk-management-plan`.
    pub document: String,
    pub language: String,
    /// Language → title of the document, where the front matter gives one.
    pub titles: BTreeMap<String, String>,
    /// Place of the whole text; a byte of the text stands as many bytes behind its start.
    pub span: Span,
    /// Place of the document's name in the front matter.
    pub named: Span,
    pub text: String,
    /// In reading order; the first has no level, and is what stands before every heading.
    pub headings: Vec<Heading>,
}

impl Narrative {
    /// Returns the place of a part of the text.
    pub fn place(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| self.span.start + u32::try_from(byte).unwrap_or(u32::MAX);
        Span { source: self.span.source, start: at(start), end: at(end) }
    }

    /// Returns the text with everything in code blanked, byte for byte, so that places stay true.
    pub fn prose(&self) -> String {
        let mut prose = String::with_capacity(self.text.len());
        let mut fence: Option<&str> = None;
        for line in self.text.split_inclusive('\n') {
            let start = line.trim_start();
            let marker = ["```", "~~~"].into_iter().find(|marker| start.starts_with(marker));
            let is_code = fence.is_some() || marker.is_some();
            match (fence, marker) {
                (None, Some(marker)) => fence = Some(marker),
                (Some(open), Some(marker)) if open == marker => fence = None,
                _ => {}
            }
            if is_code {
                blank(line, &mut prose);
            } else {
                without_code_spans(line, &mut prose);
            }
        }
        prose
    }

    /// Returns what stands below a heading up to the next one of any level.
    pub fn own_text(&self, index: usize) -> &str {
        let end = self.headings.get(index + 1).map_or(self.text.len(), |next| next.start);
        self.headings.get(index).map_or("", |heading| &self.text[heading.end..end])
    }

    /// Returns whether a heading is only the title of the document: the first and only one of its
    /// level, with nothing below it before the next.
    pub fn is_title(&self, index: usize) -> bool {
        let is_level = |heading: &&Heading| heading.level == 1;
        self.headings.get(index).is_some_and(|heading| heading.level == 1)
            && self.headings.iter().filter(is_level).count() == 1
            && self.headings[1..index].is_empty()
            && self.headings.len() > 2
            && self.own_text(index).trim().is_empty()
    }

    fn sections(&self) -> impl Iterator<Item = Section> {
        let section = |(index, heading): (usize, &Heading)| {
            let next = self.headings[index + 1..].iter().find(|next| next.level <= heading.level);
            let body = &self.text[heading.start..next.map_or(self.text.len(), |next| next.start)];
            Section {
                document: self.document.clone(),
                anchor: heading.anchor.clone(),
                texts: BTreeMap::from([(self.language.clone(), body.to_string())]),
                span: self.place(heading.start, heading.end),
            }
        };
        self.headings.iter().enumerate().map(section)
    }
}

/// Reads one file; none where it does not say which document it belongs to.
pub(super) fn read(
    source: SourceId,
    text: &str,
    config: &Config,
    problems: &mut Vec<Problem>,
) -> Option<Narrative> {
    let Some((front, outline)) = front_matter(source, text, problems) else {
        let message = "a narrative file without front matter";
        problems.push(
            Problem::new(ProblemKind::UnreadFile, Span::start_of(source), message)
                .help("start the file with `---`, `document: <document id>` and `---`"),
        );
        return None;
    };
    let mut form = Form::new(&config.names, ProblemKinds::RECORD, None);
    form.group(&front, FRONT_MATTER, Span::start_of(source));
    problems.append(&mut form.problems);
    let document = front.get("document")?;
    let language = front.get("lang").and_then(Node::text).unwrap_or(config.main_language());
    let before =
        Heading { level: 0, anchor: String::new(), title: String::new(), start: 0, end: 0 };
    let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    Some(Narrative {
        document: document.text()?.to_string(),
        language: language.to_string(),
        titles: titles(front.get("title"), config.main_language()),
        span: Span { source, start: at(outline.body), end: at(text.len()) },
        named: document.span,
        text: text[outline.body..].to_string(),
        headings: [before].into_iter().chain(outline.headings).collect(),
    })
}

fn titles(node: Option<&Node>, main: &str) -> BTreeMap<String, String> {
    let Some(node) = node else { return BTreeMap::new() };
    let plain = node.text().map(|text| (main.to_string(), text.to_string()));
    let text = |entry: &yaml::Entry| {
        entry.value.text().map(|text| (entry.key.text.to_string(), text.to_string()))
    };
    node.entries().iter().filter_map(text).chain(plain).collect()
}

/// Joins the sections of files that hold the same document in several languages.
pub(super) fn join(narratives: &[Narrative], problems: &mut Vec<Problem>) -> Vec<Section> {
    let mut joined: BTreeMap<(String, String), Section> = BTreeMap::new();
    for section in narratives.iter().flat_map(Narrative::sections) {
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

/// Reads the front matter; the outline says where the text below it stands.
fn front_matter(
    source: SourceId,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<(Node, Outline)> {
    let outline = outline(text)?;
    let start = outline.front.start;
    // The leading part is blanked, so that places in the front matter stay those of the file.
    let padded = format!("{}{}", " ".repeat(start - 1) + "\n", &text[outline.front.clone()]);
    let mut parsed = yaml::read(source, &padded);
    problems.append(&mut parsed.problems);
    Some((parsed.documents.into_iter().next()?, outline))
}

fn blank(text: &str, blanked: &mut String) {
    blanked.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

fn without_code_spans(line: &str, prose: &mut String) {
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let fence =
            &rest[start..][..rest[start..].len() - rest[start..].trim_start_matches('`').len()];
        let body = &rest[start + fence.len()..];
        let Some(end) = body.find(fence) else { break };
        let span = start + fence.len() + end + fence.len();
        prose.push_str(&rest[..start]);
        blank(&rest[start..span], prose);
        rest = &rest[span..];
    }
    prose.push_str(rest);
}
