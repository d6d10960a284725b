//! Reviews → the state of every approval.
//!
//! A review pins the fingerprint of what it saw. When the meaning changes the review is outdated,
//! and only a new one clears it, even where it changes back. The newest review of the current
//! fingerprint decides, at a tie the worst; a rejection cancels an approval.

use crate::config::{NeededApproval, PROJECT_FILE, Person, fingerprint_of};
use crate::descriptor::{Canonical, Member};
use crate::model::{Link, Moment, Project, Record, Section, Status, Target};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// One entry of a review: what it pins, and at which fingerprint.
#[derive(Debug, Clone, Copy)]
pub struct Pin<'a> {
    pub review: &'a Record,
    pub link: &'a Link,
    /// When it was decided, and no later than the day of the judgement.
    at: Option<Moment>,
}

impl<'a> Pin<'a> {
    /// Reads an entry of a review.
    pub fn new(review: &'a Record, link: &'a Link) -> Self {
        Self { review, link, at: review.word(&["date"]).and_then(Moment::parse) }
    }

    fn no_later_than(self, today: Option<Moment>) -> Self {
        let at = |at: Moment| today.map_or(at, |today| at.no_later_than(today));
        Self { at: self.at.map(at), ..self }
    }

    fn fingerprint(&self) -> Option<&str> {
        self.link.attribute("fingerprint")
    }

    /// Returns whether the review approves a state.
    pub(super) fn approves(&self, fingerprint: &str) -> bool {
        self.is_accepted()
            && self.review.word(&["meaning"]) == Some("approved")
            && self.is_about(fingerprint)
    }

    /// Returns whether the entry is about a state. A no that pins nothing that could be a fingerprint is
    /// about whatever there is now, since a slip of the pen must not take it away.
    fn is_about(&self, fingerprint: &str) -> bool {
        let pinned = self.fingerprint();
        let is_illegible = || !pinned.is_some_and(is_fingerprint);
        pinned == Some(fingerprint) || !self.is_accepted() && is_illegible()
    }

    fn is_accepted(&self) -> bool {
        self.review.word(&["decision"]) == Some("accepted")
    }

    /// Returns whether the review says anything: a draft or retired acceptance does not, but a
    /// rejection is not undone by its status.
    fn counts(&self) -> bool {
        self.review.is_active() || !self.is_accepted()
    }

    fn gives(&self, needed: &NeededApproval) -> bool {
        self.review.word(&["meaning"]) == Some(&needed.meaning)
            && needed.role.as_ref().is_none_or(|role| self.review.word(&["role"]) == Some(role))
    }
}

/// State of one needed approval; ordered from good to bad.
#[derive(Debug, Clone, Copy)]
pub enum Approval<'a> {
    /// The record is of a kind or status that needs none.
    NotNeeded,
    Fresh(Pin<'a>),
    /// An earlier state was approved; the pin is the newest such review.
    Outdated(Pin<'a>),
    Missing,
    Rejected(Pin<'a>),
}

impl Approval<'_> {
    /// Returns whether the approval is there or not needed.
    pub fn is_valid(&self) -> bool {
        matches!(self, Approval::NotNeeded | Approval::Fresh(_))
    }

    fn rank(&self) -> u8 {
        match self {
            Approval::NotNeeded => 0,
            Approval::Fresh(_) => 1,
            Approval::Outdated(_) => 2,
            Approval::Missing => 3,
            Approval::Rejected(_) => 4,
        }
    }
}

/// All reviews of a project, by what they name.
#[derive(Debug)]
pub struct Approvals<'a> {
    project: &'a Project,
    pins: HashMap<&'a str, Vec<Pin<'a>>>,
    /// Acceptances that are retired: they approve nothing, and say that another state was approved since.
    retired: HashMap<&'a str, Vec<Pin<'a>>>,
    usual: Vec<NeededApproval>,
    of_kind: BTreeMap<&'a str, &'a [NeededApproval]>,
    /// The state of every record, in the order of the project; several rules ask for each.
    of_records: Vec<Approval<'a>>,
}

