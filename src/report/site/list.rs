//! The records of a project by kind, and the list of one kind.

use super::address;
use super::piece::{Badge, Ref, Tone};
use super::section::{setting_target, settings};
use super::{Body, Context, Made};
use crate::assess::Approval;
use crate::model::kinds::KINDS;
use crate::model::{Record, Section, Status};

/// Every kind that the project has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsPage {
    pub kinds: Vec<KindRow>,
    /// Documents that people have written, each with the state of its approval.
    pub narratives: Vec<(Ref, Badge)>,
    /// Sections of the project file, likewise.
    pub settings: Vec<(Ref, Badge)>,
}

/// One kind in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRow {
    pub name: String,
    pub address: String,
    pub records: usize,
    pub drafts: usize,
    pub retired: usize,
}

/// The records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindPage {
    pub name: String,
    pub rows: Vec<ListedRecord>,
}

/// One record in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRecord {
    pub record: Ref,
    pub approval: Badge,
    /// Findings about it that nothing waives.
    pub findings: usize,
}

pub(super) fn page(cx: &Context<'_, '_>) -> Made {
    let approvals = &cx.site.inputs.view.assessment.approvals;
    let narratives = cx.project().sections.iter().filter(|section| section.anchor.is_empty());
    let narrative = |section: &Section| {
        let approval = approvals.of_narrative(&section.document);
        (cx.reference(&section.target()), cx.approval_word(&approval))
    };
    let entries = cx.project().config.tree.entries();
    let setting = |index: usize| {
        let approval = cx.setting_approval(&entries[index].key.text);
        (cx.reference(&setting_target(&entries[index])), cx.approval_word(&approval))
    };
    let content = RecordsPage {
        kinds: kind_rows(cx),
        narratives: narratives.map(narrative).collect(),
        settings: settings(cx.project()).into_iter().map(setting).collect(),
    };
    let body = Body::Records(content);
    ("records.html".to_string(), cx.say("site.records"), "records", body)
}

/// Returns the kinds that the project has, in the order of the reference.
pub(super) fn kind_rows(cx: &Context<'_, '_>) -> Vec<KindRow> {
    let row = |kind: &'static str| {
        let records: Vec<&Record> = cx.project().of_kind(kind).collect();
        let of = |status| records.iter().filter(|record| record.status == status).count();
        (!records.is_empty()).then(|| KindRow {
            name: cx.say(&format!("kinds.{kind}")),
            address: address::kind(kind),
            records: records.len(),
            drafts: of(Status::Draft),
            retired: of(Status::Retired),
        })
    };
    KINDS.iter().filter_map(|kind| row(kind.name)).collect()
}

pub(super) fn kind_page(cx: &Context<'_, '_>, kind: &'static str) -> Made {
    let rows = cx.project().of_kind(kind).map(|record| listed(cx, record)).collect();
    let name = cx.say(&format!("kinds.{kind}"));
    let body = Body::Kind(KindPage { name: name.clone(), rows });
    (address::kind(kind), name, "records", body)
}

fn listed<'a>(cx: &Context<'_, 'a>, record: &'a Record) -> ListedRecord {
    ListedRecord {
        record: cx.reference_to(record),
        approval: cx.approval_badge(record),
        findings: cx.n_findings(&record.id),
    }
}

impl<'a> Context<'_, 'a> {
    /// Returns the state of the approval of a record in a word.
    pub(super) fn approval_badge(&self, record: &'a Record) -> Badge {
        match record.status {
            Status::Draft => Badge { tone: Tone::Doubtful, text: self.say("site.approval.draft") },
            _ => {
                let approvals = &self.site.inputs.view.assessment.approvals;
                match approvals.of_record(record) {
                    // What was approved is that it is retired, such as a change that was turned down.
                    Approval::Fresh(_) if record.status == Status::Retired => {
                        Badge { tone: Tone::Plain, text: self.say("site.approval.retired") }
                    }
                    approval => self.approval_word(&approval),
                }
            }
        }
    }

    pub(super) fn approval_word(&self, approval: &Approval<'_>) -> Badge {
        let (tone, key) = match approval {
            Approval::NotNeeded => (Tone::Plain, "not-needed"),
            Approval::Fresh(_) => (Tone::Good, "fresh"),
            Approval::Outdated(_) => (Tone::Bad, "outdated"),
            Approval::Missing => (Tone::Bad, "missing"),
            Approval::Rejected(_) => (Tone::Bad, "rejected"),
        };
        Badge { tone, text: self.say(&format!("site.approval.{key}")) }
    }
}
