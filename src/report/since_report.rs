//! What changed since a revision → what must be looked at, run, evaluated and approved again.
//!
//! Made for a merge request. A change counts for everything that a change of the record would touch,
//! and the loss of a link or a record counts for what it led to, so that nothing is missed because it
//! is gone.

use super::check_report::Inputs;
use super::diff_report::{Compared, DiffEntry, Side, UnknownEntry, UnreadEntry};
use super::history_report::incomplete;
use super::impact_report::{Touched, impact_report};
use super::judged::Judged;
use crate::assess::{Approval, Approvals};
use crate::config::PROJECT_FILE;
use crate::documents::Description;
use crate::history::FieldChange;
use crate::model::{Project, Record, natural_key, natural_order};
use crate::report::view::{self, Scope, touching};
use crate::yaml::Node;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the changes since a revision ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SinceReport {
    /// The older side.
    pub from: Side,
    /// The newer side.
    pub to: Side,
    /// What changed in between.
    pub changed: Vec<DiffEntry>,
    /// Links of which an end changed.
    pub suspect_links: Vec<SuspectLink>,
    /// Verifications to carry out again.
    pub verifications: Vec<Again>,
    /// Risks to evaluate again.
    pub risks: Vec<Again>,
    /// Records, sections of the project file and narratives to approve.
    pub approvals: Vec<ToApprove>,
    /// Documents that show something that changed, or say something that it decides.
    pub documents: Vec<ChangedDocument>,
    /// What only one state has for certain: the other may hold it in a file that could not be read.
    pub unknown: Vec<UnknownEntry>,
    /// Files that could not be read in the earlier state; what those hold is in no list.
    pub unread_before: Vec<UnreadEntry>,
    /// Files that could not be read in the later state; what those hold is in no list.
    pub unread_after: Vec<UnreadEntry>,
    /// Why what changed may not be known in full.
    pub incomplete: Option<String>,
    /// What else is to be known.
    pub remarks: Vec<String>,
    pub inputs: Inputs,
}

/// A link of which an end changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SuspectLink {
    /// As in `VER-003 verifies REQ-006`.
    pub link: String,
    /// The ends that changed.
    pub changed: Vec<String>,
    /// Whether what it leads to is gone.
    pub broken: bool,
}

/// Something that must be done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Id of the record.
    pub id: String,
    /// Title of the record.
    pub title: String,
    /// The verdict now, in a word.
    pub state: Option<String>,
    /// What changed.
    pub because: Vec<String>,
}

/// Something whose approval is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToApprove {
    /// What a review would name.
    pub target: String,
    /// Its title.
    pub title: Option<String>,
    /// `outdated`, `missing` or `rejected`.
    pub state: &'static str,
    /// Whether it was valid before.
    pub was_valid: bool,
}

/// A document that is another one now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedDocument {
    /// Id of the document.
    pub id: String,
    /// Title of the document.
    pub title: String,
    /// What changed of what it shows, or of what decides something that it says.
    pub because: Vec<String>,
    /// Reviews of before that approved its text, or what changed.
    pub approved_in: Vec<String>,
}

/// What the report is made from beside the differences.
#[derive(Debug, Clone, Copy)]
pub struct Since<'r, 'a> {
    pub judged: Judged<'r, 'a>,
    /// The project as it was.
    pub then: &'r Project,
    pub documents: &'r [Description],
    /// What documents are made from, to tell what each of them shows.
    pub view: view::Inputs<'r>,
    pub as_of: &'r str,
}

/// Makes the report.
pub fn since_report(
    since: Since<'_, '_>,
    compared: &Compared<'_>,
    (from, to): (Side, Side),
    inputs: Inputs,
) -> SinceReport {
    let changed = compared.entries();
    let meant: Vec<&DiffEntry> = changed.iter().filter(|entry| entry.change != "moved").collect();
    let touched = since.touched(&meant, &inputs);
    SinceReport {
        from,
        to,
        suspect_links: since.suspect_links(&meant),
        verifications: touched.verifications.into_values().collect(),
        risks: touched.risks.into_values().collect(),
        approvals: since.approvals(&meant),
        documents: since.changed_documents(&meant, compared),
        unknown: UnknownEntry::all(&compared.differences.unknown),
        unread_before: UnreadEntry::all(&compared.differences.unread.0),
        unread_after: UnreadEntry::all(&compared.differences.unread.1),
        incomplete: incomplete(&compared.history.completeness),
        remarks: compared.remarks(),
        changed,
        inputs,
    }
}