impl<'a> Approvals<'a> {
    /// Collects the reviews of a project, as of a day.
    pub fn of(project: &'a Project, as_of: &str) -> Self {
        let today = Moment::parse(as_of);
        let mut pins: HashMap<&str, Vec<Pin<'_>>> = HashMap::new();
        let mut retired: HashMap<&str, Vec<Pin<'_>>> = HashMap::new();
        for review in project.of_kind("review") {
            if !is_entitled(project, review) {
                continue;
            }
            for link in review.links_of("of") {
                let pin = Pin::new(review, link).no_later_than(today);
                if pin.counts() {
                    pins.entry(&link.to).or_default().push(pin);
                } else if review.status == Status::Retired {
                    retired.entry(&link.to).or_default().push(pin);
                }
            }
        }
        let approvals = &project.config.gate.approvals;
        let of_kind = approvals.iter().map(|(kind, needed)| (&**kind, &**needed)).collect();
        let usual = vec![NeededApproval { meaning: "approved".to_string(), role: None }];
        let of_records = Vec::new();
        let mut approvals = Self { project, pins, retired, usual, of_kind, of_records };
        approvals.of_records =
            project.records.iter().map(|record| approvals.worst_of(record)).collect();
        approvals
    }

    /// Returns the approvals that records of a kind need.
    pub fn needed(&self, kind: &str) -> &[NeededApproval] {
        self.of_kind.get(kind).copied().unwrap_or(&self.usual)
    }

    /// Returns the worst state of the approvals that a record needs.
    pub fn of_record(&self, record: &Record) -> Approval<'a> {
        let at = self.project.index_of(&record.id);
        at.map_or(Approval::Missing, |at| self.of_records[at])
    }

    fn worst_of(&self, record: &'a Record) -> Approval<'a> {
        if !record.kind.needs_approval {
            return Approval::NotNeeded;
        }
        if record.status == Status::Draft {
            return self.of_draft(record);
        }
        self.worst(&record.id, &record.fingerprint, self.needed(record.kind.name))
    }

    /// Returns the state of the approval of a record that only counts when a person answers for it:
    /// where the project's policy asks for less, a review that says `approved` is still needed.
    pub fn of_approved(&self, record: &'a Record) -> Approval<'a> {
        match record.status {
            Status::Draft => Approval::Missing,
            Status::Active | Status::Retired => self.of_present_state(record),
        }
    }

    /// Returns the state of the approval of what a record says now, even if it is a draft.
    pub fn of_present_state(&self, record: &'a Record) -> Approval<'a> {
        let needed = self.needed(record.kind.name).iter().chain(&self.usual);
        let needed: Vec<NeededApproval> = needed.cloned().collect();
        self.worst(&record.id, &record.fingerprint, &needed)
    }

    /// Returns the state of the approval of a record that only counts when one person answers for
    /// it: that person's own newest decision, or that of everybody, whichever is worse.
    pub fn of_approved_by(&self, record: &'a Record, person: &str) -> Approval<'a> {
        let by_person = |pin: &&Pin<'a>| pin.review.word(&["by"]) == Some(person);
        let own: Vec<Pin<'a>> =
            self.pins_of(&record.id).iter().filter(by_person).copied().collect();
        let retired = self.retired_of(&record.id);
        let own =
            self.usual.iter().map(|needed| state((&own, retired), &record.fingerprint, needed));
        own.chain([self.of_approved(record)])
            .max_by_key(Approval::rank)
            .unwrap_or(Approval::Missing)
    }

    /// Returns whether somebody has approved what a fact says now who is not the person that it names,
    /// nor, where the record needs an approval, has approved it as it was.
    pub fn is_accepted_by_another(&self, record: &'a Record) -> bool {
        let own = record.word(&["person"]).or_else(|| record.word(&["by"]));
        let pins = self.pins_of(&record.id).iter();
        let of_before = pins.clone().filter(|pin| pin.is_accepted() && record.kind.needs_approval);
        let of_before: Vec<_> = of_before
            .filter(|pin| !pin.is_about(&record.fingerprint))
            .filter_map(|pin| pin.review.word(&["by"]))
            .collect();
        let is_another = |pin: &&Pin<'a>| {
            let by = pin.review.word(&["by"]);
            by != own && by.is_none_or(|by| !of_before.contains(&by))
        };
        pins.filter(is_another).any(|pin| pin.approves(&record.fingerprint))
            && self.rejection_of(&record.id, &record.fingerprint).is_none()
    }

    /// Returns whether a record is retired and a person answers for that, so that what it says is
    /// no longer said.
    pub fn is_withdrawn(&self, record: &'a Record) -> bool {
        record.status == Status::Retired && matches!(self.of_approved(record), Approval::Fresh(_))
    }

    /// A draft needs no approval; but one that was approved before has been taken back, and whoever
    /// approved it has to see that.
    fn of_draft(&self, record: &'a Record) -> Approval<'a> {
        let pins = self.pins_of(&record.id);
        let needed = self.needed(record.kind.name).iter();
        needed
            .map(|needed| state((pins, &[]), &record.fingerprint, needed))
            .filter(|state| matches!(state, Approval::Outdated(_) | Approval::Rejected(_)))
            .max_by_key(Approval::rank)
            .unwrap_or(Approval::NotNeeded)
    }

    /// Returns the state of the approval of a project-file section, which every one that a judgement rests on needs.
    pub fn of_section(&self, section: &str) -> Approval<'a> {
        match self.project.config.fingerprint(section) {
            Some(fingerprint) => {
                let target = format!("{PROJECT_FILE}#{section}");
                self.worst(&target, &fingerprint, &self.usual)
            }
            None => Approval::NotNeeded,
        }
    }

    /// Returns the state of the approval of a document's narrative: of the whole, or else of every
    /// section by itself. A document without narrative needs none.
    pub fn of_narrative(&self, document: &str) -> Approval<'a> {
        let state =
            |section: &Section| self.worst(&section.target(), &section.fingerprint(), &self.usual);
        let Some(whole) = self.project.section(document, "") else { return Approval::NotNeeded };
        let sections = self.project.sections.iter().filter(|section| {
            section.document == document && !section.anchor.is_empty() && section.is_shown()
        });
        let mut states = sections.map(state);
        match state(whole) {
            Approval::Missing => states.max_by_key(Approval::rank).unwrap_or(Approval::Missing),
            decided => {
                states.find_map(|of_section| overtaken(decided, of_section)).unwrap_or(decided)
            }
        }
    }

    /// Returns the state of the approval of one section: of itself or with its whole document,
    /// whichever is better; a rejection of the section is not undone by that of the document.
    pub fn of_part(&self, section: &Section) -> Approval<'a> {
        let state =
            |section: &Section| self.worst(&section.target(), &section.fingerprint(), &self.usual);
        let own = state(section);
        match self.project.section(&section.document, "") {
            Some(whole) if !matches!(own, Approval::Rejected(_)) => {
                let whole = state(whole);
                let better = [own, whole].into_iter().min_by_key(Approval::rank).unwrap_or(own);
                overtaken(whole, own).unwrap_or(better)
            }
            _ => own,
        }
    }

    /// Returns the rejection that decides on a target in its present state, whatever it was to mean.
    pub fn rejection_of(&self, target: &str, current: &str) -> Option<Pin<'a>> {
        let pins = self.pins_of(target).iter();
        newest_then_worst(pins.filter(|pin| pin.is_about(current))).filter(|pin| !pin.is_accepted())
    }

    /// Returns whether somebody has approved a tag as it stands, so that moving it would be seen.
    pub fn is_tag_pinned(&self, tag: &str) -> bool {
        let target = format!("tag:{tag}");
        fingerprint(self.project, &target).is_some_and(|current| {
            self.pins_of(&target).iter().any(|pin| pin.approves(&current))
                && self.rejection_of(&target, &current).is_none()
        })
    }

    /// Returns every entry of a review that names a target, in record order.
    pub fn pins_of(&self, target: &str) -> &[Pin<'a>] {
        self.pins.get(target).map(Vec::as_slice).unwrap_or_default()
    }

    fn retired_of(&self, target: &str) -> &[Pin<'a>] {
        self.retired.get(target).map(Vec::as_slice).unwrap_or_default()
    }

    fn worst(&self, target: &str, current: &str, needed: &[NeededApproval]) -> Approval<'a> {
        let pins = (self.pins_of(target), self.retired_of(target));
        needed
            .iter()
            .map(|needed| state(pins, current, needed))
            .max_by_key(Approval::rank)
            .unwrap_or(Approval::NotNeeded)
    }
}

