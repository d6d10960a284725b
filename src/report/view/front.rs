//! What stands before the content: control block, marks, remarks, approvals and changes.

use super::change::{Changes, LastChange, Since, baselines_here};
use super::decision::Decision;
use super::narrative::Narrative;
use super::record::{Approval, Ref, State, Text, clean};
use super::{Context, records_shown};
use crate::assess::{self, Choice, WaiverLack, fingerprint};
use crate::config::{Interval, NeededApproval, PROJECT_FILE};
use crate::gate::CRITERIA;
use crate::history::{Completeness, UnreadFile};
use crate::model::{self, Status, natural_order, prefix_of};
use serde::Serialize;
use std::collections::BTreeSet;

/// The front matter of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Front {
    pub document: String,
    /// The project's own title, where it has one.
    pub title: Option<Text>,
    pub number: Option<String>,
    pub registry_number: Option<String>,
    pub confidentiality: Option<Text>,
    pub manufacturer: Option<Text>,
    pub products: Vec<Product>,
    /// Version of the judged release.
    pub version: Option<String>,
    pub release: Option<Ref>,
    /// Why no release is judged: `unknown`, `none` or `several`.
    pub no_release: Option<&'static str>,
    /// Baselines that name exactly what is shown; none if the work tree differs.
    pub baselines: Vec<String>,
    pub last_change: Option<LastChange>,
    pub marks: Vec<Mark>,
    /// The records for whose sake alone it is a draft; none where it is for more than that, or is none.
    #[serde(skip)]
    pub draft_for: Option<Vec<String>>,
    pub remarks: Vec<Remark>,
    /// Waivers for something that is shown.
    pub waivers: Vec<Waived>,
    /// How the project's gate asks for less than the usual policy.
    pub looser: Looser,
    /// Records that could not be read, of any kind.
    pub unread: Vec<Unread>,
    pub approvals: ApprovalCounts,
    pub signatures: Vec<Signature>,
    /// What is shown and lacks a valid approval.
    pub open_approvals: Vec<OpenApproval>,
    pub changes: Changes,
}

/// A product that the document is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Product {
    pub name: Text,
    pub intended_purpose: Option<Text>,
}

/// Something that stands on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Not everything that is shown is approved, or was read.
    Draft,
    /// The inputs differ from the commit.
    Dirty,
    Shallow,
    Incomplete,
    NoRepository,
    /// Results were given for this command only.
    NotPinned,
}

impl Mark {
    /// Returns its key in the word list.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Draft => "mark.draft",
            Mark::Dirty => "mark.dirty",
            Mark::Shallow => "mark.shallow",
            Mark::Incomplete => "mark.incomplete",
            Mark::NoRepository => "mark.no-repository",
            Mark::NotPinned => "mark.not-pinned",
        }
    }
}

/// Something that a reader must know before believing the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remark {
    /// Files that differ from the commit.
    Dirty(Vec<String>),
    Shallow,
    NoRepository,
    /// Objects of the history are missing.
    Incomplete(String),
    /// The tag of a release is not among the baselines.
    MissingTag {
        release: String,
        tag: String,
    },
    /// Test runs whose results were given for this command and are pinned by no record.
    NotPinned(Vec<String>),
    /// Test runs whose results count for nothing.
    Refused(Vec<String>),
    /// Files of old commits that could not be parsed.
    Unread(Vec<String>),
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    pub id: Option<String>,
    pub place: String,
}

/// A waiver that concerns something that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waived {
    pub waiver: String,
    pub rule: String,
    /// What is shown of what it excepts.
    pub records: Vec<String>,
    pub rationale: Option<Text>,
    pub approver: String,
    pub expires: String,
    /// Key of the word list for whether it counts.
    pub state: &'static str,
}

/// What the project's gate does not ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Looser {
    /// Criteria that are left out.
    pub off: Vec<String>,
    /// Kinds that need no approval.
    pub unapproved: Vec<String>,
    /// Whether the evaluation of a component holds for longer than usual.
    pub seldom: bool,
}

impl Looser {
    /// Returns whether the policy is the usual one.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How the approvals of what is shown stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct ApprovalCounts {
    /// Records and sections that need an approval, drafts included.
    pub needed: usize,
    pub fresh: usize,
    pub outdated: usize,
    pub missing: usize,
    pub rejected: usize,
    pub draft: usize,
}

/// One review of something that is shown, in its present state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    #[serde(flatten)]
    pub of: Decision,
    pub covers: Vec<String>,
    /// What it covers that is retired: the decision is on that, and not on what it once asked for.
    pub retirements: Vec<String>,
}

