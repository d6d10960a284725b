//! Evidence of clauses by what it is: which records, sections and settings, in which files, when they last
//! changed, and which results decide.

use super::super::Context;
use crate::config::PROJECT_FILE;
use crate::coverage::Evidence;
use crate::model::natural_order;
use crate::report::last_commit::LastCommits;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What results say, as in `pass`, and the commit that was tested, where they name it.
pub type Decided = (&'static str, Option<String>);

/// Evidence of one sort, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidencePlace {
    pub of: EvidenceOf,
    /// Ids of records, anchors of sections or names of settings, in order.
    pub ids: Vec<String>,
    /// The headings of those that are sections, where they are in the language of the document.
    pub headings: BTreeMap<String, String>,
    /// In order.
    pub files: Vec<String>,
    /// The newest of the commits that last changed them, and its day; none where that of any is not
    /// known.
    pub changed: Option<(String, String)>,
    /// The results and runs that decide, by what they say and the commit that was tested.
    pub decided: Vec<(Decided, Vec<String>)>,
}

/// What evidence is, in the order in which it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceOf {
    /// A controlled document elsewhere: its number and version, and what it stands for.
    External(String),
    /// A document that is built.
    Built(String),
    /// A narrative document.
    Document(String),
    ProjectFile,
    /// Records of a kind.
    Kind(&'static str),
}

pub(super) type Places<'a> = BTreeMap<EvidenceOf, Found<'a>>;

/// Evidence of one sort, as it is collected: a clause may rest on thousands of records.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    ids: Vec<Cow<'a, str>>,
    headings: BTreeMap<String, String>,
    files: Vec<&'a str>,
    /// The place of the newest commit of those that are known, and whether that of any is not.
    newest: Option<usize>,
    is_uncertain: bool,
    decided: BTreeMap<(&'static str, Option<String>), Vec<Cow<'a, str>>>,
}

impl<'a> Found<'a> {
    fn add(&mut self, id: Cow<'a, str>, file: &'a str, commit: Option<usize>) {
        self.ids.push(id);
        self.files.push(file);
        self.is_uncertain |= commit.is_none();
        self.newest = self.newest.into_iter().chain(commit).min();
    }

    pub(super) fn place(self, of: EvidenceOf, commits: LastCommits<'_>) -> EvidencePlace {
        let mut files = self.files;
        files.sort_unstable();
        files.dedup();
        let newest = self.newest.filter(|_| !self.is_uncertain);
        let newest = newest.and_then(|place| commits.at(place));
        let decided = self.decided.into_iter();
        EvidencePlace {
            of,
            ids: in_order(self.ids),
            headings: self.headings,
            files: files.into_iter().map(str::to_string).collect(),
            changed: newest.map(|it| (it.short().to_string(), it.day().to_string())),
            decided: decided.map(|(what, ids)| (what, in_order(ids))).collect(),
        }
    }
}

/// Returns each id once, as people sort them.
fn in_order(mut ids: Vec<Cow<'_, str>>) -> Vec<String> {
    ids.sort_by(|one, other| natural_order(one, other));
    ids.dedup();
    ids.into_iter().map(Cow::into_owned).collect()
}

pub(super) fn commits<'c>(cx: &Context<'c>) -> LastCommits<'c> {
    LastCommits { history: cx.inputs.history, revision: cx.inputs.revision }
}

/// Adds what shows something to what is of its sort.
pub(super) fn add_place<'a>(cx: &Context<'a>, evidence: &Evidence<'a>, places: &mut Places<'a>) {
    let sources = &cx.project().sources;
    let mut add = |of: EvidenceOf, id: Cow<'a, str>, path: &'a str, target: &str| {
        places.entry(of).or_default().add(id, path, commits(cx).place_of(target));
    };
    match evidence {
        Evidence::Record { record, .. } | Evidence::Answer(record) => {
            let found = places.entry(EvidenceOf::Kind(record.kind.name)).or_default();
            let commit = commits(cx).place_of(&record.id);
            found.add((*record.id).into(), sources.path(record.span.source), commit);
            add_deciding(cx, evidence, found);
        }
        Evidence::External { record, document, place } => {
            let word = |field| record.word(&[field]).unwrap_or_default();
            let (number, version) = (word("number"), word("version"));
            let within = place.map(|(anchor, place)| format!("#{anchor}, {place}"));
            let within = within.unwrap_or_default();
            let of = EvidenceOf::External(format!("{number} ({version}): {document}{within}"));
            add(of, (*record.id).into(), sources.path(record.span.source), &record.id);
        }
        Evidence::Section(section) => {
            let of = EvidenceOf::Document(section.document.clone());
            // A reader is led to the text of the document's own language.
            let mut of_section = cx.project().narratives.iter().filter(|narrative| {
                narrative.document == section.document && narrative.language == cx.scope.language
            });
            let own = of_section.find(|_| section.texts.contains_key(&cx.scope.language));
            let path = sources.path(own.map_or(section.span, |narrative| narrative.span).source);
            let anchor: Cow<'_, str> = match &*section.anchor {
                "" => "".into(),
                anchor => format!("#{anchor}").into(),
            };
            let heading = cx.heading(section).filter(|heading| heading.language.is_none());
            let heading = heading.map(|heading| (anchor.to_string(), heading.text));
            add(of.clone(), anchor, path, &section.target());
            places.entry(of).or_default().headings.extend(heading);
        }
        Evidence::Built { document, .. } => {
            places.entry(EvidenceOf::Built((*document).to_string())).or_default();
        }
        Evidence::Setting(name) => {
            let target = format!("{PROJECT_FILE}#{name}");
            add(EvidenceOf::ProjectFile, format!("#{name}").into(), PROJECT_FILE, &target);
        }
        Evidence::Clause { .. } | Evidence::Rule { .. } | Evidence::NoRecord(_) => {}
    }
}

/// Adds the results and runs that decide of a record, or of what verifies it.
fn add_deciding<'a>(cx: &Context<'a>, evidence: &Evidence<'a>, found: &mut Found<'a>) {
    let Evidence::Record { record, through } = evidence else { return };
    let assessment = cx.inputs.assessment;
    let states =
        std::iter::once(record).chain(through).filter_map(|one| assessment.verification(one));
    for deciding in states.flat_map(|state| &state.deciding) {
        let commit = deciding.record.word(&["commit"]);
        let commit = commit.map(|commit| commit.chars().take(10).collect());
        let what = (deciding.outcome.word(), commit);
        found.decided.entry(what).or_default().push((*deciding.record.id).into());
    }
}