/// A review counts only if its person is known, holds the role, and had not left.
pub fn is_entitled(project: &Project, review: &Record) -> bool {
    let person = review.word(&["by"]).and_then(|by| project.config.people.get(by));
    person.is_some_and(|person| {
        holds_role(person, review) && !has_left(person, review.word(&["date"]))
    })
}

/// Returns whether a person holds the role of a review.
pub fn holds_role(person: &Person, review: &Record) -> bool {
    let role = review.word(&["role"]);
    person.roles.iter().any(|known| Some(&**known) == role)
}

/// Returns whether a person had left on a day; on one that cannot be read, whoever leaves at all had.
pub fn has_left(person: &Person, on: Option<&str>) -> bool {
    let Some(left) = &person.left else { return false };
    match (Moment::parse(left), on.and_then(Moment::parse)) {
        // Both are days as their clocks showed them, so that no time zone moves the last one.
        (Some(left), Some(on)) => on.day() > left.day(),
        _ => true,
    }
}

/// Returns the state of one approval by the reviews that count, and by acceptances that are retired.
fn state<'a>(
    (pins, retired): (&[Pin<'a>], &[Pin<'a>]),
    current: &str,
    needed: &NeededApproval,
) -> Approval<'a> {
    let is_current = |pin: &&Pin<'a>| pin.is_about(current);
    let decides = |pin: &&Pin<'a>| pin.gives(needed) || !pin.is_accepted();
    let deciding = newest_then_worst(pins.iter().filter(is_current).filter(decides));
    let approving = pins.iter().filter(|pin| pin.gives(needed) && pin.is_accepted());
    match deciding {
        Some(pin) if !pin.is_accepted() => Approval::Rejected(pin),
        Some(pin) => {
            let retired = retired.iter().filter(|pin| pin.gives(needed));
            let of_another = approving.chain(retired).filter(|other| !other.is_about(current));
            overtaking(of_another, &pin).map_or(Approval::Fresh(pin), Approval::Outdated)
        }
        None => newest_then_worst(approving).map_or(Approval::Missing, Approval::Outdated),
    }
}