impl Signature {
    fn by(of: Decision) -> Self {
        Self { of, covers: Vec::new(), retirements: Vec::new() }
    }
}

/// Something that is shown without a valid approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenApproval {
    /// Title is none for a section of the project file.
    pub target: Ref,
    pub approval: Approval,
}

pub(super) fn front(cx: &Context<'_>, narrative: &Narrative) -> Front {
    let config = &cx.project().config;
    let document = &*cx.scope.document;
    let own = |field: &str| config.tree.at(&["documents", document, field]);
    let word = |field: &str| own(field).and_then(|node| node.text()).map(clean);
    let text = |field: &str| own(field).and_then(|node| cx.localized(node));
    let release = cx.inputs.assessment.release;
    let shown = shown(cx, narrative);
    let approvals = approval_counts(&shown);
    let open_approvals = open_approvals(shown);
    let remarks = remarks(cx);
    let is_whole = is_whole(cx, narrative);
    Front {
        document: document.to_string(),
        title: text("title").or_else(|| narrative_title(cx)),
        number: word("number"),
        registry_number: word("registry_number"),
        confidentiality: text("confidentiality"),
        manufacturer: config.tree.at(&["manufacturer", "name"]).and_then(|node| cx.localized(node)),
        products: products(cx),
        version: release.record().and_then(|record| record.word(&["version"])).map(clean),
        release: release.record().map(|record| cx.reference_to(record)),
        no_release: match release {
            Choice::Release(_) => None,
            Choice::Unknown => Some("unknown"),
            Choice::None => Some("none"),
            Choice::Several(_) => Some("several"),
        },
        baselines: match is_dirty(cx) {
            true => Vec::new(),
            false => baselines_here(cx).into_iter().map(clean).collect(),
        },
        // What changed it last can be told once all of it is there.
        last_change: None,
        marks: marks(!is_whole || approvals.fresh != approvals.needed, &remarks),
        draft_for: records_alone(&open_approvals).filter(|_| is_whole),
        remarks,
        waivers: waivers(cx),
        looser: looser(cx),
        unread: unread(cx),
        approvals,
        signatures: signatures(cx),
        open_approvals,
        // Told once the view is there, which says what the document shows.
        changes: Changes { since: Since::Unknown, rows: Vec::new() },
    }
}

fn products(cx: &Context<'_>) -> Vec<Product> {
    let config = &cx.project().config;
    let product = |key: &str| {
        let purpose = config.tree.at(&["products", key, "intended_purpose"]);
        let intended_purpose = purpose.and_then(|node| cx.localized(node));
        Product { name: cx.product(key), intended_purpose }
    };
    config.products().into_iter().map(product).collect()
}

/// Returns the title in the front matter of the document's own narrative.
fn narrative_title(cx: &Context<'_>) -> Option<Text> {
    let language = &cx.scope.language;
    let mut narratives = cx.project().narratives_of(&cx.scope.document);
    let title = narratives.find_map(|narrative| narrative.titles.get(language))?;
    Some(Text { text: clean(title), language: None })
}

fn is_dirty(cx: &Context<'_>) -> bool {
    !cx.inputs.revision.dirty.is_empty()
}

/// Returns whether everything was written and could be read.
fn is_whole(cx: &Context<'_>, narrative: &Narrative) -> bool {
    narrative.unwritten.is_empty()
        && cx.project().holes.is_empty()
        && cx.inputs.assessment.refused.is_empty()
}

/// Returns the ids where nothing but records lacks an approval.
fn records_alone(open: &[OpenApproval]) -> Option<Vec<String>> {
    let id = |one: &OpenApproval| prefix_of(&one.target.id).map(|_| one.target.id.clone());
    let ids: Vec<String> = open.iter().map(id).collect::<Option<_>>()?;
    Some(ids).filter(|ids| !ids.is_empty())
}

fn marks(is_draft: bool, remarks: &[Remark]) -> Vec<Mark> {
    let of_remark = |remark: &Remark| match remark {
        Remark::Dirty(_) => Some(Mark::Dirty),
        Remark::Shallow => Some(Mark::Shallow),
        Remark::NoRepository => Some(Mark::NoRepository),
        Remark::Incomplete(_) => Some(Mark::Incomplete),
        Remark::NotPinned(_) => Some(Mark::NotPinned),
        Remark::MissingTag { .. } | Remark::Refused(_) | Remark::Unread(_) => None,
    };
    let draft = is_draft.then_some(Mark::Draft);
    draft.into_iter().chain(remarks.iter().filter_map(of_remark)).collect()
}