/// What must be done again, by the natural order of the ids.
#[derive(Default)]
struct TouchedBy {
    verifications: BTreeMap<(String, u64, String), Again>,
    risks: BTreeMap<(String, u64, String), Again>,
}

impl TouchedBy {
    fn add(map: &mut BTreeMap<(String, u64, String), Again>, touched: Touched, because: &str) {
        let Touched { id, title, state, .. } = touched;
        let key = natural_key(&id);
        let again =
            map.entry(key).or_insert_with(|| Again { id, title, state, because: Vec::new() });
        if !again.because.iter().any(|known| known == because) {
            again.because.push(because.to_string());
        }
    }
}

impl<'a> Since<'_, 'a> {
    fn project(&self) -> &'a Project {
        self.judged.project()
    }

    fn touched(&self, changed: &[&DiffEntry], inputs: &Inputs) -> TouchedBy {
        let mut by = TouchedBy::default();
        for entry in changed {
            for record in self.starts(entry) {
                let report = impact_report(self.judged, record, inputs.clone());
                for touched in report.verifications {
                    TouchedBy::add(&mut by.verifications, touched, &entry.target);
                }
                for touched in report.risks {
                    TouchedBy::add(&mut by.risks, touched, &entry.target);
                }
            }
            // Another scale or matrix is another yardstick for every risk.
            if entry.target == format!("{PROJECT_FILE}#risk") {
                for risk in self.project().of_kind("risk") {
                    TouchedBy::add(&mut by.risks, self.itself(risk), &entry.target);
                }
            }
        }
        by
    }

    /// Returns the records from which a change spreads: the one that changed, those that it named
    /// before and names no more, and, where it is gone, all that it named.
    fn starts(&self, entry: &DiffEntry) -> Vec<&'a Record> {
        let own = self.project().record(&entry.target);
        let is_lost = |after: &Option<String>| after.is_none() || entry.change == "removed";
        let lost = entry.fields.iter().filter(|field| is_lost(&field.after));
        let named = lost.filter_map(|field| self.project().record(field.before.as_deref()?));
        let sections = self.project().records.iter().filter(|record| {
            // A section is felt where records lead to it.
            own.is_none() && record.links.iter().any(|link| *link.to == *entry.target)
        });
        let mut starts: Vec<&Record> = own.into_iter().chain(named).chain(sections).collect();
        let mut seen = BTreeSet::new();
        starts.retain(|record| record.kind.name != "review" && seen.insert(&record.id));
        starts
    }

    fn itself(&self, record: &Record) -> Touched {
        Touched {
            id: record.id.to_string(),
            kind: record.kind.name,
            title: self.judged.title(record),
            state: self.judged.state(record),
            path: Vec::new(),
            path_from: None,
            links_before: 0,
        }
    }

    fn suspect_links(&self, changed: &[&DiffEntry]) -> Vec<SuspectLink> {
        // What was added has no link that anybody has looked at.
        let known = changed.iter().filter(|entry| entry.change != "added");
        let known: BTreeMap<&str, &DiffEntry> =
            known.map(|entry| (&*entry.target, *entry)).collect();
        let is_new = |record: &Record, field: &str, to: &str| {
            let paths = [field.to_string(), format!("{field}[{to}]")];
            known.get(&*record.id).is_some_and(|entry| {
                let mut gained = entry.fields.iter().filter(|field| field.before.is_none());
                gained.any(|field| paths.contains(&field.field))
            })
        };
        let mut suspect = Vec::new();
        for record in self.project().records.iter().filter(|it| it.kind.name != "review") {
            for link in &record.links {
                let ends = [&*record.id, &*link.to];
                let changed: Vec<String> = ends
                    .into_iter()
                    .filter(|end| known.contains_key(end))
                    .map(str::to_string)
                    .collect();
                if changed.is_empty() || is_new(record, link.field.name, &link.to) {
                    continue;
                }
                suspect.push(SuspectLink {
                    link: format!("{} {} {}", record.id, link.field.name, link.to),
                    // Of an id in several files one may go and another stay.
                    broken: known.get(&*link.to).is_some_and(|entry| entry.change == "removed")
                        && self.project().record(&link.to).is_none(),
                    changed,
                });
            }
        }
        // One link may have several aspects.
        suspect.dedup();
        suspect
    }

    /// Returns what is not approved now and was before, and what changed and is not approved.
    fn approvals(&self, changed: &[&DiffEntry]) -> Vec<ToApprove> {
        let now = &self.judged.assessment.approvals;
        let then = Approvals::of(self.then, self.as_of);
        let changed: BTreeSet<&str> = changed.iter().map(|entry| &*entry.target).collect();
        let mut open = Vec::new();
        let mut add =
            |target: String, title, approval: Approval<'_>, was_valid: bool, is_changed| {
                let state = match approval {
                    Approval::NotNeeded | Approval::Fresh(_) => return,
                    Approval::Outdated(_) => "outdated",
                    Approval::Missing => "missing",
                    Approval::Rejected(_) => "rejected",
                };
                if was_valid || is_changed {
                    open.push(ToApprove { target, title, state, was_valid });
                }
            };
        for record in &self.project().records {
            let before = self.then.record(&record.id).map(|before| then.of_record(before));
            let was_valid = matches!(before, Some(Approval::Fresh(_)));
            let is_changed = changed.contains(&*record.id);
            let title = Some(self.judged.title(record));
            add(record.id.to_string(), title, now.of_record(record), was_valid, is_changed);
        }
        for entry in self.project().config.tree.entries() {
            let section = &*entry.key.text;
            let target = format!("{PROJECT_FILE}#{section}");
            let was_valid = matches!(then.of_section(section), Approval::Fresh(_));
            let is_changed = changed.contains(&*target);
            add(target, None, now.of_section(section), was_valid, is_changed);
        }
        let narratives: BTreeSet<&str> =
            self.project().sections.iter().map(|section| &*section.document).collect();
        for document in narratives {
            let target = format!("doc:{document}");
            let was_valid = matches!(then.of_narrative(document), Approval::Fresh(_));
            let below = format!("{target}#");
            let is_changed =
                changed.iter().any(|changed| *changed == target || changed.starts_with(&below));
            add(target, None, now.of_narrative(document), was_valid, is_changed);
        }
        open
    }

    fn changed_documents(
        &self,
        changed: &[&DiffEntry],
        compared: &Compared<'_>,
    ) -> Vec<ChangedDocument> {
        let language = self.judged.language;
        let targets: BTreeSet<&str> = changed.iter().map(|entry| &*entry.target).collect();
        let differences: Vec<(&str, &[FieldChange])> = compared
            .differences
            .found
            .iter()
            .map(|one| (&*one.target, &one.fields[..]))
            .filter(|(target, _)| targets.contains(target))
            .collect();
        let document = |description: &Description| {
            let scope = Scope::of(description, language);
            let mut because: Vec<&str> = touching(&self.view, &scope, differences.iter().copied());
            let order: Vec<&str> = changed.iter().map(|entry| &*entry.target).collect();
            because.sort_by_key(|target| order.iter().position(|it| it == target));
            because.dedup();
            let titles = &description.titles;
            let title = titles.get(language).or_else(|| titles.values().next());
            (!because.is_empty()).then(|| ChangedDocument {
                id: description.id.clone(),
                title: title.cloned().unwrap_or_default(),
                approved_in: self.approved_in(&description.id, &because),
                because: because.into_iter().map(str::to_string).collect(),
            })
        };
        self.documents.iter().filter_map(document).collect()
    }

    /// Returns the reviews of before that approved the text of a document, or one of some targets.
    fn approved_in(&self, document: &str, targets: &[&str]) -> Vec<String> {
        let (whole, section) = (format!("doc:{document}"), format!("doc:{document}#"));
        let is_of_it = |of: &str| of == whole || of.starts_with(&section) || targets.contains(&of);
        let word = |review: &Record, field: &str| {
            review.node.get(field).and_then(Node::text).map(str::to_string)
        };
        let approves = |review: &&Record| {
            word(review, "meaning").as_deref() == Some("approved")
                && word(review, "decision").as_deref() != Some("rejected")
                && review.links_of("of").any(|link| is_of_it(&link.to))
        };
        let reviews = self.then.of_kind("review").filter(approves);
        let mut ids: Vec<String> = reviews.map(|review| review.id.to_string()).collect();
        ids.sort_by(|one, other| natural_order(one, other));
        ids
    }
}