/// Returns the newest of the approvals of another state that are later than one: who goes back to what
/// was once approved changes what was approved since, and an old yes is no answer to that.
fn overtaking<'a, 'p>(
    of_another: impl Iterator<Item = &'p Pin<'a>>,
    pin: &Pin<'a>,
) -> Option<Pin<'a>>
where
    'a: 'p,
{
    newest_then_worst(of_another.filter(|other| compare(other, pin) == Ordering::Greater))
}

/// Returns the state of a section, where another state of it was approved by itself after its document
/// was approved as a whole.
fn overtaken<'a>(whole: Approval<'a>, of_section: Approval<'a>) -> Option<Approval<'a>> {
    match (whole, of_section) {
        (Approval::Fresh(whole), Approval::Outdated(other))
            if compare(&other, &whole) == Ordering::Greater =>
        {
            Some(of_section)
        }
        _ => None,
    }
}

/// Returns a rejection among the newest if there is one, else the newest.
fn newest_then_worst<'a, 'p>(pins: impl Iterator<Item = &'p Pin<'a>>) -> Option<Pin<'a>>
where
    'a: 'p,
{
    let pins: Vec<Pin<'a>> = pins.copied().collect();
    let is_newest =
        |pin: &&Pin<'a>| pins.iter().all(|other| compare(other, pin) != Ordering::Greater);
    let newest: Vec<&Pin<'a>> = pins.iter().filter(is_newest).collect();
    newest.iter().find(|pin| !pin.is_accepted()).or(newest.last()).map(|pin| **pin)
}

/// A date that cannot be read ties with everything.
fn compare(a: &Pin<'_>, b: &Pin<'_>) -> Ordering {
    match (a.at, b.at) {
        (Some(a), Some(b)) => a.compare(b),
        _ => Ordering::Equal,
    }
}

/// Returns the fingerprint of anything that a review can name; none if it does not exist.
pub fn fingerprint(project: &Project, target: &str) -> Option<String> {
    match Target::parse(target)? {
        Target::Record(id) => project.record(id).map(|record| record.fingerprint.to_string()),
        Target::Setting(section) => project.config.fingerprint(section),
        Target::Section { document, anchor } => {
            project.section(document, anchor).map(|section| section.fingerprint())
        }
        Target::Link { from, field, to } => link_fingerprint(project, from, field, to),
        Target::Baseline(tag) => {
            project.tags.get(tag).map(|commit| tag_fingerprint(project, tag, commit))
        }
    }
}

/// Hash of a tag and of the commit that it names: a tag that is moved is another one.
fn tag_fingerprint(project: &Project, tag: &str, commit: &str) -> String {
    let mut canonical = Canonical::new(&project.config.names);
    canonical.object(vec![("commit", Member::Word(commit)), ("tag", Member::Word(tag))]);
    fingerprint_of(&canonical.finish())
}

/// Returns whether a text has the form of a fingerprint.
fn is_fingerprint(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("tf1:").is_some_and(|rest| rest.len() == 64 && rest.bytes().all(is_digit))
}

/// Hash of the link and of both its ends: a change of either makes the link suspect.
fn link_fingerprint(project: &Project, from: &str, field: &str, to: &str) -> Option<String> {
    let record = project.record(from)?;
    let link = record.links_of(field).find(|link| &*link.to == to)?;
    let upstream = fingerprint(project, to)?;
    let both = format!("{field}\n{}\n{}\n{upstream}", link.canonical(), record.fingerprint);
    Some(fingerprint_of(&both))
}
