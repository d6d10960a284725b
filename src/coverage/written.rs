//! Needs of text: documents that are written or built, their sections, and the project file.

use super::evidence::{Evidence, Missing};
use super::facts::{Facts, word};
use super::state::{Found, Outcome};
use crate::assess::Approval;
use crate::documents::Description;
use crate::model::Record;
use crate::yaml::{Entry, Node};

impl<'a> Facts<'a, '_> {
    /// Looks for a document: one elsewhere that stands for it, or one that is built or written here.
    pub(super) fn document(&self, document: &'a str) -> Found<'a> {
        let external = self.external(document, None);
        if external.outcome == Outcome::Met {
            return external;
        }
        let found = match self.inputs.documents.iter().find(|known| known.id == document) {
            Some(built) => self.built(built),
            None => self.narrative(document, external.missing.is_empty()),
        };
        match found.outcome {
            Outcome::Met => found,
            _ => found.after(external.missing),
        }
    }

    /// Looks for a section that is written here, else for one of a controlled document elsewhere.
    pub(super) fn section(&self, document: &'a str, anchor: &'a str) -> Found<'a> {
        let section = self.inputs.project.section(document, anchor);
        let Some(section) = section.filter(|section| section.is_written()) else {
            let external = self.external(document, Some(anchor));
            return match external.outcome {
                Outcome::Met => external,
                _ => Found::missing(Missing::Section { document, anchor }).after(external.missing),
            };
        };
        match self.inputs.assessment.approvals.of_part(section) {
            Approval::Fresh(_) => Found::shown(Evidence::Section(section)),
            state => {
                Found::missing(Missing::SectionUnapproved { document, anchor, why: word(&state) })
            }
        }
    }

    /// Looks for controlled documents elsewhere that stand for a document. That such a document holds
    /// a section is not seen here, so that its record must say where the section is.
    fn external(&self, document: &'a str, anchor: Option<&'a str>) -> Found<'a> {
        let (mut evidence, mut missing) = (Vec::new(), Vec::new());
        for record in self.standing_for(document) {
            let place = anchor.map(|anchor| (anchor, self.place_in(record, document, anchor)));
            if !self.counts(record) {
                missing.push(self.why_not(record));
            } else if !record.has(&["sha256"]) {
                missing.push(Missing::Digest(record));
            } else if let Some((anchor, None)) = place {
                missing.push(Missing::Unplaced { record, document, anchor });
            } else {
                let place = place.and_then(|(anchor, place)| Some((anchor, place?)));
                evidence.push(Evidence::External { record, document, place });
            }
        }
        match evidence.is_empty() {
            true => Found { outcome: Outcome::Open, evidence, missing },
            // Another one that does not count takes nothing from it.
            false => Found::of(evidence, Vec::new()),
        }
    }

    fn standing_for(&self, document: &'a str) -> impl Iterator<Item = &'a Record> {
        let records = self.of_kind("external-document");
        records.filter(move |record| {
            let named = record.node.get("stands_for").map(Node::one_or_many).unwrap_or_default();
            named.iter().any(|node| node.text() == Some(document))
        })
    }

    /// Returns where a section is in a controlled document elsewhere, as its record says.
    fn place_in(&self, record: &'a Record, document: &str, anchor: &str) -> Option<&'a str> {
        let path = ["sections", document, anchor];
        let config = &self.inputs.project.config;
        record.text(&path, config, config.main_language()).filter(|place| !place.trim().is_empty())
    }

    /// Returns whether there is a document in any state.
    pub(super) fn exists(&self, document: &'a str) -> bool {
        self.inputs.project.section(document, "").is_some()
            || self.standing_for(document).next().is_some()
    }

    fn narrative(&self, document: &'a str, is_said: bool) -> Found<'a> {
        let whole = self.inputs.project.section(document, "");
        let Some(whole) = whole.filter(|section| section.is_written()) else {
            let missing = is_said.then_some(Missing::Document(document));
            return Found {
                outcome: Outcome::Open,
                evidence: Vec::new(),
                missing: missing.into_iter().collect(),
            };
        };
        match self.inputs.assessment.approvals.of_narrative(document) {
            Approval::Fresh(_) => Found::shown(Evidence::Section(whole)),
            state => Found::missing(Missing::DocumentUnapproved(document, word(&state))),
        }
    }

    /// Looks at a document that is built: what it shows is approved, and what it needs written is
    /// written and approved.
    fn built(&self, built: &'a Description) -> Found<'a> {
        let project = self.inputs.project;
        let approvals = &self.inputs.assessment.approvals;
        let document = &*built.id;
        let mut missing = Vec::new();
        let is_unwritten = |anchor: &str| {
            project.section(document, anchor).is_none_or(|section| !section.is_written())
        };
        let unwritten = built.sections.iter().filter(|needed| is_unwritten(&needed.anchor));
        missing.extend(unwritten.map(|one| Missing::Section { document, anchor: &one.anchor }));
        let shown: Vec<&'a Record> =
            built.shows.iter().flat_map(|kind| self.of_kind(kind)).collect();
        let not_counting: Vec<&'a Record> =
            shown.iter().copied().filter(|record| !self.counts(record)).collect();
        if let Some(first) = not_counting.first() {
            let records = not_counting.len();
            missing.push(Missing::DocumentShows { document, records, first });
        }
        let has_text = project.section(document, "").is_some_and(|section| section.is_shown());
        let approval = approvals.of_narrative(document);
        if has_text && !matches!(approval, Approval::Fresh(_)) {
            missing.push(Missing::DocumentUnapproved(document, word(&approval)));
        }
        for name in &built.settings {
            let approval = approvals.of_section(name);
            if project.config.section(name).is_some() && !matches!(approval, Approval::Fresh(_)) {
                missing.push(Missing::SettingUnapproved(name, word(&approval)));
            }
        }
        if shown.is_empty() && !has_text && missing.is_empty() {
            missing.push(Missing::DocumentEmpty(document));
        }
        // What a project's own template says is not approved with the records that it shows.
        if !has_text && !built.is_built_in() {
            missing.push(Missing::DocumentUnread(document));
        }
        let records = shown.len() - not_counting.len();
        // Some of it may be there.
        let is_shown = missing.is_empty() || records > 0 || has_text;
        let evidence = is_shown.then_some(Evidence::Built { document, records });
        Found::of(evidence.into_iter().collect(), missing)
    }

    /// Looks for a section of the project file, in which it, or each product that is meant, states
    /// these fields.
    pub(super) fn setting(&self, name: &'a str, fields: &[String]) -> Found<'a> {
        let config = &self.inputs.project.config;
        if config.section(name).is_none() {
            return Found::missing(Missing::Setting(name));
        }
        let mut missing = self.unstated(name, fields);
        match self.inputs.assessment.approvals.of_section(name) {
            // What it does not state it cannot show, whoever has approved the rest.
            Approval::Fresh(_) if missing.is_empty() => Found::shown(Evidence::Setting(name)),
            Approval::Fresh(_) => Found::of(Vec::new(), missing),
            state => {
                missing.insert(0, Missing::SettingUnapproved(name, word(&state)));
                Found::of(Vec::new(), missing)
            }
        }
    }

    fn unstated(&self, name: &'a str, fields: &[String]) -> Vec<Missing<'a>> {
        let section = self.inputs.project.config.tree.get(name);
        let stated = |node: Option<&Node>, path: String, field: &String| {
            let is_stated = node.and_then(|node| node.get(field)).is_some_and(|it| !it.is_empty());
            (!is_stated).then(|| Missing::SettingField(name, format!("{path}.{field}")))
        };
        let mut missing = Vec::new();
        for field in fields {
            match name {
                "products" => {
                    let products = self.scope.products();
                    let one = |entry: &Entry| {
                        stated(Some(&entry.value), format!("{name}.{}", entry.key.text), field)
                    };
                    missing.extend(products.into_iter().filter_map(one));
                }
                _ => missing.extend(stated(section, name.to_string(), field)),
            }
        }
        missing
    }
}
