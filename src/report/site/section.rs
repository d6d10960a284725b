//! The page of what a link can name and is no record: a document that people have written, a section
//! of one, or a section of the project file.

use super::finding::FindingRow;
use super::history::HistoryPart;
use super::link::{LinkGroup, LinkRow, add};
use super::piece::{Badge, Ref};
use super::state::Fact;
use super::value::Value;
use super::{Body, Context, Made, ReviewRow};
use crate::assess::{Approval, Approvals};
use crate::config::{PROJECT_FILE, needs_approval};
use crate::model::{Link, Project, Record, Section, Target};
use crate::report::document::Block;
use crate::report::field::setting_of;
use crate::report::show::Show;
use crate::report::view::{self, Scope, Text, View};
use crate::yaml::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Everything about one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPage {
    /// As links write it, as in `doc:instructions-for-use#warnings` or `techfile.yaml#risk`.
    pub target: String,
    /// Word for what it is.
    pub sort: String,
    /// The whole document, where this is a part of one.
    pub within: Option<Ref>,
    pub title: Text,
    pub approval: Badge,
    /// What people have written.
    pub text: Vec<Block>,
    /// What the project file sets.
    pub value: Option<Value>,
    /// Sections inside it.
    pub below: Vec<Ref>,
    pub facts: Vec<Fact>,
    pub findings: Vec<FindingRow>,
    /// What names it; reviews stand apart.
    pub downstream: Vec<LinkGroup>,
    pub reviews: Vec<ReviewRow>,
    pub history: HistoryPart,
    /// Path and line, one for each language.
    pub places: Vec<String>,
    /// None for a section that needs no approval.
    pub fingerprint: Option<String>,
}

/// Records that name a section of a document or of the project file, with the link; no reviews.
pub(super) type Naming<'a> = BTreeMap<&'a str, Vec<(&'a Record, &'a Link)>>;

pub(super) fn naming(project: &Project) -> Naming<'_> {
    let mut naming: Naming<'_> = BTreeMap::new();
    for record in project.records.iter().filter(|record| record.kind.name != "review") {
        for link in &record.links {
            if let Some(Target::Section { .. } | Target::Setting(_)) = Target::parse(&link.to) {
                naming.entry(&link.to).or_default().push((record, link));
            }
        }
    }
    naming
}

/// Returns the view of each document that people have written, for the texts of its sections.
pub(super) fn narratives(
    inputs: &view::Inputs<'_>,
    site: &View,
    language: &str,
) -> BTreeMap<String, View> {
    let documents: BTreeSet<&str> =
        inputs.project.narratives.iter().map(|narrative| &*narrative.document).collect();
    let view = |document: &str| {
        let scope =
            Scope { document: document.into(), language: language.into(), ..Scope::default() };
        (document.to_string(), site.with_narrative(inputs, &scope))
    };
    documents.into_iter().map(view).collect()
}

/// Returns the name of a section of the project file, as links write it.
pub(super) fn setting_target(entry: &Entry) -> String {
    format!("{PROJECT_FILE}#{}", entry.key.text)
}

/// Returns the indexes of the sections of the project file; what stands twice is one.
pub(super) fn settings(project: &Project) -> Vec<usize> {
    let entries = project.config.tree.entries();
    let is_first = |index: &usize| {
        let name = &entries[*index].key.text;
        entries.iter().position(|entry| entry.key.text == *name) == Some(*index)
    };
    (0..entries.len()).filter(is_first).collect()
}

pub(super) fn page(cx: &Context<'_, '_>, index: usize) -> Made {
    let project = cx.project();
    let section = &project.sections[index];
    let target = section.target();
    let approval = approval_of(&cx.site.inputs.view.assessment.approvals, section);
    let whole = (!section.anchor.is_empty()).then(|| format!("doc:{}", section.document));
    let places: Vec<(String, String)> = places(project, section);
    let files: Vec<&str> = places.iter().map(|(file, _)| &**file).collect();
    let content = SectionPage {
        sort: cx.say("site.subject.narrative"),
        within: whole.map(|whole| cx.reference(&whole)),
        title: cx.section_title(section),
        approval: cx.approval_word(&approval),
        text: cx.section_text(section),
        value: None,
        below: cx.sections_below(section),
        facts: vec![cx.approval_fact(&approval)],
        findings: cx.findings_of(&target),
        downstream: cx.naming(&target),
        reviews: cx.reviews_of_section(section),
        history: cx.history(&target, &files),
        fingerprint: Some(section.fingerprint()),
        places: places.iter().map(|(_, place)| place.clone()).collect(),
        target,
    };
    made(cx, content)
}

pub(super) fn setting_page(cx: &Context<'_, '_>, index: usize) -> Made {
    let project = cx.project();
    let entry = &project.config.tree.entries()[index];
    let (name, target) = (&*entry.key.text, setting_target(entry));
    let approval = cx.setting_approval(name);
    let content = SectionPage {
        sort: cx.say("site.subject.project-file"),
        within: None,
        title: cx.setting_title(name),
        approval: cx.approval_word(&approval),
        text: Vec::new(),
        value: Some(cx.as_set(name, &setting_of(entry, &project.config, cx.language()))),
        below: Vec::new(),
        facts: vec![cx.approval_fact(&approval)],
        findings: cx.findings_of(&target),
        downstream: cx.naming(&target),
        reviews: cx.reviews_of(&target),
        history: cx.history(&target, &[PROJECT_FILE]),
        places: vec![project.sources.place(entry.key.span)],
        fingerprint: project.config.fingerprint(name).filter(|_| needs_approval(name)),
        target,
    };
    made(cx, content)
}