fn remarks(cx: &Context<'_>) -> Vec<Remark> {
    let (history, revision) = (cx.inputs.history, cx.inputs.revision);
    let mut remarks = Vec::new();
    if is_dirty(cx) {
        remarks.push(Remark::Dirty(revision.dirty.clone()));
    }
    match &history.completeness {
        Completeness::Complete if !revision.shallow => remarks.extend(missing_tags(cx)),
        Completeness::Complete | Completeness::Shallow => remarks.push(Remark::Shallow),
        Completeness::NoRepository => remarks.push(Remark::NoRepository),
        Completeness::Incomplete(what) => remarks.push(Remark::Incomplete(clean(what))),
    }
    if !cx.project().supplied.is_empty() {
        remarks.push(Remark::NotPinned(cx.project().supplied.clone()));
    }
    let refused = &cx.inputs.assessment.refused;
    if !refused.is_empty() {
        let ids = refused.iter().map(|run| run.id.to_string()).collect();
        remarks.push(Remark::Refused(ids));
    }
    if !history.unread.is_empty() {
        let unread = |it: &UnreadFile| {
            clean(&format!("{} at {}", it.file, it.commit.as_deref().unwrap_or_default()))
        };
        remarks.push(Remark::Unread(history.unread.iter().map(unread).collect()));
    }
    remarks
}

/// A release that is out must be found in the repository; a draft's tag may be yet to come.
fn missing_tags<'a>(cx: &Context<'a>) -> impl Iterator<Item = Remark> + use<'a> {
    let (history, revision) = (cx.inputs.history, cx.inputs.revision);
    let is_known = |tag: &str| {
        revision.tags.iter().any(|known| known == tag)
            || history.baselines.iter().any(|baseline| baseline.tag == tag)
    };
    let releases = cx.project().of_kind("release").filter(|release| release.is_active());
    releases.filter_map(move |release| {
        let tag = release.word(&["tag"]).filter(|tag| !is_known(tag))?;
        Some(Remark::MissingTag { release: release.id.to_string(), tag: clean(tag) })
    })
}

fn waivers(cx: &Context<'_>) -> Vec<Waived> {
    let shown: BTreeSet<String> = records_shown(cx.project(), cx.scope).into_iter().collect();
    let is_shown = |target: &&str| {
        let setting = target.strip_prefix(PROJECT_FILE).and_then(|rest| rest.strip_prefix('#'));
        match setting {
            Some(section) => cx.scope.settings.iter().any(|shown| shown == section),
            None => shown.contains(*target),
        }
    };
    let waived = |state: &assess::WaiverState<'_>| {
        let waiver = state.waiver;
        let records: Vec<String> =
            waiver.links_of("for").map(|link| &*link.to).filter(is_shown).map(clean).collect();
        let word = |field: &str| waiver.word(&[field]).map(clean).unwrap_or_default();
        (!records.is_empty()).then(|| Waived {
            waiver: waiver.id.to_string(),
            rule: word("rule"),
            records,
            rationale: cx.project().record(&waiver.id).and_then(|w| cx.text(w, &["rationale"])),
            approver: waiver.word(&["approver"]).map(|key| cx.person(key)).unwrap_or_default(),
            expires: word("expires"),
            state: waiver_word(state.lacks),
        })
    };
    cx.inputs.assessment.waivers.iter().filter_map(waived).collect()
}

/// Returns the key of the word list for what becomes of a waiver.
pub(super) fn waiver_word(lacks: Option<WaiverLack>) -> &'static str {
    match lacks {
        None => "waiver.counts",
        Some(WaiverLack::Unreadable) => "waiver.unreadable",
        Some(WaiverLack::Expired) => "waiver.expired",
        Some(WaiverLack::Unapproved) => "waiver.unapproved",
    }
}

fn looser(cx: &Context<'_>) -> Looser {
    let gate = &cx.project().config.gate;
    let is_off = |name: &&String| {
        CRITERIA.iter().any(|criterion| criterion.may_be_off && criterion.name == name.as_str())
    };
    let gives = |needed: &[NeededApproval]| needed.iter().any(|one| one.meaning == "approved");
    let unapproved = gate.approvals.iter().filter(|(_, needed)| !gives(needed));
    Looser {
        off: gate.off.iter().filter(is_off).cloned().collect(),
        unapproved: unapproved.map(|(kind, _)| kind.clone()).collect(),
        seldom: gate.soup_interval().is_longer_than(Interval::USUAL),
    }
}