fn made(cx: &Context<'_, '_>, content: SectionPage) -> Made {
    let path = cx.site.addresses.page(&content.target);
    // Sections of many documents are called alike.
    let title = format!("{} ({})", content.title.text, content.target);
    (path, title, "records", Body::Section(Box::new(content)))
}

fn approval_of<'a>(approvals: &Approvals<'a>, section: &Section) -> Approval<'a> {
    match section.anchor.is_empty() {
        true => approvals.of_narrative(&section.document),
        false => approvals.of_part(section),
    }
}

/// Returns file and place of a section in each of its languages.
fn places(project: &Project, section: &Section) -> Vec<(String, String)> {
    let place = |narrative: &crate::model::Narrative| {
        let span = match &*section.anchor {
            "" => narrative.named,
            anchor => {
                let heading = narrative.headings.iter().find(|it| it.anchor == anchor)?;
                narrative.place(heading.start, heading.end)
            }
        };
        Some((project.sources.path(span.source).to_string(), project.sources.place(span)))
    };
    project.narratives_of(&section.document).filter_map(place).collect()
}

impl<'a> Context<'_, 'a> {
    /// Returns the state of the approval of a section of the project file.
    pub(super) fn setting_approval(&self, name: &str) -> Approval<'a> {
        match needs_approval(name) {
            true => self.site.inputs.view.assessment.approvals.of_section(name),
            false => Approval::NotNeeded,
        }
    }

    /// Returns what a section of the project file is about; what nobody knows is called as it is written.
    pub(super) fn setting_title(&self, name: &str) -> Text {
        let known = self.edition.words.find(&format!("setting.{name}"));
        Text { text: known.unwrap_or(name).to_string(), language: None }
    }

    /// Returns the reviews of a section, and those of the whole document, which are of it too.
    fn reviews_of_section(&self, section: &Section) -> Vec<ReviewRow> {
        let mut reviews = self.reviews_of(&section.target());
        if !section.anchor.is_empty() {
            reviews.extend(self.reviews_of(&format!("doc:{}", section.document)));
        }
        reviews
    }

    /// Returns the heading of a section, or the title of a document.
    pub(super) fn section_title(&self, section: &Section) -> Text {
        let main = self.project().config.main_language();
        let found = self.title_in(section, self.language());
        let found = found.map(|text| (self.language(), text));
        let found = found.or_else(|| Some((main, self.title_in(section, main)?)));
        let languages = section.texts.keys();
        let any = || {
            languages
                .map(|of| (&**of, self.title_in(section, of)))
                .find_map(|(of, text)| Some((of, text?)))
        };
        match found.or_else(any) {
            Some((of, text)) => {
                let language = (of != self.language()).then(|| of.to_string());
                Text { text, language }
            }
            None => Text { text: section.document.clone(), language: None },
        }
    }

    fn title_in(&self, section: &Section, language: &str) -> Option<String> {
        let of_document = || self.project().narratives_of(&section.document);
        let mut narratives = of_document().filter(|narrative| narrative.language == language);
        if section.anchor.is_empty() {
            // Any file of a document may give its title in every language.
            let titled =
                of_document().find_map(|narrative| narrative.titles.get(language).cloned());
            let headed = |narrative: &crate::model::Narrative| {
                narrative.is_title(1).then(|| narrative.headings[1].title.clone())
            };
            return titled.or_else(|| narratives.find_map(headed));
        }
        let heading = |narrative: &crate::model::Narrative| {
            let heading = narrative.headings.iter().find(|it| it.anchor == section.anchor)?;
            (!heading.title.is_empty()).then(|| heading.title.clone())
        };
        narratives.find_map(heading)
    }

    /// Returns whether a section is the title of its document, which stands for the document itself.
    pub(super) fn is_title(&self, section: &Section) -> bool {
        let is_told =
            |view: &View| view.narrative.parts.iter().any(|part| part.anchor == section.anchor);
        let view = self.edition.narratives.get(&section.document);
        !section.anchor.is_empty() && !view.is_some_and(is_told)
    }

    /// Returns the text of a section with everything inside it, without its own heading.
    fn section_text(&self, section: &Section) -> Vec<Block> {
        let Some(view) = self.edition.narratives.get(&section.document) else { return Vec::new() };
        let show = Show { view, ..self.show() };
        if section.anchor.is_empty() || self.is_title(section) {
            return show.other_sections(&BTreeSet::new());
        }
        // Its own heading is that of the page.
        show.section(&section.anchor, 2).into_iter().skip(1).collect()
    }

    fn sections_below(&self, section: &Section) -> Vec<Ref> {
        let Some(view) = self.edition.narratives.get(&section.document) else { return Vec::new() };
        let parts = &view.narrative.parts;
        let at = parts.iter().position(|part| part.anchor == section.anchor);
        let inside = match at.filter(|_| !section.anchor.is_empty()) {
            Some(at) => {
                let inside = parts[at + 1..].iter();
                let n = inside.take_while(|part| part.level > parts[at].level).count();
                &parts[at + 1..at + 1 + n]
            }
            None => &parts[..],
        };
        let named = inside.iter().filter(|part| !part.anchor.is_empty());
        named
            .map(|part| self.reference(&format!("doc:{}#{}", section.document, part.anchor)))
            .collect()
    }

    /// Returns what names a section.
    fn naming(&self, target: &str) -> Vec<LinkGroup> {
        let mut groups = Vec::new();
        for (from, link) in self.site.naming.get(target).into_iter().flatten() {
            let row = LinkRow { to: self.reference_to(from), attributes: self.attributes(link) };
            add(&mut groups, self.reverse(link), row);
        }
        groups
    }
}