fn unread(cx: &Context<'_>) -> Vec<Unread> {
    let sources = &cx.project().sources;
    let holes = cx.project().holes.iter();
    let unread = holes.map(|hole| Unread { id: hole.id.clone(), place: sources.place(hole.span) });
    unread.collect()
}

/// Returns everything that is shown, with the state of its approval.
fn shown(cx: &Context<'_>, narrative: &Narrative) -> Vec<OpenApproval> {
    let ids = records_shown(cx.project(), cx.scope);
    let records = ids.iter().filter_map(|id| cx.project().record(id));
    let mut shown: Vec<OpenApproval> = records
        .map(|record| OpenApproval {
            target: cx.reference_to(record),
            approval: cx.approval(record),
        })
        .collect();
    for section in &cx.scope.settings {
        let approval = cx.inputs.assessment.approvals.of_section(section);
        let target =
            Ref { id: format!("{PROJECT_FILE}#{section}"), title: None, state: State::Section };
        shown.push(OpenApproval { target, approval: cx.approval_state(approval) });
    }
    if let Some(approval) = narrative.approval.clone() {
        let target = cx.reference(&format!("doc:{}", cx.scope.document));
        shown.push(OpenApproval { target, approval });
    }
    shown
}

fn approval_counts(shown: &[OpenApproval]) -> ApprovalCounts {
    let count = |state: &str| shown.iter().filter(|one| one.approval.state == state).count();
    ApprovalCounts {
        needed: shown.len() - count("not-needed"),
        fresh: count("fresh") + count("retired-approved"),
        outdated: count("outdated"),
        missing: count("missing"),
        rejected: count("rejected"),
        draft: count("draft") + count("draft-approved"),
    }
}

fn open_approvals(shown: Vec<OpenApproval>) -> Vec<OpenApproval> {
    let is_open = |one: &OpenApproval| {
        !matches!(one.approval.state, "fresh" | "retired-approved" | "not-needed")
    };
    shown.into_iter().filter(is_open).collect()
}

/// Returns the reviews that pin what is shown as it is now, newest first.
fn signatures(cx: &Context<'_>) -> Vec<Signature> {
    let approvals = &cx.inputs.assessment.approvals;
    let settings = cx.scope.settings.iter().map(|section| format!("{PROJECT_FILE}#{section}"));
    let document = cx.scope.document.clone();
    let narrated = cx.project().sections.iter().filter(|section| section.document == document);
    let narrated = narrated.map(model::Section::target);
    let targets = records_shown(cx.project(), cx.scope).into_iter().chain(settings).chain(narrated);
    let mut signatures: Vec<Signature> = Vec::new();
    for target in targets {
        let current = fingerprint(cx.project(), &target);
        let record = cx.project().record(&target);
        let is_retired = record.is_some_and(|record| record.status == Status::Retired);
        let is_current = |pin: &&assess::Pin<'_>| {
            current.is_some() && pin.link.attribute("fingerprint") == current.as_deref()
        };
        for pin in approvals.pins_of(&target).iter().filter(is_current) {
            let known = signatures.iter().position(|known| known.of.review == *pin.review.id);
            let at = known.unwrap_or_else(|| {
                signatures.push(Signature::by(Decision::of(cx, pin.review)));
                signatures.len() - 1
            });
            let Signature { covers, retirements, .. } = &mut signatures[at];
            if is_retired { retirements.push(target.clone()) } else { covers.push(target.clone()) }
        }
    }
    signatures.sort_by(|a, b| {
        let (a, b) = (&a.of, &b.of);
        b.date.cmp(&a.date).then_with(|| natural_order(&a.review, &b.review))
    });
    signatures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_can_go_without_the_mark_only_where_nothing_but_records_is_open() {
        let open = |id: &str| OpenApproval {
            target: Ref { id: id.to_string(), title: None, state: State::Section },
            approval: Approval {
                state: "missing",
                review: None,
                person: None,
                role: None,
                date: None,
            },
        };
        let table = [
            (&[][..], None),
            (&["REQ-1", "RM-R-030"], Some(vec!["REQ-1".to_string(), "RM-R-030".to_string()])),
            (&["REQ-1", "techfile.yaml#risk"], None),
            (&["doc:risk-management-plan"], None),
            (&["doc:RISK-1"], None),
        ];
        for (ids, expected) in table {
            let open: Vec<OpenApproval> = ids.iter().map(|id| open(id)).collect();
            assert_eq!(records_alone(&open), expected, "{ids:?}");
        }
    }
}
